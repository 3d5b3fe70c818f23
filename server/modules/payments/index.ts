export { lockAutomaticPayees, type Payee, tradeWithRoom } from './automatic-payees.ts'
export { closePayment, closePayments } from './close-payment.ts'
export { findPayee, knowsPayee } from './name-provider-account.ts'
export {
  asDrafted,
  draftPayment,
  insertPayments,
  type NewPayment,
  openPayment,
} from './open-payment.ts'
export type { PaymentRow, PaymentState } from './payment.ts'
export {
  type PayoutFact,
  paymentClosed,
  paymentSucceeded,
  payoutBounced,
  payoutFailed,
  payoutSucceeded,
  type RefundFact,
  refundFailed,
  refundSucceeded,
} from './payments.events.ts'
export { paymentsModule } from './payments.module.ts'
export { showPayment } from './payments.routes.ts'
export { findPayments } from './payments.sql.ts'
export type { HoldReason, PayoutRow, PayoutState } from './payout.ts'
export type { RefundRow } from './refund.ts'
export { approvePayouts, refusePayouts } from './release-payouts.ts'
export { type PayoutWish, requestPayout } from './request-payout.ts'
export { type RefundWish, requestRefund, requestRefunds } from './request-refund.ts'
export { requestReversals } from './request-reversal.ts'
export { retryRefund } from './send-refunds.ts'
