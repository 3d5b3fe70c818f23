import { sum } from '../../kernel/money.ts'
import { type Db, row, rows } from '../../platform/db.ts'
import { sharesOf } from './book-orders.ts'
import { type ExceptionKind, INCOMPLETE, MISMATCHES } from './exception.ts'
import type { ImportRow } from './history.sql.ts'

/** Units read at once. */
const PAGE = 5_000

/** What the platform would have had at each of these rates, by the rules of any sale: a fee for each delivered unit. */
export async function feesAt(
  db: Db,
  { id }: Pick<ImportRow, 'id'>,
  rates: readonly bigint[],
): Promise<bigint[]> {
  const fees = rates.map(() => 0n)
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const units = await rows<{ id: string; price: bigint; freight: bigint }>(db)`
      select id, price, freight from past_lines where past_id = ${id} and fee is not null and id > ${after}::uuid
      order by id limit ${PAGE}`
    for (const [index, rate] of rates.entries())
      fees[index] = (fees[index] as bigint) + sum(sharesOf(units, rate).map(({ fee }) => fee))
    if (units.length < PAGE) return fees
    after = (units.at(-1) as { id: string }).id
  }
}

export type Books = {
  /** What buyers paid for delivered orders, by the ledger. */
  paid: bigint
  fees: bigint
  sellers: bigint
  difference: bigint
}

/** The ledger's word on this import. Several imports in one currency share these accounts, so entries are added up, not balances. */
export const booksOf = async (db: Db, { name }: Pick<ImportRow, 'name'>): Promise<Books> =>
  (await row<Books>(db)`
    select coalesce(-sum(e.amount) filter (where a.kind = 'past_payments'), 0)::bigint as paid,
      coalesce(sum(e.amount) filter (where a.kind = 'past_fee'), 0)::bigint as fees,
      coalesce(sum(e.amount) filter (where a.kind = 'past_seller'), 0)::bigint as sellers,
      coalesce(sum(e.amount) filter (where a.kind = 'past_difference'), 0)::bigint as difference
    from journals as j join ledger_entries as e on e.journal_id = j.id join ledger_accounts as a on a.id = e.account_id
    where j.kind = 'import' and j.event ^@ ${`import:${name}:`}`) as Books

export type Kinds = Record<ExceptionKind, number>

/** How many orders do not add up, by kind. */
export async function countExceptions(
  db: Db,
  { id }: Pick<ImportRow, 'id'>,
): Promise<{ exceptions: number; incomplete: number; kinds: Kinds }> {
  const found = await rows<{ kind: ExceptionKind; count: number }>(db)`
    select kind, count(*)::int as count from past_exceptions where past_id = ${id} group by kind`
  const kinds = Object.fromEntries([...MISMATCHES, ...INCOMPLETE].map((kind) => [kind, 0])) as Kinds
  for (const { kind, count } of found) kinds[kind] = count
  const of = (names: readonly ExceptionKind[]) =>
    names.reduce((total, name) => total + kinds[name], 0)
  return { exceptions: of(MISMATCHES), incomplete: of(INCOMPLETE), kinds }
}
