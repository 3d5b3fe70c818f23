import type { Actor } from '../../kernel/state.ts'
import { after } from '../../kernel/time.ts'
import type { Context } from '../../platform/context.ts'
import { type Db, inTransaction, rows, type Tx } from '../../platform/db.ts'
import { publish } from '../../platform/outbox.ts'
import { transition } from '../../platform/transition.ts'
import { applyProviderResults } from './apply-provider-results.ts'
import { factOf } from './apply-refund-results.ts'
import { callbackUrl } from './open-cashier.ts'
import { refundFailed } from './payments.events.ts'
import { type HeldRefund, insertDifferences, lockRefundsByNumber } from './payments.sql.ts'
import { type Answer, type Provider, type Providers, providerOf, type Report } from './provider.ts'
import { FAILURES_AT_MOST, REFUND_WITHIN, refunds } from './refund.ts'

type Door = Pick<Context, 'db' | 'now' | 'base_url'> & { providers: Providers }

/** With what the trade brought: the payment, or money beside it that goes back whole. */
type DueRefund = HeldRefund & { paid: bigint }

const AT_ONCE = 5
const BATCH = 20

/**
 * Sends what was requested and asks about what was sent: intent first, call outside of any transaction, then the
 * result. Always the same number; a call whose end is unknown is followed by a question, not by another refund.
 * Returns how many it dealt with.
 */
export async function sendRefunds({ db, now, base_url, providers }: Door): Promise<number> {
  const due = await inTransaction(db, (tx) => claimDue(tx, now()))
  for (let from = 0; from < due.length; from += AT_ONCE)
    await Promise.all(
      due.slice(from, from + AT_ONCE).map(async (refund) => {
        const provider = providerOf(providers, refund.provider)
        const answer = await speak(provider, refund, callbackUrl(base_url(), provider))
        await inTransaction(db, (tx) => settle(tx, refund, answer, now()))
      }),
    )
  return due.length
}

/** The first time we send; later we ask first, and send again only what is unknown there or has failed there. */
async function speak(
  provider: Provider,
  refund: DueRefund,
  notify_url: string,
): Promise<Answer<Report>> {
  const { number, trade_number, amount, currency } = refund
  if (refund.attempts > 1) {
    const known = await provider.queryRefund(number, trade_number)
    if (known.is !== 'answered') return known
    if (known.value && known.value.state !== 'failed') return { is: 'answered', value: known.value }
  }
  return provider.refund({ number, trade_number, amount, paid: refund.paid, currency, notify_url })
}

async function settle(
  tx: Tx,
  refund: HeldRefund,
  answer: Answer<Report>,
  now: Date,
): Promise<void> {
  if (answer.is === 'answered' && answer.value.state !== 'failed') {
    await applyProviderResults(tx, [answer.value], {
      provider: refund.provider,
      source: 'query',
      now,
    })
    if (answer.value.state === 'succeeded') return
  }
  const [held] = await lockRefundsByNumber(tx, refund.provider, [refund.number])
  if (held?.state !== 'sent') return
  const no =
    answer.is === 'refused'
      ? answer.why
      : answer.is === 'answered' && answer.value.state === 'failed'
        ? (answer.value.reason ?? 'failed')
        : null
  const words = no ?? (answer.is === 'unknown' ? answer.why : null)
  const failures = held.failures + (no === null ? 0 : 1)
  await rows(
    tx,
  )`update refunds set failures = ${failures}, last_error = ${words?.slice(0, 300) ?? null} where id = ${held.id}`
  if (failures >= FAILURES_AT_MOST || (held.deadline_at as Date) <= now)
    await giveUp(tx, { ...held, failures, last_error: words }, now)
}

/** Three clear refusals, or a day without an end: people take over. The amount stays reserved on the payment. */
async function giveUp(tx: Tx, refund: HeldRefund, now: Date): Promise<void> {
  await rows(tx)`update refunds set next_attempt_at = null where id = ${refund.id}`
  await transition(tx, refunds, {
    ids: [refund.id],
    to: 'failed',
    actor: { kind: 'provider', id: refund.provider },
    reason: refund.failures >= FAILURES_AT_MOST ? 'refused' : 'no_end_in_time',
    now,
  })
  await insertDifferences(
    tx,
    [
      {
        event: `refund_failed:${refund.number}:${refund.attempts}`,
        provider: refund.provider,
        payment_id: refund.payment_id,
        provider_number: refund.provider_number,
        kind: 'refund_failed',
        expected: refund.amount,
        found: null,
        currency: refund.currency,
        words:
          `Refund ${refund.number} did not go through: ${refund.last_error ?? 'no answer'}`.slice(
            0,
            500,
          ),
      },
    ],
    now,
  )
  await publish(tx, refundFailed, [{ key: refund.payment_id, payload: factOf(refund) }], now)
}

/** Takes what is due: moves it to `sent` before anything is sent, and its next look ahead (15 s, 30 s, … 30 min). */
async function claimDue(tx: Tx, now: Date): Promise<DueRefund[]> {
  const due = await rows<DueRefund>(tx)`
    with due as (
      select id from refunds where next_attempt_at <= ${now} and state in ('requested', 'sent')
      order by next_attempt_at limit ${BATCH} for no key update skip locked
    )
    update refunds set attempts = refunds.attempts + 1,
      next_attempt_at = ${now}::timestamptz + make_interval(secs => least(15 * 2 ^ least(refunds.attempts, 20), 1800)::double precision)
    from due, payments as p where refunds.id = due.id and p.id = refunds.payment_id
    returning refunds.*, p.provider, case when refunds.reason_kind = 'difference' then refunds.amount else p.amount end as paid`
  await transition(tx, refunds, {
    ids: due.filter(({ state }) => state === 'requested').map(({ id }) => id),
    from: ['requested'],
    to: 'sent',
    actor: { kind: 'system', id: 'payments.refunds' },
    reason: 'sent',
    now,
    deadline_at: after(now, REFUND_WITHIN),
  })
  return due
}

/** Sends a refund that was given up once more, under the number it has: people, or the after-sale's clock. */
export const retryRefund = (db: Db, refund_id: string, actor: Actor, now: Date): Promise<boolean> =>
  inTransaction(db, async (tx) => {
    const moved = await transition(tx, refunds, {
      ids: [refund_id],
      from: ['failed'],
      to: 'sent',
      actor,
      reason: 'sent_again',
      now,
      deadline_at: after(now, REFUND_WITHIN),
    })
    await rows(tx)`
      update refunds set next_attempt_at = ${now}, failures = 0 where id = any(${moved.map(({ id }) => id)}::uuid[])`
    return moved.length > 0
  })
