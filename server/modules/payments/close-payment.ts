import type { Actor } from '../../kernel/state.ts'
import { rows, type Tx } from '../../platform/db.ts'
import { publish } from '../../platform/outbox.ts'
import { transition } from '../../platform/transition.ts'
import { type PaymentRow, type PaymentState, payments } from './payment.ts'
import { paymentClosed } from './payments.events.ts'
import { findPayments } from './payments.sql.ts'

/**
 * Ends a payment that nobody shall pay any more, in the caller's transaction, and tells it. The provider is told
 * right after; money that is faster goes back by itself.
 *
 * Returns the state it is in now. `succeeded` means that the money came first: then what it paid for must not be
 * cancelled as unpaid.
 */
export async function closePayment(
  tx: Tx,
  payment_id: string,
  actor: Actor,
  reason: string,
  now: Date,
): Promise<PaymentState> {
  return (await closePayments(tx, [payment_id], actor, reason, now)).get(payment_id) as PaymentState
}

/** Many at once: the state each is in now, by id. */
export async function closePayments(
  tx: Tx,
  ids: readonly string[],
  actor: Actor,
  reason: string,
  now: Date,
): Promise<Map<string, PaymentState>> {
  const moved = (await transition(tx, payments, { ids, to: 'closed', actor, reason, now })).map(
    ({ id }) => id,
  )
  if (moved.length > 0) {
    const closed = await rows<PaymentRow>(tx)`
      update payments set next_query_at = case when next_query_at is null then null else ${now}::timestamptz end, queries = 0
      where id = any(${moved}::uuid[]) returning *`
    await publish(
      tx,
      paymentClosed,
      closed.map(({ id, subject_kind, subject_id }) => ({
        key: id,
        payload: { payment_id: id, subject_kind, subject_id },
      })),
      now,
    )
  }
  return new Map((await findPayments(tx, ids)).map(({ id, state }) => [id, state]))
}
