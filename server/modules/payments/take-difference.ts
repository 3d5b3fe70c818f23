import { notFound, wrongState } from '../../kernel/refusal.ts'
import type { Actor } from '../../kernel/state.ts'
import { after } from '../../kernel/time.ts'
import { type Db, inTransaction, row, rows, type Tx } from '../../platform/db.ts'
import { transition } from '../../platform/transition.ts'
import {
  type Booking,
  CLOSE_WITHIN,
  type DifferenceKind,
  type DifferenceState,
  differences,
  TAKE_WITHIN,
  takenByAnother,
} from './difference.ts'

export type HeldDifference = {
  id: string
  state: DifferenceState
  kind: DifferenceKind
  event: string
  provider: string
  payment_id: string | null
  provider_number: string | null
  expected: bigint | null
  found: bigint | null
  currency: string | null
  owner_id: string | null
  booking: Booking | null
  proposed_by: string | null
  resolution: string | null
}
type Doing = { difference_id: string; account_id: string; now: Date }

/** @throws `not_found` */
export async function lockDifference(tx: Tx, difference_id: string): Promise<HeldDifference> {
  const held = await row<HeldDifference>(tx)`
    select id, state, kind, event, provider, payment_id, provider_number, expected, found, currency, owner_id, booking, proposed_by, resolution
    from payment_differences where id = ${difference_id} for no key update`
  if (!held) throw notFound()
  return held
}

/** One person answers for it from now on; taken again by the same person nothing changes. */
export const takeDifference = (db: Db, { difference_id, account_id, now }: Doing): Promise<void> =>
  inTransaction(db, async (tx) => {
    await holdForMe(tx, { difference_id, account_id, now })
  })

/**
 * Makes sure that the difference is in the hands of this person.
 * @throws `difference_taken`, `wrong_state`
 */
export async function holdForMe(
  tx: Tx,
  { difference_id, account_id, now }: Doing,
): Promise<HeldDifference> {
  const held = await lockDifference(tx, difference_id)
  if (held.state === 'taken') {
    if (held.owner_id !== account_id) throw takenByAnother()
    return held
  }
  if (held.state !== 'open') throw wrongState({ state: held.state })
  await rows(
    tx,
  )`update payment_differences set owner_id = ${account_id} where id = ${difference_id}`
  await transition(tx, differences, {
    ids: [difference_id],
    to: 'taken',
    from: ['open'],
    actor: { kind: 'account', id: account_id },
    reason: 'taken',
    now,
    deadline_at: after(now, CLOSE_WITHIN),
  })
  return { ...held, state: 'taken', owner_id: account_id }
}

/** Puts it back into the queue of all. @throws `difference_taken`, `wrong_state` */
export const leaveDifference = (db: Db, { difference_id, account_id, now }: Doing): Promise<void> =>
  inTransaction(db, async (tx) => {
    const held = await lockDifference(tx, difference_id)
    if (held.state !== 'taken') throw wrongState({ state: held.state })
    if (held.owner_id !== account_id) throw takenByAnother()
    await backToQueue(tx, [difference_id], {
      actor: { kind: 'account', id: account_id },
      reason: 'left',
      now,
    })
  })

/** Nobody's again, with a new day to be taken. */
export async function backToQueue(
  tx: Tx,
  ids: readonly string[],
  { actor, reason, now }: { actor: Actor; reason: string; now: Date },
): Promise<void> {
  if (ids.length === 0) return
  await transition(tx, differences, {
    ids,
    to: 'open',
    from: ['taken', 'proposed'],
    actor,
    reason,
    now,
    deadline_at: after(now, TAKE_WITHIN),
  })
  await rows(tx)`
    update payment_differences set owner_id = null, booking = null, proposed_by = null, resolution = null where id = any(${ids}::uuid[])`
}
