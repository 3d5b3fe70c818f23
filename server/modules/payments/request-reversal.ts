import { newId, showId } from '../../kernel/ids.ts'
import { type Actor, system } from '../../kernel/state.ts'
import { after } from '../../kernel/time.ts'
import { rows, type Tx } from '../../platform/db.ts'
import { recordBirth } from '../../platform/transition.ts'
import { reversingProviders } from './provider-account.ts'
import { REVERSAL_REQUEST_WITHIN, reversals } from './reversal.ts'

export type ReversalWish = {
  payout_id: string
  /** Minor units; what is left of the payout may be less. */
  up_to: bigint
}
const ACTOR: Actor = system('payments.reversals')

/**
 * Asks for money of payouts to be taken back at their provider, each up to what earlier reversals left of it. Payouts
 * whose call has not gone out, that came back already, or by a provider that takes nothing back, are left out: undefined
 * in their place. The calls go out by the sweep, once the payout has arrived.
 */
export async function requestReversals(
  tx: Tx,
  wishes: readonly ReversalWish[],
  now: Date,
): Promise<({ id: string; amount: bigint } | undefined)[]> {
  if (wishes.length === 0) return []
  const held = await rows<{ id: string; amount: bigint; currency: string }>(tx)`
    select id, amount, currency from payouts
    where id = any(${wishes.map(({ payout_id }) => payout_id)}::uuid[]) and provider = any(${reversingProviders()}::text[]) and state in ('sent', 'succeeded')
    order by id for no key update`
  const taken = await rows<{ payout_id: string; amount: bigint }>(tx)`
    select payout_id, sum(amount)::bigint as amount from payout_reversals
    where payout_id = any(${held.map(({ id }) => id)}::uuid[]) and state <> 'failed' group by 1`
  const left = new Map(held.map(({ id, amount }) => [id, amount]))
  for (const { payout_id, amount } of taken)
    left.set(payout_id, (left.get(payout_id) as bigint) - amount)
  const currencies = new Map(held.map(({ id, currency }) => [id, currency]))
  const asked = wishes.map(({ payout_id, up_to }) => {
    const rest = left.get(payout_id) ?? 0n
    const amount = up_to < rest ? up_to : rest
    if (amount <= 0n) return undefined
    left.set(payout_id, rest - amount)
    return { id: newId(), payout_id, amount }
  })
  const fresh = asked.filter((one) => one !== undefined)
  const deadline_at = after(now, REVERSAL_REQUEST_WITHIN)
  await rows(tx)`
    insert into payout_reversals (id, payout_id, number, amount, currency, state, state_at, deadline_at, next_attempt_at, created_at)
    select r.id, r.payout_id, r.number, r.amount, r.currency, 'requested', ${now}, ${deadline_at}, ${now}, ${now}
    from unnest(${fresh.map(({ id }) => id)}::uuid[], ${fresh.map((one) => one.payout_id)}::uuid[],
      ${fresh.map(({ id }) => showId('rvl', id))}::text[], ${fresh.map(({ amount }) => amount)}::bigint[],
      ${fresh.map((one) => currencies.get(one.payout_id) as string)}::text[]) as r (id, payout_id, number, amount, currency)`
  await recordBirth(tx, reversals, {
    ids: fresh.map(({ id }) => id),
    state: 'requested',
    actor: ACTOR,
    reason: 'requested',
    now,
    deadline_at,
  })
  return asked
}
