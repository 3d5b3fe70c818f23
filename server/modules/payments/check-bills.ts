import { BUSINESS_ZONE, dayIn } from '../../kernel/time.ts'
import type { Context } from '../../platform/context.ts'
import { type Db, inTransaction, row, rows, type Tx } from '../../platform/db.ts'
import { toJson } from '../../platform/outbox.ts'
import { applyProviderResults } from './apply-provider-results.ts'
import { insertDifferences, type NewDifference } from './payments.sql.ts'
import type { BillLine, Providers } from './provider.ts'

type Door = Pick<Context, 'db' | 'now'> & { providers: Providers }

const CHUNK = 200

/**
 * Holds each provider's daily file against our books (I-11), one day at a time from the first money on. Each line
 * goes where a callback would: what we missed is found, what we do not know or know otherwise becomes a difference
 * row; what we have and the file lacks does, too. Returns how many days it checked.
 */
export async function checkBills({ db, now, providers }: Door): Promise<number> {
  let checked = 0
  for (const provider of providers.values()) {
    const day = await nextDay(db, provider.name, dayIn(now(), BUSINESS_ZONE))
    if (!day) continue
    const bill = await provider.fetchBill(day)
    if (bill.is !== 'answered') continue
    for (let from = 0; from < bill.value.length; from += CHUNK) {
      const reports = bill.value
        .slice(from, from + CHUNK)
        .map(({ fee: _, ...line }) => ({ ...line, state: 'succeeded' as const, reason: null }))
      await inTransaction(db, (tx) =>
        applyProviderResults(tx, reports, { provider: provider.name, source: 'query', now: now() }),
      )
    }
    await inTransaction(db, (tx) => close(tx, provider.name, day, bill.value, now()))
    checked += 1
  }
  return checked
}

/** The first day that is over and was not checked; nothing before the first money. */
async function nextDay(db: Db, provider: string, today: string): Promise<string | undefined> {
  return (
    await row<{ day: string }>(db)`
      select day from (
        select coalesce(
          (select max(day) + 1 from provider_bills where provider = ${provider}),
          (select (min(paid_at) at time zone ${BUSINESS_ZONE}::text)::date from payments where provider = ${provider} and paid_at is not null)) as day
      ) as next where day < ${today}::date`
  )?.day
}

async function close(
  tx: Tx,
  provider: string,
  day: string,
  bill: readonly BillLine[],
  now: Date,
): Promise<void> {
  const ours = await rows<{
    number: string
    payment_id: string | null
    provider_number: string
    amount: bigint
    currency: string
  }>(tx)`
    with day as (
      select ${day}::date::timestamp at time zone ${BUSINESS_ZONE}::text as opens, (${day}::date + 1)::timestamp at time zone ${BUSINESS_ZONE}::text as ends
    )
    select number, id as payment_id, provider_number, amount, currency from payments, day
    where paid_at >= opens and paid_at < ends and provider = ${provider}
    union all
    select r.number, r.payment_id, r.provider_number, r.amount, r.currency from day, refunds as r join payments as p on p.id = r.payment_id
    where r.finished_at >= opens and r.finished_at < ends and p.provider = ${provider}
    union all
    select number, null, provider_number, amount, currency from payouts, day
    where finished_at >= opens and finished_at < ends and provider = ${provider}`
  const billed = new Set(bill.map(({ number }) => number))
  const missing = ours
    .filter(({ number }) => !billed.has(number))
    .map(
      ({ number, payment_id, provider_number, amount, currency }): NewDifference => ({
        event: `missing_there:${number}`,
        provider,
        payment_id,
        provider_number,
        kind: 'missing_there',
        expected: amount,
        found: null,
        currency,
        words: `${number} of ${day} is not in the file of ${provider}`,
      }),
    )
  await insertDifferences(tx, missing, now)
  const fees = Object.groupBy(bill, ({ currency }) => currency)
  await rows(tx)`
    insert into provider_bills (provider, day, lines_count, fees, checked_at)
    values (${provider}, ${day}, ${bill.length}, ${toJson(
      Object.fromEntries(
        Object.entries(fees).map(([currency, lines]) => [
          currency,
          (lines ?? []).reduce((total, { fee }) => total + fee, 0n),
        ]),
      ),
    )}::jsonb, ${now})
    on conflict do nothing`
}
