import { newId } from '../../kernel/ids.ts'
import { notFound, wrongState } from '../../kernel/refusal.ts'
import { type Actor, system } from '../../kernel/state.ts'
import { after } from '../../kernel/time.ts'
import { type Db, inTransaction, row, rows, type Tx } from '../../platform/db.ts'
import { type Claim, once } from '../../platform/idempotency.ts'
import { recordBirth, transition } from '../../platform/transition.ts'
import { approvePayouts, refusePayouts } from '../payments/index.ts'
import {
  needsSecondPerson,
  type PayoutRunRow,
  payoutNotWaiting,
  payoutRuns,
  RELEASE_WITHIN,
  RUN_SIZE,
  runEmpty,
} from './payout-run.ts'

type By = { account_id: string; now: Date }

/**
 * Gathers payouts that wait into a run: those that are named, or the oldest of a currency, at most a thousand.
 * Returns the run's id.
 * @throws runEmpty when none of them waits
 */
export const prepareRun = (
  db: Db,
  claim: Claim,
  wish: { currency: string; payout_ids?: readonly string[] },
  { account_id, now }: By,
): Promise<string> =>
  once(db, claim, now, async (tx) => {
    const waiting = await rows<{ id: string; amount: bigint }>(tx)`
      select id, amount from payouts
      where state = 'requested' and run_id is null and currency = ${wish.currency}
        and (${wish.payout_ids ?? null}::uuid[] is null or id = any(${wish.payout_ids ?? null}::uuid[]))
      order by id limit ${RUN_SIZE} for no key update skip locked`
    if (waiting.length === 0) throw runEmpty()
    const id = newId()
    const deadline_at = after(now, RELEASE_WITHIN)
    await rows(tx)`
      insert into payout_runs (id, currency, payouts_count, amount, state, state_at, deadline_at, prepared_by, created_at)
      values (${id}, ${wish.currency}, ${waiting.length}, ${waiting.reduce((all, { amount }) => all + amount, 0n)}, 'prepared', ${now},
        ${deadline_at}, ${account_id}, ${now})`
    await rows(
      tx,
    )`update payouts set run_id = ${id} where id = any(${waiting.map((one) => one.id)}::uuid[])`
    await recordBirth(tx, payoutRuns, {
      ids: [id],
      state: 'prepared',
      actor: { kind: 'account', id: account_id },
      reason: 'prepared',
      now,
      deadline_at,
    })
    return id
  })

/**
 * Lets a run's payouts go out, those refused meanwhile left out. Returns how many.
 * @throws needsSecondPerson for whoever prepared it; notFound; wrongState
 */
export const releaseRun = (
  db: Db,
  claim: Claim,
  run_id: string,
  { account_id, now }: By,
): Promise<number> =>
  once(db, claim, now, async (tx) => {
    const run = await lockRun(tx, run_id)
    if (run.prepared_by === account_id) throw needsSecondPerson()
    const actor: Actor = { kind: 'account', id: account_id }
    await rows(tx)`update payout_runs set released_by = ${account_id} where id = ${run_id}`
    await transition(tx, payoutRuns, {
      ids: [run_id],
      to: 'released',
      actor,
      reason: 'released',
      now,
    })
    const waiting = await payoutsOf(tx, run_id)
    return (await approvePayouts(tx, waiting, { actor, reason: `run:${run_id}`, now })).length
  })

/** Gives a run up; its payouts wait for another one. @throws notFound, wrongState */
export const cancelRun = (
  db: Db,
  run_id: string,
  reason: string,
  { account_id, now }: By,
): Promise<void> =>
  inTransaction(db, async (tx) => {
    await lockRun(tx, run_id)
    await dissolve(tx, [run_id], { actor: { kind: 'account', id: account_id }, reason, now })
  })

/** Ends one payout that waits: its owner is told why and has the money back. @throws notFound, payoutNotWaiting */
export const refusePayout = (
  db: Db,
  payout_id: string,
  reason: string,
  { account_id, now }: By,
): Promise<void> =>
  inTransaction(db, async (tx) => {
    const actor: Actor = { kind: 'account', id: account_id }
    if (
      (await refusePayouts(tx, [payout_id], reason, { actor, reason: 'refused_by_staff', now })) > 0
    )
      return
    throw (await row(tx)`select from payouts where id = ${payout_id}`)
      ? payoutNotWaiting()
      : notFound()
  })

/** Runs that nobody released are cancelled; payouts that nobody released for a week return to their owners. */
export const lapseRuns = (db: Db, now: Date): Promise<number> =>
  inTransaction(db, async (tx) => {
    const actor = system('settlement.runs')
    const late = await rows<{ id: string }>(tx)`
      select id from payout_runs where state = 'prepared' and deadline_at <= ${now} order by id limit 50 for no key update skip locked`
    const ids = late.map(({ id }) => id)
    await dissolve(tx, ids, { actor, reason: 'not_released_in_time', now })
    const waiting = await rows<{ id: string }>(tx)`
      select id from payouts where state = 'requested' and run_id is null and deadline_at <= ${now}
      order by id limit 200 for no key update skip locked`
    const returned = await refusePayouts(
      tx,
      waiting.map(({ id }) => id),
      'not released in time',
      { actor, reason: 'not_released_in_time', now },
    )
    return ids.length + returned
  })

async function lockRun(tx: Tx, run_id: string): Promise<PayoutRunRow> {
  const run = await row<PayoutRunRow>(tx)`
    select * from payout_runs where id = ${run_id} for no key update`
  if (!run) throw notFound()
  if (run.state !== 'prepared') throw wrongState({ state: run.state })
  return run
}

const payoutsOf = async (tx: Tx, run_id: string): Promise<string[]> =>
  (
    await rows<{ id: string }>(tx)`
      select id from payouts where run_id = ${run_id} and state = 'requested' order by id for no key update`
  ).map(({ id }) => id)

async function dissolve(
  tx: Tx,
  run_ids: readonly string[],
  said: { actor: Actor; reason: string; now: Date },
): Promise<void> {
  if (run_ids.length === 0) return
  await rows(tx)`
    update payouts set run_id = null where run_id = any(${run_ids}::uuid[]) and state = 'requested'`
  await transition(tx, payoutRuns, { ids: run_ids, to: 'cancelled', ...said })
}
