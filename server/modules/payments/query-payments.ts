import { notFound } from '../../kernel/refusal.ts'
import { system } from '../../kernel/state.ts'
import type { Context } from '../../platform/context.ts'
import { type Db, inTransaction, rows } from '../../platform/db.ts'
import { applyProviderResults } from './apply-provider-results.ts'
import { closePayments } from './close-payment.ts'
import { FIRST_QUERY_MS, LONGEST_QUERY_MS, type PaymentRow, SILENCE_MS } from './payment.ts'
import { findPayment } from './payments.sql.ts'
import { type Provider, type Providers, providerOf, type Report } from './provider.ts'

type Door = Pick<Context, 'db' | 'now'> & { providers: Providers }

/** Calls in flight at once: a provider limits how fast it may be asked. */
const AT_ONCE = 8
const BATCH = 40

/** The storefront comes back from the cashier: asks the provider how it went and takes it where a callback would. */
export async function finishPayment(
  { db, now, providers }: Door,
  payment_id: string,
  payer_id: string,
): Promise<PaymentRow> {
  const payment = await findPayment(db, payment_id, payer_id)
  if (!payment) throw notFound()
  if (payment.next_query_at === null) return payment
  const provider = providerOf(providers, payment.provider)
  const answer = await provider.query(payment.number, payment.trade_ref)
  if (answer.is !== 'answered' || !answer.value) return payment
  const report = answer.value
  await inTransaction(db, (tx) =>
    applyProviderResults(tx, [report], { provider: provider.name, source: 'query', now: now() }),
  )
  return (await findPayment(db, payment_id, payer_id)) as PaymentRow
}

/**
 * Asks the provider about payments whose time has come, so that a lost callback costs seconds and not a sale. At
 * the deadline: ask once more, then close there, then close here. Returns how many it dealt with.
 */
export async function queryPayments({ db, now, providers }: Door): Promise<number> {
  const started = now()
  const untouched = await closeUntouched(db, started)
  const due = await claimDue(db, started)
  for (const [name, all] of Map.groupBy(due, ({ provider }) => provider)) {
    const provider = providerOf(providers, name)
    for (let from = 0; from < all.length; from += AT_ONCE)
      await Promise.all(
        all.slice(from, from + AT_ONCE).map((payment) => look(db, provider, payment, now)),
      )
  }
  return untouched + due.length
}

async function look(
  db: Db,
  provider: Provider,
  payment: PaymentRow,
  now: () => Date,
): Promise<void> {
  const answer = await provider.query(payment.number, payment.trade_ref)
  const reports: Report[] = answer.is === 'answered' && answer.value ? [answer.value] : []
  let heard = answer.is === 'answered'
  const over = payment.state === 'closed' || (payment.deadline_at as Date) <= now()
  if (over && heard && reports[0]?.state !== 'succeeded' && reports[0]?.state !== 'closed') {
    const closing = await provider.close(payment.number, payment.trade_ref)
    heard = closing.is === 'answered'
    if (closing.is === 'answered') reports.push(closing.value ?? neverHeardOf(payment))
  }
  await inTransaction(db, async (tx) => {
    const at = now()
    await applyProviderResults(tx, reports, { provider: provider.name, source: 'query', now: at })
    if (!over) return
    // Still waiting after its end: the money that came does not fit, or the provider has been silent for too long.
    const silent_for = at.getTime() - (payment.deadline_at ?? at).getTime()
    if (payment.state !== 'closed' && (heard || silent_for >= SILENCE_MS))
      await closePayments(
        tx,
        [payment.id],
        system('payments.deadline'),
        heard ? 'not_paid_in_time' : 'provider_silent',
        at,
      )
    // Nothing more can come of a trade that ended.
    if (heard && reports.some(({ state }) => state === 'succeeded' || state === 'closed'))
      await rows(
        tx,
      )`update payments set next_query_at = null where id = ${payment.id} and state in ('closed', 'succeeded')`
  })
}

/**
 * Takes what is due and moves its next look ahead first (30 s, 60 s, 2 min … 30 min, and the deadline): a crash
 * costs a look, never a double close.
 */
const claimDue = (db: Db, now: Date) => rows<PaymentRow>(db)`
  with due as (
    select id, ${now}::timestamptz + make_interval(secs =>
      least(${FIRST_QUERY_MS / 1_000}::double precision * 2 ^ least(queries, 20), ${LONGEST_QUERY_MS / 1_000}::double precision)) as look_at
    from payments where next_query_at <= ${now} order by next_query_at limit ${BATCH} for no key update skip locked
  )
  update payments set queries = queries + 1,
    next_query_at = case when deadline_at > ${now} then least(deadline_at, due.look_at) else due.look_at end
  from due where payments.id = due.id
  returning payments.*`

/** Nobody ever opened the cashier: the provider knows nothing, so there is nobody to ask. */
async function closeUntouched(db: Db, now: Date): Promise<number> {
  const due = await rows<{ id: string }>(db)`
    select id from payments where state = 'created' and next_query_at is null and deadline_at <= ${now} order by deadline_at limit 500`
  if (due.length === 0) return 0
  return inTransaction(db, async (tx) => {
    const still = await rows<{ id: string }>(tx)`
      select id from payments where id = any(${due.map(({ id }) => id)}::uuid[]) and state = 'created' and next_query_at is null
      order by id for no key update`
    await closePayments(
      tx,
      still.map(({ id }) => id),
      system('payments.deadline'),
      'not_paid_in_time',
      now,
    )
    return still.length
  })
}

const neverHeardOf = ({ number, amount, currency }: PaymentRow): Report => ({
  about: 'payment',
  number,
  provider_number: '',
  state: 'closed',
  amount,
  currency,
  finished_at: null,
  reason: null,
})
