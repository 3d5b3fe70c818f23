import { notFound, type Refusal } from '../../kernel/refusal.ts'
import type { ClaimOffer, CouponWish } from './coupons.sql.ts'
import { couponLimit, couponsGone, promotionNotOpen } from './promotion.ts'

/** The part of a promotion that decides who may claim. */
export type Claimable = Pick<
  ClaimOffer,
  'kind' | 'state' | 'starts_at' | 'ends_at' | 'room_state' | 'per_person' | 'quantity' | 'claimed'
>

const ON_AIR = new Set(['live', 'paused'])

/** How much of a promotion a person has. */
export const holdingKey = ({ promotion_id, holder_id }: CouponWish): string =>
  `${promotion_id} ${holder_id}`

/** Handed out while it is ongoing and its time is now; red packets only while their room is on air. */
const isOpen = ({ kind, state, starts_at, ends_at, room_state }: Claimable, now: Date): boolean =>
  state === 'ongoing' &&
  starts_at <= now &&
  ends_at > now &&
  (kind !== 'red_packet' || ON_AIR.has(room_state ?? ''))

/**
 * Who gets one, in the order of the wishes: each takes the next of what is left, up to the limit a person, and who is
 * refused (`notFound`, `promotionNotOpen`, `couponLimit`, `couponsGone`) takes nothing from the next. Pure: what was read
 * behind the pool's lock decides. `held` counts by `holdingKey`.
 */
export function allotCoupons(
  wishes: readonly CouponWish[],
  { offers, held }: { offers: ReadonlyMap<string, Claimable>; held: ReadonlyMap<string, bigint> },
  now: Date,
): (Refusal | undefined)[] {
  const claimed = new Map<string, bigint>()
  const mine = new Map<string, bigint>()
  return wishes.map((wish) => {
    const offer = offers.get(wish.promotion_id)
    if (!offer) return notFound()
    if (!isOpen(offer, now)) return promotionNotOpen({ starts_at: offer.starts_at })
    const key = holdingKey(wish)
    const has = mine.get(key) ?? held.get(key) ?? 0n
    if (has >= offer.per_person) return couponLimit()
    const gone = claimed.get(wish.promotion_id) ?? offer.claimed
    if (gone >= (offer.quantity ?? 0n)) return couponsGone()
    mine.set(key, has + 1n)
    claimed.set(wish.promotion_id, gone + 1n)
    return undefined
  })
}
