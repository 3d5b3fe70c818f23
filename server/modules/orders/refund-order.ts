import { system } from '../../kernel/state.ts'
import type { Tx } from '../../platform/db.ts'
import { transition } from '../../platform/transition.ts'
import { orders } from './order.ts'
import { keptByBuyer, leftToShip } from './order-line.ts'
import { orderCancelled, tell } from './orders.events.ts'
import { addRefunds, findOrderOfLine, linesOf, stampOrders } from './orders.sql.ts'
import { complete } from './receive-order.ts'
import { becomeShipped } from './ship-order.ts'

/**
 * Counts money given back for units of a line: call it once a refund, in the transaction that decides it, so that
 * nothing can be shipped or refunded twice in between. Units are counted as never to be shipped where `before_ship` says
 * so, or, left out, where the buyer holds fewer than that. The order follows: nothing shipped and nothing left →
 * cancelled; nothing left to ship → shipped; everything given back after shipping → completed. Stock is the caller's.
 * @throws a database error (`lines_refund_within`) for more than was paid: a mistake of the caller
 */
export async function recordRefunded(
  tx: Tx,
  refund: { order_line_id: string; quantity: number; amount: bigint; before_ship?: boolean },
  now: Date,
): Promise<void> {
  const found = await findOrderOfLine(tx, refund.order_line_id)
  if (!found) throw new Error('a refund names a line that does not exist')
  const { order, line } = found
  const before_ship = refund.before_ship ?? keptByBuyer(line) < refund.quantity
  await addRefunds(tx, [
    {
      line_id: line.id,
      quantity: refund.quantity,
      cancelled: before_ship ? refund.quantity : 0,
      amount: refund.amount,
    },
  ])
  const lines = await linesOf(tx, [order.id])
  const all_shipped = lines.every((one) => leftToShip(one) === 0)
  const all_refunded = lines.every((one) => one.refunded_quantity === one.quantity)
  const actor = system('orders.refund')
  if (order.state === 'to_ship' && all_refunded) {
    const reason = 'all_refunded'
    await transition(tx, orders, {
      ids: [order.id],
      to: 'cancelled',
      actor,
      reason,
      now,
      deadline_at: null,
    })
    await stampOrders(tx, [order.id], { cancel_reason: reason })
    await tell(tx, orderCancelled, [order], lines, now, () => ({
      was_paid: false,
      refund_amount: 0n,
      reason,
    }))
  } else if ((order.state === 'part_shipped' || order.state === 'shipped') && all_refunded)
    await complete(tx, [order], actor, 'all_refunded', now)
  else if (order.state === 'part_shipped' && all_shipped)
    await becomeShipped(tx, order, lines, actor, 'rest_refunded', now)
}
