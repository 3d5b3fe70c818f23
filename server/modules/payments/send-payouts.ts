import { system } from '../../kernel/state.ts'
import { after } from '../../kernel/time.ts'
import type { Context } from '../../platform/context.ts'
import { inTransaction, rows, type Tx } from '../../platform/db.ts'
import { transition } from '../../platform/transition.ts'
import { failPayouts, refusedBy } from './apply-payout-results.ts'
import { applyProviderResults } from './apply-provider-results.ts'
import { holdBack, holdReasons } from './hold-payouts.ts'
import { callbackUrl } from './open-cashier.ts'
import { payOutOfTrade } from './pay-out-of-trade.ts'
import { insertDifferences } from './payments.sql.ts'
import { PAYOUT_WITHIN, type PayoutRow, payouts } from './payout.ts'
import { type Answer, type Provider, type Providers, providerOf, type Report } from './provider.ts'

type Door = Pick<Context, 'db' | 'now' | 'base_url'> & { providers: Providers }

const PAYOUTS = system('payments.payouts')
const AT_ONCE = 5
const BATCH = 20

/** The provider never had it, and it must not be sent again. */
type NotSent = { is: 'held_back' }
type Claimed = PayoutRow & { is_stopped: boolean }

/**
 * Sends what was released and asks about what was sent, as refunds are. What was stopped after its release is held back
 * before the call; once a call went out it is only asked about. Returns how many it dealt with.
 */
export async function sendPayouts({ db, now, base_url, providers }: Door): Promise<number> {
  const { due, held } = await inTransaction(db, (tx) => claimDue(tx, now()))
  for (let from = 0; from < due.length; from += AT_ONCE)
    await Promise.all(
      due.slice(from, from + AT_ONCE).map(async (payout) => {
        const provider = providerOf(providers, payout.provider)
        const answer = await speak(provider, payout, callbackUrl(base_url(), provider))
        await inTransaction(db, (tx) => settle(tx, payout, answer, now()))
      }),
    )
  return due.length + held
}

async function speak(
  provider: Provider,
  payout: Claimed,
  notify_url: string,
): Promise<Answer<Report> | NotSent> {
  const { number, amount, currency, bank_account, trade_number } = payout
  const of_trade = trade_number === null ? undefined : payOutOfTrade(provider, payout, trade_number)
  const ask = of_trade?.ask ?? (() => provider.queryPayout(number))
  // It went out long ago; whether the bank sent it back is only asked.
  if (payout.state === 'succeeded') {
    const known = await ask()
    if (known.is !== 'answered') return known
    return known.value
      ? { is: 'answered', value: known.value }
      : { is: 'unknown', why: 'the provider does not know it any more' }
  }
  if (payout.attempts > 1) {
    const known = await ask()
    if (known.is !== 'answered') return known
    if (known.value) return { is: 'answered', value: known.value }
    if (payout.is_stopped) return { is: 'held_back' }
  }
  if (of_trade) return of_trade.send()
  return provider.payout({ number, amount, currency, bank_account, notify_url })
}

async function settle(
  tx: Tx,
  payout: PayoutRow,
  answer: Answer<Report> | NotSent,
  now: Date,
): Promise<void> {
  const { provider, number } = payout
  if (answer.is === 'answered')
    await applyProviderResults(tx, [answer.value], { provider, source: 'query', now })
  if (payout.state === 'succeeded') {
    if (answer.is !== 'unknown')
      await rows(
        tx,
      )`update payouts set next_attempt_at = null where id = ${payout.id} and state = 'succeeded'`
    return
  }
  if (answer.is === 'held_back') {
    // The call may still be on its way for a while; after a day nobody has it.
    if ((payout.deadline_at as Date) <= now)
      await failPayouts(
        tx,
        [{ ...payout, failure_reason: 'stopped before the provider had it' }],
        { from: 'sent', actor: PAYOUTS, reason: 'held_back' },
        now,
      )
    return
  }
  if (answer.is === 'refused')
    return failPayouts(
      tx,
      [{ ...payout, failure_reason: answer.why.slice(0, 200) }],
      refusedBy(provider),
      now,
    )
  const waits = answer.is === 'unknown' || answer.value.state === 'waiting'
  if (waits && (payout.deadline_at as Date) <= now)
    await insertDifferences(
      tx,
      [
        {
          event: `payout_unknown:${number}`,
          provider,
          payment_id: null,
          provider_number: payout.provider_number,
          kind: 'payout_unknown',
          expected: payout.amount,
          found: null,
          currency: payout.currency,
          words:
            `Payout ${number} has no end after a day: ${answer.is === 'unknown' ? answer.why : 'still being processed'}`.slice(
              0,
              500,
            ),
        },
      ],
      now,
    )
}

async function claimDue(tx: Tx, now: Date): Promise<{ due: Claimed[]; held: number }> {
  const found = await rows<PayoutRow>(tx)`
    select * from payouts where next_attempt_at <= ${now} and state in ('approved', 'sent', 'succeeded')
    order by next_attempt_at limit ${BATCH} for no key update skip locked`
  const stopped = await holdReasons(
    tx,
    found.filter(({ state }) => state !== 'succeeded'),
  )
  const held = found.filter(({ id, state }) => state === 'approved' && stopped.has(id))
  await holdBack(tx, new Map([...stopped].filter(([id]) => held.some((one) => one.id === id))), now)
  const due = await rows<PayoutRow>(tx)`
    update payouts set attempts = attempts + 1,
      next_attempt_at = ${now}::timestamptz + make_interval(secs => least(15 * 2 ^ least(attempts, 20), 1800)::double precision)
    where id = any(${found.filter((one) => !held.includes(one)).map(({ id }) => id)}::uuid[])
    returning *`
  await transition(tx, payouts, {
    ids: due.filter(({ state }) => state === 'approved').map(({ id }) => id),
    from: ['approved'],
    to: 'sent',
    actor: PAYOUTS,
    reason: 'sent',
    now,
    deadline_at: after(now, PAYOUT_WITHIN),
  })
  return { due: due.map((one) => ({ ...one, is_stopped: stopped.has(one.id) })), held: held.length }
}
