import { BUSINESS_ZONE, DAY } from '../../kernel/time.ts'
import { type Db, row, rows } from '../../platform/db.ts'
import type { DifferenceKind } from './difference.ts'
import type { BilledAbout } from './provider.ts'
import { providersLacking } from './providers/bill-coverage.ts'

/** Payouts by these are in no daily file. */
const UNBILLED = providersLacking('payout')

/** What the ledger holds, by kind of account and currency. */
export const balancesByKind = (db: Db) => rows<{
  kind: string
  currency: string
  balance: bigint
  accounts_count: bigint
}>(db)`
  select kind, currency, sum(balance)::bigint as balance, count(*) as accounts_count
  from ledger_accounts where ${true}::boolean group by 1, 2 order by 2, 1`

/**
 * What each provider should hold for all of us: by our books, by its own files of the days that were checked, and what
 * moved on days whose file is not there yet. Fees are what the files say was kept.
 */
export const mirrorOf = (db: Db) => rows<{
  provider: string
  currency: string
  ours: bigint
  theirs: bigint
  fees: bigint
  unchecked: bigint
  checked_until: string | null
}>(db)`
  with moved as (
    select provider, currency, (paid_at at time zone ${BUSINESS_ZONE}::text)::date as day, sum(amount) as amount
    from payments where paid_at is not null group by 1, 2, 3
    union all
    select p.provider, r.currency, (r.finished_at at time zone ${BUSINESS_ZONE}::text)::date, -sum(r.amount)
    from refunds as r join payments as p on p.id = r.payment_id where r.state = 'succeeded' group by 1, 2, 3
    union all
    select provider, currency, (finished_at at time zone ${BUSINESS_ZONE}::text)::date, -sum(amount) from payouts where finished_at is not null and provider <> all(${UNBILLED}::text[]) group by 1, 2, 3
    union all
    select provider, currency, (bounced_at at time zone ${BUSINESS_ZONE}::text)::date, sum(amount) from payouts where bounced_at is not null and provider <> all(${UNBILLED}::text[]) group by 1, 2, 3
    union all
    select p.provider, r.currency, (r.finished_at at time zone ${BUSINESS_ZONE}::text)::date, sum(r.amount)
    from payout_reversals as r join payouts as p on p.id = r.payout_id where r.finished_at is not null group by 1, 2, 3
  ), ours as (
    select m.provider, m.currency, sum(m.amount) as ours, coalesce(sum(m.amount) filter (where b.file_id is null), 0) as unchecked
    from moved as m left join provider_bills as b on b.provider = m.provider and b.day = m.day group by 1, 2
  ), theirs as (
    select b.provider, l.currency, sum(case when l.about in ('payment', 'payout_return') then l.amount else -l.amount end) filter (where l.state = 'succeeded') as theirs, sum(l.fee) as fees
    from provider_bills as b join provider_bill_lines as l on l.file_id = b.file_id group by 1, 2
  )
  select provider, currency, coalesce(ours, 0)::bigint as ours, coalesce(theirs, 0)::bigint as theirs, coalesce(fees, 0)::bigint as fees,
    coalesce(unchecked, 0)::bigint as unchecked,
    (select max(day) from provider_bills as b where b.provider = one.provider and b.file_id is not null) as checked_until
  from (select * from ours full join theirs using (provider, currency)) as one where ${true}::boolean order by 1, 2`

/** Differences that are not closed, by kind. */
export const waitingDifferences = (db: Db) => rows<{
  kind: DifferenceKind
  count: bigint
  oldest_at: Date
  escalated: bigint
}>(db)`
  select kind, count(*) as count, min(created_at) as oldest_at, count(*) filter (where escalations > 0) as escalated
  from payment_differences where state in ('open', 'taken', 'proposed') and ${true}::boolean group by 1 order by 2 desc, 1`

/** From so many days on, up to the next: how old what is not closed is. */
export const AGES = [0, 1, 3, 7, 30] as const

/**
 * What is not closed by age, owner and currency: how many, and how much is apart together, whichever side lacks it.
 * Differences that name no sum (two states, two days) count with nothing.
 */
export const waitingByAge = (db: Db, now: Date) => rows<{
  from_days: number
  owner_id: string | null
  owner_name: string | null
  currency: string | null
  count: bigint
  apart: bigint
  oldest_at: Date
}>(db)`
  select one.from_days, one.owner_id, a.nickname as owner_name, one.currency, count(*) as count, sum(one.apart)::bigint as apart, min(one.created_at) as oldest_at
  from (
    select (select max(age) from unnest(${[...AGES]}::int[]) as t (age) where age = 0 or d.created_at <= ${now}::timestamptz - make_interval(days => age)) as from_days,
      d.owner_id, coalesce(d.currency, d.expected_currency) as currency, d.created_at,
      case when d.expected_currency is distinct from d.currency and d.expected_currency is not null and d.currency is not null then coalesce(d.found, 0)
        else abs(coalesce(d.found, 0) - coalesce(d.expected, 0)) end as apart
    from payment_differences as d where d.state in ('open', 'taken', 'proposed')
  ) as one left join accounts as a on a.id = one.owner_id
  group by 1, 2, 3, 4 order by 1 desc, 2 nulls first, 4`

type Trade = {
  id: string
  about: BilledAbout
  number: string
  provider_number: string | null
  amount: bigint
  currency: string
  order_id: string | null
  day: string
  is_checked: boolean
  at: Date
}

/**
 * Our own trades at a provider as money moves, newest first: what the figures of the mirror and of a day add up.
 * `unchecked`: on days whose file is not there yet.
 */
export const tradesOf = (
  db: Db,
  ask: {
    provider: string
    day: string | null
    currency: string | null
    unchecked: boolean | null
    before: readonly [at: string, id: string] | null
    limit: number
  },
) => {
  const [at, id] = ask.before ?? [null, null]
  // Business days of Beijing, which keeps no summer time.
  const opens = ask.day && new Date(`${ask.day}T00:00:00+08:00`)
  const ends = opens && new Date(opens.getTime() + DAY)
  return rows<Trade>(db)`
    select one.id, one.about, one.number, one.provider_number, one.amount, one.currency, one.order_id, one.at, one.day, b.file_id is not null as is_checked
    from (
      select t.*, (t.at at time zone ${BUSINESS_ZONE}::text)::date as day from (
        select p.id, 'payment' as about, p.number, p.provider_number, p.amount, p.currency, null::uuid as order_id, date_trunc('milliseconds', p.paid_at) as at
        from payments as p where p.provider = ${ask.provider} and p.paid_at >= coalesce(${opens}::timestamptz, '-infinity') and p.paid_at < coalesce(${ends}::timestamptz, 'infinity')
        union all
        select r.id, 'refund', r.number, r.provider_number, -r.amount, r.currency, r.order_id, date_trunc('milliseconds', r.finished_at)
        from refunds as r join payments as p on p.id = r.payment_id and p.provider = ${ask.provider} where r.state = 'succeeded' and r.finished_at >= coalesce(${opens}::timestamptz, '-infinity') and r.finished_at < coalesce(${ends}::timestamptz, 'infinity')
        union all
        select o.id, 'payout', o.number, o.provider_number, -o.amount, o.currency, null, date_trunc('milliseconds', o.finished_at)
        from payouts as o where o.provider = ${ask.provider} and o.provider <> all(${UNBILLED}::text[]) and o.finished_at >= coalesce(${opens}::timestamptz, '-infinity') and o.finished_at < coalesce(${ends}::timestamptz, 'infinity')
        union all
        select o.id, 'payout_return', o.number, null, o.amount, o.currency, null, date_trunc('milliseconds', o.bounced_at)
        from payouts as o where o.provider = ${ask.provider} and o.provider <> all(${UNBILLED}::text[]) and o.bounced_at >= coalesce(${opens}::timestamptz, '-infinity') and o.bounced_at < coalesce(${ends}::timestamptz, 'infinity')
        union all
        select r.id, 'payout_return', r.number, r.provider_number, r.amount, r.currency, null, date_trunc('milliseconds', r.finished_at)
        from payout_reversals as r join payouts as o on o.id = r.payout_id and o.provider = ${ask.provider} where r.finished_at >= coalesce(${opens}::timestamptz, '-infinity') and r.finished_at < coalesce(${ends}::timestamptz, 'infinity')
      ) as t
    ) as one left join provider_bills as b on b.provider = ${ask.provider} and b.day = one.day
    where (${ask.currency}::text is null or one.currency = ${ask.currency}::text)
      and (${ask.unchecked}::boolean is null or (b.file_id is null) = ${ask.unchecked}::boolean)
      and (${at}::timestamptz is null or (one.at, one.id) < (${at}::timestamptz, ${id}::uuid))
    order by one.at desc, one.id desc limit ${ask.limit}`
}

/** Money on its way out, and what did not get through. */
export const transfersWaiting = (db: Db) => row<{
  refunds_failed: bigint
  refunds_waiting: bigint
  payouts_waiting: bigint
  payouts_failed: bigint
}>(db)`
  select (select count(*) from refunds where state = 'failed') as refunds_failed,
    (select count(*) from refunds where state in ('requested', 'sent')) as refunds_waiting,
    (select count(*) from payouts where state in ('requested', 'approved', 'held', 'sent')) as payouts_waiting,
    (select count(*) from payouts where state in ('failed', 'bounced')) as payouts_failed where ${true}::boolean`

type Sums = { currency: string; ours: bigint; theirs: bigint; explained: bigint; fee: bigint }

/** The sums of checked days: by our books as they are now, by the file that counts, and by the differences between. */
export const sumsOfDays = (db: Db, days: readonly { provider: string; day: string }[]) => rows<
  Sums & { provider: string; day: string }
>(db)`
  with wanted as (
    select provider, day, day::timestamp at time zone ${BUSINESS_ZONE}::text as opens, (day + 1)::timestamp at time zone ${BUSINESS_ZONE}::text as ends
    from unnest(${days.map(({ provider }) => provider)}::text[], ${days.map(({ day }) => day)}::date[]) as w (provider, day)
  ), parts as (
    select w.provider, w.day, p.currency, p.amount as ours, 0::bigint as theirs, 0::bigint as explained, 0::bigint as fee
    from wanted as w join payments as p on p.provider = w.provider and p.paid_at >= opens and p.paid_at < ends
    union all
    select w.provider, w.day, r.currency, -r.amount, 0, 0, 0
    from wanted as w join refunds as r on r.finished_at >= opens and r.finished_at < ends join payments as p on p.id = r.payment_id and p.provider = w.provider
    union all
    select w.provider, w.day, o.currency, -o.amount, 0, 0, 0
    from wanted as w join payouts as o on o.provider = w.provider and o.finished_at >= opens and o.finished_at < ends
      and (o.provider <> all(${UNBILLED}::text[]) or exists (select from provider_bills as b join provider_bill_lines as l on l.file_id = b.file_id
        where b.provider = w.provider and b.day = w.day and l.number = o.number))
    union all
    select w.provider, w.day, o.currency, o.amount, 0, 0, 0
    from wanted as w join payouts as o on o.provider = w.provider and o.bounced_at >= opens and o.bounced_at < ends
      and (o.provider <> all(${UNBILLED}::text[]) or exists (select from provider_bills as b join provider_bill_lines as l on l.file_id = b.file_id
        where b.provider = w.provider and b.day = w.day and l.number = o.number))
    union all
    select w.provider, w.day, r.currency, r.amount, 0, 0, 0
    from wanted as w join payout_reversals as r on r.finished_at >= opens and r.finished_at < ends join payouts as o on o.id = r.payout_id and o.provider = w.provider
    union all
    select w.provider, w.day, l.currency, 0, case when l.state <> 'succeeded' then 0 when l.about in ('payment', 'payout_return') then l.amount else -l.amount end, 0, l.fee
    from wanted as w join provider_bills as b on b.provider = w.provider and b.day = w.day join provider_bill_lines as l on l.file_id = b.file_id
    union all
    select w.provider, w.day, g.currency, 0, 0, case g.side when 'ours' then g.amount else -g.amount end, 0
    from wanted as w join payment_difference_legs as g on g.provider = w.provider and g.day = w.day
  )
  select provider, day, currency, sum(ours)::bigint as ours, sum(theirs)::bigint as theirs, sum(explained)::bigint as explained, sum(fee)::bigint as fee
  from parts group by 1, 2, 3 order by 1, 2, 3`
