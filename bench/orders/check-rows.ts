import type pg from 'pg'
import { readId } from '../../server/kernel/ids.ts'
import type { LoadFigures } from '../load/index.ts'

export type Verdict = {
  /** Purchases the database holds. */
  orders: number
  acknowledged: number
  /** Units sold beyond the stock, a flash quota or a buyer's limit. */
  oversold: number
  /** Acknowledged, and not there with its lines. */
  lost: number
  /** One key that became several purchases, or a purchase under a key that was refused. */
  doubled: number
  /** Units that the running sums and the lines do not agree about. */
  astray: number
}

/** What the buyers saw: `unknown` are keys whose last answer never came or did not say. */
export type Seen = Pick<LoadFigures, 'acknowledged' | 'unknown'>

/**
 * Holds what buyers saw against the rows of orders that carry their keys: all counted from lines, with SQL of its
 * own. Only orders of the named SKUs are looked at.
 */
export async function checkRows(
  sql: pg.Client,
  seen: Seen,
  sku_ids: readonly string[],
): Promise<Verdict> {
  await sql.query(
    'create temp table seen (key text not null, checkout_id uuid) on commit preserve rows',
  )
  try {
    await sql.query('insert into seen select * from unnest($1::text[], $2::uuid[])', [
      [...seen.acknowledged.map(({ key }) => key), ...seen.unknown],
      [
        ...seen.acknowledged.map(({ id }) => readId('chk', id) ?? null),
        ...seen.unknown.map(() => null),
      ],
    ])
    await sql.query('create index on seen (key)')
    await sql.query('analyze seen')
    const { rows } = await sql.query(QUESTION, [sku_ids])
    const figures = rows[0] as Record<string, string>
    const count = (name: string) => Number(figures[name])
    return {
      orders: count('purchases'),
      acknowledged: seen.acknowledged.length,
      oversold: count('over_stock') + count('over_quota') + count('over_limit'),
      lost: count('lost'),
      doubled: count('twice') + count('ghosts'),
      astray: count('astray'),
    }
  } finally {
    await sql.query('drop table seen')
  }
}

const QUESTION = `
  with line as materialized (
    select o.buyer_note as key, o.checkout_id, o.buyer_id, l.sku_id, l.quantity, l.flash_offer_id, o.state <> 'cancelled' as stands
    from order_lines as l join orders as o on o.id = l.order_id where l.sku_id = any($1::uuid[])
  ), held as (
    select sku_id, sum(quantity) as units from line where stands group by 1
  ), level as (
    select s.sku_id, s.received, s.available, s.reserved + s.sold as gone, coalesce(h.units, 0) as units
    from stock as s left join held as h using (sku_id) where s.sku_id = any($1::uuid[])
  ), purchase as (
    select distinct key, checkout_id from line
  )
  select
    (select count(distinct checkout_id) from purchase) as purchases,
    (select coalesce(sum(greatest(0, units - received)), 0) from level) as over_stock,
    (select coalesce(sum(abs(gone - units) + abs(received - available - gone)), 0) from level) as astray,
    (select coalesce(sum(greatest(0, units - quota)), 0) from (
      select f.quota, sum(l.quantity) as units from line as l join flash_offers as f on f.id = l.flash_offer_id where l.stands group by f.id) as offer) as over_quota,
    (select coalesce(sum(greatest(0, units - limit_per_buyer)), 0) from (
      select f.limit_per_buyer, sum(l.quantity) as units from line as l join flash_offers as f on f.id = l.flash_offer_id
      where l.stands group by f.id, l.buyer_id) as taking) as over_limit,
    (select count(*) from seen where checkout_id is not null and not exists (
      select from purchase as p where p.key = seen.key and p.checkout_id = seen.checkout_id)) as lost,
    (select coalesce(sum(times - 1), 0) from (select count(*) as times from purchase group by key having count(*) > 1) as key) as twice,
    (select count(*) from purchase as p where not exists (select from seen where seen.key = p.key)) as ghosts`
