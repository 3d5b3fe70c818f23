import { refusal } from '../../kernel/refusal.ts'
import { MINUTE, SECOND } from '../../kernel/time.ts'
import { machine } from '../../platform/transition.ts'
import type { Report } from './provider.ts'

/**
 * A payment asks one payer for one amount. It is paid if and only if one verified trade of the provider has its
 * number, amount and currency (I-19); whatever else comes in is a difference row and `unmatched` money.
 */
export type PaymentState = 'created' | 'pending' | 'succeeded' | 'closed'

export const payments = machine<PaymentState>('payments', {
  created: ['pending', 'succeeded', 'closed'],
  pending: ['succeeded', 'closed'],
  succeeded: [],
  closed: [],
})

export type PaymentRow = {
  id: string
  subject_kind: 'checkout' | 'deposit'
  subject_id: string
  payer_id: string
  provider: string
  number: string
  amount: bigint
  currency: string
  refunded: bigint
  refunds_count: number
  provider_number: string | null
  cashier_url: string | null
  /** Theirs, where our number alone is not enough to ask; of a code that is scanned, the code. */
  trade_ref: string | null
  title: string
  payee: string
  return_path: string | null
  state: PaymentState
  state_at: Date
  deadline_at: Date | null
  next_query_at: Date | null
  queries: number
  paid_at: Date | null
  created_at: Date
}

export const badSignature = refusal(
  'bad_signature',
  401,
  'This callback is not signed as it should be',
)
export const providerSilent = refusal(
  'payment_provider_silent',
  503,
  'The payment provider does not answer; try again shortly',
)
export const providerRefused = refusal(
  'payment_provider_refused',
  409,
  'The payment provider does not take this payment',
)
export const providerChosen = refusal(
  'payment_provider_chosen',
  409,
  'This payment was begun with another payment provider',
)

/** First looks after 30 s, 60 s, 2 min …: a lost callback is found long before the buyer gives up. */
export const FIRST_QUERY_MS = 30 * SECOND
export const LONGEST_QUERY_MS = 30 * MINUTE

/** A provider that is silent at the deadline is asked this much longer before the payment is closed without it. */
export const SILENCE_MS = 5 * MINUTE

/** What one report means for one payment. */
export type Verdict =
  | 'nothing'
  | 'paid'
  /** The right money, but after the payment was closed: it goes back. */
  | 'paid_late'
  | 'amount'
  | 'currency'
  | 'second_payment'
  | 'closed'
  /** A callback says closed: only an answer to our own question counts, so ask. */
  | 'ask'

type Known = Pick<PaymentRow, 'state' | 'amount' | 'currency' | 'provider_number'>

/**
 * Judges a report of the provider. Pure, and so that any order and any repetition of the same reports ends in the
 * same place (I-22): success is final, a mismatch never pays, "closed" counts only as the answer to a question.
 */
export function judge(payment: Known, report: Report, source: 'callback' | 'query'): Verdict {
  if (report.state === 'waiting' || report.state === 'failed') return 'nothing'
  if (report.state === 'closed') {
    if (payment.state === 'succeeded' || payment.provider_number !== null) return 'nothing'
    return source === 'query' ? 'closed' : 'ask'
  }
  if (report.currency !== payment.currency) return 'currency'
  if (report.amount !== payment.amount) return 'amount'
  if (payment.provider_number !== null)
    return payment.provider_number === report.provider_number ? 'nothing' : 'second_payment'
  return payment.state === 'closed' ? 'paid_late' : 'paid'
}
