import { newId } from '../../kernel/ids.ts'
import { BUSINESS_ZONE } from '../../kernel/time.ts'
import { type Db, rows, sql, type Tx } from '../../platform/db.ts'
import type { AccountKind, AccountRef, OwnerKind } from './chart.ts'

/** Posts hold it shared until they commit; closing a day takes it alone, so no post is caught half-way. */
export const BOOK_LOCK = 771_009n

const NOBODY = '00000000-0000-0000-0000-000000000000'

export type LockedAccount = {
  id: string
  kind: string
  owner_kind: OwnerKind
  owner_id: string | null
  currency: string
  has_floor: boolean
  balance: bigint
  entries_count: bigint
}

export const lockAccounts = (tx: Tx, refs: readonly AccountRef[]) => rows<LockedAccount>(tx)`
  select a.id, a.kind, a.owner_kind, a.owner_id, a.currency, a.has_floor, a.balance, a.entries_count
  from (select pg_advisory_xact_lock_shared(${BOOK_LOCK}::bigint) offset 0) as book,
    unnest(${refs.map((ref) => ref.kind)}::text[], ${refs.map((ref) => ref.owner_kind)}::text[],
      ${refs.map((ref) => ref.owner_id ?? NOBODY)}::uuid[], ${refs.map((ref) => ref.currency)}::text[])
      as wanted (kind, owner_kind, owner_id, currency)
  join ledger_accounts as a on a.kind = wanted.kind and a.owner_kind = wanted.owner_kind
    and coalesce(a.owner_id, '00000000-0000-0000-0000-000000000000') = wanted.owner_id and a.currency = wanted.currency
  order by a.id for no key update of a`

/** Two who open the same accounts at once do it in the same order. */
export const openAccounts = (
  tx: Tx,
  refs: readonly (AccountRef & { has_floor: boolean; created_at: Date })[],
) => rows(tx)`
  insert into ledger_accounts (id, kind, owner_kind, owner_id, currency, has_floor, created_at)
  select id, kind, owner_kind, owner_id, currency, has_floor, created_at
  from unnest(${refs.map(() => newId())}::uuid[], ${refs.map((ref) => ref.kind)}::text[], ${refs.map((ref) => ref.owner_kind)}::text[],
    ${refs.map((ref) => ref.owner_id)}::uuid[], ${refs.map((ref) => ref.currency)}::text[],
    ${refs.map((ref) => ref.has_floor)}::boolean[], ${refs.map((ref) => ref.created_at)}::timestamptz[])
    as fresh (id, kind, owner_kind, owner_id, currency, has_floor, created_at)
  order by kind, owner_kind, owner_id, currency
  on conflict do nothing`

type JournalHead = { event: string; kind: string; memo?: string; at: Date; reverses?: bigint }

/** Writes the journals that do not stand yet; an `at` on a closed day is booked on the first open one. */
export const insertJournals = (tx: Tx, journals: readonly JournalHead[]) =>
  rows<{ id: bigint; event: string; kind: string }>(tx)`
  insert into journals (event, kind, reverses, memo, at, booked_on)
  select j.event, j.kind, j.reverses, j.memo, j.at,
    greatest((j.at at time zone ${BUSINESS_ZONE}::text)::date, book.closed_through + 1)
  from ledger_book as book, unnest(${journals.map(({ event }) => event)}::text[], ${journals.map(({ kind }) => kind)}::text[],
    ${journals.map(({ reverses }) => reverses ?? null)}::bigint[], ${journals.map(({ memo }) => memo ?? '')}::text[],
    ${journals.map(({ at }) => at)}::timestamptz[]) with ordinality as j (event, kind, reverses, memo, at, place)
  order by j.place
  on conflict (event, kind) do nothing
  returning id, event, kind`

type WrittenEntry = {
  journal_id: bigint
  account_id: string
  amount: bigint
  currency: string
  order_id: string | null
  order_line_id: string | null
  balance_after: bigint
}

/** Entries and the balances they lead to, in one statement; the database refuses what does not balance. */
export const insertEntries = (
  tx: Tx,
  entries: readonly WrittenEntry[],
  accounts: readonly LockedAccount[],
) => rows(tx)`
  with written as (
    insert into ledger_entries (journal_id, account_id, amount, currency, order_id, order_line_id, balance_after)
    select journal_id, account_id, amount, currency, order_id, order_line_id, balance_after
    from unnest(${entries.map((one) => one.journal_id)}::bigint[], ${entries.map((one) => one.account_id)}::uuid[],
      ${entries.map((one) => one.amount)}::bigint[], ${entries.map((one) => one.currency)}::text[],
      ${entries.map((one) => one.order_id)}::uuid[], ${entries.map((one) => one.order_line_id)}::uuid[],
      ${entries.map((one) => one.balance_after)}::bigint[]) with ordinality
      as fresh (journal_id, account_id, amount, currency, order_id, order_line_id, balance_after, place)
    order by place
  )
  update ledger_accounts set balance = fresh.balance, entries_count = fresh.entries_count
  from unnest(${accounts.map((one) => one.id)}::uuid[], ${accounts.map((one) => one.balance)}::bigint[],
    ${accounts.map((one) => one.entries_count)}::bigint[]) as fresh (id, balance, entries_count)
  where ledger_accounts.id = fresh.id`

type JournalEntry = AccountRef & {
  id: bigint
  event: string
  journal_kind: string
  amount: bigint
  order_id: string | null
  order_line_id: string | null
}

/** The entries of journals, by (event, kind), oldest first. */
export const findJournals = (
  db: Db,
  wishes: readonly { event: string; kind: string }[],
) => rows<JournalEntry>(db)`
  select j.id, j.event, j.kind as journal_kind, a.kind, a.owner_kind, a.owner_id, e.currency, e.amount, e.order_id, e.order_line_id
  from unnest(${wishes.map(({ event }) => event)}::text[], ${wishes.map(({ kind }) => kind)}::text[]) as wished (event, kind)
  join journals as j on j.event = wished.event and j.kind = wished.kind
  join ledger_entries as e on e.journal_id = j.id
  join ledger_accounts as a on a.id = e.account_id
  order by e.id`

export type Balance = { account_id: string; kind: AccountKind; currency: string; balance: bigint }

/** What one owner has, account by account. */
export const balancesOf = (db: Db, owner_kind: OwnerKind, owner_id: string | null) => rows<Balance>(
  db,
)`
  select id as account_id, kind, currency, balance from ledger_accounts
  where owner_kind = ${owner_kind} and owner_id is not distinct from ${owner_id}::uuid order by currency, kind`

export type EntryRow = {
  id: bigint
  journal_id: bigint
  kind: string
  event: string
  memo: string
  at: Date
  account_id: string
  account_kind: AccountKind
  owner_kind: OwnerKind
  amount: bigint
  currency: string
  balance_after: bigint
  order_id: string | null
  order_line_id: string | null
}

export type EntriesOf = {
  owner_kind?: OwnerKind
  owner_id?: string | null
  account_id?: string
  kinds?: readonly AccountKind[]
  currency?: string
  order_line_ids?: readonly string[]
  journal_ids?: readonly bigint[]
  /** Entries older than this one. */
  before?: bigint
  limit?: number
}

/** Entries, newest first, of an owner, an account, order lines or journals. */
export async function entriesOf(db: Db, wish: EntriesOf): Promise<EntryRow[]> {
  let query = db
    .selectFrom('ledger_entries as e')
    .innerJoin('journals as j', 'j.id', 'e.journal_id')
    .innerJoin('ledger_accounts as a', 'a.id', 'e.account_id')
    .select([
      'e.id',
      'e.journal_id',
      'j.kind',
      'j.event',
      'j.memo',
      'j.at',
      'e.account_id',
      'a.kind as account_kind',
      'a.owner_kind',
      'e.amount',
      'e.currency',
      'e.balance_after',
      'e.order_id',
      'e.order_line_id',
    ])
  if (wish.owner_kind) query = query.where('a.owner_kind', '=', wish.owner_kind)
  if (wish.owner_id !== undefined)
    query =
      wish.owner_id === null
        ? query.where('a.owner_id', 'is', null)
        : query.where('a.owner_id', '=', wish.owner_id)
  if (wish.account_id) query = query.where('e.account_id', '=', wish.account_id)
  if (wish.kinds) query = query.where('a.kind', '=', sql<string>`any(${wish.kinds}::text[])`)
  if (wish.currency) query = query.where('e.currency', '=', wish.currency)
  if (wish.order_line_ids)
    query = query.where('e.order_line_id', '=', sql<string>`any(${wish.order_line_ids}::uuid[])`)
  if (wish.journal_ids)
    query = query.where('e.journal_id', '=', sql<bigint>`any(${wish.journal_ids}::bigint[])`)
  if (wish.before !== undefined) query = query.where('e.id', '<', wish.before as any)
  return (await query
    .orderBy('e.id', 'desc')
    .limit(wish.limit ?? 1_000)
    .execute()) as unknown as EntryRow[]
}
