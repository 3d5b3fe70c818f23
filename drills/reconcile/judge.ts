import type pg from 'pg'
import type { Planted } from './plant.ts'

export type Verdict = {
  planted: number
  /** Planted and named by their own kind. */
  found: number
  /** Named by people’s rows although nobody planted them, or by another kind than the one planted. */
  false: number
  by_kind: Record<string, string>
  /** Days and currencies whose ours − theirs is not what the rows explain. */
  unexplained: number
  /** Rows that closed themselves: money that was booked when the file told of it, and days that had it after all. */
  settled: number
  offenders: string[]
}

/** Holds the rows against what was planted, with SQL of its own. */
export async function judge(client: pg.Client, planted: readonly Planted[]): Promise<Verdict> {
  const { rows } = await client.query<{ kind: string; number: string; state: string }>(
    'select kind, number, state from payment_differences order by id',
  )
  const wanted = new Set(planted.map(({ kind, number }) => `${kind} ${number}`))
  const seen = new Set(rows.map(({ kind, number }) => `${kind} ${number}`))
  const missed = planted.filter(({ kind, number }) => !seen.has(`${kind} ${number}`))
  // What settled itself asks nobody for anything: it is no alarm, right or wrong.
  const wrong = rows.filter(
    ({ kind, number, state }) => state !== 'resolved' && !wanted.has(`${kind} ${number}`),
  )
  const twice = rows.length - seen.size
  const sums = await client.query(`
    with ours as (
      select (paid_at at time zone 'Asia/Shanghai')::date as day, currency, amount from payments where paid_at is not null
      union all select (finished_at at time zone 'Asia/Shanghai')::date, currency, -amount from refunds where finished_at is not null
      union all select (finished_at at time zone 'Asia/Shanghai')::date, currency, -amount from payouts where finished_at is not null
      union all select (bounced_at at time zone 'Asia/Shanghai')::date, currency, amount from payouts where bounced_at is not null
    ), theirs as (
      select b.day, l.currency, l.amount * (case when l.about in ('payment', 'payout_return') then 1 else -1 end) as amount
      from provider_bill_lines as l join provider_bills as b on b.file_id = l.file_id
    ), explained as (
      select day, currency, amount * (case side when 'ours' then 1 else -1 end) as amount from payment_difference_legs
    ), days as (select day, currency from provider_bills cross join (values ('CNY'), ('USD')) as c (currency))
    select * from (
      select day, currency, coalesce((select sum(amount) from ours where ours.day = days.day and ours.currency = days.currency), 0)
        - coalesce((select sum(amount) from theirs where theirs.day = days.day and theirs.currency = days.currency), 0) as apart,
        coalesce((select sum(amount) from explained where explained.day = days.day and explained.currency = days.currency), 0) as explained
      from days) as sums where apart <> explained`)
  return {
    planted: planted.length,
    found: planted.length - missed.length,
    false: wrong.length + twice,
    by_kind: Object.fromEntries(
      [...Map.groupBy(planted, ({ kind }) => kind)].map(([kind, all]) => [
        kind,
        `${all.filter(({ number }) => seen.has(`${kind} ${number}`)).length}/${all.length}`,
      ]),
    ),
    unexplained: sums.rows.length,
    settled: rows.filter(({ state }) => state === 'resolved').length,
    offenders: [
      ...missed.slice(0, 5).map(({ kind, number }) => `not found: ${kind} of ${number}`),
      ...wrong.slice(0, 5).map(({ kind, number }) => `nobody planted: ${kind} of ${number}`),
      ...sums.rows.slice(0, 3).map((row) => JSON.stringify(row)),
    ],
  }
}
