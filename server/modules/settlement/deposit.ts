import { refusal } from '../../kernel/refusal.ts'
import { after, DAY } from '../../kernel/time.ts'
import { machine } from '../../platform/transition.ts'

/*
 * A shop's deposit: what it has to leave with the platform while it sells. Every waiting state ends by itself:
 *
 *   unpaid          90 days  → short            (opened without it: filled from sales meanwhile)
 *   short           7 days   → short            (grace over: goods off sale, no payouts; open orders go on)
 *   refund_applied  7 days   → refund_hold      (nothing blocks it: paid back unasked) or back, with what blocks it named
 *   refund_hold     bank     → refunded         (or back where it stood when the bank refuses)
 *
 * Shops that were opened without being asked for one (the platform's own, those moved here with their past) have none.
 */

export type DepositState =
  | 'not_required'
  | 'unpaid'
  | 'paid'
  | 'short'
  | 'refund_applied'
  | 'refund_hold'
  | 'refunded'

export const depositMachine = machine<DepositState>('deposits', {
  not_required: ['paid', 'short', 'refund_applied'],
  unpaid: ['not_required', 'paid', 'short', 'refund_applied'],
  paid: ['not_required', 'short', 'refund_applied'],
  short: ['short', 'not_required', 'paid', 'refund_applied'],
  refund_applied: ['not_required', 'unpaid', 'paid', 'short', 'refund_hold'],
  refund_hold: ['refund_hold', 'refunded', 'not_required', 'paid', 'short'],
  refunded: ['not_required', 'paid', 'short'],
})

export const depositNotFillable = refusal(
  'deposit_not_fillable',
  409,
  'There is no open part of the deposit that sales could fill',
)
export const depositRefundBlocked = refusal(
  'deposit_refund_blocked',
  409,
  'Something still open blocks the refund of the deposit',
)
export const depositCaseMissing = refusal(
  'deposit_case_missing',
  409,
  'Nothing is taken from a deposit without a decided case against this shop',
)
export const depositTooLow = refusal(
  'deposit_too_low',
  409,
  'The deposit does not hold that much, or the case does not allow it',
)
export const depositRuleInThePast = refusal(
  'deposit_rule_in_the_past',
  422,
  'A deposit rule begins in the future: nobody is asked for more without notice',
)

/** Deposits are asked and kept in this currency. */
export const DEPOSIT_CURRENCY = 'CNY'

/** From being short to the goods going off sale. */
export const GRACE = 7 * DAY
/** So long sales may take to fill a deposit that was not paid at the start. */
export const FILL_WITHIN = 90 * DAY
/** The platform answers an application for refund within. */
export const ANSWER_WITHIN = 7 * DAY
/** Counted from the last completed order: so long its buyers may still come back. */
export const TAIL = 30 * DAY
/** Days whose sales the floating part goes by. */
export const SALES_DAYS = 30
/** A refund that the bank has not answered is looked at again every so often. */
export const BANK_AGAIN = DAY

export type Deposit = {
  shop_id: string
  state: DepositState
  deadline_at: Date | null
  currency: string
  required: bigint
  paid: bigint
  frozen: bigint
  share_ppm: bigint | null
  filling_since: Date | null
  refund_applied_by: string | null
  refund_payout_id: string | null
  /** Why its goods are off sale, if they are. */
  listings_stopped: 'deposit_short' | 'deposit_refund' | null
}

/** Where a deposit stands by its amounts, unless it is being paid back: then only that decides. */
export function stateByAmounts(
  { state, required, paid }: Pick<Deposit, 'state' | 'required' | 'paid'>,
  is_overdue = false,
): DepositState {
  if (state === 'refund_applied' || state === 'refund_hold') return state
  if (state === 'refunded' && paid === 0n) return state
  if (required === 0n) return 'not_required'
  if (paid >= required) return 'paid'
  return state === 'unpaid' && !is_overdue ? 'unpaid' : 'short'
}

/**
 * Where it goes when an application for refund ends without one: as before; short with a fresh grace, unless its grace was
 * over already.
 */
export function stateAfterRefusal(
  deposit: Pick<Deposit, 'required' | 'paid' | 'filling_since' | 'listings_stopped'>,
  now: Date,
): { state: DepositState; deadline_at: Date | null } {
  const { required, paid, filling_since, listings_stopped } = deposit
  if (required === 0n) return { state: 'not_required', deadline_at: null }
  if (paid >= required) return { state: 'paid', deadline_at: null }
  if (listings_stopped === 'deposit_short') return { state: 'short', deadline_at: null }
  const fill_by = filling_since && after(filling_since, FILL_WITHIN)
  return fill_by && fill_by > now
    ? { state: 'unpaid', deadline_at: fill_by }
    : { state: 'short', deadline_at: after(now, GRACE) }
}

/** What may leave it now: paid and not held by a case. */
export const freeOf = ({ paid, frozen }: Pick<Deposit, 'paid' | 'frozen'>): bigint => paid - frozen

/** What is missing; nothing while it is being paid back. */
export const missingOf = ({
  state,
  required,
  paid,
}: Pick<Deposit, 'state' | 'required' | 'paid'>): bigint =>
  state === 'refund_applied' || state === 'refund_hold' || paid >= required ? 0n : required - paid
