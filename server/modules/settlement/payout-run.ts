import { refusal } from '../../kernel/refusal.ts'
import { DAY } from '../../kernel/time.ts'
import { machine } from '../../platform/transition.ts'

/**
 * A payout run is a list of payouts that one person prepares and another releases. What nobody releases in time is
 * cancelled by itself, and its payouts wait for the next run.
 */
export type PayoutRunState = 'prepared' | 'released' | 'cancelled'

export const payoutRuns = machine<PayoutRunState>('payout_runs', {
  prepared: ['released', 'cancelled'],
  released: [],
  cancelled: [],
})

/** A run that is not released by then is cancelled. */
export const RELEASE_WITHIN = 2 * DAY

/** Payouts of one run at most. */
export const RUN_SIZE = 1_000

export const needsSecondPerson = refusal(
  'needs_second_person',
  409,
  'Whoever prepared a run does not release it',
)
export const runEmpty = refusal('run_empty', 409, 'No payout waits for release')
export const payoutNotWaiting = refusal(
  'payout_not_waiting',
  409,
  'This payout does not wait for release any more',
)

export type PayoutRunRow = {
  id: string
  currency: string
  payouts_count: number
  amount: bigint
  state: PayoutRunState
  state_at: Date
  deadline_at: Date | null
  prepared_by: string
  released_by: string | null
  created_at: Date
}
