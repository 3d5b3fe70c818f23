export {
  type AddressWords,
  itemTwice,
  type OrderId,
  type OrderRow,
  type OrderState,
} from './order.ts'
export {
  type AftersaleChoices,
  type AftersaleKind,
  faultWindowOf,
  keptByBuyer,
  leftToShip,
  type OrderLine,
  refundFor,
  windowOf,
} from './order-line.ts'
export {
  aftersaleChanged,
  type LineFact,
  type OrderFact,
  orderCancelled,
  orderCompleted,
  orderPaid,
  orderRestCancelled,
  parcelSigned,
} from './orders.events.ts'
export { ordersModule } from './orders.module.ts'
export { findOrder, findOrderOfLine, linesOf, lockOrder } from './orders.sql.ts'
export { type ParcelReader, provideParcels, type ShownParcel } from './parcels-shown.ts'
export { closeAftersale, openAftersale } from './receive-order.ts'
export { recordRefunded } from './refund-order.ts'
export { recordShipped } from './ship-order.ts'
