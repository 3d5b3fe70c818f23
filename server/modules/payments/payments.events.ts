import { event } from '../../platform/outbox.ts'

/** Keyed by payment. Whoever opened the payment finds their own by subject. */
export const paymentSucceeded = event<{
  payment_id: string
  subject_kind: 'checkout' | 'deposit'
  subject_id: string
  amount: bigint
  currency: string
  paid_at: Date
}>('payment.succeeded')

export const paymentClosed = event<{
  payment_id: string
  subject_kind: 'checkout' | 'deposit'
  subject_id: string
}>('payment.closed')

/** Keyed by payment, so that the refunds of one payment are heard in order. */
export type RefundFact = {
  refund_id: string
  reason_kind: 'aftersale' | 'order_cancelled' | 'paid_after_close' | 'difference'
  reason_id: string
  payment_id: string
  order_id: string | null
  amount: bigint
  currency: string
}
export const refundRequested = event<RefundFact>('refund.requested')
export const refundSucceeded = event<RefundFact>('refund.succeeded')
/** For people: the amount stays reserved, and the same refund may be sent again or succeed late. */
export const refundFailed = event<RefundFact>('refund.failed')

/** Keyed by payout. */
export type PayoutFact = {
  payout_id: string
  owner_kind: 'shop' | 'account'
  owner_id: string
  amount: bigint
  currency: string
  reason?: string
}
export const payoutSucceeded = event<PayoutFact>('payout.succeeded')
/** Final: the money is the owner's again. */
export const payoutFailed = event<PayoutFact>('payout.failed')
/** Final, after success: the bank sent it back. */
export const payoutBounced = event<PayoutFact>('payout.bounced')
