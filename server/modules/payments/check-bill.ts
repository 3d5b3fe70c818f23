import { sum } from '../../kernel/money.ts'
import { system } from '../../kernel/state.ts'
import { type Db, inTransaction, row, rows, type Tx } from '../../platform/db.ts'
import { toJson } from '../../platform/outbox.ts'
import { transition } from '../../platform/transition.ts'
import { outside, platformAccount, post } from '../ledger/index.ts'
import { applyPayoutReturns } from './apply-payout-returns.ts'
import { applyProviderResults } from './apply-provider-results.ts'
import { type BillEntry, type Compared, compareDay, keyOf } from './bill.ts'
import {
  type BillFileRow,
  checkAgain,
  daysOfNumbers,
  feeTermsOn,
  keepLegs,
  linesOf,
  lockDay,
  oursFor,
} from './bills.sql.ts'
import { differences } from './difference.ts'
import { insertDifferences } from './payments.sql.ts'
import type { Report } from './provider.ts'
import { isBilled, isHint } from './providers/bill-coverage.ts'

const CHUNK = 200

/** What a file's day would show, without writing anything. */
export async function compareFile(db: Db, file: BillFileRow): Promise<Compared> {
  return compare(db, file, await linesOf(db, file.id))
}

/**
 * Holds a file against our books (I-11). What differs becomes rows first; money that our books do not have then goes where
 * a callback would, and what that settled is closed by itself. The fees the provider kept are booked. Done again, also with
 * another file for the day, it ends in the same rows.
 */
export async function checkBill(db: Db, file: BillFileRow, now: () => Date): Promise<void> {
  const { provider, day } = file
  const lines = await linesOf(db, file.id)
  const { unbooked } = await inTransaction(db, async (tx) => {
    await lockDay(tx, provider, day)
    await rows(tx)`
      insert into provider_bills (provider, day, file_id, lines_count, fees, again, checked_at)
      values (${provider}, ${day}, ${file.id}, ${lines.length}, ${toJson(feesOf(lines))}::jsonb, true, ${now()})
      on conflict (provider, day) do update
        set file_id = excluded.file_id, lines_count = excluded.lines_count, fees = excluded.fees, again = true, checked_at = excluded.checked_at`
    return writeDifferences(tx, file, lines, now())
  })
  for (let from = 0; from < unbooked.length; from += CHUNK) {
    const some = unbooked.slice(from, from + CHUNK)
    const reports = some.flatMap((line) => reportOf(provider, line))
    await inTransaction(db, (tx) =>
      applyProviderResults(tx, reports, { provider, source: 'query', now: now() }),
    )
  }
  // After what went out: the same file may tell of both.
  const back = unbooked.filter(({ about }) => about === 'payout_return')
  for (let from = 0; from < back.length; from += CHUNK)
    await inTransaction(db, (tx) =>
      applyPayoutReturns(tx, back.slice(from, from + CHUNK), { provider, now: now() }),
    )
  await inTransaction(db, async (tx) => {
    await lockDay(tx, provider, day)
    await writeDifferences(tx, file, lines, now())
    await bookFees(tx, file, lines, now())
    await rows(
      tx,
    )`update provider_bills set again = false, checked_at = ${now()} where provider = ${provider} and day = ${day}::date and file_id = ${file.id}`
  })
}

function reportOf(provider: string, { about, fee: _, ...line }: BillEntry): Report[] {
  if (about === 'payout_return') return []
  const report: Report = { ...line, about, state: 'succeeded', reason: null }
  return [isHint(provider, about) ? { ...report, is_hint: true } : report]
}

async function compare(
  db: Db,
  { provider, day }: BillFileRow,
  theirs: readonly BillEntry[],
): Promise<Compared> {
  const numbers = theirs.map(({ number }) => number).filter((number) => number !== '')
  const named = new Set(numbers)
  const ours = (await oursFor(db, provider, day, numbers)).filter(
    ({ about, number }) => isBilled(provider, about) || named.has(number),
  )
  const there = new Set(theirs.map(keyOf))
  const absent = ours.filter((one) => one.day === day && !there.has(keyOf(one)))
  const elsewhere = absent.length
    ? await daysOfNumbers(
        db,
        provider,
        day,
        absent.map(({ number }) => number),
      )
    : []
  return compareDay({
    provider,
    day,
    theirs,
    ours,
    elsewhere: new Map(elsewhere.map((one) => [keyOf(one), one.day])),
    fee_ppm: new Map(
      (await feeTermsOn(db, provider, day)).map(({ about, fee_ppm }) => [about, fee_ppm]),
    ),
  })
}

async function writeDifferences(
  tx: Tx,
  file: BillFileRow,
  lines: readonly BillEntry[],
  now: Date,
): Promise<Compared> {
  const { provider, day } = file
  const compared = await compare(tx, file, lines)
  const found = compared.differences
  await insertDifferences(
    tx,
    found.map(({ legs: _, about: __, ...one }) => ({ ...one, provider, day })),
    now,
  )
  const before = await rows<{ id: string }>(tx)`
    select distinct difference_id as id from payment_difference_legs where provider = ${provider} and day = ${day}::date
    union select id from payment_differences where provider = ${provider} and day = ${day}::date and state in ('open', 'taken', 'proposed')`
  await keepLegs(tx, provider, day, found)
  await closeSettled(
    tx,
    before.map(({ id }) => id),
    found.map(({ event }) => event),
    now,
  )
  // What stands here under another day was missing on that day until now.
  const other_days = found.flatMap(({ kind, number }) => (kind === 'wrong_day' ? [number] : []))
  if (other_days.length > 0) {
    const days = new Set(
      (await oursFor(tx, provider, day, other_days)).flatMap((one) =>
        one.day && one.day !== day ? [one.day] : [],
      ),
    )
    const stale = await rows<{ day: string }>(tx)`
      select distinct d.day from payment_differences as d
      where d.provider = ${provider} and d.day = any(${[...days]}::date[]) and d.number = any(${other_days}::text[])
        and d.kind in ('missing_there', 'refund_missing') and d.state in ('open', 'taken', 'proposed')`
    await checkAgain(
      tx,
      provider,
      stale.map((one) => one.day),
    )
  }
  return compared
}

/** Differences of this day that are none any more: our books have moved, or another file says otherwise. */
async function closeSettled(
  tx: Tx,
  before: readonly string[],
  events: readonly string[],
  now: Date,
): Promise<void> {
  if (before.length === 0) return
  const settled = await rows<{ id: string }>(tx)`
    select id from payment_differences as d
    where id = any(${before}::uuid[]) and state in ('open', 'taken', 'proposed') and event <> all(${events}::text[])
      and kind not in ('refund_failed') and event not like '%:unmatched:%'
      and not exists (select from payment_difference_legs as l where l.difference_id = d.id) order by id`
  if (settled.length === 0) return
  const ids = settled.map(({ id }) => id)
  await transition(tx, differences, {
    ids,
    to: 'resolved',
    actor: system('payments.bills'),
    reason: 'agrees_now',
    now,
  })
  await rows(tx)`
    update payment_differences set resolution = 'our books and the file agree now', booking = null, proposed_by = null where id = any(${ids}::uuid[])`
}

const feesOf = (lines: readonly BillEntry[]): Record<string, bigint> =>
  Object.fromEntries(
    [...Map.groupBy(lines, ({ currency }) => currency)].map(([currency, some]) => [
      currency,
      sum(some.map(({ fee }) => fee)),
    ]),
  )

/**
 * What the provider kept of the day, as its file says: the platform bears it, and what the provider holds is less by it.
 * Another file for the same day books the difference to what stands.
 */
async function bookFees(
  tx: Tx,
  { id, provider, day }: BillFileRow,
  lines: readonly BillEntry[],
  now: Date,
): Promise<void> {
  const booked = await rows<{ currency: string; amount: bigint }>(tx)`
    select e.currency, -sum(e.amount)::bigint as amount from journals as j
    join ledger_entries as e on e.journal_id = j.id join ledger_accounts as a on a.id = e.account_id and a.kind = 'provider_fee'
    where j.kind = 'provider_fee' and j.event like ${`bill:${provider}:${day}:%`} group by 1`
  const wanted = feesOf(lines)
  const currencies = new Set([...Object.keys(wanted), ...booked.map(({ currency }) => currency)])
  const entries = [...currencies].flatMap((currency) => {
    const more =
      (wanted[currency] ?? 0n) - (booked.find((one) => one.currency === currency)?.amount ?? 0n)
    return [
      { account: platformAccount('provider_fee', currency), amount: -more },
      { account: outside(currency), amount: more },
    ]
  })
  if (entries.every(({ amount }) => amount === 0n)) return
  const times = await row<{ count: bigint }>(tx)`
    select count(*) as count from journals where kind = 'provider_fee' and event like ${`bill:${provider}:${day}:%`}`
  await post(tx, [
    {
      event: `bill:${provider}:${day}:${id}:${times?.count ?? 0n}`,
      kind: 'provider_fee',
      at: now,
      entries,
    },
  ])
}
