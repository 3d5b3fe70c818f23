import { refusal } from '../../kernel/refusal.ts'
import { after, DAY, MINUTE } from '../../kernel/time.ts'
import { machine } from '../../platform/transition.ts'

/*
 * A sample is free and comes with a promise: the shop sends one piece of its stock, the creator shows it in a room. Each
 * waiting state names who has to act, until when, and what happens else (domain 3.9):
 *
 *   pending            shop     7 days   → overdue              (not given; asks for nothing)
 *   awaiting_shipment  shop     7 days   → seller_not_shipped   (the piece is back in stock)
 *   shipped            creator  10 days  → content_pending      (taken as received)
 *   content_pending    creator  14 days  → unfulfilled          (one extension of 7 days; one appeal within 7 days)
 *   appealed           shop     7 days   → completed            (a silent shop has agreed)
 *
 * A room in which the goods were shown for ten minutes of picture fulfils it, and so does the shop's word.
 */

export const sampleNotOffered = refusal(
  'sample_not_offered',
  409,
  'There are no samples of these goods for you',
)
export const sampleConditions = refusal(
  'sample_conditions',
  422,
  'The shop gives samples to creators with more followers or sales',
)
export const samplesGone = refusal('samples_gone', 409, 'All samples of these goods are given')
export const tooManySamples = refusal(
  'too_many_samples',
  409,
  'Five samples wait for you already; show one first',
)
export const sampleHad = refusal(
  'sample_had',
  409,
  'You had as many samples of these goods as the shop gives',
)
export const samplesOwed = refusal(
  'samples_owed',
  409,
  'Too many samples of the last 90 days were never shown',
)
export const sampleQuotaTooSmall = refusal(
  'sample_quota_too_small',
  422,
  'More samples than that are given already',
)
export const appealOver = refusal('appeal_over', 409, 'This can no longer be appealed')

export type SampleState =
  | 'pending'
  | 'awaiting_shipment'
  | 'shipped'
  | 'content_pending'
  | 'appealed'
  | 'completed'
  | 'rejected'
  | 'overdue'
  | 'seller_not_shipped'
  | 'unfulfilled'
  | 'withdrawn'

/** The arrows of a sample; the migration draws the same. The loop is the one extension. */
export const samples = machine<SampleState>('samples', {
  pending: ['awaiting_shipment', 'rejected', 'overdue', 'withdrawn'],
  awaiting_shipment: ['shipped', 'seller_not_shipped', 'withdrawn'],
  shipped: ['content_pending', 'completed'],
  content_pending: ['content_pending', 'completed', 'unfulfilled'],
  appealed: ['completed', 'unfulfilled'],
  unfulfilled: ['appealed'],
  completed: [],
  rejected: [],
  overdue: [],
  seller_not_shipped: [],
  withdrawn: [],
})

type Waiting = {
  turn: 'shop' | 'creator'
  within: number
  on_deadline: SampleState
  reason: string
}

const WAITING: { readonly [State in SampleState]?: Waiting } = {
  pending: { turn: 'shop', within: 7 * DAY, on_deadline: 'overdue', reason: 'shop_silent' },
  awaiting_shipment: {
    turn: 'shop',
    within: 7 * DAY,
    on_deadline: 'seller_not_shipped',
    reason: 'shop_did_not_ship',
  },
  shipped: {
    turn: 'creator',
    within: 10 * DAY,
    on_deadline: 'content_pending',
    reason: 'taken_as_received',
  },
  content_pending: {
    turn: 'creator',
    within: 14 * DAY,
    on_deadline: 'unfulfilled',
    reason: 'not_shown',
  },
  appealed: { turn: 'shop', within: 7 * DAY, on_deadline: 'completed', reason: 'shop_silent' },
}

/** Whose turn a state is and what happens at its deadline; undefined where nothing is waited for. */
export const sampleWaitsFor = (state: SampleState): Waiting | undefined => WAITING[state]

/** The instant of a state's default, entered now; null where nothing is waited for. */
export const sampleDeadline = (state: SampleState, now: Date): Date | null => {
  const waiting = WAITING[state]
  return waiting ? after(now, waiting.within) : null
}

/** What the one extension adds to the time for content. */
export const EXTENSION = 7 * DAY
/** How long after an unfulfilled sample its creator may appeal, once. */
export const APPEAL = 7 * DAY
/** So much picture makes a room content. */
export const CONTENT_MS = 10 * MINUTE
/** Samples that wait for a creator or on their behalf, at most; the database holds it too. */
export const WAITING_MAX = 5
/** Samples never shown in `OWED_DAYS` days, from which on a creator gets no more. */
export const OWED_MAX = 3
export const OWED_DAYS = 90

/** The shop sees where a sample goes only while it sends it or it travels. */
export const showsAddress = (state: SampleState): boolean =>
  state === 'awaiting_shipment' || state === 'shipped'

/** These end without the piece having been given: it counts neither for the offer nor for the creator. */
export const NOT_GIVEN: readonly SampleState[] = [
  'rejected',
  'overdue',
  'seller_not_shipped',
  'withdrawn',
]
export const WAITING_STATES: readonly SampleState[] = [
  'pending',
  'awaiting_shipment',
  'shipped',
  'content_pending',
]

/** @throws sampleConditions with what is asked for and what the creator has */
export function assertFits(
  offer: { min_followers: bigint; min_sales: bigint },
  creator: { followers: bigint; sales: bigint },
): void {
  const { min_followers, min_sales } = offer
  const { followers, sales } = creator
  if (followers < min_followers || sales < min_sales)
    throw sampleConditions({ min_followers, min_sales, followers, sales })
}
