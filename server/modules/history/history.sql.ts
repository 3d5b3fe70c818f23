import { type Db, row, rows, type Tx } from '../../platform/db.ts'
import type { Stage } from './olist.ts'

export type ImportRow = {
  id: string
  name: string
  source: string
  currency: string
  time_zone: string
  fee_ppm: bigint
  fingerprint: string
  started_at: Date
  finished_at: Date | null
  runs: number
}

export const findImport = (db: Db, name: string) => row<ImportRow>(db)`
  select id, name, source, currency, time_zone, fee_ppm, fingerprint, started_at, finished_at, runs from pasts where name = ${name}`

/** Opens an import, or counts another run of one that stands. */
export const openImport = async (
  db: Db,
  one: Omit<ImportRow, 'finished_at' | 'runs'>,
): Promise<ImportRow> =>
  (await row<ImportRow>(db)`
    insert into pasts (id, name, source, currency, time_zone, fee_ppm, fingerprint, started_at)
    values (${one.id}, ${one.name}, ${one.source}, ${one.currency}, ${one.time_zone}, ${one.fee_ppm}, ${one.fingerprint}, ${one.started_at})
    on conflict (name) do update set runs = pasts.runs + 1
    returning id, name, source, currency, time_zone, fee_ppm, fingerprint, started_at, finished_at, runs`) as ImportRow

export type Progress = { stage: string; rows_done: bigint; is_over: boolean }
export const progressOf = (db: Db, past_id: string) => rows<Progress>(db)`
  select stage, rows_done, is_over from past_progress where past_id = ${past_id} order by at, stage`

export const noteProgress = (
  tx: Tx,
  past_id: string,
  { stage, rows_done, is_over }: Progress,
  now: Date,
) => rows(tx)`
  insert into past_progress (past_id, stage, rows_done, is_over, at) values (${past_id}, ${stage}, ${rows_done}, ${is_over}, ${now})
  on conflict (past_id, stage) do update set rows_done = excluded.rows_done, is_over = excluded.is_over, at = excluded.at
  where (past_progress.rows_done, past_progress.is_over) is distinct from (excluded.rows_done, excluded.is_over)`

/** How many rows were new, and how many stand already with other content. */
export type Written = { added: number; differing: number }
type Write = (tx: Tx, past_id: string, list: string, time_zone: string) => Promise<Written>

/**
 * Writes one chunk of a file. What stands already is compared, not written: an import read again changes nothing, and
 * says so when somebody changed the history meanwhile.
 */
export const writers: Record<Stage, Write> = {
  sellers: async (tx, past_id, list) =>
    (await row<Written>(tx)`
      with fresh as (
        select * from jsonb_to_recordset(${list}::jsonb) as f (id uuid, source_id text, city text, region text)
      ), added as (
        insert into past_sellers (id, past_id, source_id, city, region)
        select id, ${past_id}, source_id, city, region from fresh on conflict do nothing returning id
      )
      select (select count(*) from added)::int as added, count(*)::int as differing from fresh join past_sellers as old using (id)
      where (old.source_id, old.city, old.region) is distinct from (fresh.source_id, fresh.city, fresh.region)`) as Written,

  customers: async (tx, past_id, list) =>
    (await row<Written>(tx)`
      with fresh as (
        select * from jsonb_to_recordset(${list}::jsonb) as f (id uuid, person_id uuid, city text, region text)
      ), added as (
        insert into past_customers (id, past_id, person_id, city, region)
        select id, ${past_id}, person_id, city, region from fresh on conflict do nothing returning id
      )
      select (select count(*) from added)::int as added, count(*)::int as differing from fresh join past_customers as old using (id)
      where (old.person_id, old.city, old.region) is distinct from (fresh.person_id, fresh.city, fresh.region)`) as Written,

  products: async (tx, past_id, list) =>
    (await row<Written>(tx)`
      with fresh as (
        select * from jsonb_to_recordset(${list}::jsonb) as f (id uuid, source_id text, category text, weight_g int)
      ), added as (
        insert into past_products (id, past_id, source_id, category, weight_g)
        select id, ${past_id}, source_id, category, weight_g from fresh on conflict do nothing returning id
      )
      select (select count(*) from added)::int as added, count(*)::int as differing from fresh join past_products as old using (id)
      where (old.source_id, old.category, old.weight_g) is distinct from (fresh.source_id, fresh.category, fresh.weight_g)`) as Written,

  orders: async (tx, past_id, list, time_zone) =>
    (await row<Written>(tx)`
      with fresh as (
        select id, source_id, customer_id, status, bought_at at time zone ${time_zone} as bought_at, approved_at at time zone ${time_zone} as approved_at,
          shipped_at at time zone ${time_zone} as shipped_at, delivered_at at time zone ${time_zone} as delivered_at,
          promised_at at time zone ${time_zone} as promised_at
        from jsonb_to_recordset(${list}::jsonb) as f (id uuid, source_id text, customer_id uuid, status text, bought_at timestamp,
          approved_at timestamp, shipped_at timestamp, delivered_at timestamp, promised_at timestamp)
      ), added as (
        insert into past_orders (id, past_id, source_id, customer_id, status, bought_at, approved_at, shipped_at, delivered_at, promised_at)
        select id, ${past_id}, source_id, customer_id, status, bought_at, approved_at, shipped_at, delivered_at, promised_at from fresh
        on conflict do nothing returning id
      )
      select (select count(*) from added)::int as added, count(*)::int as differing from fresh join past_orders as old using (id)
      where (old.source_id, old.customer_id, old.status, old.bought_at, old.approved_at, old.shipped_at, old.delivered_at, old.promised_at)
        is distinct from (fresh.source_id, fresh.customer_id, fresh.status, fresh.bought_at, fresh.approved_at, fresh.shipped_at,
          fresh.delivered_at, fresh.promised_at)`) as Written,

  lines: async (tx, past_id, list, time_zone) =>
    (await row<Written>(tx)`
      with fresh as (
        select id, order_id, position, product_id, seller_id, ship_by at time zone ${time_zone} as ship_by, price, freight
        from jsonb_to_recordset(${list}::jsonb) as f (id uuid, order_id uuid, position int, product_id uuid, seller_id uuid,
          ship_by timestamp, price bigint, freight bigint)
      ), added as (
        insert into past_lines (id, past_id, order_id, position, product_id, seller_id, ship_by, price, freight)
        select id, ${past_id}, order_id, position, product_id, seller_id, ship_by, price, freight from fresh on conflict do nothing returning id
      )
      select (select count(*) from added)::int as added, count(*)::int as differing from fresh join past_lines as old using (id)
      where (old.order_id, old.position, old.product_id, old.seller_id, old.ship_by, old.price, old.freight) is distinct from
        (fresh.order_id, fresh.position, fresh.product_id, fresh.seller_id, fresh.ship_by, fresh.price, fresh.freight)`) as Written,

  payments: async (tx, past_id, list) =>
    (await row<Written>(tx)`
      with fresh as (
        select * from jsonb_to_recordset(${list}::jsonb) as f (order_id uuid, position int, method text, instalments int, amount bigint)
      ), added as (
        insert into past_payments (order_id, position, past_id, method, instalments, amount)
        select order_id, position, ${past_id}, method, instalments, amount from fresh on conflict do nothing returning order_id
      )
      select (select count(*) from added)::int as added, count(*)::int as differing
      from fresh join past_payments as old using (order_id, position)
      where (old.method, old.instalments, old.amount) is distinct from (fresh.method, fresh.instalments, fresh.amount)`) as Written,
}

export type Standing = Record<Stage, bigint> & {
  buyers: bigint
  delivered_lines: bigint
  journals: bigint
  hash: string
}

/** What stands of an import, row by row counted and digested: the same history has the same hash, in whatever order it came. */
export const standingOf = async (
  db: Db,
  { id, name }: { id: string; name: string },
): Promise<Standing> =>
  (await row<Standing>(db)`
    select sellers, customers, products, orders, lines, payments, buyers, delivered_lines, journals,
      md5(concat_ws(' ', seller_hash, customer_hash, product_hash, order_hash, line_hash, payment_hash, exception_hash, journal_hash)) as hash
    from (select count(*) as sellers, sum(hashtextextended(t::text, 0)::numeric) as seller_hash from past_sellers as t where past_id = ${id}) as a,
      (select count(*) as customers, count(distinct person_id) as buyers, sum(hashtextextended(t::text, 0)::numeric) as customer_hash
        from past_customers as t where past_id = ${id}) as b,
      (select count(*) as products, sum(hashtextextended(t::text, 0)::numeric) as product_hash from past_products as t where past_id = ${id}) as c,
      (select count(*) as orders, sum(hashtextextended((t.id, t.status, t.bought_at, t.delivered_at, t.due_amount, t.paid_amount, t.booked_at)::text, 0)::numeric)
        as order_hash from past_orders as t where past_id = ${id}) as d,
      (select count(*) as lines, count(fee) as delivered_lines, sum(hashtextextended(t::text, 0)::numeric) as line_hash
        from past_lines as t where past_id = ${id}) as e,
      (select count(*) as payments, sum(hashtextextended(t::text, 0)::numeric) as payment_hash from past_payments as t where past_id = ${id}) as f,
      (select sum(hashtextextended(t::text, 0)::numeric) as exception_hash from past_exceptions as t where past_id = ${id}) as g,
      (select count(*) as journals, sum(hashtextextended((t.id, t.event, t.at)::text, 0)::numeric) as journal_hash
        from journals as t where kind = 'import' and event ^@ ${`import:${name}:`}) as h`) as Standing
