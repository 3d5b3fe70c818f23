import { newId } from '../../kernel/ids.ts'
import { BUSINESS_ZONE } from '../../kernel/time.ts'
import { type Db, row, rows, type Tx } from '../../platform/db.ts'
import type { About, BillEntry, FoundDifference, OurEntry } from './bill.ts'

export type BillFileRow = {
  id: string
  provider: string
  day: string
  sha256: string
  name: string
  format: string
  lines_count: number
  problems_count: number
  passed_over: number
  said_rows: number | null
  brought_by: string | null
  received_at: Date
}

export const findBillFile = (db: Db, id: string) =>
  row<BillFileRow>(db)`select * from provider_bill_files where id = ${id}`

const CHUNK = 5_000

/** Keeps a file with its lines; the same bytes for the same provider and day are the file that is there already. */
export async function keepBillFile(
  tx: Tx,
  file: Omit<BillFileRow, 'id' | 'lines_count'>,
  entries: readonly BillEntry[],
): Promise<BillFileRow> {
  const [fresh] = await rows<BillFileRow>(tx)`
    insert into provider_bill_files (id, provider, day, sha256, name, format, lines_count, problems_count, passed_over, said_rows, brought_by, received_at)
    values (${newId()}, ${file.provider}, ${file.day}, ${file.sha256}, ${file.name}, ${file.format}, ${entries.length}, ${file.problems_count},
      ${file.passed_over}, ${file.said_rows}, ${file.brought_by}, ${file.received_at})
    on conflict (provider, day, sha256) do nothing returning *`
  if (!fresh)
    return (await row<BillFileRow>(tx)`
      select * from provider_bill_files where provider = ${file.provider} and day = ${file.day} and sha256 = ${file.sha256}`) as BillFileRow
  for (let from = 0; from < entries.length; from += CHUNK) {
    const some = entries.slice(from, from + CHUNK)
    await rows(tx)`
      insert into provider_bill_lines (file_id, place, about, number, provider_number, amount, currency, fee, state, finished_at)
      select ${fresh.id}, ${from} + l.place, l.about, l.number, l.provider_number, l.amount, l.currency, l.fee, l.state, l.finished_at
      from unnest(${some.map((one) => one.about)}::text[], ${some.map((one) => one.number)}::text[], ${some.map((one) => one.provider_number)}::text[],
        ${some.map((one) => one.amount)}::bigint[], ${some.map((one) => one.currency)}::text[], ${some.map((one) => one.fee)}::bigint[],
        ${some.map((one) => one.state)}::text[], ${some.map((one) => one.finished_at)}::timestamptz[]) with ordinality
        as l (about, number, provider_number, amount, currency, fee, state, finished_at, place)`
  }
  return fresh
}

export const linesOf = (db: Db, file_id: string) => rows<BillEntry>(db)`
  select about, number, provider_number, amount, currency, fee, state, finished_at from provider_bill_lines where file_id = ${file_id} order by place`

/** What finished on that day by our books, and whatever a line names by our number. */
export const oursFor = (
  db: Db,
  provider: string,
  day: string,
  numbers: readonly string[],
) => rows<OurEntry>(db)`
  with span as (
    select ${day}::date::timestamp at time zone ${BUSINESS_ZONE}::text as opens, (${day}::date + 1)::timestamp at time zone ${BUSINESS_ZONE}::text as ends
  ), named as (select distinct number from unnest(${numbers}::text[]) as number)
  select 'payment' as about, id, number, provider_number, amount, currency,
    case when paid_at is not null then 'done' when state = 'closed' then 'ended' else 'waiting' end as state,
    (paid_at at time zone ${BUSINESS_ZONE}::text)::date as day, id as payment_id
  from payments where provider = ${provider} and id in (
    select id from payments, span where paid_at >= opens and paid_at < ends union all select id from payments join named using (number))
  union all
  select 'refund', r.id, r.number, r.provider_number, r.amount, r.currency,
    case when r.state = 'succeeded' then 'done' else 'waiting' end, (r.finished_at at time zone ${BUSINESS_ZONE}::text)::date, r.payment_id
  from refunds as r join payments as p on p.id = r.payment_id where p.provider = ${provider} and r.id in (
    select id from refunds, span where finished_at >= opens and finished_at < ends union all select id from refunds join named using (number))
  union all
  select 'payout', id, number, provider_number, amount, currency,
    case when finished_at is not null then 'done' when state = 'failed' then 'ended' else 'waiting' end, (finished_at at time zone ${BUSINESS_ZONE}::text)::date, null
  from payouts where provider = ${provider} and id in (
    select id from payouts, span where finished_at >= opens and finished_at < ends union all select id from payouts join named using (number))
  union all
  select 'payout_return', id, number, null, amount, currency,
    case when state = 'bounced' then 'done' when state in ('sent', 'succeeded') then 'waiting' else 'ended' end,
    (bounced_at at time zone ${BUSINESS_ZONE}::text)::date, null
  from payouts where provider = ${provider} and id in (
    select id from payouts, span where bounced_at >= opens and bounced_at < ends union all select id from payouts join named using (number))
  union all
  select 'payout_return', r.id, r.number, r.provider_number, r.amount, r.currency,
    case r.state when 'succeeded' then 'done' when 'failed' then 'ended' else 'waiting' end, (r.finished_at at time zone ${BUSINESS_ZONE}::text)::date, null
  from payout_reversals as r join payouts as p on p.id = r.payout_id where p.provider = ${provider} and r.id in (
    select id from payout_reversals, span where finished_at >= opens and finished_at < ends union all select id from payout_reversals join named using (number))`

/** In which other day's file that counts these numbers stand. */
export const daysOfNumbers = (
  db: Db,
  provider: string,
  day: string,
  numbers: readonly string[],
) => rows<{ about: About; number: string; day: string }>(db)`
  select l.about, l.number, min(b.day) as day from provider_bill_lines as l
  join provider_bills as b on b.file_id = l.file_id and b.provider = ${provider} and b.day <> ${day}::date
  where l.number = any(${numbers}::text[]) and l.number <> '' and l.state = 'succeeded' group by 1, 2`

/** What the provider keeps of each kind by contract on that day, in parts per million. */
export const feeTermsOn = (db: Db, provider: string, day: string) => rows<{
  about: About
  fee_ppm: bigint
}>(db)`
  select distinct on (about) about, fee_ppm from provider_fee_terms where provider = ${provider} and since <= ${day}::date order by about, since desc`

/** One check of a provider's day at a time, whoever asks for it. */
export const lockDay = (tx: Tx, provider: string, day: string) =>
  rows(
    tx,
  )`select pg_advisory_xact_lock(hashtextextended('provider_bill:' || ${provider}::text || ':' || ${day}::text, 0))`

/** Writes what the day's differences explain of its sums, in place of what stood there. */
export async function keepLegs(
  tx: Tx,
  provider: string,
  day: string,
  found: readonly FoundDifference[],
): Promise<void> {
  const legs = found.flatMap(({ event, legs: some }) => some.map((leg) => ({ event, ...leg })))
  await rows(
    tx,
  )`delete from payment_difference_legs where provider = ${provider} and day = ${day}::date`
  if (legs.length > 0)
    await rows(tx)`
      insert into payment_difference_legs (difference_id, provider, day, side, currency, amount)
      select d.id, ${provider}, ${day}::date, l.side, l.currency, sum(l.amount)
      from unnest(${legs.map(({ event }) => event)}::text[], ${legs.map(({ side }) => side)}::text[], ${legs.map(({ currency }) => currency)}::text[],
        ${legs.map(({ amount }) => amount)}::bigint[]) as l (event, side, currency, amount)
      join payment_differences as d on d.event = l.event group by d.id, l.side, l.currency`
}

/** Past days on which something finished after they were checked: they are checked again. */
export const checkAgain = (db: Db, provider: string, days: readonly string[]) => rows(db)`
  update provider_bills set again = true where provider = ${provider} and day = any(${days}::date[]) and file_id is not null and not again`
