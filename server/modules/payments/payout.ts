import { DAY } from '../../kernel/time.ts'
import { machine } from '../../platform/transition.ts'

/**
 * A payout sends what somebody owns to their bank. A clear no ends it and the money returns to its owner; silence
 * never does, because the money may have gone: it is asked about until the provider knows.
 */
export type PayoutState = 'requested' | 'sent' | 'succeeded' | 'failed'

export const payouts = machine<PayoutState>('payouts', {
  requested: ['sent', 'failed'],
  sent: ['succeeded', 'failed'],
  succeeded: [],
  failed: [],
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
  requested_by: string
  finished_at: Date | null
  created_at: Date
}

/** Without an end by then, people look at it. */
export const PAYOUT_WITHIN = DAY
