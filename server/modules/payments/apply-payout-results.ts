import type { Actor } from '../../kernel/state.ts'
import { rows, type Tx } from '../../platform/db.ts'
import { publish } from '../../platform/outbox.ts'
import { transition } from '../../platform/transition.ts'
import { type Journal, outside, post } from '../ledger/index.ts'
import type { Source } from './apply-provider-results.ts'
import { type PayoutFact, payoutBounced, payoutFailed, payoutSucceeded } from './payments.events.ts'
import { insertDifferences, lockPayoutsByNumber, type NewDifference } from './payments.sql.ts'
import { type PayoutRow, payouts } from './payout.ts'
import type { Report } from './provider.ts'
import { setAside } from './unmatched.ts'

/** What a provider says about payouts. A failure counts when it answers our own question; by callback it makes us ask. */
export async function applyPayoutResults(
  tx: Tx,
  reports: readonly Report[],
  { provider, source, now }: Source,
  outcomes: Map<Report, string>,
): Promise<void> {
  if (reports.length === 0) return
  const byNumber = new Map(
    (
      await lockPayoutsByNumber(
        tx,
        provider,
        reports.map(({ number }) => number),
      )
    ).map((payout) => [payout.number, payout]),
  )
  const done = new Map<string, PayoutRow>()
  const failed = new Map<string, PayoutRow>()
  const bounced = new Map<string, PayoutRow>()
  const toAsk: string[] = []
  const found: NewDifference[] = []
  const journals: Journal[] = []
  const keepUnmatched = (
    report: Report,
    kind: NewDifference['kind'],
    expected: bigint | null,
    words: string,
  ): void => {
    const aside = setAside(report, { kind, provider, payment_id: null, expected, words }, now)
    found.push(aside.difference)
    journals.push(aside.journal)
  }
  for (const report of reports) {
    const { number, provider_number, amount, currency, state, reason } = report
    const payout = byNumber.get(number)
    if (!payout || payout.amount !== amount || payout.currency !== currency) {
      const kind = !payout ? 'unknown_number' : payout.currency === currency ? 'amount' : 'currency'
      outcomes.set(report, kind)
      if (state === 'succeeded')
        keepUnmatched(
          report,
          kind,
          payout?.amount ?? null,
          payout
            ? `Payout ${number} is of ${payout.amount} ${payout.currency}; the provider sent ${amount} ${currency}`
            : `The provider paid out under ${number}, which is no payout of ours`,
        )
      continue
    }
    const over =
      payout.state === 'succeeded' ||
      payout.state === 'failed' ||
      payout.state === 'bounced' ||
      done.has(payout.id) ||
      failed.has(payout.id)
    outcomes.set(report, 'nothing')
    if (over) {
      if (state === 'failed' && payout.state === 'succeeded') {
        // The bank sent it back. A callback makes us ask; the answer to our own question counts.
        if (source === 'query')
          bounced.set(payout.id, {
            ...payout,
            bounced_at: report.finished_at ?? now,
            failure_reason: reason ?? 'sent back by the bank',
          })
        else toAsk.push(payout.id)
        outcomes.set(report, source === 'query' ? 'bounced' : 'ask')
      }
      // It went out although a clear no had returned the money: only people can settle that.
      if (state === 'succeeded' && (payout.state === 'failed' || payout.state === 'bounced')) {
        outcomes.set(report, 'payout_unknown')
        keepUnmatched(
          report,
          'payout_unknown',
          0n,
          `Payout ${number} was refused and returned to its owner; now the provider says it went out`,
        )
      }
    } else if (state === 'succeeded') {
      done.set(payout.id, { ...payout, provider_number, finished_at: report.finished_at ?? now })
      outcomes.set(report, 'paid_out')
    } else if (state === 'failed' && source === 'query') {
      failed.set(payout.id, { ...payout, failure_reason: reason ?? 'refused by the provider' })
      outcomes.set(report, 'failed')
    } else if (state === 'failed') {
      toAsk.push(payout.id)
      outcomes.set(report, 'ask')
    }
  }

  const all = [...done.values()]
  if (all.length > 0) {
    await rows(tx)`
      update payouts set provider_number = done.provider_number, finished_at = done.finished_at, next_attempt_at = null
      from unnest(${all.map(({ id }) => id)}::uuid[], ${all.map((one) => one.provider_number)}::text[],
        ${all.map((one) => one.finished_at)}::timestamptz[]) as done (id, provider_number, finished_at)
      where payouts.id = done.id`
    await transition(tx, payouts, {
      ids: all.map(({ id }) => id),
      to: 'succeeded',
      actor: { kind: 'provider', id: provider },
      reason: 'paid_out',
      now,
    })
  }
  if (toAsk.length > 0)
    await rows(
      tx,
    )`update payouts set next_attempt_at = ${now} where id = any(${toAsk}::uuid[]) and state in ('sent', 'succeeded')`
  await insertDifferences(tx, found, now)
  for (const { id, owner_kind, owner_id, amount, currency } of all)
    journals.push({
      event: `payout:${id}`,
      kind: 'payout',
      at: now,
      entries: [
        { account: { kind: 'payout_transit', owner_kind, owner_id, currency }, amount: -amount },
        { account: outside(currency), amount },
      ],
    })
  await post(tx, journals)
  await publish(
    tx,
    payoutSucceeded,
    all.map((payout) => ({ key: payout.id, payload: factOf(payout) })),
    now,
  )
  await failPayouts(tx, [...failed.values()], refusedBy(provider), now)
  await bouncePayouts(tx, [...bounced.values()], provider, now)
}

/** The end of a payout by the word of its provider. */
export const refusedBy = (provider: string): Ending => ({
  from: 'sent',
  actor: { kind: 'provider', id: provider },
  reason: 'refused',
})

type Ending = { from: 'requested' | 'held' | 'sent'; actor: Actor; reason: string }

/**
 * The bank sent it back after it had arrived, at `bounced_at`: we have it again, and whoever asked for it returns it to
 * its owner.
 */
export async function bouncePayouts(
  tx: Tx,
  all: readonly PayoutRow[],
  provider: string,
  now: Date,
): Promise<void> {
  if (all.length === 0) return
  await rows(tx)`
    update payouts set failure_reason = bounced.reason, bounced_at = bounced.at, next_attempt_at = null
    from unnest(${all.map(({ id }) => id)}::uuid[], ${all.map((one) => one.failure_reason)}::text[], ${all.map((one) => one.bounced_at ?? now)}::timestamptz[])
      as bounced (id, reason, at)
    where payouts.id = bounced.id and payouts.state = 'succeeded'`
  const moved = new Set(
    (
      await transition(tx, payouts, {
        ids: all.map(({ id }) => id),
        from: ['succeeded'],
        to: 'bounced',
        actor: { kind: 'provider', id: provider },
        reason: 'sent_back',
        now,
      })
    ).map(({ id }) => id),
  )
  const back = all.filter(({ id }) => moved.has(id))
  await post(
    tx,
    back.map(({ id, owner_kind, owner_id, amount, currency, number }) => ({
      event: `payout:${id}`,
      kind: 'payout_bounce',
      memo: number,
      at: now,
      entries: [
        { account: outside(currency), amount: -amount },
        { account: { kind: 'payout_transit' as const, owner_kind, owner_id, currency }, amount },
      ],
    })),
  )
  await publish(
    tx,
    payoutBounced,
    back.map((payout) => ({
      key: payout.id,
      payload: { ...factOf(payout), reason: payout.failure_reason ?? '' },
    })),
    now,
  )
}

/** A clear no: the payout ends, its owner is told why, and whoever asked for it returns the money. */
export async function failPayouts(
  tx: Tx,
  all: readonly PayoutRow[],
  { from, actor, reason }: Ending,
  now: Date,
): Promise<void> {
  if (all.length === 0) return
  await rows(tx)`
    update payouts set failure_reason = failed.reason, next_attempt_at = null
    from unnest(${all.map(({ id }) => id)}::uuid[], ${all.map((one) => one.failure_reason)}::text[]) as failed (id, reason)
    where payouts.id = failed.id and payouts.state = ${from}`
  const moved = new Set(
    (
      await transition(tx, payouts, {
        ids: all.map(({ id }) => id),
        from: [from],
        to: 'failed',
        actor,
        reason,
        now,
      })
    ).map(({ id }) => id),
  )
  await publish(
    tx,
    payoutFailed,
    all
      .filter(({ id }) => moved.has(id))
      .map((payout) => ({
        key: payout.id,
        payload: { ...factOf(payout), reason: payout.failure_reason ?? '' },
      })),
    now,
  )
}

const factOf = ({ id, owner_kind, owner_id, amount, currency }: PayoutRow): PayoutFact => ({
  payout_id: id,
  owner_kind,
  owner_id,
  amount,
  currency,
})
