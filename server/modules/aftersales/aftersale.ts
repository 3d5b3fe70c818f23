import { refusal } from '../../kernel/refusal.ts'
import { after, DAY, HOUR } from '../../kernel/time.ts'
import { machine } from '../../platform/transition.ts'
import {
  type AftersaleKind,
  faultWindowOf,
  keptByBuyer,
  leftToShip,
  type OrderLine,
  type OrderRow,
  windowOf,
} from '../orders/index.ts'

/**
 * An after-sale asks money back for pieces of one order line. Whoever's turn it is has a deadline, and silence costs the
 * silent side: a shop that does not answer has agreed, a buyer who does not go on has given up, a platform that does not
 * judge is shown first. A line has one open after-sale at a time and at most five in its life.
 */

export const aftersaleOpen = refusal(
  'aftersale_open',
  409,
  'This line has an after-sale that is not over',
)
export const aftersaleTooLate = refusal('aftersale_too_late', 409, 'The time for this has passed')
export const noReturnForThese = refusal(
  'no_return_for_these',
  422,
  'Goods of this kind cannot be returned without a reason; this was shown before paying',
)
export const quantityTooLarge = refusal('quantity_too_large', 422, 'More than is left of this line')
export const rejectionNotAllowed = refusal(
  'rejection_not_allowed',
  409,
  'A return without a reason inside its window cannot be refused',
)
export const tooManyAftersales = refusal(
  'too_many_aftersales',
  409,
  'This line had as many after-sales as it may have',
)
export const returnAddressMissing = refusal(
  'return_address_missing',
  409,
  'The shop has not said where returned goods go',
)
export const recused = refusal('recused', 403, 'You belong to one of the sides of this dispute')
export const unknownEvidence = refusal('unknown_evidence', 422, 'There is no such picture of yours')

export type AftersaleState =
  | 'await_seller'
  | 'seller_rejected'
  | 'await_buyer_ship'
  | 'await_seller_receive'
  | 'platform_intervening'
  | 'refunding'
  | 'refund_failed'
  | 'succeeded'
  | 'closed'

/** The arrows of an after-sale; the migration draws the same. A loop renews a deadline and says why. */
export const aftersales = machine<AftersaleState>('aftersales', {
  await_seller: ['seller_rejected', 'await_buyer_ship', 'refunding', 'closed'],
  seller_rejected: ['platform_intervening', 'closed'],
  await_buyer_ship: ['await_seller_receive', 'closed'],
  await_seller_receive: ['await_seller_receive', 'refunding', 'seller_rejected'],
  platform_intervening: ['platform_intervening', 'refunding', 'closed', 'await_buyer_ship'],
  refunding: ['refunding', 'succeeded', 'refund_failed'],
  refund_failed: ['refunding', 'succeeded'],
  succeeded: [],
  closed: [],
})

export type Turn = 'buyer' | 'seller' | 'platform'
export type OnDeadline = 'refund' | 'approve' | 'close' | 'escalate' | 'retry'
type Waiting = { turn: Turn; within: number; on_deadline: OnDeadline }

/** Who is waited for in each state, how long, and what happens when nothing does. */
const WAITING: { readonly [State in AftersaleState]: Waiting | null } = {
  await_seller: { turn: 'seller', within: 48 * HOUR, on_deadline: 'approve' },
  seller_rejected: { turn: 'buyer', within: 7 * DAY, on_deadline: 'close' },
  await_buyer_ship: { turn: 'buyer', within: 7 * DAY, on_deadline: 'close' },
  await_seller_receive: { turn: 'seller', within: 10 * DAY, on_deadline: 'refund' },
  platform_intervening: { turn: 'platform', within: 3 * DAY, on_deadline: 'escalate' },
  refunding: { turn: 'platform', within: 2 * DAY, on_deadline: 'escalate' },
  refund_failed: { turn: 'platform', within: DAY, on_deadline: 'retry' },
  succeeded: null,
  closed: null,
}
/** Once the carrier says that the return was signed for, the shop has this long to look at it. */
export const LOOK_AT_RETURN = 48 * HOUR
/** What an overdue verdict or refund is given again, each time counted and shown first. */
export const OVERDUE = DAY
export const AFTERSALES_PER_LINE = 5

/** Whose turn a state is, and what happens at its deadline; null where nothing is waited for. */
export function waitingFor(state: AftersaleState, kind: AftersaleKind): Waiting | null {
  const waiting = WAITING[state]
  // Without goods to send back, agreeing is paying.
  return waiting && state === 'await_seller' && kind === 'refund_only'
    ? { ...waiting, on_deadline: 'refund' }
    : waiting
}

export const deadlineOf = (state: AftersaleState, now: Date): Date | null => {
  const waiting = WAITING[state]
  return waiting ? after(now, waiting.within) : null
}

export type AftersaleReason =
  | 'changed_mind'
  | 'no_longer_needed'
  | 'not_as_described'
  | 'damaged'
  | 'wrong_item'
  | 'missing_item'
  | 'fake'
  | 'late'
  | 'other'

const NO_REASON: ReadonlySet<AftersaleReason> = new Set(['changed_mind', 'no_longer_needed'])

/** A wish to send goods back without saying that anything is wrong with them. */
export const isWithoutReason = (reason: AftersaleReason): boolean => NO_REASON.has(reason)

export type Wish = { kind: AftersaleKind; quantity: number; reason: AftersaleReason }

/**
 * Whether this may be asked for now, and whether the shop may refuse it: a return without a reason, inside its window, of
 * goods that are not excepted, is of right (I-51).
 * @throws aftersaleOpen, tooManyAftersales, aftersaleTooLate, noReturnForThese, quantityTooLarge
 */
export function judgeWish(
  wish: Wish,
  { order, line }: { order: OrderRow; line: OrderLine },
  { has_open, count, now }: { has_open: boolean; count: number; now: Date },
): { is_of_right: boolean } {
  if (has_open) throw aftersaleOpen()
  if (order.state === 'unpaid' || order.state === 'cancelled')
    throw aftersaleTooLate({ state: order.state })
  if (count >= AFTERSALES_PER_LINE) throw tooManyAftersales({ at_most: AFTERSALES_PER_LINE })
  if (wish.kind === 'refund_before_ship') {
    const left = leftToShip(line)
    if (wish.quantity > left) throw quantityTooLarge({ left })
    return { is_of_right: false }
  }
  const left = keptByBuyer(line)
  if (wish.quantity > left) throw quantityTooLarge({ left })
  const without_reason = isWithoutReason(wish.reason)
  if (without_reason && line.return_exception)
    throw noReturnForThese({ return_exception: line.return_exception })
  const until = without_reason ? windowOf(line, order) : faultWindowOf(line, order)
  if (until && now > until) throw aftersaleTooLate({ until })
  return { is_of_right: without_reason && wish.kind === 'return_refund' }
}

export type RejectionReason =
  | 'already_shipped'
  | 'used_or_damaged_by_buyer'
  | 'incomplete'
  | 'empty_parcel'
  | 'out_of_window'
  | 'no_evidence'
  | 'other'

const ABOUT_THE_GOODS: ReadonlySet<RejectionReason> = new Set([
  'used_or_damaged_by_buyer',
  'incomplete',
  'empty_parcel',
])

/**
 * A return of right cannot be refused when it is asked for; once the goods are back, only for what is wrong with them.
 * @throws rejectionNotAllowed
 */
export function assertMayReject(
  { state, is_of_right }: { state: AftersaleState; is_of_right: boolean },
  reason: RejectionReason,
): void {
  if (!is_of_right) return
  if (state === 'await_seller_receive' && ABOUT_THE_GOODS.has(reason)) return
  throw rejectionNotAllowed({ reason })
}

/**
 * Where an after-sale goes on when it is agreed to, by the shop, by its silence or by a verdict: money at once where no
 * goods have to come back, where they are back already, or where the shop never said where they should go.
 */
export const whenAgreed = (
  { kind, return_parcel_id }: { kind: AftersaleKind; return_parcel_id: string | null },
  has_address: boolean,
): 'refunding' | 'await_buyer_ship' =>
  kind === 'return_refund' && return_parcel_id === null && has_address
    ? 'await_buyer_ship'
    : 'refunding'
