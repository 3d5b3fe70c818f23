import { type Db, row, rows } from '../../platform/db.ts'
import type { Payee } from './balances.ts'
import { PURSES, RESERVES } from './statements.ts'

/** One entry on an owner's accounts, with what its order line brought beside it. Amounts in minor units. */
export type StatementEntry = {
  /** The ledger entry and its journal. */
  id: bigint
  journal_id: bigint
  at: Date
  /** Of the journal: settle, settle_commission, clawback, take_back, reserve_release, payout_request, payout_return … */
  kind: string
  /** available, debt (what is set off or owed), reserve (put aside or let go). */
  account: 'available' | 'debt' | 'reserve'
  order_line_id: string | null
  order_number: string | null
  title: string | null
  quantity: number | null
  /** Of the line, on its first entry in a journal; null where it does not apply or is not the owner's to know. */
  income: bigint | null
  fee: bigint | null
  commission: bigint | null
  premium: bigint | null
  amount: bigint
  balance_after: bigint
  currency: string
}

export type StatementDay = { day: string; first_entry: bigint | null; last_entry: bigint | null }

/** The bounds of an owner's statement; undefined when nothing moved or the day is not closed yet. */
export const findStatement = (db: Db, { owner_kind, owner_id }: Payee, day: string) =>
  row<StatementDay>(db)`
    select day::text as day, min(first_entry) as first_entry, max(last_entry) as last_entry from statements
    where owner_kind = ${owner_kind} and owner_id = ${owner_id} and day = ${day} group by day`

/**
 * Entries of a day on an owner's accounts, oldest first, after one of them. A closed day changes no more, so pages read
 * one after the other fit together without holding a snapshot.
 */
export const statementPage = (
  db: Db,
  { owner_kind, owner_id }: Payee,
  { day, first_entry, last_entry }: StatementDay,
  { after, limit }: { after: bigint | undefined; limit: number },
) => rows<StatementEntry>(db)`
  with own as (
    select id, kind from ledger_accounts where owner_kind = ${owner_kind} and owner_id = ${owner_id} and kind = any(${[...PURSES, ...RESERVES]}::text[])
  ), page as (
    select e.*, own.kind as account_kind from own, lateral (
      select e.id, e.journal_id, e.order_line_id, e.amount, e.balance_after, e.currency, j.at, j.kind
      from ledger_entries as e join journals as j on j.id = e.journal_id
      where e.account_id = own.id and e.id > ${after ?? (first_entry ?? 1n) - 1n} and e.id <= ${last_entry ?? 9_223_372_036_854_775_807n}
        and j.booked_on = ${day}::date
      order by e.id limit ${limit}) as e
    order by e.id limit ${limit}
  ), told as (
    select distinct journal_id, order_line_id from page
    where order_line_id is not null and (${owner_kind}::text = 'shop' or kind = 'settle_commission')
  ), parts as (
    select e.journal_id, e.order_line_id,
      min(e.id) filter (where e.account_id in (select id from own)) as first_entry,
      -sum(e.amount) filter (where a.kind = 'escrow') as escrow,
      sum(e.amount) filter (where a.kind = 'commission_held') as commission_held,
      sum(e.amount) filter (where a.kind = 'platform_fee') as fee,
      sum(e.amount) filter (where a.kind in ('commission_held', 'creator_available', 'creator_debt', 'creator_reserve', 'leader_available', 'leader_debt',
        'leader_cut', 'agency_available', 'agency_debt')) as commission,
      sum(e.amount) filter (where a.kind in ('agency_available', 'agency_debt')) as agency,
      sum(e.amount) filter (where a.kind = 'insurer') as premium
    from told join ledger_entries as e using (journal_id, order_line_id) join ledger_accounts as a on a.id = e.account_id
    group by 1, 2
  )
  select page.id, page.journal_id, page.at, page.kind, page.order_line_id, o.number as order_number, l.title, l.quantity, page.amount,
    page.balance_after, page.currency,
    case when page.account_kind like '%_debt' then 'debt' when page.account_kind like '%_reserve' then 'reserve' else 'available' end as account,
    case when page.kind = 'settle_commission' then -parts.commission_held else parts.escrow end::bigint as income,
    parts.fee::bigint as fee,
    case when page.kind = 'settle_commission' then parts.agency else parts.commission end::bigint as commission,
    parts.premium::bigint as premium
  from page
    left join order_lines as l on l.id = page.order_line_id left join orders as o on o.id = l.order_id
    left join parts on parts.journal_id = page.journal_id and parts.order_line_id = page.order_line_id and parts.first_entry = page.id
  order by page.id`

/** Entries read at a time while a statement is written out: memory stays the same however long the day was. */
const PAGE = 2_000

/** A day's entries, page by page. */
export async function* statementPages(
  db: Db,
  payee: Payee,
  statement: StatementDay,
): AsyncGenerator<StatementEntry[]> {
  let after: bigint | undefined
  for (;;) {
    const page = await statementPage(db, payee, statement, { after, limit: PAGE })
    if (page.length > 0) yield page
    const last = page.at(-1)
    if (!last || page.length < PAGE) return
    after = last.id
  }
}
