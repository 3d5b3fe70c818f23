import { DAY } from '../../kernel/time.ts'
import { machine } from '../../platform/transition.ts'

/**
 * A reversal takes back part of a payout at the provider that split it off a trade, once it has arrived. A clear no ends
 * it; silence never does: it is asked about, under its own number, until the provider knows.
 */
export type ReversalState = 'requested' | 'sent' | 'succeeded' | 'failed'

export const reversals = machine<ReversalState>('payout_reversals', {
  requested: ['sent', 'failed'],
  sent: ['succeeded', 'failed'],
  succeeded: [],
  failed: [],
})

export type ReversalRow = {
  id: string
  payout_id: string
  number: string
  amount: bigint
  currency: string
  state: ReversalState
  state_at: Date
  deadline_at: Date | null
  attempts: number
  next_attempt_at: Date | null
  provider_number: string | null
  finished_at: Date | null
  failure_reason: string | null
  created_at: Date
}

/** With the payout that it takes back from. */
export type HeldReversal = ReversalRow & {
  provider: string
  owner_kind: 'shop' | 'account'
  owner_id: string
  payout_number: string
  payout_state: string
  bank_account: string
  /** Of the trade that it was split off; null: out of the balance there. */
  trade_number: string | null
}

/** Its payout has no end by then: nothing is taken back of it. */
export const REVERSAL_REQUEST_WITHIN = 3 * DAY
/** Sent and without an end by then, people look at it. */
export const REVERSAL_WITHIN = DAY
