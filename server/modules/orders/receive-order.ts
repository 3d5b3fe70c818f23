import { notFound, wrongState } from '../../kernel/refusal.ts'
import { type Actor, system } from '../../kernel/state.ts'
import { after } from '../../kernel/time.ts'
import type { Context } from '../../platform/context.ts'
import { type Db, inTransaction, row, rows, type Tx } from '../../platform/db.ts'
import { transition } from '../../platform/transition.ts'
import {
  extendedBefore,
  type OrderRow,
  orders,
  RECEIPT_AFTER_SIGNED,
  RECEIPT_EXTENSION,
} from './order.ts'
import { orderCompleted, tell } from './orders.events.ts'
import { linesOf, lockOrder, setReceiptClock, stampOrders } from './orders.sql.ts'

/**
 * The buyer has the goods, or the clock assumes it: the order is completed. Does nothing when it is already.
 * @throws notFound, wrongState `{ state, open_aftersales }` unless it is shipped and nothing is disputed
 */
export async function recordReceipt(
  tx: Tx,
  order_id: string,
  actor: Actor,
  reason: string,
  now: Date,
): Promise<void> {
  const order = await lockOrder(tx, order_id)
  if (!order) throw notFound()
  if (order.state === 'completed') return
  if (order.state !== 'shipped' || order.open_aftersales > 0)
    throw wrongState({ state: order.state, open_aftersales: order.open_aftersales })
  await complete(tx, [order], actor, reason, now)
}

/** Completes locked orders. Goods that no carrier signed for count as received now. */
export async function complete(
  tx: Tx,
  done: readonly OrderRow[],
  actor: Actor,
  reason: string,
  now: Date,
): Promise<void> {
  const ids = done.map((order) => order.id)
  await transition(tx, orders, { ids, to: 'completed', actor, reason, now, deadline_at: null })
  await stampOrders(tx, ids, { received_at: now, completed_at: now })
  await tell(tx, orderCompleted, done, await linesOf(tx, ids), now, () => ({ reason }))
}

/** "I have received it." A second tap finds it done. */
export async function confirmReceipt(
  context: Context,
  { order_id, buyer_id, now }: { order_id: string; buyer_id: string; now: Date },
): Promise<void> {
  await inTransaction(context.db, async (tx) => {
    await assertOwn(tx, order_id, buyer_id)
    await recordReceipt(tx, order_id, { kind: 'account', id: buyer_id }, 'buyer_confirmed', now)
  })
  context.wake()
}

const assertOwn = async (tx: Tx, order_id: string, buyer_id: string): Promise<void> => {
  const own = await row(tx)`select id from orders where id = ${order_id} and buyer_id = ${buyer_id}`
  if (!own) throw notFound()
}

/**
 * Three more days before receipt is assumed, once an order.
 * @throws notFound, wrongState, extendedBefore
 */
export const extendReceipt = (
  db: Db,
  { order_id, buyer_id, now }: { order_id: string; buyer_id: string; now: Date },
): Promise<void> =>
  inTransaction(db, async (tx) => {
    await assertOwn(tx, order_id, buyer_id)
    const order = (await lockOrder(tx, order_id)) as OrderRow
    if (order.extended_at) throw extendedBefore({ extended_at: order.extended_at })
    if (order.state !== 'shipped' || !order.deadline_at) throw wrongState({ state: order.state })
    await rows(tx)`
      update orders set deadline_at = ${after(order.deadline_at, RECEIPT_EXTENSION)}, extended_at = ${now} where id = ${order_id}`
  })

/** The carrier handed the last parcel over: from here the shorter clock runs, and the days to return. */
export async function recordDelivered(
  tx: Tx,
  { order_id, signed_at, now }: { order_id: string; signed_at: Date; now: Date },
): Promise<void> {
  const order = await lockOrder(tx, order_id)
  if (order?.state !== 'shipped' || order.received_at) return
  await stampOrders(tx, [order_id], { received_at: signed_at })
  const runs = RECEIPT_AFTER_SIGNED + (order.extended_at ? RECEIPT_EXTENSION : 0)
  const deadline_at = after(signed_at, runs)
  await setReceiptClock(
    tx,
    order_id,
    order.open_aftersales > 0
      ? { deadline_at: null, left_ms: leftUntil(deadline_at, now) }
      : { deadline_at, left_ms: null },
  )
}

const leftUntil = (deadline_at: Date, now: Date): bigint =>
  BigInt(Math.max(0, deadline_at.getTime() - now.getTime()))

/** An after-sale was opened on the order: the clock of assumed receipt stands still. */
export async function openAftersale(tx: Tx, order_id: string, now: Date): Promise<void> {
  const order = await lockOrder(tx, order_id)
  if (!order) throw notFound()
  await rows(tx)`update orders set open_aftersales = open_aftersales + 1 where id = ${order_id}`
  if (order.state === 'shipped' && order.deadline_at)
    await setReceiptClock(tx, order_id, {
      deadline_at: null,
      left_ms: leftUntil(order.deadline_at, now),
    })
}

/** One is over; with the last of them the clock goes on with the time that was left. */
export async function closeAftersale(tx: Tx, order_id: string, now: Date): Promise<void> {
  const order = await lockOrder(tx, order_id)
  if (!order) throw notFound()
  await rows(tx)`update orders set open_aftersales = open_aftersales - 1 where id = ${order_id}`
  if (order.open_aftersales === 1 && order.receipt_left_ms !== null)
    await setReceiptClock(tx, order_id, {
      deadline_at: order.state === 'shipped' ? after(now, Number(order.receipt_left_ms)) : null,
      left_ms: null,
    })
}

/** Orders whose receipt may be assumed: completed. */
export const assumeReceipts = (db: Db, now: Date, limit = 200): Promise<number> =>
  inTransaction(db, async (tx) => {
    const done = await rows<OrderRow>(tx)`
      select * from orders where id in (
        select id from orders where state = 'shipped' and deadline_at <= ${now} and open_aftersales = 0 order by deadline_at limit ${limit})
      and state = 'shipped' and deadline_at <= ${now} and open_aftersales = 0 order by id for no key update skip locked`
    if (done.length > 0) await complete(tx, done, system('orders.receipt'), 'receipt_assumed', now)
    return done.length
  })
