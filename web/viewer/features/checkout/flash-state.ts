/** A flash offer as the wire carries it. */
export type Flash = {
  price: number
  quota: number
  taken: number
  limit_per_buyer: number
  opens_at: string
  closes_at: string
  state: 'scheduled' | 'open' | 'closed'
}

/** How the buyer's own try stands: nothing yet, on its way, done, or the code it was refused with. */
export type FlashTry = 'idle' | 'busy' | 'won' | string

export type FlashButton =
  | { state: 'none' }
  | { state: 'soon'; left_ms: number }
  | { state: 'open'; left_ms: number; left: number }
  | { state: 'submitting' }
  | { state: 'won' }
  | { state: 'sold_out' }
  | { state: 'limit' }
  | { state: 'over' }

/**
 * What the flash button says, by the platform's clock. The phone never decides who wins: it only shows, and a refusal
 * of the platform outweighs what the clock would say.
 */
export function flashButton(
  offer: Flash | null | undefined,
  now: number,
  attempt: FlashTry = 'idle',
): FlashButton {
  if (!offer) return { state: 'none' }
  if (attempt === 'won') return { state: 'won' }
  if (attempt === 'busy') return { state: 'submitting' }
  if (attempt === 'flash_limit') return { state: 'limit' }
  const left = Math.max(0, offer.quota - offer.taken)
  if (attempt === 'flash_sold_out' || left === 0) return { state: 'sold_out' }
  const until_open = new Date(offer.opens_at).getTime() - now
  const until_close = new Date(offer.closes_at).getTime() - now
  if (offer.state === 'closed' || until_close <= 0) return { state: 'over' }
  if (until_open > 0) return { state: 'soon', left_ms: until_open }
  return { state: 'open', left_ms: until_close, left }
}

/** Percent of the quota that is gone; a first sale already shows. */
export const percentTaken = ({ quota, taken }: Flash): number =>
  quota === 0 ? 100 : Math.min(100, Math.ceil((taken / quota) * 100))
