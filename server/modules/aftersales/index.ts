export {
  aftersaleClosed,
  aftersaleOpened,
  aftersaleRefunded,
  aftersaleRefunding,
  type RefundOfAftersale,
} from './aftersales.events.ts'
export { aftersalesModule } from './aftersales.module.ts'
