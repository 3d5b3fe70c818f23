/**
 * Stock of a SKU: received = available + reserved + sold + written off, at every commit. A unit moves
 * available → reserved (checkout) → sold (paid) or back; the database's checks are the last word, the
 * decisions here only say it in words before the database would.
 */
import { showId } from '../../kernel/ids.ts'
import { type Refusal, refusal } from '../../kernel/refusal.ts'
import { machine } from '../../platform/transition.ts'

export const outOfStock = refusal('out_of_stock', 409, 'Not enough in stock')
export const stockInUse = refusal(
  'stock_in_use',
  409,
  'Less would remain than is promised to buyers',
)
export const flashSoldOut = refusal('flash_sold_out', 409, 'The flash offer is sold out')
export const flashLimit = refusal(
  'flash_limit',
  409,
  'You have reached the limit per buyer of this flash offer',
)
export const flashNotOpen = refusal('flash_not_open', 409, 'The flash offer is not open')
export const flashOverlaps = refusal(
  'flash_overlaps',
  409,
  'This SKU has a flash offer that is not over',
)

export type ReservationState = 'reserved' | 'claimed' | 'released' | 'returned'
/** One per order line; it ends exactly once as claimed or released (I-32). */
export const reservationMachine = machine<ReservationState>('reservations', {
  reserved: ['claimed', 'released'],
  claimed: ['returned'],
  released: [],
  returned: [],
})

export type FlashState = 'scheduled' | 'open' | 'closed'
export const flashMachine = machine<FlashState>('flash_offers', {
  scheduled: ['open', 'closed'],
  open: ['closed'],
  closed: [],
})

export type StockRow = {
  sku_id: string
  available: bigint
  reserved: bigint
  sold: bigint
  received: bigint
  written_off: bigint
}

export type FlashOffer = {
  id: string
  room_id: string
  shop_id: string
  sku_id: string
  product_id: string
  price: bigint
  quota: bigint
  taken: bigint
  limit_per_buyer: number
  opens_at: Date
  closes_at: Date
  state: FlashState
}

/** Granted only inside [opens_at, closes_at): the sweep that turns the state may lag, the price may not (I-35). */
export const isFlashOpen = (
  offer: Pick<FlashOffer, 'state' | 'opens_at' | 'closes_at'>,
  now: Date,
): boolean =>
  offer.state !== 'closed' &&
  offer.opens_at.getTime() <= now.getTime() &&
  now.getTime() < offer.closes_at.getTime()

/** What whoever came too early or too late is told; their own clock may be wrong. */
export const whenOpen = (offer: Pick<FlashOffer, 'opens_at' | 'closes_at'>, now: Date) => ({
  opens_at: offer.opens_at,
  closes_at: offer.closes_at,
  server_time: now,
})

export type WantedLine = {
  /** The order line; also the id of its reservation. */
  line_id: string
  sku_id: string
  quantity: number | bigint
  flash_offer_id: string | null
}
/** What one buyer wants in one go: all lines or none. */
export type Wish = { buyer_id: string; lines: readonly WantedLine[] }

/** What the locked rows say: read after the lock, so it is the truth until commit. */
export type Shelf = {
  /** Available units by SKU. */
  available: ReadonlyMap<string, bigint>
  offers: ReadonlyMap<
    string,
    Pick<
      FlashOffer,
      'sku_id' | 'state' | 'opens_at' | 'closes_at' | 'quota' | 'taken' | 'limit_per_buyer'
    >
  >
  /** Units a buyer holds of a flash offer, by `takingKey`. */
  takings: ReadonlyMap<string, bigint>
}
export const takingKey = (flash_offer_id: string, buyer_id: string): string =>
  `${flash_offer_id}|${buyer_id}`

/**
 * Gives each wish in turn everything it asks for, or the refusal that names what is missing; a refused wish
 * takes nothing from the next one. The answers stand in the order of the wishes; undefined is granted.
 */
export function allot(wishes: readonly Wish[], shelf: Shelf, now: Date): (Refusal | undefined)[] {
  const left = new Map(shelf.available)
  const taken = new Map([...shelf.offers].map(([id, offer]) => [id, offer.taken]))
  const held = new Map(shelf.takings)
  return wishes.map((wish) => {
    const units = new Map<string, bigint>()
    const flash = new Map<string, bigint>()
    for (const { sku_id, quantity, flash_offer_id } of wish.lines) {
      units.set(sku_id, (units.get(sku_id) ?? 0n) + BigInt(quantity))
      if (flash_offer_id === null) continue
      const offer = shelf.offers.get(flash_offer_id)
      if (!offer || offer.sku_id !== sku_id || !isFlashOpen(offer, now))
        return flashNotOpen({
          flash_offer_id: showId('fla', flash_offer_id),
          sku_id: showId('sku', sku_id),
          ...(offer && whenOpen(offer, now)),
        })
      flash.set(flash_offer_id, (flash.get(flash_offer_id) ?? 0n) + BigInt(quantity))
    }
    for (const [flash_offer_id, quantity] of flash) {
      const offer = shelf.offers.get(flash_offer_id) as FlashOffer
      const mine = held.get(takingKey(flash_offer_id, wish.buyer_id)) ?? 0n
      if (mine + quantity > BigInt(offer.limit_per_buyer))
        return flashLimit({
          flash_offer_id: showId('fla', flash_offer_id),
          limit_per_buyer: offer.limit_per_buyer,
          taken: mine,
        })
      if ((taken.get(flash_offer_id) ?? 0n) + quantity > offer.quota)
        return flashSoldOut({
          flash_offer_id: showId('fla', flash_offer_id),
          sku_id: showId('sku', offer.sku_id),
        })
    }
    const missing = [...units].filter(([sku_id, quantity]) => (left.get(sku_id) ?? 0n) < quantity)
    if (missing.length > 0)
      return outOfStock({ sku_ids: missing.map(([sku_id]) => showId('sku', sku_id)) })
    for (const [sku_id, quantity] of units) left.set(sku_id, (left.get(sku_id) ?? 0n) - quantity)
    for (const [flash_offer_id, quantity] of flash) {
      taken.set(flash_offer_id, (taken.get(flash_offer_id) ?? 0n) + quantity)
      const key = takingKey(flash_offer_id, wish.buyer_id)
      held.set(key, (held.get(key) ?? 0n) + quantity)
    }
    return undefined
  })
}
