import { system } from '../../kernel/state.ts'
import { rows, type Tx } from '../../platform/db.ts'
import { publish } from '../../platform/outbox.ts'
import { transition } from '../../platform/transition.ts'
import { type Journal, outside, platformAccount, post } from '../ledger/index.ts'
import type { Source } from './apply-provider-results.ts'
import { differences } from './difference.ts'
import { type RefundFact, refundSucceeded } from './payments.events.ts'
import { insertDifferences, lockRefundsByNumber, type NewDifference } from './payments.sql.ts'
import type { Report } from './provider.ts'
import { type RefundRow, refunds } from './refund.ts'
import { setAside } from './unmatched.ts'

/**
 * What a provider says about refunds. Success is final, also after we had given up. A failure told by callback only
 * makes us ask: whether it is for good is decided where the refund is sent.
 */
export async function applyRefundResults(
  tx: Tx,
  reports: readonly Report[],
  { provider, source, now }: Source,
  outcomes: Map<Report, string>,
): Promise<void> {
  if (reports.length === 0) return
  const byNumber = new Map(
    (
      await lockRefundsByNumber(
        tx,
        provider,
        reports.map(({ number }) => number),
      )
    ).map((refund) => [refund.number, refund]),
  )
  const done = new Map<string, RefundRow>()
  const toAsk: string[] = []
  const found: NewDifference[] = []
  const journals: Journal[] = []
  for (const report of reports) {
    const { number, provider_number, amount, currency } = report
    const refund = byNumber.get(number)
    if (report.state !== 'succeeded') {
      outcomes.set(report, report.state === 'failed' && source === 'callback' ? 'ask' : 'nothing')
      if (refund && report.state === 'failed' && source === 'callback') toAsk.push(refund.id)
      continue
    }
    const fits = refund && refund.amount === amount && refund.currency === currency
    if (!fits) {
      const kind = !refund ? 'unknown_number' : refund.currency === currency ? 'amount' : 'currency'
      outcomes.set(report, kind)
      const aside = setAside(
        report,
        {
          kind,
          provider,
          payment_id: refund?.payment_id ?? null,
          expected: refund?.amount ?? null,
          words: refund
            ? `Refund ${number} is of ${refund.amount} ${refund.currency}; the provider sent ${amount} ${currency}`
            : `The provider refunded under ${number}, which is no refund of ours`,
        },
        now,
      )
      found.push(aside.difference)
      journals.push(aside.journal)
      continue
    }
    // A callback about one that was given up is word enough; a file may list one that is only on its way.
    if (
      report.is_hint &&
      (refund.state === 'sent' || (refund.state === 'failed' && source === 'query'))
    ) {
      outcomes.set(report, 'ask')
      toAsk.push(refund.id)
      continue
    }
    outcomes.set(
      report,
      refund.state === 'succeeded' || done.has(refund.id) ? 'nothing' : 'refunded',
    )
    if (refund.state !== 'succeeded' && !done.has(refund.id))
      done.set(refund.id, { ...refund, provider_number, finished_at: report.finished_at ?? now })
  }

  const all = [...done.values()]
  if (all.length > 0) {
    await rows(tx)`
      update refunds set provider_number = done.provider_number, finished_at = done.finished_at, next_attempt_at = null, last_error = null
      from unnest(${all.map(({ id }) => id)}::uuid[], ${all.map((one) => one.provider_number)}::text[],
        ${all.map((one) => one.finished_at)}::timestamptz[]) as done (id, provider_number, finished_at)
      where refunds.id = done.id`
    await transition(tx, refunds, {
      ids: all.map(({ id }) => id),
      to: 'succeeded',
      actor: { kind: 'provider', id: provider },
      reason: 'refunded',
      now,
    })
    await resolveFailures(tx, all, now)
  }
  if (toAsk.length > 0)
    await rows(tx)`
      update refunds set next_attempt_at = ${now} where id = any(${toAsk}::uuid[]) and state = 'sent'`
  await insertDifferences(tx, found, now)
  for (const { id, amount, currency, order_id } of all)
    journals.push({
      event: `refund:${id}`,
      kind: 'refund',
      at: now,
      entries: [
        {
          account: platformAccount('refund_transit', currency),
          amount: -amount,
          ...(order_id ? { order_id } : {}),
        },
        { account: outside(currency), amount, ...(order_id ? { order_id } : {}) },
      ],
    })
  await post(tx, journals)
  await publish(
    tx,
    refundSucceeded,
    all.map((refund) => ({ key: refund.payment_id, payload: factOf(refund) })),
    now,
  )
}

/** A refund that had been given up and went through after all leaves nothing for people to do. */
async function resolveFailures(tx: Tx, all: readonly RefundRow[], now: Date): Promise<void> {
  const late = await rows<{ id: string }>(tx)`
    select id from payment_differences
    where kind = 'refund_failed' and state in ('open', 'taken', 'proposed') and split_part(event, ':', 2) = any(${all.map(({ number }) => number)}::text[])`
  const ids = late.map(({ id }) => id)
  if (ids.length === 0) return
  await rows(
    tx,
  )`update payment_differences set resolution = 'the refund went through after all' where id = any(${ids}::uuid[])`
  await transition(tx, differences, {
    ids,
    to: 'resolved',
    actor: system('payments.refunds'),
    reason: 'refunded_after_all',
    now,
  })
}

export const factOf = ({
  id,
  reason_kind,
  reason_id,
  payment_id,
  order_id,
  amount,
  currency,
}: RefundRow): RefundFact => ({
  refund_id: id,
  reason_kind,
  reason_id,
  payment_id,
  order_id,
  amount,
  currency,
})
