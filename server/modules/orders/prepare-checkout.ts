import { showId } from '../../kernel/ids.ts'
import type { Db } from '../../platform/db.ts'
import { commissionsFor } from '../alliance/index.ts'
import { notForSale, type Offer, offersFor } from '../catalog/index.ts'
import { flashOffersOf } from '../inventory/index.ts'
import { attributionFor } from '../live/index.ts'
import { currentRules, decide, isAdmitted } from '../policies/index.ts'
import { itemTwice } from './order.ts'
import { type PricedCheckout, priceCheckout, type Wanted } from './price-checkout.ts'

const shownSkus = (ids: readonly string[]) => ids.map((id) => showId('sku', id))

/**
 * Loads all that decides a price and prices it: offers, flash offers, the rooms it is bought from, their hosts' plans
 * and the link policy. As many statements for fifty lines of ten shops as for one line.
 * @throws itemTwice, notForSale for a SKU that does not exist
 */
export async function prepareCheckout(
  db: Db,
  wanted: readonly Wanted[],
  now: Date,
): Promise<PricedCheckout> {
  const sku_ids = wanted.map((line) => line.sku_id)
  const twice = sku_ids.filter((id, index) => sku_ids.indexOf(id) !== index)
  if (twice.length > 0) throw itemTwice({ sku_ids: shownSkus([...new Set(twice)]) })
  const offers = new Map((await offersFor(db, sku_ids)).map((offer) => [offer.sku_id, offer]))
  const unknown = sku_ids.filter((id) => !offers.has(id))
  if (unknown.length > 0) throw notForSale({ sku_ids: shownSkus(unknown) })

  const flash_ids = wanted.flatMap((line) => line.flash_offer_id ?? [])
  const flash = new Map(
    (flash_ids.length > 0 ? await flashOffersOf(db, { ids: flash_ids }) : []).map((one) => [
      one.id,
      one,
    ]),
  )
  const wants = wanted.flatMap((line) => {
    const room_id = flash.get(line.flash_offer_id ?? '')?.room_id ?? line.room_id
    const { product_id } = offers.get(line.sku_id) as Offer
    return room_id ? [{ room_id, product_id }] : []
  })
  const attribution = wants.length > 0 ? await attributionFor(db, wants, now) : new Map()
  const plans =
    attribution.size > 0
      ? await commissionsFor(db, [...new Set(wants.map((one) => one.product_id))])
      : new Map()
  const rules = await currentRules(db)
  const isBlocked = (offer: Offer, room_id: string | null): boolean =>
    !isAdmitted(
      decide(rules, {
        source: offer.source,
        sub_source: offer.sub_source,
        category: offer.category_id,
        placement: room_id ? 'live_cart' : 'merchant_detail_page',
        at: now,
      }),
    )
  return priceCheckout({ wanted, offers, flash, attribution, plans, isBlocked, now })
}
