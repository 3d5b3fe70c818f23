import { notFound, wrongState } from '../../kernel/refusal.ts'
import { type Actor, system } from '../../kernel/state.ts'
import type { Context } from '../../platform/context.ts'
import { type Db, inTransaction, rows, type Tx } from '../../platform/db.ts'
import { type Claim, once } from '../../platform/idempotency.ts'
import { transition } from '../../platform/transition.ts'
import { releaseStock, restock } from '../inventory/index.ts'
import { closePayments, requestRefunds } from '../payments/index.ts'
import { type OrderRow, orders } from './order.ts'
import { leftToShip } from './order-line.ts'
import { orderCancelled, tell } from './orders.events.ts'
import { addRefunds, linesOf, lockCheckouts, lockOrder, stampOrders } from './orders.sql.ts'

type Why = { actor: Actor; reason: string; now: Date }

/**
 * The buyer does not want it any more. Unpaid: all orders of the checkout are cancelled, because one payment stands for
 * all of them and cannot be paid in part. Paid and nothing shipped: this order alone is cancelled and its money goes
 * back. Shipped: that is what returns are for.
 * @throws notFound, wrongState `{ state, open_aftersales? }`
 */
export async function cancelOrder(
  context: Context,
  claim: Claim,
  {
    order_id,
    buyer_id,
    reason,
    now,
  }: { order_id: string; buyer_id: string; reason: string; now: Date },
): Promise<void> {
  const actor: Actor = { kind: 'account', id: buyer_id }
  await once(context.db, claim, now, async (tx) => {
    const order = await lockOwn(tx, order_id, buyer_id)
    const why = { actor, reason: `buyer_${reason}`, now }
    if (order.state === 'unpaid') {
      // Paid a moment ago, and we have not heard of it yet: the buyer looks again and may then cancel a paid order.
      if ((await cancelUnpaid(tx, [order.checkout_id], why)) === 0)
        throw wrongState({ state: 'paid' })
    } else if (order.state === 'to_ship' && order.open_aftersales === 0)
      await cancelPaid(tx, [order], why)
    else throw wrongState({ state: order.state, open_aftersales: order.open_aftersales })
    return null
  })
  context.wake()
}

/** Locks an order of this buyer, with its checkout's others before it: all take them in the same order. */
async function lockOwn(tx: Tx, order_id: string, buyer_id: string): Promise<OrderRow> {
  const [own] = await rows<{ checkout_id: string; state: string }>(tx)`
    select checkout_id, state from orders where id = ${order_id} and buyer_id = ${buyer_id}`
  if (!own) throw notFound()
  const locked =
    own.state === 'unpaid'
      ? (await lockCheckouts(tx, [own.checkout_id])).find((order) => order.id === order_id)
      : await lockOrder(tx, order_id)
  return locked as OrderRow
}

/**
 * Closes the payments of checkouts, cancels their unpaid orders and gives the stock back. Returns how many orders it
 * cancelled. A checkout whose payment has succeeded is left alone: its event makes the orders paid.
 */
export async function cancelUnpaid(
  tx: Tx,
  checkout_ids: readonly string[],
  why: Why,
): Promise<number> {
  const unpaid = (await lockCheckouts(tx, checkout_ids)).filter((order) => order.state === 'unpaid')
  if (unpaid.length === 0) return 0
  const payment_ids = [...new Set(unpaid.flatMap((order) => order.payment_id ?? []))]
  // Waits for the payments' locks: whichever came first, this close or a success, is final now.
  const states = await closePayments(tx, payment_ids, why.actor, why.reason, why.now)
  const given_up = unpaid.filter((order) => states.get(order.payment_id ?? '') !== 'succeeded')
  if (given_up.length === 0) return 0
  const ids = given_up.map((order) => order.id)
  await transition(tx, orders, {
    ids,
    to: 'cancelled',
    from: ['unpaid'],
    ...why,
    deadline_at: null,
  })
  await stampOrders(tx, ids, { cancel_reason: why.reason })
  const lines = await linesOf(tx, ids)
  await releaseStock(
    tx,
    lines.map((line) => line.id),
    why.actor,
    why.reason,
    why.now,
  )
  await tell(tx, orderCancelled, given_up, lines, why.now, () => ({
    was_paid: false,
    refund_amount: 0n,
    reason: why.reason,
  }))
  return ids.length
}

/**
 * Cancels paid orders of which nothing was shipped: the goods go back on the shelf, and what was not refunded yet goes
 * back to the buyer. The orders are locked, in `to_ship`, and have no open after-sale.
 */
export async function cancelPaid(tx: Tx, paid: readonly OrderRow[], why: Why): Promise<void> {
  const ids = paid.map((order) => order.id)
  const lines = await linesOf(tx, ids)
  await transition(tx, orders, {
    ids,
    to: 'cancelled',
    from: ['to_ship'],
    ...why,
    deadline_at: null,
  })
  await stampOrders(tx, ids, { cancel_reason: why.reason })
  const open = lines.filter((line) => leftToShip(line) > 0)
  await restock(
    tx,
    open.map((line) => ({ line_id: line.id, quantity: leftToShip(line) })),
    why.actor,
    why.reason,
    why.now,
  )
  await addRefunds(
    tx,
    open.map((line) => ({
      line_id: line.id,
      quantity: leftToShip(line),
      cancelled: leftToShip(line),
      amount: line.paid_amount - line.refunded_amount,
    })),
  )
  // Freight comes back with the goods that never went out.
  await rows(tx)`update orders set refunded_amount = paid_amount where id = any(${ids}::uuid[])`
  await requestRefunds(
    tx,
    paid
      .map((order) => ({
        payment_id: order.payment_id as string,
        reason_kind: 'order_cancelled' as const,
        reason_id: order.id,
        order_id: order.id,
        amount: order.paid_amount - order.refunded_amount,
      }))
      .filter((refund) => refund.amount > 0n),
    why.now,
  )
  await tell(tx, orderCancelled, paid, lines, why.now, (order) => ({
    was_paid: true,
    refund_amount:
      order.paid_amount - (paid.find((one) => one.id === order.id)?.refunded_amount ?? 0n),
    reason: why.reason,
    cancelled: open
      .filter((line) => line.order_id === order.id)
      .map((line) => ({ line_id: line.id, quantity: leftToShip(line) })),
  }))
}

/** Checkouts whose time to pay is over: closed, cancelled, stock given back. One transaction a batch. */
export const expireUnpaid = (db: Db, now: Date, limit = 100): Promise<number> =>
  inTransaction(db, async (tx) => {
    const due = await rows<{ checkout_id: string }>(tx)`
      select distinct checkout_id from orders
      where state = 'unpaid' and deadline_at <= ${now} order by checkout_id limit ${limit}`
    if (due.length === 0) return 0
    return cancelUnpaid(
      tx,
      due.map((order) => order.checkout_id),
      { actor: system('orders.unpaid'), reason: 'unpaid_timeout', now },
    )
  })

/** Orders whose promise and grace are over and of which nothing was shipped: the money goes back. */
export const expireUnshipped = (db: Db, now: Date, limit = 50): Promise<number> =>
  inTransaction(db, async (tx) => {
    const due = await rows<OrderRow>(tx)`
      select * from orders where id in (
        select id from orders where state = 'to_ship' and deadline_at <= ${now} and open_aftersales = 0 order by deadline_at limit ${limit})
      and state = 'to_ship' and open_aftersales = 0 order by id for no key update skip locked`
    if (due.length === 0) return 0
    await cancelPaid(tx, due, {
      actor: system('orders.unshipped'),
      reason: 'not_shipped_in_time',
      now,
    })
    return due.length
  })
