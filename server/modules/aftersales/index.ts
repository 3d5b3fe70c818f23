export {
  aftersaleClosed,
  aftersaleOpened,
  aftersaleRefunding,
  type RefundOfAftersale,
} from './aftersales.events.ts'
export { aftersalesModule } from './aftersales.module.ts'
