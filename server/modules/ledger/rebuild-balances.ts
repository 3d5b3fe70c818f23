import { createHash } from 'node:crypto'
import { type Db, inTransaction, rows, type Tx } from '../../platform/db.ts'
import { BOOK_LOCK } from './ledger.sql.ts'

export type Rebuilt = {
  accounts: number
  /** Accounts whose stored balance or count was not the sum of their entries. */
  changed: number
  /** SHA-256 over every account's row, before and after: the same when nothing was off. */
  before: string
  after: string
}

/**
 * Makes every stored balance anew from the entries (I-04). Nothing is posted meanwhile; on books that are in order the
 * rows have the same bytes afterwards.
 * @throws a database error when the entries themselves lead below a floor: then `verify` has to name what was touched
 */
export const rebuildBalances = (db: Db): Promise<Rebuilt> =>
  inTransaction(db, async (tx) => {
    await rows(tx)`select pg_advisory_xact_lock(${BOOK_LOCK}::bigint)`
    const before = await digestOf(tx)
    const changed = await rows(tx)`
      update ledger_accounts as a set balance = coalesce(e.total, 0), entries_count = coalesce(e.entries, 0)
      from ledger_accounts as own left join (
        select account_id, sum(amount)::bigint as total, count(*) as entries from ledger_entries group by 1) as e on e.account_id = own.id
      where a.id = own.id and ${true}::boolean
        and (a.balance <> coalesce(e.total, 0) or a.entries_count <> coalesce(e.entries, 0))
      returning a.id`
    const after = await digestOf(tx)
    return {
      accounts: after.accounts,
      changed: changed.length,
      before: before.hash,
      after: after.hash,
    }
  })

async function digestOf(tx: Tx): Promise<{ accounts: number; hash: string }> {
  const hash = createHash('sha256')
  let accounts = 0
  let last = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const page = await rows<{ id: string; text: string }>(tx)`
      select id, a::text as text from ledger_accounts as a where id > ${last}::uuid order by id limit 2000`
    for (const { text } of page) hash.update(`${text}\n`)
    accounts += page.length
    const end = page.at(-1)
    if (!end) return { accounts, hash: hash.digest('hex') }
    last = end.id
  }
}
