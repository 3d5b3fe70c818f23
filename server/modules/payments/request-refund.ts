import { newId, showId } from '../../kernel/ids.ts'
import { notFound } from '../../kernel/refusal.ts'
import { system } from '../../kernel/state.ts'
import { after } from '../../kernel/time.ts'
import { rows, type Tx } from '../../platform/db.ts'
import { publish } from '../../platform/outbox.ts'
import { recordBirth } from '../../platform/transition.ts'
import { refundRequested } from './payments.events.ts'
import { lockPayments } from './payments.sql.ts'
import { assertRefundable, REFUND_WITHIN, type RefundReason, refunds } from './refund.ts'

export type RefundWish = {
  payment_id: string
  reason_kind: Exclude<RefundReason, 'difference'>
  /** The after-sale, the cancelled order, the closed payment: one refund of a payment for each. */
  reason_id: string
  order_id: string | null
  /** Minor units in the payment's currency. */
  amount: bigint
}

/**
 * Asks for money to go back to the payer; it is sent once the caller's transaction stands. Asked again for the same
 * reason it is the same refund. The caller books the money into `refund_transit` (for `paid_after_close` that is done here).
 *
 * Locks the payment, so that refunds of one payment wait for each other and never exceed what was paid.
 * @throws `not_paid`, `refund_exceeds_paid`, `too_many_refunds`, `not_found`
 */
export async function requestRefund(
  tx: Tx,
  { now, ...wish }: RefundWish & { now: Date },
): Promise<string> {
  return (await requestRefunds(tx, [wish], now))[0] as string
}

/** Many at once, in the order given; ids come back in the same order. */
export async function requestRefunds(
  tx: Tx,
  wishes: readonly RefundWish[],
  now: Date,
): Promise<string[]> {
  if (wishes.length === 0) return []
  const payments = new Map(
    (await lockPayments(tx, [...new Set(wishes.map((wish) => wish.payment_id))])).map((one) => [
      one.id,
      one,
    ]),
  )
  const known = new Map(
    (
      await rows<{ id: string; payment_id: string; reason_kind: string; reason_id: string }>(tx)`
      select id, payment_id, reason_kind, reason_id from refunds
      where payment_id = any(${[...payments.keys()]}::uuid[]) and reason_id = any(${wishes.map((wish) => wish.reason_id)}::uuid[])`
    ).map((one) => [keyOf(one), one.id]),
  )
  const fresh = []
  const ids: string[] = []
  for (const wish of wishes) {
    const payment = payments.get(wish.payment_id)
    if (!payment) throw notFound()
    let id = known.get(keyOf(wish))
    if (!id) {
      assertRefundable(payment, wish)
      id = newId()
      known.set(keyOf(wish), id)
      payment.refunded += wish.amount
      payment.refunds_count += 1
      fresh.push({
        ...wish,
        id,
        number: showId('rfd', id),
        currency: payment.currency,
        trade_number: payment.provider_number as string,
      })
    }
    ids.push(id)
  }
  if (fresh.length === 0) return ids
  await insertRefunds(tx, fresh, now)
  const touched = [...payments.values()]
  await rows(tx)`
    update payments set refunded = fresh.refunded, refunds_count = fresh.refunds_count
    from unnest(${touched.map(({ id }) => id)}::uuid[], ${touched.map((one) => one.refunded)}::bigint[],
      ${touched.map((one) => one.refunds_count)}::int[]) as fresh (id, refunded, refunds_count)
    where payments.id = fresh.id`
  return ids
}

export type NewRefundRow = Omit<RefundWish, 'reason_kind'> & {
  reason_kind: RefundReason
  id: string
  /** Ours at the provider, made before any call. */
  number: string
  currency: string
  trade_number: string
}

/** Writes refunds, their first state and the fact that they were asked for. */
export async function insertRefunds(
  tx: Tx,
  fresh: readonly NewRefundRow[],
  now: Date,
): Promise<void> {
  const deadline_at = after(now, REFUND_WITHIN)
  await rows(tx)`
    insert into refunds (id, payment_id, reason_kind, reason_id, order_id, number, amount, currency, trade_number, state, state_at, deadline_at, next_attempt_at, created_at)
    select r.id, r.payment_id, r.reason_kind, r.reason_id, r.order_id, r.number, r.amount, r.currency, r.trade_number, 'requested', ${now}, ${deadline_at}, ${now}, ${now}
    from unnest(${fresh.map((one) => one.id)}::uuid[], ${fresh.map((one) => one.payment_id)}::uuid[], ${fresh.map((one) => one.reason_kind)}::text[],
      ${fresh.map((one) => one.reason_id)}::uuid[], ${fresh.map((one) => one.order_id)}::uuid[], ${fresh.map((one) => one.number)}::text[],
      ${fresh.map((one) => one.amount)}::bigint[], ${fresh.map((one) => one.currency)}::text[], ${fresh.map((one) => one.trade_number)}::text[])
      as r (id, payment_id, reason_kind, reason_id, order_id, number, amount, currency, trade_number)`
  await recordBirth(tx, refunds, {
    ids: fresh.map(({ id }) => id),
    state: 'requested',
    actor: system('payments.refunds'),
    reason: 'requested',
    now,
    deadline_at,
  })
  await publish(
    tx,
    refundRequested,
    fresh.map(({ id, reason_kind, reason_id, payment_id, order_id, amount, currency }) => ({
      key: payment_id,
      payload: { refund_id: id, reason_kind, reason_id, payment_id, order_id, amount, currency },
    })),
    now,
  )
}

const keyOf = ({
  reason_kind,
  reason_id,
  payment_id,
}: {
  reason_kind: string
  reason_id: string
  payment_id: string
}): string => `${reason_kind}|${reason_id}|${payment_id}`
