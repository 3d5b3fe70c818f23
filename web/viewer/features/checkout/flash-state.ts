import type { Attempt, BuyState } from './buy-state.ts'

/** A flash offer as the wire carries it. */
export type Flash = {
  id: string
  price: number
  quota: number
  taken: number
  limit_per_buyer: number
  opens_at: string
  closes_at: string
  state: 'scheduled' | 'open' | 'closed'
}

export type FlashButton =
  | { state: 'none' }
  | { state: 'soon'; left_ms: number }
  | { state: 'open'; left_ms: number; left: number }
  | { state: 'sold_out' }
  | { state: 'limit' }
  | { state: 'over' }

/** A "sold out" that the platform said, and how the offer looked then. */
export type Gone = { since: number; taken: number }

/** So long the room's numbers may be older than the platform's "sold out". */
const NUMBERS_LAG_MS = 1_500

/**
 * What the flash button says, by the platform's clock. The phone never decides who wins: it only shows, and what the
 * platform said outweighs what the clock would say.
 */
export function flashButton(
  offer: Flash | null | undefined,
  now: number,
  buying: BuyState = { at: 'idle' },
  gone?: Gone,
): FlashButton {
  if (!offer) return { state: 'none' }
  const until_open = Date.parse(offer.opens_at) - now
  const until_close = Date.parse(offer.closes_at) - now
  if (offer.state === 'closed' || until_close <= 0) return { state: 'over' }
  if (limitReached(buying, offer)) return { state: 'limit' }
  const left = Math.max(0, offer.quota - offer.taken)
  if (left === 0 || (gone && isStillGone(gone, offer, now))) return { state: 'sold_out' }
  if (until_open > 0) return { state: 'soon', left_ms: until_open }
  return { state: 'open', left_ms: until_close, left }
}

/** The room's numbers overrule a "sold out" once they moved after it: down at once, else when they cannot be old. */
function isStillGone(gone: Gone, offer: Flash, now: number): boolean {
  if (offer.taken === gone.taken) return true
  return offer.taken > gone.taken && now - gone.since < NUMBERS_LAG_MS
}

/** The flash offer an attempt is about. */
export const offerOf = ({ intent }: Attempt): string | null =>
  intent.lines.find(({ flash_offer_id }) => flash_offer_id)?.flash_offer_id ?? null

/** Sold out by the platform's own word, for this offer. */
export const saidGone = (buying: BuyState, offer: Flash): boolean =>
  buying.at === 'refused' &&
  buying.no.code === 'flash_sold_out' &&
  offerOf(buying.attempt) === offer.id

/** All of one's own share is taken; wanting more than is left of it is not that. */
function limitReached(buying: BuyState, offer: Flash): boolean {
  if (buying.at !== 'refused' || buying.no.code !== 'flash_limit') return false
  if (offerOf(buying.attempt) !== offer.id) return false
  const { taken, limit_per_buyer } = buying.no.details
  return typeof taken !== 'number' || taken >= (limit_per_buyer ?? offer.limit_per_buyer)
}

/** Percent of the quota that is gone; a first sale already shows, and the last piece is not gone before it is. */
export function percentTaken({ quota, taken }: Flash): number {
  if (taken >= quota) return 100
  return Math.min(99, Math.ceil((taken / quota) * 100))
}

/** What one's own try and the offer come to, for every button that sells. */
export type Face =
  | 'none'
  | 'soon'
  | 'open'
  | 'sending'
  | 'queued'
  | 'won'
  | 'unknown'
  | 'later'
  | 'limit'
  | 'sold_out'
  | 'over'
  | 'gone'

/** An answer within this time needs no words about waiting. */
const QUICK_MS = 300

export function faceOf(
  buying: BuyState,
  flash: FlashButton,
  { stock, now }: { stock: number; now: number },
): Face {
  switch (buying.at) {
    case 'won':
      return 'won'
    case 'left':
      return 'unknown'
    case 'waiting':
      return buying.why === 'opening' ? 'sending' : 'queued'
    case 'asking':
      return buying.attempt.tries > 1 || now - buying.attempt.tapped_at >= QUICK_MS
        ? 'queued'
        : 'sending'
    case 'later':
      if (now < buying.until) return 'later'
  }
  return stock === 0 ? 'gone' : flash.state
}
