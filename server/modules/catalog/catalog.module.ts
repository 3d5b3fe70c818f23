import type { Context, Module } from '../../platform/context.ts'
import { rows, type Tx } from '../../platform/db.ts'
import { event, hear, type Wire } from '../../platform/outbox.ts'
import { shopOpened, shopSuspended } from '../shops/index.ts'
import { invariants } from './catalog.invariants.ts'
import { catalogRoutes } from './catalog.routes.ts'
import { escalateOverdue } from './decide-draft.ts'
import { runImports } from './run-imports.ts'
import { shopOpenedAgain, shopSuspendedNow } from './shelf.ts'

/** What is heard of orders, which are below: how many of a product were sold. */
type Sold = { was_paid?: boolean; lines: { product_id: string; quantity: number }[] }
const orderPaid = event<Sold>('order.paid')
const orderCancelled = event<Sold>('order.cancelled')

const countSold = (tx: Tx, { lines }: Pick<Wire<Sold>, 'lines'>, sign: 1 | -1) => rows(tx)`
  update products as p set sold_count = greatest(p.sold_count + part.quantity, 0)
  from (
    select product_id, sum(quantity)::bigint * ${sign}::bigint as quantity
    from unnest(${lines.map((line) => line.product_id)}::uuid[], ${lines.map((line) => line.quantity)}::bigint[]) as line (product_id, quantity)
    group by 1
  ) as part where p.id = part.product_id`

export const catalogModule = (context: Context): Module => ({
  name: 'catalog',
  routes: catalogRoutes(context),
  consumers: [
    {
      name: 'catalog.shops',
      on: {
        ...hear(shopOpened, (tx, { payload, at }) => shopOpenedAgain(tx, payload.shop_id, at)),
        ...hear(shopSuspended, (tx, { payload, at }) => shopSuspendedNow(tx, payload.shop_id, at)),
      },
    },
    {
      name: 'catalog.sold',
      on: {
        ...hear(orderPaid, async (tx, { payload }) => {
          await countSold(tx, payload, 1)
        }),
        ...hear(orderCancelled, async (tx, { payload }) => {
          if (payload.was_paid) await countSold(tx, payload, -1)
        }),
      },
    },
  ],
  sweeps: [
    {
      name: 'catalog.review_overdue',
      every_ms: 60_000,
      sweep: (now) => escalateOverdue(context.db, now),
    },
    { name: 'catalog.imports', every_ms: 500, sweep: (now) => runImports(context, now) },
  ],
  invariants,
})
