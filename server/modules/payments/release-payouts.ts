import type { Actor } from '../../kernel/state.ts'
import { after } from '../../kernel/time.ts'
import { rows, type Tx } from '../../platform/db.ts'
import { transition } from '../../platform/transition.ts'
import { failPayouts } from './apply-payout-results.ts'
import { PAYOUT_WITHIN, type PayoutRow, payouts } from './payout.ts'

type Said = { actor: Actor; reason: string; now: Date }

/** Lets payouts go out that wait for it, or were held back; returns the ids of those that did. The provider hears of them by the sweep. */
export async function approvePayouts(
  tx: Tx,
  ids: readonly string[],
  { actor, reason, now }: Said,
): Promise<string[]> {
  const moved = await transition(tx, payouts, {
    ids,
    from: ['requested', 'held'],
    to: 'approved',
    actor,
    reason,
    now,
    deadline_at: after(now, PAYOUT_WITHIN),
  })
  const approved = moved.map(({ id }) => id)
  await rows(tx)`update payouts set next_attempt_at = ${now} where id = any(${approved}::uuid[])`
  return approved
}

/** Ends payouts that wait for release, or are held back: each owner is told why and has the money back. Returns how many. */
export async function refusePayouts(
  tx: Tx,
  ids: readonly string[],
  words: string,
  { actor, reason, now }: Said,
): Promise<number> {
  const waiting = await rows<PayoutRow>(tx)`
    select * from payouts where id = any(${ids}::uuid[]) and state in ('requested', 'held') order by id for no key update`
  const refused = waiting.map((payout) => ({ ...payout, failure_reason: words }))
  for (const from of ['requested', 'held'] as const)
    await failPayouts(
      tx,
      refused.filter(({ state }) => state === from),
      { from, actor, reason },
      now,
    )
  return refused.length
}
