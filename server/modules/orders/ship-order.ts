import { wrongState } from '../../kernel/refusal.ts'
import { type Actor, system } from '../../kernel/state.ts'
import { after } from '../../kernel/time.ts'
import { type Db, inTransaction, rows, type Tx } from '../../platform/db.ts'
import { publish } from '../../platform/outbox.ts'
import { transition } from '../../platform/transition.ts'
import { restock } from '../inventory/index.ts'
import { requestRefund } from '../payments/index.ts'
import { type OrderRow, orders, RECEIPT_AFTER_SHIPPED, SHIP_GRACE } from './order.ts'
import { leftToShip, type OrderLine, refundFor } from './order-line.ts'
import { orderFact, orderRestCancelled, orderShipped, tell } from './orders.events.ts'
import {
  addRefunds,
  addShipped,
  linesOf,
  lockOrder,
  setReceiptClock,
  stampOrders,
} from './orders.sql.ts'

/**
 * A parcel left with these units. The order is `shipped` once nothing is left to send, else `part_shipped`; the clock
 * of assumed receipt starts with the last parcel. Call it in the transaction that writes the parcel; constraints refuse
 * more units than were sold.
 * @throws wrongState `{ state }` unless the order waits for shipping
 */
export async function recordShipped(
  tx: Tx,
  order_id: string,
  lines: readonly { line_id: string; quantity: number }[],
  actor: Actor,
  now: Date,
): Promise<void> {
  const order = await lockOrder(tx, order_id)
  if (order?.state !== 'to_ship' && order?.state !== 'part_shipped')
    throw wrongState({ state: order?.state ?? 'none' })
  await addShipped(tx, lines)
  const all = await linesOf(tx, [order_id])
  if (all.every((line) => leftToShip(line) === 0))
    await becomeShipped(tx, order, all, actor, 'shipped', now)
  else if (order.state === 'to_ship')
    await transition(tx, orders, {
      ids: [order_id],
      to: 'part_shipped',
      actor,
      reason: 'part_shipped',
      now,
      deadline_at: restDeadline(order, now),
    })
}

/** The rest is due when all was due; a shop that begins only in the grace has it as well. */
const restDeadline = (order: OrderRow, now: Date): Date =>
  order.ship_by ? after(order.ship_by, SHIP_GRACE) : after(now, SHIP_GRACE)

/** Nothing is left to send: the clock of assumed receipt starts, or waits while an after-sale is open. */
export async function becomeShipped(
  tx: Tx,
  order: OrderRow,
  lines: readonly OrderLine[],
  actor: Actor,
  reason: string,
  now: Date,
): Promise<void> {
  const paused = order.open_aftersales > 0
  const deadline_at = paused ? null : after(now, RECEIPT_AFTER_SHIPPED)
  await transition(tx, orders, { ids: [order.id], to: 'shipped', actor, reason, now, deadline_at })
  if (paused)
    await setReceiptClock(tx, order.id, {
      deadline_at: null,
      left_ms: BigInt(RECEIPT_AFTER_SHIPPED),
    })
  await stampOrders(tx, [order.id], { shipped_at: now })
  await tell(tx, orderShipped, [order], lines, now)
}

/**
 * Orders of which the shop sent a part and let the time for the rest run out: the rest is cancelled and its money goes
 * back, the sent part goes on as shipped.
 */
export const cancelOverdueRests = (db: Db, now: Date, limit = 20): Promise<number> =>
  inTransaction(db, async (tx) => {
    const due = await rows<OrderRow>(tx)`
      select * from orders where id in (
        select id from orders where state = 'part_shipped' and deadline_at <= ${now} and open_aftersales = 0 order by deadline_at limit ${limit})
      and state = 'part_shipped' and open_aftersales = 0 order by id for no key update skip locked`
    for (const order of due) await cancelRest(tx, order, now)
    return due.length
  })

async function cancelRest(tx: Tx, order: OrderRow, now: Date): Promise<void> {
  const actor = system('orders.rest')
  const cancelled = (await linesOf(tx, [order.id]))
    .filter((line) => leftToShip(line) > 0)
    .map((line) => ({
      line_id: line.id,
      quantity: leftToShip(line),
      cancelled: leftToShip(line),
      amount: refundFor(line, leftToShip(line)),
    }))
  await addRefunds(tx, cancelled)
  await restock(tx, cancelled, actor, 'not_shipped_in_time', now)
  const amount = cancelled.reduce((all, line) => all + line.amount, 0n)
  const lines = await linesOf(tx, [order.id])
  // Of a line that cost next to nothing the rest may have cost nothing; it is told of all the same.
  const refund_id =
    amount > 0n
      ? await requestRefund(tx, {
          payment_id: order.payment_id as string,
          reason_kind: 'order_cancelled',
          reason_id: order.id,
          order_id: order.id,
          amount,
          now,
        })
      : null
  const payload = orderFact(order, lines, now, {
    reason: 'not_shipped_in_time',
    refund_id,
    cancelled: cancelled.map(({ line_id, quantity, amount: of }) => ({
      line_id,
      quantity,
      amount: of,
    })),
  })
  await publish(tx, orderRestCancelled, [{ key: order.id, payload }], now)
  await becomeShipped(tx, order, lines, actor, 'rest_cancelled', now)
}
