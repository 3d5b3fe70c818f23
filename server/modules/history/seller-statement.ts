import { type Db, rows } from '../../platform/db.ts'
import type { ExceptionKind } from './exception.ts'
import type { ImportRow } from './history.sql.ts'

/** What one seller had of its past: units delivered, and what the books say of them. */
export type SellerTotals = {
  id: string
  source_id: string
  city: string
  region: string
  lines_count: number
  orders_count: number
  goods: bigint
  freight: bigint
  fees: bigint
  net: bigint
  /** The ledger's word; the same as `net`. */
  booked: bigint
}

const NOBODY = '00000000-0000-0000-0000-000000000000'

/** Sellers of an import by id, behind `after`, with or without sales. */
export const sellersOf = (
  db: Db,
  { id, currency }: Pick<ImportRow, 'id' | 'currency'>,
  { after = NOBODY, limit }: { after?: string | undefined; limit: number },
) => rows<SellerTotals>(db)`
  select s.id, s.source_id, s.city, s.region, sold.lines_count, sold.orders_count, sold.goods, sold.freight, sold.fees,
    sold.goods + sold.freight - sold.fees as net, coalesce(a.balance, 0) as booked
  from (select id, source_id, city, region from past_sellers where past_id = ${id} and id > ${after}::uuid order by id limit ${limit}) as s
    cross join lateral (
      select count(*)::int as lines_count, count(distinct order_id)::int as orders_count, coalesce(sum(price), 0)::bigint as goods,
        coalesce(sum(freight), 0)::bigint as freight, coalesce(sum(fee), 0)::bigint as fees
      from past_lines where seller_id = s.id and fee is not null) as sold
    left join ledger_accounts as a on a.kind = 'past_seller' and a.owner_id = s.id and a.currency = ${currency}
  order by s.id`

/** One delivered unit on a seller's statement, with the ledger entry that booked it. */
export type StatementLine = {
  id: string
  entry_id: bigint
  order_source_id: string
  position: number
  product_source_id: string
  category: string | null
  bought_at: Date
  delivered_at: Date | null
  price: bigint
  freight: bigint
  fee: bigint
  net: bigint
  /** What the account held with this unit. */
  balance: bigint
}

/** A seller's statement as the ledger wrote it, oldest entry first, behind `after`. */
export const statementOf = (
  db: Db,
  seller_id: string,
  { after = 0n, limit }: { after?: bigint | undefined; limit: number },
) => rows<StatementLine>(db)`
  select l.id, e.id as entry_id, o.source_id as order_source_id, l.position, p.source_id as product_source_id, p.category, o.bought_at,
    o.delivered_at, l.price, l.freight, l.fee, e.amount as net, e.balance_after as balance
  from ledger_accounts as a join ledger_entries as e on e.account_id = a.id join past_lines as l on l.id = e.order_line_id
    join past_orders as o on o.id = l.order_id join past_products as p on p.id = l.product_id
  where a.kind = 'past_seller' and a.owner_id = ${seller_id} and e.id > ${after}
  order by e.id limit ${limit}`

/** One order that does not add up. */
export type ExceptionRow = {
  order_id: string
  source_id: string
  status: string
  bought_at: Date
  kind: ExceptionKind
  due_amount: bigint
  paid_amount: bigint
  difference: bigint
  lines_count: number
  payments_count: number
}

/** Orders that do not add up, by kind and then by id. */
export const exceptionsOf = (
  db: Db,
  past_id: string,
  {
    after,
    kind,
    limit,
  }: { after?: readonly [string, string] | undefined; kind?: string | undefined; limit: number },
) => rows<ExceptionRow>(db)`
  select x.order_id, o.source_id, o.status, o.bought_at, x.kind, x.due_amount, x.paid_amount, x.difference, x.lines_count, x.payments_count
  from past_exceptions as x join past_orders as o on o.id = x.order_id
  where x.past_id = ${past_id} and (x.kind, x.order_id) > (${after?.[0] ?? ''}, ${after?.[1] ?? NOBODY}::uuid)
    and (${kind ?? null}::text is null or x.kind = ${kind ?? null})
  order by x.kind, x.order_id limit ${limit}`
