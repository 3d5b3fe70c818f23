export { issueWaybill } from './issue-waybill.ts'
export type { ParcelRow } from './parcel.ts'
export { registerReturnParcel } from './send-parcel.ts'
export { shippingModule } from './shipping.module.ts'
