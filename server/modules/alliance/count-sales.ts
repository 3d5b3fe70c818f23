import { bigints, pick, uuids } from '../../platform/columns.ts'
import { rows, type Tx } from '../../platform/db.ts'
import { type Consumer, type Heard, hear } from '../../platform/outbox.ts'
import {
  aftersaleRefunding,
  orderCancelled,
  orderPaid,
  orderRestCancelled,
} from './alliance.events.ts'

type Part = { line_id: string; sold: number; returned: number }

/** What a fact changes: pieces that stay sold, and of them those that came back after shipping. */
function partsOf({ type, payload }: Heard): Part[] {
  const lines = (of: { line_id: string; quantity: number }[], sign: 1 | -1): Part[] =>
    of.map(({ line_id, quantity }) => ({ line_id, sold: sign * quantity, returned: 0 }))
  switch (type) {
    case orderPaid.type:
      return lines(payload.lines, 1)
    case orderCancelled.type:
      // What came back piece by piece before was counted then.
      return payload.was_paid ? lines(payload.cancelled ?? payload.lines, -1) : []
    case orderRestCancelled.type:
      return lines(payload.cancelled, -1)
    default: {
      const { order_line_id: line_id, quantity, before_ship } = payload
      return [
        before_ship
          ? { line_id, sold: -quantity, returned: 0 }
          : { line_id, sold: 0, returned: quantity },
      ]
    }
  }
}

/**
 * Counts goods by the day on which they were paid, of many facts at once, so that a return lowers the standing of the
 * day it was sold on. (Orders stand below; of their lines only the product and the day are read.)
 */
async function count(tx: Tx, heard: readonly Heard[]): Promise<void> {
  const parts = heard.flatMap(partsOf)
  if (parts.length === 0) return
  await rows(tx)`
    insert into product_days as d (product_id, day, sold, returned)
    select line.product_id, (o.paid_at at time zone 'Asia/Shanghai')::date as day, sum(part.sold), sum(part.returned)
    from unnest(${uuids(pick(parts, 'line_id'))}::uuid[], ${bigints(parts.map((part) => BigInt(part.sold)))}::bigint[],
      ${bigints(parts.map((part) => BigInt(part.returned)))}::bigint[]) as part (line_id, sold, returned)
    join order_lines as line on line.id = part.line_id join orders as o on o.id = line.order_id
    where o.paid_at is not null
    group by 1, 2 order by 1, 2
    on conflict (product_id, day) do update set sold = d.sold + excluded.sold, returned = d.returned + excluded.returned`
}

export const salesCounter: Consumer = {
  name: 'alliance.sales',
  on: {
    ...hear(orderPaid, (tx, fact) => count(tx, [fact])),
    ...hear(orderCancelled, (tx, fact) => count(tx, [fact])),
    ...hear(orderRestCancelled, (tx, fact) => count(tx, [fact])),
    ...hear(aftersaleRefunding, (tx, fact) => count(tx, [fact])),
  },
  all: count,
}
