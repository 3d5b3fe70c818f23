import { instants, pick, uuids } from '../../platform/columns.ts'
import { type Db, rows, type Tx, together } from '../../platform/db.ts'
import type { CouponState, PromotionState, PromotionTerms } from './promotion.ts'
import type { PromotionRow } from './promotions.sql.ts'

/** How many of these a person has claimed; none is left out of the map. */
export const claimedBy = async (
  db: Db,
  holder_id: string,
  ids: readonly string[],
): Promise<Map<string, bigint>> =>
  new Map(
    (
      await rows<{ promotion_id: string; count: bigint }>(db)`
        select promotion_id, count(*) from coupons where holder_id = ${holder_id} and promotion_id = any(${uuids(ids)}::uuid[]) group by 1`
    ).map(({ promotion_id, count }) => [promotion_id, count]),
  )

/** A coupon with what it takes off. */
export type CouponRow = PromotionTerms & {
  coupon_id: string
  holder_id: string
  coupon_state: CouponState
  coupon_state_at: Date
  claimed_at: Date
  shop_name: string | null
  /** When a person comes for it by name. */
  promotion_state: PromotionState
}

/** Coupons by id, whoever holds them. In a rush all of them are of one promotion, so what it gives travels once. */
export async function findCoupons(db: Db, ids: readonly string[]): Promise<CouponRow[]> {
  const named = uuids(ids)
  const [held, promised] = await together([
    rows<
      Pick<CouponRow, 'coupon_id' | 'holder_id' | 'coupon_state' | 'coupon_state_at'> & {
        promotion_id: string
        claimed_at: Date
      }
    >(db)`
      select id as coupon_id, holder_id, state as coupon_state, state_at as coupon_state_at, claimed_at, promotion_id
      from coupons where id = any(${named}::uuid[])`,
    rows<PromotionTerms & Pick<CouponRow, 'shop_name' | 'promotion_state'>>(db)`
      select p.state as promotion_state, p.id, p.kind, p.funder, p.shop_id, s.name as shop_name, p.room_id, p.creator_id, p.title, p.currency,
        p.threshold, p.amount_off, p.rate_ppm, p.most_off, p.product_ids, p.starts_at, p.ends_at, p.use_until, pool.budget - pool.spent as budget_left
      from promotions as p join promotion_pools as pool on pool.promotion_id = p.id left join shops as s on s.id = p.shop_id
      where p.id in (select promotion_id from coupons where id = any(${named}::uuid[]))`,
  ])
  const terms = new Map(promised.map((one) => [one.id, one]))
  return held.flatMap(({ promotion_id, ...coupon }) => {
    const promotion = terms.get(promotion_id)
    return promotion ? [{ ...promotion, ...coupon }] : []
  })
}

/** A person's coupons in one state, newest first, before `before`. */
export const listCoupons = (
  db: Db,
  {
    holder_id,
    state,
    before,
    limit,
  }: { holder_id: string; state: CouponState; before: string | null; limit: number },
) => rows<CouponRow>(db)`
  select c.id as coupon_id, c.holder_id, c.state as coupon_state, c.state_at as coupon_state_at, c.claimed_at, p.state as promotion_state,
    p.id, p.kind, p.funder, p.shop_id, s.name as shop_name, p.room_id, p.creator_id, p.title, p.currency, p.threshold, p.amount_off, p.rate_ppm,
    p.most_off, p.product_ids, p.starts_at, p.ends_at, p.use_until, pool.budget - pool.spent as budget_left
  from coupons as c join promotions as p on p.id = c.promotion_id join promotion_pools as pool on pool.promotion_id = p.id
  left join shops as s on s.id = p.shop_id
  where c.holder_id = ${holder_id} and c.state = ${state} and (${before}::uuid is null or c.id < ${before})
  order by c.id desc limit ${limit}`

/** A promotion as a claim looks at it. */
export type ClaimOffer = PromotionRow & {
  /** Of the room whose viewers it is for. */
  room_state: string | null
}

/** What may be claimed of these, published ones only. Locks nothing: behind `lockPools` it is what counts. */
export const claimOffers = (db: Db, ids: readonly string[]) => rows<ClaimOffer>(db)`
  select p.id, p.kind, p.funder, p.shop_id, s.name as shop_name, p.room_id, p.creator_id, p.title, p.currency, p.threshold, p.amount_off,
    p.rate_ppm, p.most_off, p.product_ids, p.per_person, p.starts_at, p.ends_at, p.use_until, p.state, p.state_at, p.deadline_at, p.created_at,
    pool.quantity, pool.claimed, pool.budget, pool.used, pool.spent, pool.budget - pool.spent as budget_left,
    (select r.state from rooms as r where r.id = p.room_id) as room_state
  from promotions as p join promotion_pools as pool on pool.promotion_id = p.id left join shops as s on s.id = p.shop_id
  where p.id = any(${uuids(ids)}::uuid[]) and p.state <> 'draft' and p.kind <> 'full_reduction'`

/** Who wants one of which promotion. */
export type CouponWish = { promotion_id: string; holder_id: string }

/** How many of these promotions these people have claimed; none is left out. No wish may be named twice. */
export const countClaims = (db: Db, wishes: readonly CouponWish[]) => rows<
  CouponWish & { count: bigint }
>(db)`
  select c.promotion_id, c.holder_id, count(*) as count
  from unnest(${uuids(pick(wishes, 'promotion_id'))}::uuid[], ${uuids(pick(wishes, 'holder_id'))}::uuid[]) as wish (promotion_id, holder_id)
  join coupons as c on c.promotion_id = wish.promotion_id and c.holder_id = wish.holder_id
  group by 1, 2`

export type NewCoupon = CouponWish & { id: string; deadline_at: Date }

/** Hands out coupons of pools whose rows are held, usable until their deadline. */
export const insertCoupons = (tx: Tx, made: readonly NewCoupon[], now: Date) => rows(tx)`
  with made as (
    insert into coupons (id, promotion_id, holder_id, state, state_at, deadline_at, claimed_at)
    select id, promotion_id, holder_id, 'usable', ${now}, deadline_at, ${now}
    from unnest(${uuids(pick(made, 'id'))}::uuid[], ${uuids(pick(made, 'promotion_id'))}::uuid[], ${uuids(pick(made, 'holder_id'))}::uuid[],
      ${instants(pick(made, 'deadline_at'))}::timestamptz[]) as one (id, promotion_id, holder_id, deadline_at)
    returning promotion_id
  )
  update promotion_pools as pool set claimed = pool.claimed + made.count
  from (select promotion_id, count(*) as count from made group by 1) as made where pool.promotion_id = made.promotion_id`
