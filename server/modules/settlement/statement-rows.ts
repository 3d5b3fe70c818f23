import { type Db, row, rows } from '../../platform/db.ts'
import type { Payee } from './balances.ts'
import { ACCOUNTS, PURSES, RESERVES, SUBSIDY } from './statements.ts'

/** One entry on an owner's accounts, with what its order line brought beside it. Amounts in minor units. */
export type StatementEntry = {
  /** The ledger entry and its journal. */
  id: bigint
  journal_id: bigint
  at: Date
  /** Of the journal: settle, settle_commission, clawback, take_back, reserve_release, payout_request, payout_return … */
  kind: string
  /** Of the journal: a payout's number, and why it came back. */
  memo: string
  /** available, debt (what is set off or owed), reserve (put aside or let go), subsidy (given in red packets). */
  account: 'available' | 'debt' | 'reserve' | 'subsidy'
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

const LINES = ['settle', 'settle_commission']
const PAYOUTS = ['payout_request', 'payout_return']
const EARNED = [...PURSES.filter((kind) => kind !== SUBSIDY), ...RESERVES]
/** A sum of a statement, and which entries it adds up: by journal (not these: `but`) and by account. */
const ENTRIES_OF = {
  lines: { kinds: LINES, but: [], accounts: EARNED },
  income: { kinds: LINES, but: [], accounts: EARNED },
  fees: { kinds: LINES, but: [], accounts: EARNED },
  commissions: { kinds: LINES, but: [], accounts: EARNED },
  clawed_back: { kinds: ['clawback', 'take_back'], but: [], accounts: EARNED },
  reserved: { kinds: null, but: [], accounts: RESERVES },
  given: { kinds: null, but: [], accounts: [SUBSIDY] },
  net: { kinds: null, but: PAYOUTS, accounts: PURSES },
  paid_out: { kinds: PAYOUTS, but: [], accounts: PURSES },
  paid_back: { kinds: ['payout_return'], but: [], accounts: PURSES },
} as const
const ALL = { kinds: null, but: [], accounts: ACCOUNTS }
export type StatementSum = keyof typeof ENTRIES_OF

/** The bounds of an owner's statement; undefined when nothing moved or the day is not closed yet. */
export const findStatement = (db: Db, { owner_kind, owner_id }: Payee, day: string) =>
  row<StatementDay>(db)`
    select day::text as day, min(first_entry) as first_entry, max(last_entry) as last_entry from statements
    where owner_kind = ${owner_kind} and owner_id = ${owner_id} and day = ${day} group by day`

type Moved = Omit<StatementEntry, 'income' | 'fee' | 'commission' | 'premium'>
type Parts = {
  journal_id: bigint
  order_line_id: string
  first_entry: bigint
  escrow: bigint | null
  commission_held: bigint | null
  fee: bigint | null
  commission: bigint | null
  agency: bigint | null
  premium: bigint | null
}

/**
 * Entries of a day on an owner's accounts, or what one of its sums adds up, oldest first, after one of them. A closed day changes no more, so pages read
 * one after the other fit together without holding a snapshot.
 */
export async function statementPage(
  db: Db,
  payee: Payee,
  statement: StatementDay,
  page: { after: bigint | undefined; limit: number; of?: StatementSum | undefined },
): Promise<StatementEntry[]> {
  const moved = await movedOn(db, payee, statement, page)
  const told = moved.filter(
    ({ kind, order_line_id }) =>
      order_line_id !== null && (payee.owner_kind === 'shop' || kind === 'settle_commission'),
  )
  const parts = new Map(
    (await partsOf(db, payee, [...new Set(told.map(({ journal_id }) => journal_id))])).map(
      (one) => [one.first_entry, one],
    ),
  )
  return moved.map((entry) => {
    const its = parts.get(entry.id)
    const is_commission = entry.kind === 'settle_commission'
    return {
      ...entry,
      income: (is_commission ? its?.commission_held : its?.escrow) ?? null,
      fee: its?.fee ?? null,
      commission: (is_commission ? its?.agency : its?.commission) ?? null,
      premium: its?.premium ?? null,
    }
  })
}

const movedOn = (
  db: Db,
  { owner_kind, owner_id }: Payee,
  { day, first_entry, last_entry }: StatementDay,
  { after, limit, of }: { after: bigint | undefined; limit: number; of?: StatementSum | undefined },
) => {
  const { kinds, but, accounts } = of ? ENTRIES_OF[of] : ALL
  return rows<Moved>(db)`
  select e.id, e.journal_id, e.at, e.kind, e.memo, e.order_line_id, o.number as order_number, l.title, l.quantity, e.amount, e.balance_after, e.currency,
    case when e.account_kind like '%_debt' then 'debt' when e.account_kind like '%_reserve' then 'reserve'
      when e.account_kind = 'creator_subsidy' then 'subsidy' else 'available' end as account
  from (
    select e.*, own.kind as account_kind from ledger_accounts as own, lateral (
      select e.id, e.journal_id, e.order_line_id, e.amount, e.balance_after, e.currency, j.at, j.kind, j.memo
      from ledger_entries as e join journals as j on j.id = e.journal_id
      where e.account_id = own.id and e.id > ${after ?? (first_entry ?? 1n) - 1n} and e.id <= ${last_entry ?? 9_223_372_036_854_775_807n}
        and j.booked_on = ${day}::date and (${kinds}::text[] is null or j.kind = any(${kinds}::text[])) and j.kind <> all(${but}::text[])
      order by e.id limit ${limit}) as e
    where own.owner_kind = ${owner_kind} and own.owner_id = ${owner_id} and own.kind = any(${accounts}::text[])
    order by e.id limit ${limit}) as e
    left join order_lines as l on l.id = e.order_line_id left join orders as o on o.id = l.order_id
  order by e.id`
}

/** What lines brought in these journals, beside the owner's first entry in each. */
const partsOf = (
  db: Db,
  { owner_kind, owner_id }: Payee,
  journal_ids: readonly bigint[],
) => rows<Parts>(db)`
  select e.journal_id, e.order_line_id,
    min(e.id) filter (where a.owner_kind = ${owner_kind} and a.owner_id = ${owner_id} and a.kind = any(${ACCOUNTS}::text[])) as first_entry,
    (-sum(e.amount) filter (where a.kind = 'escrow'))::bigint as escrow,
    (-sum(e.amount) filter (where a.kind = 'commission_held'))::bigint as commission_held,
    (sum(e.amount) filter (where a.kind = 'platform_fee'))::bigint as fee,
    (sum(e.amount) filter (where a.kind in ('commission_held', 'creator_available', 'creator_debt', 'creator_reserve', 'leader_available', 'leader_debt',
      'leader_cut', 'agency_available', 'agency_debt')))::bigint as commission,
    (sum(e.amount) filter (where a.kind in ('agency_available', 'agency_debt')))::bigint as agency,
    (sum(e.amount) filter (where a.kind = 'insurer'))::bigint as premium
  from ledger_entries as e join ledger_accounts as a on a.id = e.account_id
  where e.journal_id = any(${journal_ids}::bigint[]) and e.order_line_id is not null
  group by 1, 2`

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
