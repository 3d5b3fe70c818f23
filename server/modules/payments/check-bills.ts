import { createHash } from 'node:crypto'
import { BUSINESS_ZONE, dayIn } from '../../kernel/time.ts'
import type { Context } from '../../platform/context.ts'
import { type Db, inTransaction, row, rows } from '../../platform/db.ts'
import { toJson } from '../../platform/outbox.ts'
import type { BillEntry } from './bill.ts'
import { findBillFile, keepBillFile } from './bills.sql.ts'
import { checkBill } from './check-bill.ts'
import type { Provider, Providers } from './provider.ts'

/** So many days are asked for at one time. */
const TRIES = 5

type Door = Pick<Context, 'db' | 'now'> & { providers: Providers }

/**
 * Fetches each provider's daily file when the day is over (T+1) and holds it against our books, one day at a time from the
 * first money on; checks days again whose rows have moved since. Returns how many days it checked.
 */
export async function checkBills({ db, now, providers }: Door): Promise<number> {
  let checked = 0
  for (const provider of providers.values()) {
    checked += await checkMoved(db, provider.name, now)
    for (const day of await nextDays(db, provider.name, dayIn(now(), BUSINESS_ZONE)))
      if (await fetchAndCheck(db, provider, day, now)) {
        checked += 1
        break
      }
  }
  return checked
}

async function fetchAndCheck(
  db: Db,
  provider: Provider,
  day: string,
  now: () => Date,
): Promise<boolean> {
  const bill = await provider.fetchBill(day)
  if (bill.is !== 'answered') return false
  const entries = bill.value.map(
    ({ about, number, provider_number, amount, currency, fee, finished_at }): BillEntry => ({
      about,
      number,
      provider_number,
      amount,
      currency,
      fee,
      state: 'succeeded',
      finished_at,
    }),
  )
  const file = await inTransaction(db, (tx) =>
    keepBillFile(
      tx,
      {
        provider: provider.name,
        day,
        sha256: createHash('sha256').update(toJson(entries)).digest('hex'),
        name: `${provider.name} ${day}`,
        format: 'fetched',
        problems_count: 0,
        passed_over: 0,
        said_rows: null,
        brought_by: null,
        received_at: now(),
      },
      entries,
    ),
  )
  await checkBill(db, file, now)
  return true
}

/** A callback came late, a file of another day had it: what was checked is held against the books again. */
async function checkMoved(db: Db, provider: string, now: () => Date): Promise<number> {
  const moved = await row<{ file_id: string }>(db)`
    select file_id from provider_bills where provider = ${provider} and again and file_id is not null order by day limit 1`
  const file = moved && (await findBillFile(db, moved.file_id))
  if (!file) return 0
  await checkBill(db, file, now)
  return 1
}

/** The first days from the first money on that are over and were not checked: one without a file does not hold up the next. */
const nextDays = async (db: Db, provider: string, today: string): Promise<string[]> =>
  (
    await rows<{ day: string }>(db)`
      with first as (
        select (min(paid_at) at time zone ${BUSINESS_ZONE}::text)::date as day from payments where provider = ${provider} and paid_at is not null
      )
      select past.day::date as day from first, generate_series(first.day, ${today}::date - 1, interval '1 day') as past (day)
      where not exists (select from provider_bills as b where b.provider = ${provider} and b.day = past.day::date) order by 1 limit ${TRIES}`
  ).map(({ day }) => day)
