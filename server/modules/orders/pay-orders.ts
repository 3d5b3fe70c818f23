import { after, HOUR } from '../../kernel/time.ts'
import type { Tx } from '../../platform/db.ts'
import { transition } from '../../platform/transition.ts'
import { claimStock } from '../inventory/index.ts'
import { orders, SHIP_GRACE } from './order.ts'
import { orderPaid, tell } from './orders.events.ts'
import { linesOf, lockCheckouts, stampOrders } from './orders.sql.ts'

/**
 * The checkout's payment succeeded: its orders are to be shipped, what was reserved is sold. Whoever hears it
 * twice changes nothing. The promise counts from the instant of the payment, not from when we heard of it.
 */
export async function markPaid(
  tx: Tx,
  {
    checkout_id,
    payment_id,
    paid_at,
    now,
  }: { checkout_id: string; payment_id: string; paid_at: Date; now: Date },
): Promise<void> {
  const unpaid = (await lockCheckouts(tx, [checkout_id])).filter(
    (order) => order.state === 'unpaid' && order.payment_id === payment_id,
  )
  if (unpaid.length === 0) return
  const ids = unpaid.map((order) => order.id)
  const lines = await linesOf(tx, ids)
  await claimStock(
    tx,
    lines.map((line) => line.id),
    now,
  )
  // One move per promise: its deadline stands in the history of each order.
  for (const [hours, some] of Map.groupBy(unpaid, (order) => order.ship_within_hours))
    await transition(tx, orders, {
      ids: some.map((order) => order.id),
      to: 'to_ship',
      actor: { kind: 'system', id: 'orders.payment' },
      reason: 'paid',
      now,
      deadline_at: after(paid_at, hours * HOUR + SHIP_GRACE),
    })
  await stampOrders(tx, ids, { paid_at })
  await tell(tx, orderPaid, unpaid, lines, now)
}
