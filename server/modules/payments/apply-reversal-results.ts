import type { Actor } from '../../kernel/state.ts'
import { BUSINESS_ZONE, dayIn } from '../../kernel/time.ts'
import { rows, type Tx } from '../../platform/db.ts'
import { transition } from '../../platform/transition.ts'
import { outside, post } from '../ledger/index.ts'
import { checkAgain } from './bills.sql.ts'
import { type HeldReversal, reversals } from './reversal.ts'

/** Reversals by id, or by number, with their payouts, locked in id order. */
export const lockReversals = (
  tx: Tx,
  { ids = [], numbers = [] }: { ids?: readonly string[]; numbers?: readonly string[] },
) => rows<HeldReversal>(tx)`
  select r.*, p.provider, p.owner_kind, p.owner_id, p.number as payout_number, p.state as payout_state, p.bank_account, p.trade_number
  from payout_reversals as r join payouts as p on p.id = r.payout_id
  where r.id = any(${ids}::uuid[]) or r.number = any(${numbers}::text[])
  order by r.id for no key update of r`

type Arrived = HeldReversal & { provider_number: string; finished_at: Date }

/**
 * The provider has the money again: it is the owner's, on its way to whoever asked for the reversal, as what a bank sends
 * back is. Those that ended before stay as they are.
 */
export async function succeedReversals(
  tx: Tx,
  all: readonly Arrived[],
  provider: string,
  now: Date,
): Promise<void> {
  if (all.length === 0) return
  await rows(tx)`
    update payout_reversals as r set provider_number = back.provider_number, finished_at = back.finished_at, next_attempt_at = null
    from unnest(${all.map(({ id }) => id)}::uuid[], ${all.map((one) => one.provider_number)}::text[],
      ${all.map((one) => one.finished_at)}::timestamptz[]) as back (id, provider_number, finished_at)
    where r.id = back.id and r.state = 'sent'`
  const moved = new Set(
    (
      await transition(tx, reversals, {
        ids: all.map(({ id }) => id),
        from: ['sent'],
        to: 'succeeded',
        actor: { kind: 'provider', id: provider },
        reason: 'taken_back',
        now,
      })
    ).map(({ id }) => id),
  )
  const back = all.filter(({ id }) => moved.has(id))
  await post(
    tx,
    back.map(({ id, number, owner_kind, owner_id, amount, currency }) => ({
      event: `reversal:${id}`,
      kind: 'payout_reversal',
      memo: number,
      at: now,
      entries: [
        { account: outside(currency), amount: -amount },
        { account: { kind: 'payout_transit' as const, owner_kind, owner_id, currency }, amount },
      ],
    })),
  )
  const days = new Set(back.map(({ finished_at }) => dayIn(finished_at, BUSINESS_ZONE)))
  days.delete(dayIn(now, BUSINESS_ZONE))
  if (days.size > 0) await checkAgain(tx, provider, [...days])
}

/** Nothing comes back: a clear no, or a payout that came back whole. What is owed stays owed. */
export async function failReversals(
  tx: Tx,
  all: readonly { id: string; failure_reason: string }[],
  { actor, reason, now }: { actor: Actor; reason: string; now: Date },
): Promise<void> {
  if (all.length === 0) return
  await rows(tx)`
    update payout_reversals as r set failure_reason = no.reason, next_attempt_at = null
    from unnest(${all.map(({ id }) => id)}::uuid[], ${all.map((one) => one.failure_reason)}::text[]) as no (id, reason)
    where r.id = no.id and r.state in ('requested', 'sent')`
  await transition(tx, reversals, {
    ids: all.map(({ id }) => id),
    to: 'failed',
    actor,
    reason,
    now,
  })
}
