import { type Db, row, rows, type Tx } from '../../platform/db.ts'
import type { OrderRow } from './order.ts'
import type { OrderLine } from './order-line.ts'

/** An order without a lock; whoever shows it says whose it must be. */
export const findOrder = (db: Db, order_id: string) =>
  row<OrderRow>(db)`select * from orders where id = ${order_id}`

/** Locks one order until the transaction ends. Everything that changes an order begins with this. */
export const lockOrder = (tx: Tx, order_id: string): Promise<OrderRow | undefined> =>
  row<OrderRow>(tx)`select * from orders where id = ${order_id} for no key update`

/** Locks all orders of checkouts: those of one are paid, and while unpaid cancelled, together. */
export const lockCheckouts = (tx: Tx, checkout_ids: readonly string[]) => rows<OrderRow>(tx)`
  select * from orders where checkout_id = any(${checkout_ids}::uuid[]) order by id for no key update`

export const linesOf = (db: Db, order_ids: readonly string[]) => rows<OrderLine>(db)`
  select * from order_lines where order_id = any(${order_ids}::uuid[]) order by order_id, position`

/** The order that a line belongs to, locked, with the line; undefined when there is no such line. */
export async function findOrderOfLine(
  tx: Tx,
  line_id: string,
): Promise<{ order: OrderRow; line: OrderLine } | undefined> {
  const order = await row<OrderRow>(tx)`
    select * from orders where id = (select order_id from order_lines where id = ${line_id}) for no key update`
  if (!order) return undefined
  // Read after the lock was given: whoever held it before may have changed the sums.
  const line = await row<OrderLine>(tx)`select * from order_lines where id = ${line_id}`
  return line && { order, line }
}

/**
 * Sets what comes with a state besides the state itself. Only what is given is written; the first receipt stays.
 */
export const stampOrders = (
  tx: Tx,
  ids: readonly string[],
  stamp: {
    shipped_at?: Date
    received_at?: Date
    completed_at?: Date
    cancel_reason?: string
  },
) => rows(tx)`
  update orders set
    shipped_at = coalesce(${stamp.shipped_at ?? null}::timestamptz, shipped_at),
    received_at = coalesce(received_at, ${stamp.received_at ?? null}::timestamptz),
    completed_at = coalesce(${stamp.completed_at ?? null}::timestamptz, completed_at),
    cancel_reason = coalesce(${stamp.cancel_reason ?? null}::text, cancel_reason)
  where id = any(${ids}::uuid[])`

/** Nobody can pay this checkout any more: its orders are due now, and the sweep of unpaid ones ends them. */
export const hurryUnpaid = (tx: Tx, checkout_id: string, now: Date) => rows(tx)`
  update orders set deadline_at = ${now} where checkout_id = ${checkout_id} and state = 'unpaid' and deadline_at > ${now}`

/** Moves the receipt clock: either it runs until `deadline_at`, or it stands still with `left_ms` to go. */
export const setReceiptClock = (
  tx: Tx,
  order_id: string,
  clock: { deadline_at: Date | null; left_ms: bigint | null },
) => rows(tx)`
  update orders set deadline_at = ${clock.deadline_at}, receipt_left_ms = ${clock.left_ms} where id = ${order_id}`

export type Returned = { line_id: string; quantity: number; cancelled: number; amount: bigint }

/** Adds to the running sums of lines and of their orders what was given back. Constraints hold the limits. */
export const addRefunds = (tx: Tx, refunds: readonly Returned[]) => rows(tx)`
  with given as (
    select * from unnest(
      ${refunds.map((one) => one.line_id)}::uuid[], ${refunds.map((one) => one.quantity)}::int[],
      ${refunds.map((one) => one.cancelled)}::int[], ${refunds.map((one) => one.amount)}::bigint[]
    ) as given (line_id, quantity, cancelled, amount)
  ), counted as (
    update order_lines as line set refunded_quantity = line.refunded_quantity + given.quantity,
      cancelled_quantity = line.cancelled_quantity + given.cancelled, refunded_amount = line.refunded_amount + given.amount
    from given where line.id = given.line_id
    returning line.order_id, given.amount
  )
  update orders set refunded_amount = refunded_amount + total.amount
  from (select order_id, sum(amount)::bigint as amount from counted group by order_id) as total
  where orders.id = total.order_id`

/** Adds to what was shipped of each line. */
export const addShipped = (tx: Tx, lines: readonly { line_id: string; quantity: number }[]) =>
  rows<OrderLine>(tx)`
    update order_lines as line set shipped_quantity = line.shipped_quantity + sent.quantity
    from unnest(${lines.map((line) => line.line_id)}::uuid[], ${lines.map((line) => line.quantity)}::int[]) as sent (line_id, quantity)
    where line.id = sent.line_id returning line.*`

/** Keeps what is shown of a line's after-sale; an older fact never replaces a newer one. */
export const keepAftersale = (
  tx: Tx,
  one: { aftersale_id: string; order_line_id: string; kind: string; state: string; at: Date },
) => rows(tx)`
  insert into order_line_aftersales (aftersale_id, order_line_id, kind, state, changed_at)
  values (${one.aftersale_id}, ${one.order_line_id}, ${one.kind}, ${one.state}, ${one.at})
  on conflict (aftersale_id) do update set state = excluded.state, kind = excluded.kind, changed_at = excluded.changed_at
  where order_line_aftersales.changed_at <= excluded.changed_at`
