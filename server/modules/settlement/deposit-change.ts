import type { Actor } from '../../kernel/state.ts'
import { after } from '../../kernel/time.ts'
import { rows, type Tx } from '../../platform/db.ts'
import { event, publish } from '../../platform/outbox.ts'
import { transition } from '../../platform/transition.ts'
import { putGoodsBack } from '../catalog/index.ts'
import { stopListings } from '../shops/index.ts'
import {
  type Deposit,
  type DepositState,
  depositMachine,
  GRACE,
  stateByAmounts,
} from './deposit.ts'
import { insertRecords, type NewRecord, updateSums } from './deposits.sql.ts'

/** The notice of a deposit that became short: how much is missing, and when the goods go off sale. */
export const depositShort = event<{ shop_id: string; missing: bigint; grace_until: Date }>(
  'deposit.short',
)
/** The deposit is whole again. */
export const depositWhole = event<{ shop_id: string }>('deposit.whole')

export type Change = { actor: Actor; reason: string; now: Date }

/**
 * Changes the sums of locked deposits by these records and lets their states follow. The journals that book them are
 * the caller's to post, right after and in the same transaction.
 */
export async function recordOnDeposits(
  tx: Tx,
  held: ReadonlyMap<string, Deposit>,
  records: readonly NewRecord[],
  change: Change,
): Promise<void> {
  if (records.length === 0) return
  const written = records.map((record) => {
    const deposit = held.get(record.shop_id)
    if (!deposit) throw new Error(`shop ${record.shop_id} has no deposit that is locked`)
    deposit.paid += record.amount
    deposit.frozen += record.frozen
    return { ...record, paid_after: deposit.paid, frozen_after: deposit.frozen }
  })
  const changed = [...new Set(records.map(({ shop_id }) => shop_id))].map(
    (shop_id) => held.get(shop_id) as Deposit,
  )
  await updateSums(tx, changed)
  await insertRecords(tx, written, change.actor, change.now)
  await followAmounts(tx, changed, change)
}

/**
 * Moves deposits to where their amounts put them. Whoever became short is told, with a week to top up; whoever is whole
 * again gets back exactly those goods that were taken off for it.
 */
export async function followAmounts(
  tx: Tx,
  held: readonly Deposit[],
  change: Change & { is_overdue?: boolean },
): Promise<void> {
  const moves = held.flatMap((deposit) => {
    const to = stateByAmounts(deposit, change.is_overdue)
    return to === deposit.state ? [] : [{ deposit, to }]
  })
  for (const [to, some] of Map.groupBy(moves, (move) => move.to))
    await moveDeposits(
      tx,
      some.map(({ deposit }) => deposit),
      to,
      change,
      to === 'short' ? after(change.now, GRACE) : null,
    )
}

/** Moves locked deposits to one state, with all that follows from it. */
export async function moveDeposits(
  tx: Tx,
  held: readonly Deposit[],
  to: DepositState,
  { actor, reason, now }: Change,
  deadline_at: Date | null,
): Promise<void> {
  const ids = held.map(({ shop_id }) => shop_id)
  const moved = await transition(tx, depositMachine, { ids, to, actor, reason, now, deadline_at })
  if (moved.length !== held.length) throw new Error(`a locked deposit could not go to ${to}`)
  for (const deposit of held) {
    deposit.state = to
    deposit.deadline_at = deadline_at
  }
  if (to === 'short') await tellShort(tx, held, { actor, reason, now })
  if (to === 'paid' || to === 'not_required') await restore(tx, held, now)
}

async function tellShort(tx: Tx, held: readonly Deposit[], { actor, reason, now }: Change) {
  await insertRecords(
    tx,
    held.map(({ shop_id, paid, frozen }) => ({
      shop_id,
      kind: 'notice' as const,
      amount: 0n,
      frozen: 0n,
      event: null,
      journal_kind: null,
      reason,
      paid_after: paid,
      frozen_after: frozen,
    })),
    actor,
    now,
  )
  await publish(
    tx,
    depositShort,
    held.map(({ shop_id, required, paid }) => ({
      key: shop_id,
      payload: { shop_id, missing: required - paid, grace_until: after(now, GRACE) },
    })),
    now,
  )
}

async function restore(tx: Tx, held: readonly Deposit[], now: Date): Promise<void> {
  await rows(tx)`
    update deposits set share_ppm = null, filling_since = null
    where shop_id = any(${held.map(({ shop_id }) => shop_id)}::uuid[]) and share_ppm is not null`
  for (const deposit of held) {
    deposit.share_ppm = null
    deposit.filling_since = null
    if (deposit.listings_stopped === null) continue
    await stopListings(tx, deposit.shop_id, null)
    await putGoodsBack(tx, deposit.shop_id, now)
    deposit.listings_stopped = null
  }
  await publish(
    tx,
    depositWhole,
    held.map(({ shop_id }) => ({ key: shop_id, payload: { shop_id } })),
    now,
  )
}
