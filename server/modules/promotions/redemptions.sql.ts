import { bigints, ints, jsons, pick, uuids } from '../../platform/columns.ts'
import { type Db, rows, type Tx } from '../../platform/db.ts'
import type { CouponState, PromotionKind, PromotionState } from './promotion.ts'
import type { Funder } from './spread-discounts.ts'

/** A pool as its lock found it. */
export type Pool = {
  promotion_id: string
  left: bigint
  kind: PromotionKind
  state: PromotionState
  ends_at: Date
}
export type HeldCoupon = {
  id: string
  promotion_id: string
  holder_id: string
  state: CouponState
  deadline_at: Date | null
}

/** Locks pools, by id. */
export const lockPools = (tx: Tx, ids: readonly string[]) => rows<Pool>(tx)`
  select pool.promotion_id, pool.budget - pool.spent as left, p.kind, p.state, p.ends_at
  from promotion_pools as pool join promotions as p on p.id = pool.promotion_id
  where pool.promotion_id = any(${uuids(ids)}::uuid[]) order by pool.promotion_id for no key update of pool`

/** Locks coupons, by id. */
export const lockCoupons = (tx: Tx, ids: readonly string[]) => rows<HeldCoupon>(tx)`
  select id, promotion_id, holder_id, state, deadline_at from coupons where id = any(${uuids(ids)}::uuid[]) order by id for no key update`

/** Takes from pools whose rows are held; negative gives back. */
export const drawFrom = (
  tx: Tx,
  draws: readonly { promotion_id: string; amount: bigint; uses: number }[],
) => rows(tx)`
  update promotion_pools as pool set spent = pool.spent + draw.amount, used = pool.used + draw.uses
  from unnest(${uuids(pick(draws, 'promotion_id'))}::uuid[], ${bigints(pick(draws, 'amount'))}::bigint[], ${ints(pick(draws, 'uses'))}::int[])
    as draw (promotion_id, amount, uses)
  where pool.promotion_id = draw.promotion_id`

export type NewRedemption = {
  id: string
  promotion_id: string
  coupon_id: string | null
  checkout_id: string
  buyer_id: string
  amount: bigint
  lines: readonly { order_line_id: string; amount: bigint; quantity: number }[]
}

/** Writes down what was taken off which lines. */
export const insertRedemptions = (tx: Tx, made: readonly NewRedemption[], now: Date) => {
  const lines = made.flatMap(({ id, lines: parts }) =>
    parts.map((part) => ({ redemption_id: id, ...part })),
  )
  return rows(tx)`
    with made as (
      insert into redemptions (id, promotion_id, coupon_id, checkout_id, buyer_id, amount, state, state_at, created_at)
      select id, promotion_id, coupon_id, checkout_id, buyer_id, amount, 'applied', ${now}, ${now}
      from unnest(${uuids(pick(made, 'id'))}::uuid[], ${uuids(pick(made, 'promotion_id'))}::uuid[], ${uuids(pick(made, 'coupon_id'))}::uuid[],
        ${uuids(pick(made, 'checkout_id'))}::uuid[], ${uuids(pick(made, 'buyer_id'))}::uuid[], ${bigints(pick(made, 'amount'))}::bigint[])
        as one (id, promotion_id, coupon_id, checkout_id, buyer_id, amount)
    )
    insert into redemption_lines (redemption_id, order_line_id, amount, quantity)
    select redemption_id, order_line_id, amount, quantity
    from unnest(${uuids(pick(lines, 'redemption_id'))}::uuid[], ${uuids(pick(lines, 'order_line_id'))}::uuid[],
      ${bigints(pick(lines, 'amount'))}::bigint[], ${ints(pick(lines, 'quantity'))}::int[]) as one (redemption_id, order_line_id, amount, quantity)`
}

/** Pieces of a line that came back; null: all of them. */
export type Returned = { order_line_id: string; quantity: number | null }

/** Notes pieces that came back and says which redemptions they were part of. */
export const noteReturned = (tx: Tx, returned: readonly Returned[]) => rows<{
  redemption_id: string
}>(tx)`
  with back as (
    select (one ->> 'order_line_id')::uuid as order_line_id, sum((one ->> 'quantity')::int)::int as quantity, bool_or(one ->> 'quantity' is null) as is_all
    from unnest(${jsons(returned.map((one) => JSON.stringify(one)))}::json[]) as one group by 1
  ), locked as (
    select redemption_id, order_line_id from redemption_lines where order_line_id in (select order_line_id from back)
    order by redemption_id, order_line_id for no key update
  ), noted as (
    update redemption_lines as line
    set returned = case when back.is_all then line.quantity else least(line.quantity, line.returned + back.quantity) end
    from locked join back using (order_line_id)
    where line.redemption_id = locked.redemption_id and line.order_line_id = locked.order_line_id
    returning line.redemption_id
  )
  select distinct redemption_id from noted order by 1`

export type WholeRedemption = {
  id: string
  promotion_id: string
  coupon_id: string | null
  amount: bigint
  use_until: Date
}

/** Of these redemptions the ones that are still applied and of whose goods nothing is kept. */
export const wholeReturned = (tx: Tx, ids: readonly string[]) => rows<WholeRedemption>(tx)`
  select r.id, r.promotion_id, r.coupon_id, r.amount, p.use_until
  from redemptions as r join promotions as p on p.id = r.promotion_id
  where r.id = any(${uuids(ids)}::uuid[]) and r.state = 'applied'
    and not exists (select from redemption_lines as line where line.redemption_id = r.id and line.returned < line.quantity)
  order by r.id`

/** What was taken off these lines together, by whom, in the order in which it was taken. */
export const discountsOf = (db: Db, line_ids: readonly string[]) => rows<{
  promotion_id: string
  kind: PromotionKind
  funder: Funder
  title: string
  amount: bigint
}>(db)`
  select p.id as promotion_id, p.kind, p.funder, p.title, sum(line.amount)::bigint as amount
  from redemption_lines as line join redemptions as r on r.id = line.redemption_id join promotions as p on p.id = r.promotion_id
  where line.order_line_id = any(${uuids(line_ids)}::uuid[])
  group by p.id having sum(line.amount) > 0
  order by array_position(array['shop', 'platform', 'creator'], p.funder), (p.kind = 'full_reduction') desc, p.id`
