export { shippingModule } from './shipping.module.ts'
