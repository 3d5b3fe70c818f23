import { brieflyKept } from '../../platform/briefly-kept.ts'
import type { Context } from '../../platform/context.ts'
import { claimedBy } from './coupons.sql.ts'
import { listOpen, type Place, type PromotionRow } from './promotions.sql.ts'

const NOBODYS = new Map<string, bigint>()

/**
 * What can be had at a place, with how many of each this person has claimed. A whole room asks for the same every few
 * seconds: it is read once a second for all of them.
 */
export function openOffers({ db }: Pick<Context, 'db'>) {
  const kept = brieflyKept<readonly PromotionRow[]>()
  return async (place: Place, account_id: string | null, now: Date) => {
    const key = `${place.shop_id} ${place.product_id} ${place.room_id}`
    const found = await kept.get(key, now, () => listOpen(db, place, now))
    const mine =
      account_id && found.length > 0
        ? await claimedBy(
            db,
            account_id,
            found.map(({ id }) => id),
          )
        : NOBODYS
    return found.map((offer) => ({ ...offer, mine: mine.get(offer.id) ?? 0n }))
  }
}
