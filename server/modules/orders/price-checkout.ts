import { MAX_AMOUNT, sum } from '../../kernel/money.ts'
import { type SaleContext, type SaleTerms, termsKey } from '../alliance/index.ts'
import type { Offer } from '../catalog/index.ts'
import { type FlashOffer, isFlashOpen } from '../inventory/index.ts'
import type { Attribution } from '../live/index.ts'
import {
  type Choice,
  chooseDiscounts,
  type DiscountedLine,
  KEEP,
  type Offered,
  priceLines,
} from '../promotions/index.ts'
import { type Origin, originOf } from './sale-origin.ts'

/** What the buyer wants: never a price, only the price that was seen. */
export type Wanted = {
  sku_id: string
  quantity: number
  room_id?: string | null
  flash_offer_id?: string | null
  /** What the buyer saw when they came to it, when that is proven. */
  seen?: SaleContext | null
  /** Minor units. Another price now is refused, never silently charged. */
  seen_price?: number | bigint
}

export type Problem =
  | 'out_of_stock'
  | 'not_for_sale'
  | 'blocked_by_link_policy'
  | 'flash_not_open'
  | 'price_changed'

/** A line with everything that will be frozen on it. */
export type PricedLine = DiscountedLine & {
  offer: Offer
  quantity: number
  unit_price: bigint
  price_amount: bigint
  seen_price: bigint | null
  flash: FlashOffer | null
  /** The flash offer that was named, open or not. */
  named_flash: FlashOffer | null
  origin: Origin
  /** By what the creator it came from sells it; null where nobody earns. */
  terms: SaleTerms | null
  problem: Problem | null
}

export type PricedShop = {
  shop_id: string
  shop_name: string
  currency: string
  /** The slowest promise among the lines. */
  ship_within_hours: number
  goods_amount: bigint
  discount_amount: bigint
  freight_amount: bigint
  paid_amount: bigint
  lines: PricedLine[]
}

export type PricedCheckout = {
  shops: PricedShop[]
  /** All lines in the order in which they were asked for: what `choice` counts them by. */
  lines: PricedLine[]
  total: bigint
  has_flash: boolean
  /** What is taken off, and what was offered in vain. */
  choice: Choice
}

export type PriceInput = {
  wanted: readonly Wanted[]
  offers: ReadonlyMap<string, Offer>
  flash: ReadonlyMap<string, FlashOffer>
  /** By `room|product`. */
  attribution: ReadonlyMap<string, Attribution>
  /** By `termsKey(product, creator)`. */
  terms: ReadonlyMap<string, SaleTerms>
  /** True where the link policy forbids this offer where it is bought. */
  isBlocked: (offer: Offer, at: Origin['link_placement']) => boolean
  /** Full reductions and the buyer's coupons, of which the best are chosen. */
  offered?: readonly Offered[]
  now: Date
}

/**
 * Prices what is wanted by what is offered now: one group a shop, in the order in which shops were first named. Says
 * per line what stands against buying it; changes nothing. Every wanted SKU must have an offer.
 */
export function priceCheckout(input: PriceInput): PricedCheckout {
  const { wanted, offers, offered = [] } = input
  const bare = wanted.map((line) => priceOne(line, offers.get(line.sku_id) as Offer, input))
  const choice = chooseDiscounts(bare.map(goodsLine), offered)
  const discounted = priceLines(
    bare.map((line) => line.price_amount),
    choice.applied,
    KEEP,
  )
  const shops = new Map<string, PricedShop>()
  const lines: PricedLine[] = []
  for (const [index, line] of bare.entries()) {
    const priced: PricedLine = { ...line, ...(discounted[index] as DiscountedLine) }
    const { shop_id, shop_name, currency, ship_within_hours } = line.offer
    const shop = shops.get(shop_id) ?? {
      shop_id,
      shop_name,
      currency,
      ship_within_hours,
      goods_amount: 0n,
      discount_amount: 0n,
      freight_amount: 0n,
      paid_amount: 0n,
      lines: [],
    }
    shops.set(shop_id, shop)
    shop.lines.push(priced)
    lines.push(priced)
    shop.ship_within_hours = Math.max(shop.ship_within_hours, ship_within_hours)
    shop.goods_amount += priced.price_amount
    shop.discount_amount += priced.price_amount - priced.paid_amount
    shop.paid_amount += priced.paid_amount
  }
  const all = [...shops.values()]
  return {
    shops: all,
    lines,
    choice,
    total: sum(all.map((shop) => shop.paid_amount)),
    has_flash: bare.some((line) => line.flash !== null),
  }
}

type BareLine = Omit<PricedLine, keyof DiscountedLine>

const goodsLine = ({ offer, price_amount, flash, origin }: BareLine) => ({
  shop_id: offer.shop_id,
  product_id: offer.product_id,
  currency: offer.currency,
  price_amount,
  is_flash: flash !== null,
  room_id: origin.room_id,
})

function priceOne(line: Wanted, offer: Offer, input: PriceInput): BareLine {
  const { flash: flashes, attribution, isBlocked, now } = input
  const named = line.flash_offer_id ? flashes.get(line.flash_offer_id) : undefined
  const flash = named?.sku_id === offer.sku_id && isFlashOpen(named, now) ? named : null
  const unit_price = flash ? flash.price : offer.price
  const origin = originOf(line, offer, flash?.room_id ?? null, attribution)
  const terms =
    origin.creator_id && origin.host_shop_id !== offer.shop_id
      ? input.terms.get(termsKey(offer.product_id, origin.creator_id))
      : undefined
  const seen_price = line.seen_price === undefined ? null : BigInt(line.seen_price)
  const problem = (): Problem | null => {
    if (isBlocked(offer, origin.link_placement)) return 'blocked_by_link_policy'
    if (!offer.is_for_sale || unit_price < 1n) return 'not_for_sale'
    if (line.flash_offer_id && !flash) return 'flash_not_open'
    if (offer.available < BigInt(line.quantity)) return 'out_of_stock'
    if (seen_price !== null && seen_price !== unit_price) return 'price_changed'
    return null
  }
  return {
    offer,
    quantity: line.quantity,
    unit_price,
    price_amount: unit_price * BigInt(line.quantity),
    seen_price,
    flash,
    named_flash: named ?? null,
    origin,
    terms: terms ?? null,
    problem: problem(),
  }
}

/** True when an amount still fits JSON's integers. */
export const isPayable = (amount: bigint): boolean => amount <= MAX_AMOUNT

/** True when every line is priced in the same currency: one payment has one. */
export const isOneCurrency = ({ shops }: PricedCheckout): boolean =>
  new Set(shops.flatMap((shop) => shop.lines.map((line) => line.offer.currency))).size <= 1
