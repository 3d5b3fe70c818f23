export { aftersalesModule } from './aftersales.module.ts'
