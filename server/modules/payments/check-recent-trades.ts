import { BUSINESS_ZONE, MINUTE } from '../../kernel/time.ts'
import type { Context } from '../../platform/context.ts'
import { type Db, inTransaction, row, rows } from '../../platform/db.ts'
import type { OurEntry } from './bill.ts'
import { insertDifferences, type NewDifference } from './payments.sql.ts'
import type { Provider, Providers, Report } from './provider.ts'

type Door = Pick<Context, 'db' | 'now'> & { providers: Providers }
type Recent = OurEntry & { trade_ref: string | null; trade_number: string | null }

/** So many a look: enough that a fault of more than one trade in ten is seen in the first minutes of a rush. */
const GLANCE = 40
const AT_ONCE = 4
/** Younger ones may still be on their way through the provider's own house. */
const SETTLED_MS = 2 * MINUTE
/** After a longer silence the daily file is the one that looks. */
const LOOK_BACK_MS = 60 * MINUTE

/**
 * Between two daily files: asks the provider about some of the trades that our books finished since the last look, drawn
 * evenly, and makes rows of what it says otherwise, the same rows that the file would make. What has come back of a payout
 * meanwhile is asked about once more at once, as after a callback, and bounces; nothing else is changed by it.
 * Returns 0: one look each time is enough.
 */
export async function checkRecentTrades({ db, now, providers }: Door): Promise<number> {
  for (const provider of providers.values()) {
    const until = new Date(now().getTime() - SETTLED_MS)
    const from = await lookedUntil(db, provider.name, until)
    if (from >= until) continue
    const recent = await drawRecent(db, provider.name, from, until)
    const found: NewDifference[] = []
    const came_back: string[] = []
    let silent = 0
    for (let at = 0; at < recent.length; at += AT_ONCE)
      await Promise.all(
        recent.slice(at, at + AT_ONCE).map(async (one) => {
          const answer = await ask(provider, one)
          if (answer.is !== 'answered') silent += 1
          else if (one.about === 'payout' && answer.value?.state === 'failed')
            came_back.push(one.id)
          else {
            const difference = judge(provider.name, one, answer.value)
            if (difference) found.push(difference)
          }
        }),
      )
    // A provider that says nothing is asked about the same stretch again.
    if (recent.length > 0 && silent === recent.length) continue
    await inTransaction(db, async (tx) => {
      await insertDifferences(tx, found, now())
      await rows(tx)`
        update payouts set next_attempt_at = ${now()} where id = any(${came_back}::uuid[]) and state = 'succeeded'`
      await rows(tx)`
        insert into provider_glances (provider, looked_until) values (${provider.name}, ${until})
        on conflict (provider) do update set looked_until = greatest(provider_glances.looked_until, excluded.looked_until)`
    })
  }
  return 0
}

const ask = (provider: Provider, { about, number, trade_ref, trade_number }: Recent) =>
  about === 'payment'
    ? provider.query(number, trade_ref)
    : about === 'refund'
      ? provider.queryRefund(number, trade_number as string)
      : provider.queryPayout(number)

/** What the provider says of a trade that is done in our books, where it says otherwise. */
function judge(
  provider: string,
  mine: Recent,
  report: Report | undefined,
): NewDifference | undefined {
  const { about, number, payment_id, provider_number, amount, currency } = mine
  const of = {
    provider,
    payment_id,
    provider_number,
    number,
    expected: amount,
    expected_currency: currency,
  }
  if (about === 'payout_return')
    return report?.state === 'failed'
      ? undefined
      : {
          ...of,
          kind: 'return_missing',
          event: `return_missing:payout_return:${number}`,
          found: null,
          currency,
          words: `${number} came back by our books, and ${provider} says ${report?.state ?? 'nothing of it'}`,
        }
  if (!report)
    return {
      ...of,
      kind: about === 'refund' ? 'refund_missing' : 'missing_there',
      event: about === 'refund' ? `refund_missing:refund:${number}` : `missing_there:${number}`,
      found: null,
      currency,
      words: `${number} is done in our books and ${provider} does not know it`,
    }
  if (report.state !== 'succeeded')
    return {
      ...of,
      kind: 'state_differs',
      event: `state_differs:${about}:${number}`,
      found: null,
      currency,
      words: `${number} is done in our books and ${report.state} at ${provider}`,
    }
  if (report.amount === amount && report.currency === currency) return undefined
  const kind =
    report.currency !== currency
      ? 'currency'
      : about === 'payout'
        ? 'payout_differs'
        : about === 'refund' && report.amount > amount
          ? 'refund_exceeds'
          : 'amount'
  return {
    ...of,
    kind,
    event:
      about === 'payment'
        ? `${kind}:unmatched:payment:${provider}:${report.provider_number}:${report.amount}${report.currency}`
        : `${kind}:${about}:${number}`,
    found: report.amount,
    currency: report.currency,
    words: `${number} is ${amount} ${currency} here and ${report.amount} ${report.currency} at ${provider}`,
  }
}

const lookedUntil = async (db: Db, provider: string, until: Date): Promise<Date> => {
  const oldest = new Date(until.getTime() - LOOK_BACK_MS)
  const looked = await row<{ looked_until: Date }>(db)`
    select looked_until from provider_glances where provider = ${provider}`
  return looked && looked.looked_until > oldest ? looked.looked_until : oldest
}

const drawRecent = (db: Db, provider: string, from: Date, until: Date) => rows<Recent>(db)`
  select * from (
    select 'payment' as about, id, number, provider_number, amount, currency, 'done' as state, (paid_at at time zone ${BUSINESS_ZONE}::text)::date as day,
      id as payment_id, trade_ref, null as trade_number
    from payments where provider = ${provider} and paid_at > ${from} and paid_at <= ${until}
    union all
    select 'refund', r.id, r.number, r.provider_number, r.amount, r.currency, 'done', (r.finished_at at time zone ${BUSINESS_ZONE}::text)::date,
      r.payment_id, null, r.trade_number
    from refunds as r join payments as p on p.id = r.payment_id
    where p.provider = ${provider} and r.state = 'succeeded' and r.finished_at > ${from} and r.finished_at <= ${until}
    union all
    select 'payout', id, number, provider_number, amount, currency, 'done', (finished_at at time zone ${BUSINESS_ZONE}::text)::date, null, null, null
    from payouts where provider = ${provider} and state = 'succeeded' and finished_at > ${from} and finished_at <= ${until}
    union all
    select 'payout_return', id, number, null, amount, currency, 'done', (bounced_at at time zone ${BUSINESS_ZONE}::text)::date, null, null, null
    from payouts where provider = ${provider} and bounced_at > ${from} and bounced_at <= ${until}
  ) as recent order by hashtext(number) limit ${GLANCE}`
