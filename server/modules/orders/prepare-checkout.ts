import { showId } from '../../kernel/ids.ts'
import { type Db, together } from '../../platform/db.ts'
import { type SaleTerms, termsFor } from '../alliance/index.ts'
import { notForSale, type Offer, offersFor } from '../catalog/index.ts'
import { type FlashOffer, flashOffersOf } from '../inventory/index.ts'
import { type Attribution, attributionFor } from '../live/index.ts'
import { currentRules, decide, isAdmitted } from '../policies/index.ts'
import { currentReductions, type Offered, type PromotionTerms } from '../promotions/index.ts'
import { itemTwice } from './order.ts'
import { type PricedCheckout, priceCheckout, type Wanted } from './price-checkout.ts'
import { creatorsAsked, type Origin, roomsAsked } from './sale-origin.ts'

const shownSkus = (ids: readonly string[]) => ids.map((id) => showId('sku', id))

/** All that decides prices, for whoever asks about these lines at this instant. */
export type PriceList = {
  offers: ReadonlyMap<string, Offer>
  flash: ReadonlyMap<string, FlashOffer>
  /** By `room|product`. */
  attribution: ReadonlyMap<string, Attribution>
  /** By `termsKey(product, creator)`. */
  terms: ReadonlyMap<string, SaleTerms>
  isBlocked: (offer: Offer, at: Origin['link_placement']) => boolean
  /** Full reductions that run now. */
  reductions: readonly PromotionTerms[]
  now: Date
}

/**
 * Loads all that decides a price: offers, flash offers, the rooms it is bought from, by what their hosts and other
 * creators sell it, and the link policy. As many statements for the lines of a thousand buyers as for one line; SKUs that do not exist are left out.
 */
export async function loadPriceList(
  db: Db,
  wanted: readonly Wanted[],
  now: Date,
): Promise<PriceList> {
  const sku_ids = [...new Set(wanted.map((line) => line.sku_id))]
  const flash_ids = [...new Set(wanted.flatMap((line) => line.flash_offer_id ?? []))]
  const [offered, flashed, rules, reductions] = await together([
    offersFor(db, sku_ids),
    flash_ids.length > 0 ? flashOffersOf(db, { ids: flash_ids }) : [],
    currentRules(db),
    currentReductions(db, now),
  ])
  const offers = new Map(offered.map((offer) => [offer.sku_id, offer]))
  const flash = new Map(flashed.map((one) => [one.id, one]))
  const rooms = roomsAsked(wanted, offers, flash)
  const attribution = await attributionFor(db, rooms, now)
  const terms = await termsFor(db, creatorsAsked(wanted, attribution), now)
  const verdicts = new Map<string, boolean>()
  const isBlocked = (offer: Offer, placement: Origin['link_placement']): boolean => {
    const place = `${offer.product_id}|${placement}`
    let blocked = verdicts.get(place)
    if (blocked === undefined) {
      const { source, sub_source, category_id: category } = offer
      blocked = !isAdmitted(decide(rules, { source, sub_source, category, placement, at: now }))
      verdicts.set(place, blocked)
    }
    return blocked
  }
  return { offers, flash, attribution, terms, isBlocked, reductions, now }
}

/**
 * Prices one buyer's lines by a list that covers them, less what full reductions and the best of their `coupons` take off.
 * @throws itemTwice, notForSale for a SKU that does not exist
 */
export function priceBy(
  list: PriceList,
  wanted: readonly Wanted[],
  coupons: readonly Offered[] = [],
): PricedCheckout {
  const sku_ids = wanted.map((line) => line.sku_id)
  if (sku_ids.length > 1) {
    const twice = sku_ids.filter((id, index) => sku_ids.indexOf(id) !== index)
    if (twice.length > 0) throw itemTwice({ sku_ids: shownSkus([...new Set(twice)]) })
  }
  const unknown = sku_ids.filter((id) => !list.offers.has(id))
  if (unknown.length > 0) throw notForSale({ sku_ids: shownSkus(unknown) })
  const reductions = list.reductions.map((one) => ({ ...one, coupon_id: null }))
  return priceCheckout({ ...list, wanted, offered: [...reductions, ...coupons] })
}
