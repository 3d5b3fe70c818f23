import type { Db } from '../../platform/db.ts'
import { presenter } from '../../platform/wire.ts'
import { type ProductCardRow, productCards, type SkuRow, skusOf } from '../catalog/index.ts'
import { type FlashOffer, flashOffersOf } from '../inventory/index.ts'
import { FlashOfferView } from '../inventory/inventory.contract.ts'
import { decide, isAdmitted, type LinkRule, type Verdict } from '../policies/index.ts'
import { RoomItemView } from './live.contract.ts'
import type { FlashWire } from './live.protocol.ts'
import type { CartRow } from './rooms.sql.ts'

/** An item of a cart as it is shown, and what the link policy is asked about it. */
export type CartItem = CartRow & {
  product: ProductCardRow
  skus: SkuRow[]
  external_url: string | null
  flash: FlashOffer | null
}

type Goods = Pick<ProductCardRow, 'source' | 'sub_source' | 'category_id'>

/** What the link policy says of goods in a live cart at an instant. */
export const verdictOn = (rules: readonly LinkRule[], goods: Goods, at: Date): Verdict =>
  decide(rules, {
    source: goods.source,
    sub_source: goods.sub_source,
    category: goods.category_id,
    placement: 'live_cart',
    at,
  })

/** Puts goods, stock and flash offers, as they were read, to the rows of carts. */
export function putTogether(
  cart: readonly CartRow[],
  cards: readonly ProductCardRow[],
  skus: readonly SkuRow[],
  offers: readonly FlashOffer[],
): CartItem[] {
  const cardOf = new Map(cards.map((card) => [card.id, card]))
  const skusByProduct = Map.groupBy(skus, ({ product_id }) => product_id)
  const offersByRoom = Map.groupBy(offers, ({ room_id, product_id }) => `${room_id}|${product_id}`)
  return cart.flatMap((row) => {
    const product = cardOf.get(row.product_id)
    if (!product) return []
    // Of several SKUs of one product under offer, the one that ends first is shown on the card.
    const flash =
      offersByRoom
        .get(`${row.room_id}|${row.product_id}`)
        ?.toSorted((a, b) => a.closes_at.getTime() - b.closes_at.getTime())[0] ?? null
    return [
      {
        ...row,
        product,
        skus: skusByProduct.get(row.product_id) ?? [],
        external_url: product.source === 'own' ? null : product.external_url,
        flash,
      },
    ]
  })
}

/** Reads what belongs to the rows of carts: three queries, however many items. */
export async function dressCart(db: Db, cart: readonly CartRow[]): Promise<CartItem[]> {
  if (cart.length === 0) return []
  const ids = [...new Set(cart.map(({ product_id }) => product_id))]
  const [cards, skus] = await Promise.all([productCards(db, ids), skusOf(db, ids)])
  const own = skus.map(({ id }) => id)
  const offers = own.length > 0 ? await flashOffersOf(db, { sku_ids: own }) : []
  return putTogether(cart, cards, skus, offers)
}

const isOnShelf = ({ product }: Pick<CartItem, 'product'>): boolean =>
  product.state === 'on_shelf' && product.shop_is_open

/**
 * What viewers see of a cart at `now`: listed, on the shelf, and admitted by the link policy at this instant,
 * whether or not the sweep that takes things out has run.
 */
export const shownToViewers = (
  cart: readonly CartItem[],
  rules: readonly LinkRule[],
  now: Date,
): (CartItem & { verdict: null })[] =>
  cart
    .filter(
      (item) =>
        item.state === 'listed' &&
        isOnShelf(item) &&
        isAdmitted(verdictOn(rules, item.product, now)),
    )
    .map((item) => ({ ...item, verdict: null }))

/** What the host sees: everything, each with the verdict of now and next; blocked goods already count as hidden. */
export const shownToHost = (
  cart: readonly CartItem[],
  rules: readonly LinkRule[],
  now: Date,
): (CartItem & { verdict: Verdict })[] =>
  cart.map((item) => {
    const verdict = verdictOn(rules, item.product, now)
    const hidden = item.state === 'listed' && !isAdmitted(verdict)
    return {
      ...item,
      verdict,
      ...(hidden ? { state: 'hidden_by_policy' as const, is_explaining: false } : {}),
    }
  })

const present = presenter(RoomItemView)
const presentOffer = presenter(FlashOfferView)

/** An item in the form of the wire, for the room's socket: without verdict. */
export const itemOnWire = (item: CartItem): Record<string, unknown> => {
  const { verdict: _, ...shown } = present({ ...item, verdict: null }, '')
  return shown
}
export const offerOnWire = (offer: FlashOffer): FlashWire => presentOffer(offer, '')
