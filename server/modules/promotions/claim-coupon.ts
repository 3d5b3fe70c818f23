import { newId } from '../../kernel/ids.ts'
import { notFound } from '../../kernel/refusal.ts'
import type { Db } from '../../platform/db.ts'
import { type Claim, once } from '../../platform/idempotency.ts'
import { recordBirth } from '../../platform/transition.ts'
import { couponLimit, coupons, couponsGone, promotionNotOpen } from './promotion.ts'
import { type CouponRow, countMine, findCoupons, holdPool, insertCoupon } from './promotions.sql.ts'

const ON_AIR = new Set(['live', 'paused'])

/**
 * Claims one coupon, or one red packet while its room is on air. Whoever comes first gets it: claims wait for the pool's
 * row, so neither the quantity nor a person's limit is ever passed.
 * @throws notFound, promotionNotOpen, couponsGone, couponLimit
 */
export async function claimCoupon(
  db: Db,
  claim: Claim,
  { promotion_id, holder_id, now }: { promotion_id: string; holder_id: string; now: Date },
): Promise<CouponRow> {
  const { coupon_id } = await once(db, claim, now, async (tx) => {
    const pool = await holdPool(tx, promotion_id)
    if (!pool || pool.kind === 'full_reduction') throw notFound()
    const is_open = pool.state === 'ongoing' && pool.starts_at <= now && pool.ends_at > now
    const is_here = pool.kind !== 'red_packet' || ON_AIR.has(pool.room_state ?? '')
    if (!is_open || !is_here) throw promotionNotOpen({ starts_at: pool.starts_at })
    if ((await countMine(tx, promotion_id, holder_id)) >= pool.per_person) throw couponLimit()
    if (pool.claimed >= (pool.quantity ?? 0n)) throw couponsGone()
    const id = newId()
    const deadline_at = pool.use_until
    await insertCoupon(tx, { id, promotion_id, holder_id, deadline_at, now })
    await recordBirth(tx, coupons, {
      ids: [id],
      state: 'usable',
      actor: { kind: 'account', id: holder_id },
      reason: 'claimed',
      now,
      deadline_at,
    })
    return { coupon_id: id }
  })
  return (await findCoupons(db, [coupon_id]))[0] as CouponRow
}
