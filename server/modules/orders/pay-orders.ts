import { system } from '../../kernel/state.ts'
import { after, HOUR } from '../../kernel/time.ts'
import { type Db, inTransaction, rows, type Tx } from '../../platform/db.ts'
import { transition } from '../../platform/transition.ts'
import { claimStock } from '../inventory/index.ts'
import { orders, SHIP_GRACE } from './order.ts'
import { orderPaid, tell } from './orders.events.ts'
import { linesOf, lockCheckouts } from './orders.sql.ts'

type HeardPayment = { payment_id: string; checkout_id: string; paid_at: Date }

/** Notes successes to be applied. One that was applied before is noted again at most in vain. */
export async function notePayments(tx: Tx, heard: readonly HeardPayment[]): Promise<void> {
  if (heard.length === 0) return
  await rows(tx)`
    insert into heard_payments (payment_id, checkout_id, paid_at)
    select payment_id, checkout_id, paid_at
    from unnest(${heard.map((one) => one.payment_id)}::uuid[], ${heard.map((one) => one.checkout_id)}::uuid[], ${heard.map((one) => one.paid_at)}::timestamptz[])
      as heard (payment_id, checkout_id, paid_at)
    order by payment_id
    on conflict do nothing`
}

/**
 * Applies successes that were heard of, many in one transaction: orders are to be shipped, what was reserved is sold. All
 * row locks are taken in id order, so a festival's payments and its checkouts never wait for each other in a circle.
 */
export const applyPayments = (db: Db, now: Date, limit = 500): Promise<number> =>
  inTransaction(db, async (tx) => {
    const heard = await rows<HeardPayment>(tx)`
      delete from heard_payments where payment_id in (
        select payment_id from heard_payments order by payment_id limit ${limit} for update skip locked)
      returning payment_id, checkout_id, paid_at`
    if (heard.length > 0) await markPaid(tx, heard, now)
    return heard.length
  })

/** Whatever is no longer unpaid stays as it is: a payment applied twice changes nothing. */
async function markPaid(tx: Tx, heard: readonly HeardPayment[], now: Date): Promise<void> {
  const payments = new Set(heard.map((one) => one.payment_id))
  const locked = await lockCheckouts(
    tx,
    heard.map((one) => one.checkout_id),
  )
  const unpaid = locked.filter(
    (order) => order.state === 'unpaid' && payments.has(order.payment_id ?? ''),
  )
  if (unpaid.length === 0) return
  const ids = unpaid.map((order) => order.id)
  const lines = await linesOf(tx, ids)
  await claimStock(
    tx,
    lines.map((line) => line.id),
    now,
  )
  // One move per length of promise: the end of patience stands in the history of each order.
  for (const [hours, some] of Map.groupBy(unpaid, (order) => order.ship_within_hours))
    await transition(tx, orders, {
      ids: some.map((order) => order.id),
      to: 'to_ship',
      actor: system('orders.payment'),
      reason: 'paid',
      now,
      deadline_at: after(now, hours * HOUR + SHIP_GRACE),
    })
  // The promise itself counts from the instant of the payment, not from when we heard of it.
  await rows(tx)`
    update orders set paid_at = heard.paid_at, ship_by = heard.paid_at + make_interval(hours => ship_within_hours)
    from unnest(${heard.map((one) => one.payment_id)}::uuid[], ${heard.map((one) => one.paid_at)}::timestamptz[]) as heard (payment_id, paid_at)
    where orders.payment_id = heard.payment_id and orders.id = any(${ids}::uuid[])`
  await tell(tx, orderPaid, unpaid, lines, now)
}
