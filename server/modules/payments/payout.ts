import { DAY } from '../../kernel/time.ts'
import { machine } from '../../platform/transition.ts'

/**
 * A payout sends what somebody owns to their bank, once it is released. Before its call goes out it is held back where the
 * account was stopped or changed meanwhile, or the shop suspended. A clear no ends it and the money returns to its
 * owner; silence never does, because the money may have gone: it is asked about until the provider knows. What the bank
 * sends back after it succeeded bounces: that money returns too.
 */
export type PayoutState =
  | 'requested'
  | 'approved'
  | 'held'
  | 'sent'
  | 'succeeded'
  | 'failed'
  | 'bounced'

/** What is against a payout that is held back. */
export type HoldReason = 'account_stopped' | 'account_changed' | 'shop_suspended'

export const payouts = machine<PayoutState>('payouts', {
  requested: ['approved', 'failed'],
  approved: ['sent', 'held'],
  held: ['approved', 'failed'],
  sent: ['succeeded', 'failed'],
  succeeded: ['bounced'],
  failed: [],
  bounced: [],
})

export type PayoutRow = {
  id: string
  owner_kind: 'shop' | 'account'
  owner_id: string
  number: string
  amount: bigint
  currency: string
  provider: string
  provider_number: string | null
  bank_account: string
  state: PayoutState
  state_at: Date
  deadline_at: Date | null
  attempts: number
  next_attempt_at: Date | null
  failure_reason: string | null
  hold_reason: HoldReason | null
  requested_by: string
  finished_at: Date | null
  /** When what the bank sent back was there again. */
  bounced_at: Date | null
  run_id: string | null
  /** Out of whose money it comes, and the provider's number of that trade; null: out of the balance there. */
  payment_id: string | null
  trade_number: string | null
  created_at: Date
}

/** Not released by then, it returns to its owner. */
export const PAYOUT_RELEASE_WITHIN = 7 * DAY

/**
 * Held back so long, it returns to its owner: a suspension that nobody confirms has lapsed by then, and an account has
 * been named anew.
 */
export const PAYOUT_HOLD_WITHIN = 10 * DAY

/** Sent and without an end by then, people look at it. */
export const PAYOUT_WITHIN = DAY
