import { showId } from '../../kernel/ids.ts'
import { MAX_AMOUNT, sum } from '../../kernel/money.ts'
import { keptInStep, LOOK_ANEW } from '../../platform/briefly-kept.ts'
import type { Context } from '../../platform/context.ts'
import type { Db } from '../../platform/db.ts'
import { fileUrl } from '../../platform/storage.ts'
import { GOODS, notForSale, type Offer, offersFor } from '../catalog/index.ts'
import { outOfStock } from '../inventory/index.ts'
import { blockedByPolicy, currentRules, decide, isAdmitted } from '../policies/index.ts'
import { type BasketLine, findBasket, putLine } from './basket.sql.ts'
import { amountTooLarge, basketFull } from './order.ts'

/** Amounts on the wire end at 2^53 − 1; a basket beyond it is shown at that and cannot be paid anyway. */
const shownAmount = (amount: bigint): bigint => (amount > MAX_AMOUNT ? MAX_AMOUNT : amount)

type Wish = {
  account_id: string
  sku_id: string
  quantity: number
  room_id: string | null
  /** Signed; kept only when it holds. */
  context: string | null
  now: Date
}

/** What all baskets show alike of a SKU, at most a second old; whose basket it lies in is read each time. */
export function keptOffers({ bus, db }: Pick<Context, 'bus' | 'db'>) {
  const offers = keptInStep<Offer | undefined>({
    load: async (sku_ids) => {
      const found = new Map((await offersFor(db, sku_ids)).map((offer) => [offer.sku_id, offer]))
      return sku_ids.map((id) => found.get(id))
    },
    most: 5_000,
    at_once: 500,
  })
  bus.on(GOODS, offers.forgetAll)
  bus.on(LOOK_ANEW, offers.forgetAll)
  return offers
}
export type KeptOffers = ReturnType<typeof keptOffers>

/**
 * Puts a SKU in the basket, or changes how many. Nothing is held for it: stock is held at checkout. What is put in is
 * judged by what the database says now, and the basket shows that.
 * @throws notForSale, blockedByPolicy, outOfStock `{ sku_ids, available }`, basketFull, amountTooLarge
 */
export async function putInBasket(db: Db, offers: KeptOffers, wish: Wish): Promise<void> {
  const { account_id, sku_id, quantity, room_id, context, now } = wish
  const began = performance.now()
  const [offer] = await offersFor(db, [sku_id])
  offers.learn(sku_id, now, began, offer)
  if (!offer) throw notForSale({ sku_ids: [showId('sku', sku_id)] })
  const verdict = decide(await currentRules(db), {
    source: offer.source,
    sub_source: offer.sub_source,
    category: offer.category_id,
    placement: room_id ? 'live_cart' : 'merchant_detail_page',
    at: now,
  })
  if (!isAdmitted(verdict))
    throw blockedByPolicy({ rule_id: verdict.rule_id, reason: verdict.reason })
  if (!offer.is_for_sale || offer.price < 1n) throw notForSale({ sku_ids: [showId('sku', sku_id)] })
  if (offer.available < BigInt(quantity))
    throw outOfStock({ sku_ids: [showId('sku', sku_id)], available: offer.available })
  if (offer.price * BigInt(quantity) > MAX_AMOUNT) throw amountTooLarge()
  const put = await putLine(db, {
    account_id,
    sku_id,
    quantity,
    room_id,
    context,
    price: offer.price,
    now,
  })
  if (!put) throw basketFull()
}

/** The basket by shop, shops with the newest line first, at today's prices: one statement, and what others have not asked for just now. */
export async function viewBasket(db: Db, offers: KeptOffers, account_id: string, now: Date) {
  const kept = await findBasket(db, account_id)
  const found = await Promise.all(kept.map((line) => offers.get(line.sku_id, now)))
  const lines = kept.flatMap((line, place) => {
    const offer = found[place]
    return offer ? [{ line, offer, problem: problemOf(line, offer) }] : []
  })
  const currency = lines[0]?.offer.currency ?? 'CNY'
  const shops = Map.groupBy(lines, ({ offer }) => offer.shop_id)
  // Sums are of what can be bought now, in the basket's currency.
  const sumOf = (some: typeof lines): bigint =>
    sum(
      some
        .filter(({ problem, offer }) => problem === null && offer.currency === currency)
        .map(({ line, offer }) => offer.price * BigInt(line.quantity)),
    )
  return {
    shops: [...shops].map(([shop_id, of]) => ({
      shop_id,
      shop_name: of[0]?.offer.shop_name ?? '',
      lines: of.map(({ line, offer, problem }) => ({
        sku_id: line.sku_id,
        product_id: offer.product_id,
        room_id: line.room_id,
        context: line.context,
        title: offer.title,
        option_values: offer.option_values,
        picture_url: fileUrl(offer.picture_key),
        quantity: line.quantity,
        unit_price: offer.price,
        price_when_added: line.price_when_added,
        stock: offer.available,
        problem,
      })),
      subtotal: shownAmount(sumOf(of)),
    })),
    count: lines.length,
    total: shownAmount(sumOf(lines)),
    currency,
  }
}

function problemOf(line: BasketLine, offer: Offer): 'not_for_sale' | 'out_of_stock' | null {
  if (!offer.is_for_sale || offer.price < 1n) return 'not_for_sale'
  return offer.available < BigInt(line.quantity) ? 'out_of_stock' : null
}
