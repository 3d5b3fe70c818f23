import { type Actor, system } from '../../kernel/state.ts'
import { after, MINUTE } from '../../kernel/time.ts'
import type { Context } from '../../platform/context.ts'
import { inTransaction, rows, type Tx } from '../../platform/db.ts'
import { transition } from '../../platform/transition.ts'
import { failReversals, lockReversals, succeedReversals } from './apply-reversal-results.ts'
import { insertDifferences } from './payments.sql.ts'
import {
  type Answer,
  type Provider,
  type Providers,
  providerOf,
  type SplitBack,
} from './provider.ts'
import { type HeldReversal, REVERSAL_WITHIN, type ReversalRow, reversals } from './reversal.ts'

type Door = Pick<Context, 'db' | 'now'> & { providers: Providers }

const REVERSALS: Actor = system('payments.reversals')
const BATCH = 20

/**
 * Takes back what was requested and asks about what was sent: intent first, call outside of any transaction, then the
 * result, always under the same number. Returns how many it dealt with.
 */
export async function sendReversals({ db, now, providers }: Door): Promise<number> {
  const due = await inTransaction(db, (tx) => claimDue(tx, now()))
  for (const reversal of due) {
    const answer = await speak(providerOf(providers, reversal.provider), reversal)
    await inTransaction(db, (tx) => settle(tx, reversal, answer, now()))
  }
  return due.length
}

async function speak({ name, splits }: Provider, held: HeldReversal): Promise<Answer<SplitBack>> {
  if (!splits?.queryGiveBack) return { is: 'unknown', why: `${name} takes nothing back here` }
  const { number, payout_number, bank_account, amount, currency } = held
  const back = { number, split_number: payout_number, account: bank_account, amount, currency }
  if (held.attempts > 1) {
    const known = await splits.queryGiveBack(back)
    if (known.is !== 'answered') return known
    if (known.value) return { is: 'answered', value: known.value }
  }
  return splits.giveBack({ ...back, trade_number: held.trade_number ?? '' })
}

async function settle(
  tx: Tx,
  { id, provider }: HeldReversal,
  answer: Answer<SplitBack>,
  now: Date,
): Promise<void> {
  const [held] = await lockReversals(tx, { ids: [id] })
  if (held?.state !== 'sent') return
  const actor: Actor = { kind: 'provider', id: provider }
  if (answer.is === 'refused')
    return failReversals(tx, [{ id, failure_reason: answer.why.slice(0, 200) }], {
      ...{ actor, reason: 'refused', now },
    })
  if (answer.is === 'answered' && answer.value.state === 'failed')
    return failReversals(tx, [{ id, failure_reason: 'refused by the provider' }], {
      ...{ actor, reason: 'refused', now },
    })
  if (answer.is === 'answered' && answer.value.state === 'succeeded') {
    const { provider_number = held.number, finished_at = null } = answer.value
    const arrived = { ...held, provider_number, finished_at: finished_at ?? now }
    return succeedReversals(tx, [arrived], provider, now)
  }
  if ((held.deadline_at as Date) <= now)
    await insertDifferences(
      tx,
      [
        {
          event: `reversal_unknown:${held.number}`,
          ...{ provider, payment_id: null, provider_number: null, number: held.number },
          ...{ kind: 'payout_unknown', expected: held.amount, found: null },
          currency: held.currency,
          words: `What ${held.number} takes back of payout ${held.payout_number} has no end after a day`,
        },
      ],
      now,
    )
}

/** Those whose payout has arrived are sent; of a payout that came back itself nothing is left to take. */
async function claimDue(tx: Tx, now: Date): Promise<HeldReversal[]> {
  const found = await rows<ReversalRow>(tx)`
    select * from payout_reversals where next_attempt_at <= ${now} and state in ('requested', 'sent')
    order by next_attempt_at limit ${BATCH} for no key update skip locked`
  const held = await lockReversals(tx, { ids: found.map(({ id }) => id) })
  const waiting = held.filter(({ state }) => state === 'requested')
  const gone = waiting.filter(({ payout_state }) => ['failed', 'bounced'].includes(payout_state))
  await failReversals(
    tx,
    gone.map(({ id }) => ({ id, failure_reason: 'the payout itself came back' })),
    { actor: REVERSALS, reason: 'payout_came_back', now },
  )
  const under_way = waiting.filter(({ payout_state }) => payout_state === 'sent')
  const late = under_way.filter(({ deadline_at }) => (deadline_at as Date) <= now)
  await failReversals(
    tx,
    late.map(({ id }) => ({ id, failure_reason: 'the payout has no end' })),
    { actor: REVERSALS, reason: 'payout_without_end', now },
  )
  await rows(tx)`
    update payout_reversals set next_attempt_at = ${after(now, MINUTE)}
    where id = any(${under_way.map(({ id }) => id)}::uuid[]) and state = 'requested'`
  const due = held.filter((one) => !gone.includes(one) && !under_way.includes(one))
  const ids = due.map(({ id }) => id)
  await rows(tx)`
    update payout_reversals set attempts = attempts + 1,
      next_attempt_at = ${now}::timestamptz + make_interval(secs => least(15 * 2 ^ least(attempts, 20), 1800)::double precision)
    where id = any(${ids}::uuid[])`
  await transition(tx, reversals, {
    ids: due.filter(({ state }) => state === 'requested').map(({ id }) => id),
    from: ['requested'],
    to: 'sent',
    actor: REVERSALS,
    reason: 'sent',
    now,
    deadline_at: after(now, REVERSAL_WITHIN),
  })
  return due.map((one) => ({ ...one, attempts: one.attempts + 1 }))
}
