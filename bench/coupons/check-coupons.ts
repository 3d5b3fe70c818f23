import type pg from 'pg'
import { readId } from '../../server/kernel/ids.ts'
import type { Seen } from '../orders/check-rows.ts'

export type ClaimVerdict = {
  /** Coupons the database holds. */
  coupons: number
  acknowledged: number
  /** Beyond what there was, or beyond one person's limit. */
  oversold: number
  /** Acknowledged, and not there with the first line of its history. */
  lost: number
  /** Coupons that nobody was told of, less those whose answer never came; one coupon for two keys. */
  doubled: number
  /** By how much the running sums and the rows differ. */
  astray: number
}

/** Holds what people saw against the coupons of these promotions, counted row by row. */
export async function checkClaims(
  sql: pg.Client,
  { acknowledged, unknown }: Seen,
  promotion_ids: readonly string[],
): Promise<ClaimVerdict> {
  const told = acknowledged.map(({ id }) => readId('cpn', id) ?? null)
  const { rows } = await sql.query<Record<string, string>>(
    `with held as materialized (
       select c.id, c.promotion_id, c.holder_id from coupons as c where c.promotion_id = any($1::uuid[])
     ), told as materialized (
       select id, count(*) as times from unnest($2::uuid[]) as id group by 1
     ), sums as (
       select pool.promotion_id, pool.claimed, pool.quantity, (select count(*) from held where held.promotion_id = pool.promotion_id) as made
       from promotion_pools as pool where pool.promotion_id = any($1::uuid[])
     ), people as (
       select greatest(0, count(*) - p.per_person) as over from held join promotions as p on p.id = held.promotion_id group by p.id, held.holder_id
     )
     select (select count(*) from held) as coupons,
       (select coalesce(sum(greatest(0, made - quantity)), 0) from sums) + (select coalesce(sum(over), 0) from people) as oversold,
       (select count(*) from told where id is null or not exists (select from held where held.id = told.id)
         or not exists (select from state_changes as s where s.noun = 'coupons' and s.noun_id = told.id and s.to_state = 'usable')) as lost,
       (select coalesce(sum(times - 1), 0) from told)
         + greatest(0, (select count(*) from held where not exists (select from told where told.id = held.id)) - $3::bigint) as doubled,
       (select coalesce(sum(abs(claimed - made)), 0) from sums) as astray`,
    [promotion_ids, told, unknown.length],
  )
  const count = (name: string) => Number(rows[0]?.[name])
  return {
    coupons: count('coupons'),
    acknowledged: acknowledged.length,
    oversold: count('oversold'),
    lost: count('lost'),
    doubled: count('doubled'),
    astray: count('astray'),
  }
}

export type UseVerdict = {
  /** Checkouts that used a coupon of this promotion. */
  uses: number
  /** Coupons used twice, or used without a discount on their order; money beyond the budget or astray from its sum. */
  misused: number
}

/** Every use of a promotion's coupons, counted from orders, redemptions and coupons apart. */
export async function checkUses(sql: pg.Client, promotion_id: string): Promise<UseVerdict> {
  const { rows } = await sql.query<Record<string, string>>(
    `with use as materialized (
       select r.id, r.coupon_id, r.checkout_id, r.amount from redemptions as r where r.promotion_id = $1 and r.state = 'applied'
     ), pool as (
       select * from promotion_pools where promotion_id = $1
     )
     select (select count(*) from use) as uses,
       (select coalesce(sum(times - 1), 0) from (select count(*) as times from use group by coupon_id) as one)
         + (select abs(count(*) - (select count(*) from use)) from coupons where promotion_id = $1 and state = 'used')
         + (select count(*) from use where use.amount is distinct from (
             select sum(discount_amount) from orders as o where o.checkout_id = use.checkout_id))
         + (select count(*) from use where not exists (
             select from state_changes as s where s.noun = 'coupons' and s.noun_id = use.coupon_id and s.to_state = 'used'))
         + (select abs(spent - (select coalesce(sum(amount), 0) from use)) + abs(used - (select count(*) from use)) + greatest(0, spent - budget) from pool)
         as misused`,
    [promotion_id],
  )
  return { uses: Number(rows[0]?.uses), misused: Number(rows[0]?.misused) }
}
