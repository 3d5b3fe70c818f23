import { showId } from '../../kernel/ids.ts'
import type { Actor } from '../../kernel/state.ts'
import { BUSINESS_ZONE, dayIn, MINUTE } from '../../kernel/time.ts'
import { rows, type Tx } from '../../platform/db.ts'
import { publish } from '../../platform/outbox.ts'
import { transition } from '../../platform/transition.ts'
import { type Journal, outside, platformAccount, post } from '../ledger/index.ts'
import { applyPayoutResults } from './apply-payout-results.ts'
import { applyRefundResults } from './apply-refund-results.ts'
import { checkAgain } from './bills.sql.ts'
import { judge, type PaymentRow, payments } from './payment.ts'
import { paymentClosed, paymentSucceeded } from './payments.events.ts'
import {
  findPaidBy,
  insertDifferences,
  lockPaymentsByNumber,
  type NewDifference,
  recordPaid,
} from './payments.sql.ts'
import type { Report } from './provider.ts'
import { requestRefunds } from './request-refund.ts'
import { setAside } from './unmatched.ts'

/** Where the reports come from: a callback tells, a query answers what we asked this moment. */
export type Source = { provider: string; source: 'callback' | 'query'; now: Date }

/**
 * The one place where what a provider says becomes a state, whether it came by callback, by the storefront's
 * "finish" or by our own question: locks what it is about, judges, moves, posts, tells, in the caller's transaction.
 * Any order and any repetition of the same reports ends in the same state.
 *
 * Returns one word for each report: what came of it.
 */
export async function applyProviderResults(
  tx: Tx,
  reports: readonly Report[],
  from: Source,
): Promise<string[]> {
  const outcomes = new Map<Report, string>()
  const about = (what: Report['about']) => reports.filter((report) => report.about === what)
  await applyPaymentResults(tx, about('payment'), from, outcomes)
  await applyRefundResults(tx, about('refund'), from, outcomes)
  await applyPayoutResults(tx, about('payout'), from, outcomes)
  await noteLate(tx, reports, outcomes, from)
  return reports.map((report) => outcomes.get(report) ?? 'nothing')
}

const BOOKED = new Set(['paid', 'paid_late', 'refunded', 'paid_out', 'bounced'])

/** What is booked now on a day that is over may be missing in that day's check: it is checked again. */
async function noteLate(
  tx: Tx,
  reports: readonly Report[],
  outcomes: ReadonlyMap<Report, string>,
  { provider, now }: Source,
): Promise<void> {
  const late = reports.filter(
    (report) =>
      report.finished_at &&
      now.getTime() - report.finished_at.getTime() > MINUTE &&
      BOOKED.has(outcomes.get(report) ?? ''),
  )
  if (late.length === 0) return
  const today = dayIn(now, BUSINESS_ZONE)
  const days = new Set(late.map((report) => dayIn(report.finished_at as Date, BUSINESS_ZONE)))
  days.delete(today)
  if (days.size > 0) await checkAgain(tx, provider, [...days])
}

async function applyPaymentResults(
  tx: Tx,
  reports: readonly Report[],
  { provider, source, now }: Source,
  outcomes: Map<Report, string>,
): Promise<void> {
  if (reports.length === 0) return
  const actor: Actor = { kind: 'provider', id: provider }
  const locked = await lockPaymentsByNumber(
    tx,
    provider,
    reports.map(({ number }) => number),
  )
  const byNumber = new Map(locked.map((payment) => [payment.number, payment]))
  const paidBy = await readPaidBy(tx, provider, reports)
  const paid: PaymentRow[] = []
  const late: PaymentRow[] = []
  const closed: string[] = []
  const settled: string[] = []
  const toAsk: string[] = []
  const journals: Journal[] = []
  const found: NewDifference[] = []

  for (const report of reports) {
    const payment = byNumber.get(report.number)
    if (!payment) {
      outcomes.set(report, 'unknown_number')
      if (report.state === 'succeeded') keepUnmatched('unknown_number', report, null)
      continue
    }
    const verdict = judge(payment, report, source)
    const payer_of = paidBy.get(report.provider_number) ?? payment.id
    if ((verdict === 'paid' || verdict === 'paid_late') && payer_of !== payment.id) {
      outcomes.set(report, 'second_payment')
      keepUnmatched('second_payment', report, payment, payer_of)
      continue
    }
    outcomes.set(report, verdict)
    if (verdict === 'paid' || verdict === 'paid_late') {
      payment.provider_number = report.provider_number
      payment.paid_at = report.finished_at ?? now
      paidBy.set(report.provider_number, payment.id)
      ;(verdict === 'paid' ? paid : late).push(payment)
      if (verdict === 'paid') payment.state = 'succeeded'
    } else if (verdict === 'closed') {
      if (payment.state === 'closed') settled.push(payment.id)
      else closed.push(payment.id)
      payment.state = 'closed'
    } else if (verdict === 'ask') toAsk.push(payment.id)
    else if (verdict !== 'nothing') keepUnmatched(verdict, report, payment)
  }

  /** Money that came but is not this payment. */
  function keepUnmatched(
    kind: 'amount' | 'currency' | 'second_payment' | 'unknown_number',
    report: Report,
    payment: PaymentRow | null,
    /** The payment that this very trade has paid, where that is another one. */
    pays: string | null = null,
  ): void {
    const { provider_number, amount, currency, number } = report
    const words = pays
      ? `Trade ${provider_number} has paid ${showId('pay', pays)} and now names ${number}`
      : payment
        ? `${number} asks for ${payment.amount} ${payment.currency}; trade ${provider_number} brought ${amount} ${currency}`
        : `Trade ${provider_number} names ${number}, which is no payment of ours`
    const expected = payment?.amount ?? null
    const payment_id = payment?.id ?? null
    const aside = setAside(report, { kind, provider, payment_id, expected, words }, now)
    found.push(aside.difference)
    // A trade that paid, now told with another amount or number, is a question and not more money.
    if (!paidBy.has(provider_number)) journals.push(aside.journal)
  }

  await recordPaid(
    tx,
    [...paid, ...late].map(({ id, provider_number, paid_at }) => ({
      id,
      provider_number: provider_number as string,
      paid_at: paid_at as Date,
    })),
  )
  await transition(tx, payments, {
    ids: paid.map(({ id }) => id),
    to: 'succeeded',
    actor,
    reason: source === 'callback' ? 'paid' : 'found_paid',
    now,
  })
  const ended = await transition(tx, payments, {
    ids: closed,
    to: 'closed',
    actor,
    reason: 'closed_at_provider',
    now,
  })
  await stopAsking(tx, [...closed, ...settled])
  await askSoon(tx, toAsk, now)
  await insertDifferences(tx, found, now)
  await requestRefunds(
    tx,
    late.map(({ id, amount }) => ({
      payment_id: id,
      reason_kind: 'paid_after_close' as const,
      reason_id: id,
      order_id: null,
      amount,
    })),
    now,
  )
  for (const { id, amount, currency, paid_at } of [...paid, ...late])
    journals.push({
      event: `payment:${id}`,
      kind: 'payment',
      at: paid_at as Date,
      entries: [
        { account: outside(currency), amount: -amount },
        { account: platformAccount('unallocated', currency), amount },
      ],
    })
  for (const { id, amount, currency } of late)
    journals.push({
      event: `payment:${id}`,
      kind: 'paid_after_close',
      at: now,
      entries: [
        { account: platformAccount('unallocated', currency), amount: -amount },
        { account: platformAccount('refund_transit', currency), amount },
      ],
    })
  await post(tx, journals)
  await publish(
    tx,
    paymentSucceeded,
    paid.map(({ id, subject_kind, subject_id, amount, currency, paid_at }) => ({
      key: id,
      payload: {
        payment_id: id,
        subject_kind,
        subject_id,
        amount,
        currency,
        paid_at: paid_at as Date,
      },
    })),
    now,
  )
  const gone = new Set(ended.map(({ id }) => id))
  await publish(
    tx,
    paymentClosed,
    locked
      .filter(({ id }) => gone.has(id))
      .map(({ id, subject_kind, subject_id }) => ({
        key: id,
        payload: { payment_id: id, subject_kind, subject_id },
      })),
    now,
  )
}

/** The payment of each trade that paid before: one trade pays one payment (I-20), whatever it is told to pay next. */
async function readPaidBy(
  tx: Tx,
  provider: string,
  reports: readonly Report[],
): Promise<Map<string, string>> {
  const trades = reports.flatMap((report) =>
    report.state === 'succeeded' ? report.provider_number : [],
  )
  if (trades.length === 0) return new Map()
  return new Map(
    (await findPaidBy(tx, provider, trades)).map(({ provider_number, id }) => [
      provider_number,
      id,
    ]),
  )
}

const stopAsking = async (tx: Tx, ids: readonly string[]): Promise<void> => {
  if (ids.length > 0)
    await rows(tx)`update payments set next_query_at = null where id = any(${ids}::uuid[])`
}

const askSoon = async (tx: Tx, ids: readonly string[], now: Date): Promise<void> => {
  if (ids.length > 0)
    await rows(tx)`
      update payments set next_query_at = ${now}
      where id = any(${ids}::uuid[]) and (state in ('created', 'pending') or next_query_at is not null)`
}
