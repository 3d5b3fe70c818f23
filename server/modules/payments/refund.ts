import { refusal } from '../../kernel/refusal.ts'
import { DAY } from '../../kernel/time.ts'
import { machine } from '../../platform/transition.ts'

/** A refund keeps its number at the provider for life: an unknown outcome is asked about, never renumbered (I-25). */
export type RefundState = 'requested' | 'sent' | 'succeeded' | 'failed'

export const refunds = machine<RefundState>('refunds', {
  requested: ['sent', 'failed', 'succeeded'],
  sent: ['succeeded', 'failed'],
  succeeded: [],
  failed: ['sent', 'succeeded'],
})

export type RefundReason = 'aftersale' | 'order_cancelled' | 'paid_after_close' | 'difference'

export type RefundRow = {
  id: string
  payment_id: string
  reason_kind: RefundReason
  reason_id: string
  order_id: string | null
  number: string
  amount: bigint
  currency: string
  trade_number: string
  provider_number: string | null
  state: RefundState
  state_at: Date
  deadline_at: Date | null
  attempts: number
  failures: number
  next_attempt_at: Date | null
  last_error: string | null
  finished_at: Date | null
  created_at: Date
}

export const refundExceedsPaid = refusal(
  'refund_exceeds_paid',
  409,
  'More cannot be refunded than was paid',
)
/** WeChat Pay takes at most 50 partial refunds of one payment; the strictest provider sets the limit. */
export const tooManyRefunds = refusal(
  'too_many_refunds',
  409,
  'A payment can be refunded in at most 50 parts',
)
export const notPaid = refusal('not_paid', 409, 'This payment was not paid')

export const REFUNDS_AT_MOST = 50
/** So many clear refusals, or so much time without an end, and people look at it. */
export const FAILURES_AT_MOST = 3
export const REFUND_WITHIN = DAY

/**
 * Whether a payment can give back that much more.
 * @throws `not_paid`, `refund_exceeds_paid`, `too_many_refunds`
 */
export function assertRefundable(
  payment: {
    state: string
    paid_at: Date | null
    amount: bigint
    refunded: bigint
    refunds_count: number
  },
  wish: { amount: bigint; reason_kind: RefundReason },
): void {
  const expected = wish.reason_kind === 'paid_after_close' ? 'closed' : 'succeeded'
  if (payment.state !== expected || payment.paid_at === null) throw notPaid()
  if (wish.amount <= 0n) throw new RangeError('a refund is more than nothing')
  if (payment.refunded + wish.amount > payment.amount)
    throw refundExceedsPaid({ left: payment.amount - payment.refunded })
  if (payment.refunds_count >= REFUNDS_AT_MOST) throw tooManyRefunds()
}
