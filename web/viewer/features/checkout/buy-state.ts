import { offerOf } from './flash-state.ts'

/** What the buyer means to buy, as it goes to `POST /v1/checkouts`. */
export type Intent = {
  lines: readonly {
    sku_id: string
    quantity: number
    room_id?: string | null
    context?: string | null
    flash_offer_id?: string | null
    seen_price?: number
  }[]
  address_id: string
  note?: string
  from_basket?: boolean
  coupon_ids?: readonly string[]
  /** What was shown; another total is refused. */
  seen_total?: number
}

/** One wish to buy: its key and its body stay the same over every try, so that it can happen once at most. */
export type Attempt = {
  /** Where it was tapped: a product's id, or `basket`. */
  place: string
  account_id: string
  key: string
  intent: Intent
  /** Milliseconds of the platform's clock. */
  tapped_at: number
  tries: number
  /** Tries whose answer never came: each of them may have made the order. */
  lost: number
  /** Answers that were a fault of the platform. */
  faults: number
}

/** The platform's "no", or that nothing was heard (`status` 0). */
export type No = {
  status: number
  code: string
  title: string
  details: Record<string, any>
  /** From `Retry-After`. */
  retry_after_ms?: number | undefined
}

export type BuyState =
  | { at: 'idle' }
  /** A try is on its way. */
  | { at: 'asking'; attempt: Attempt; ahead?: number | undefined }
  /** Between two tries, or between a held button and the opening. */
  | {
      at: 'waiting'
      attempt: Attempt
      pause_ms: number
      why: 'queue' | 'lost' | 'opening'
      ahead?: number | undefined
    }
  /** Too many requests: the next tap counts from `until` on, under the same key. */
  | { at: 'later'; attempt: Attempt; until: number; no: No }
  /** Nobody tries any more, and the order may have been made. */
  | { at: 'left'; attempt: Attempt; in_flight: boolean; fault: boolean }
  | { at: 'refused'; attempt: Attempt; no: No; since: number }
  | {
      at: 'won'
      payment_id: string
      deadline_at: string
      account_id: string
      intent: Intent
      flash: boolean
    }

export type BuyEvent =
  | {
      e: 'tap'
      place: string
      account_id: string
      key: string
      intent: Intent
      now: number
      /** 0 to 1. */
      chance: number
      /** When the offer in the intent opens. */
      opens_at?: number | null | undefined
      /** The button was held down over the opening, and nobody let go yet. */
      held?: boolean | undefined
    }
  | { e: 'due' }
  | { e: 'answered'; key: string; payment_id: string; deadline_at: string }
  /** `tries` says which try this answers. */
  | { e: 'no'; key: string; tries: number; no: No; now: number; chance: number }
  | { e: 'leave' }
  /** Goes on after leaving: the same key, the same body. */
  | { e: 'again' }
  | { e: 'forget' }
  | { e: 'restored'; kept: BuyState; now: number }

export const IDLE: BuyState = { at: 'idle' }
/** A crowd that holds the button through the opening arrives over this long. */
export const JITTER_MS = 150
/** A page that comes back within this time goes on by itself; later it asks first. */
export const RESUME_MS = 120_000
/** So many faults of the platform, and it stops asking by itself. */
const FAULTS_MOST = 3
/** An opening that is no further off is waited for. */
const OPENING_SOON_MS = 2_000
const TRIES_FOR_OPENING = 4

/** Exponential back-off with full jitter: 0 to 0.4 s after the first try, doubling up to 8 s. */
export const backOff = (tries: number, chance: number): number =>
  chance * Math.min(8_000, 400 * 2 ** Math.max(0, tries - 1))

type Verdict = 'queue' | 'lost' | 'fault' | 'later' | 'opening' | 'definite'

/** What an answer other than an order means for the attempt. */
export function verdictOf(no: No): Verdict {
  if (no.code === 'queue_full') return 'queue'
  if (no.status === 429) return 'later'
  if (no.code === 'flash_not_open' && msToOpening(no) <= OPENING_SOON_MS) return 'opening'
  // A twin of ours is still being worked on: its answer will be ours.
  if (no.code === 'changed_meanwhile') return 'lost'
  if (no.status === 0 || no.status === 408 || (no.status > 500 && no.status < 600)) return 'lost'
  return no.status >= 500 ? 'fault' : 'definite'
}

const msToOpening = ({ details: { opens_at, server_time } }: No): number => {
  const left = Date.parse(opens_at) - Date.parse(server_time)
  return left > 0 ? left : Number.POSITIVE_INFINITY
}

const ask = (attempt: Attempt, ahead?: number): BuyState => ({
  at: 'asking',
  attempt: { ...attempt, tries: attempt.tries + 1 },
  ahead,
})

/** Nothing can have been ordered: away with it. Else it stays, to be found out about. */
const leftWith = (attempt: Attempt, in_flight: boolean, fault = false): BuyState =>
  attempt.lost > 0 || in_flight ? { at: 'left', attempt, in_flight, fault } : IDLE

function afterNo(
  state: Extract<BuyState, { at: 'asking' }>,
  { no, now, chance }: { no: No; now: number; chance: number },
): BuyState {
  const { attempt, ahead } = state
  const pause = (no.retry_after_ms ?? 0) + backOff(attempt.tries, chance)
  switch (verdictOf(no)) {
    case 'queue':
      return {
        at: 'waiting',
        attempt,
        pause_ms: pause,
        why: 'queue',
        ahead: typeof no.details.ahead === 'number' ? no.details.ahead : ahead,
      }
    case 'lost':
      return {
        at: 'waiting',
        attempt: { ...attempt, lost: attempt.lost + 1 },
        pause_ms: pause,
        why: 'lost',
        ahead,
      }
    case 'fault': {
      const next = { ...attempt, lost: attempt.lost + 1, faults: attempt.faults + 1 }
      return next.faults < FAULTS_MOST
        ? { at: 'waiting', attempt: next, pause_ms: pause, why: 'lost', ahead }
        : { at: 'left', attempt: next, in_flight: false, fault: true }
    }
    case 'opening':
      if (attempt.tries < TRIES_FOR_OPENING)
        return {
          at: 'waiting',
          attempt,
          pause_ms: msToOpening(no) + chance * JITTER_MS,
          why: 'opening',
        }
      return refused(attempt, no, now)
    case 'later':
      // With an answer outstanding it goes on by itself; else it is the buyer's turn, at the time named.
      return attempt.lost > 0
        ? { at: 'waiting', attempt, pause_ms: pause, why: 'lost', ahead }
        : { at: 'later', attempt, until: now + (no.retry_after_ms ?? 1_000), no }
    default:
      return refused(attempt, no, now)
  }
}

const refused = (attempt: Attempt, no: No, now: number): BuyState => ({
  at: 'refused',
  attempt,
  no,
  since: now,
})

const sameIntent = (one: Intent, other: Intent): boolean =>
  JSON.stringify(one) === JSON.stringify(other)

/**
 * The buyer's side of one purchase. Whatever happens, an attempt keeps its key until it was answered for good: what is
 * sent while this says `asking` is the attempt's key and body and nothing else.
 */
export function buyAfter(state: BuyState, event: BuyEvent): BuyState {
  switch (event.e) {
    case 'tap': {
      const { place, account_id, key, intent, now, chance, opens_at, held } = event
      if (opens_at && now < opens_at) return state
      if (state.at === 'later' && sameIntent(state.attempt.intent, intent))
        return now < state.until ? state : ask(state.attempt)
      if (state.at !== 'idle' && state.at !== 'refused' && state.at !== 'later') return state
      if (state.at === 'later' && now < state.until) return state
      const counts = { tapped_at: now, tries: 0, lost: 0, faults: 0 }
      const attempt: Attempt = { place, account_id, key, intent, ...counts }
      return held
        ? { at: 'waiting', attempt, pause_ms: chance * JITTER_MS, why: 'opening' }
        : ask(attempt)
    }
    case 'due':
      return state.at === 'waiting' ? ask(state.attempt, state.ahead) : state
    case 'answered': {
      if (!('attempt' in state) || state.attempt.key !== event.key) return state
      const { payment_id, deadline_at } = event
      const { account_id, intent } = state.attempt
      const flash = offerOf(state.attempt) !== null
      return { at: 'won', payment_id, deadline_at, account_id, intent, flash }
    }
    case 'no':
      if (!('attempt' in state) || state.attempt.key !== event.key) return state
      // An old try's "no" says nothing about the one that is on its way.
      if (state.attempt.tries !== event.tries) return state
      if (state.at === 'asking') return afterNo(state, event)
      if (state.at !== 'left' || !state.in_flight) return state
      switch (verdictOf(event.no)) {
        case 'definite':
          return refused(state.attempt, event.no, event.now)
        case 'lost':
        case 'fault':
          return leftWith({ ...state.attempt, lost: state.attempt.lost + 1 }, false)
        default:
          return leftWith(state.attempt, false)
      }
    case 'leave':
      if (state.at === 'asking') return leftWith(state.attempt, true)
      if (state.at === 'waiting' || state.at === 'later') return leftWith(state.attempt, false)
      return state
    case 'again':
      if (state.at !== 'left') return state
      return ask({
        ...state.attempt,
        lost: state.attempt.lost + (state.in_flight ? 1 : 0),
        faults: 0,
      })
    case 'forget':
      return state.at === 'asking' || state.at === 'waiting' ? state : IDLE
    case 'restored':
      return state.at === 'idle' ? restored(event.kept, event.now) : state
  }
}

function restored(kept: BuyState, now: number): BuyState {
  if (kept.at === 'won') return Date.parse(kept.deadline_at) > now ? kept : IDLE
  if (!('attempt' in kept) || kept.at === 'refused') return IDLE
  const on_its_way = kept.at === 'asking' || (kept.at === 'left' && kept.in_flight)
  const attempt = { ...kept.attempt, lost: kept.attempt.lost + (on_its_way ? 1 : 0) }
  if (kept.at === 'left') return leftWith(attempt, false, kept.fault)
  if (kept.at === 'later') return leftWith(attempt, false)
  // A page that was away for long may belong to somebody who has given up: it asks before it buys.
  return Math.abs(now - attempt.tapped_at) <= RESUME_MS ? ask(attempt) : leftWith(attempt, false)
}
