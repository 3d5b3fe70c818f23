import type { Context, Module } from '../../platform/context.ts'
import { rows, type Tx } from '../../platform/db.ts'
import { event, type Heard, hear } from '../../platform/outbox.ts'
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

/** Counts what was paid, and takes back what was cancelled after it, of many orders at once. */
async function countSold(tx: Tx, heard: readonly Heard<Sold>[]): Promise<void> {
  const lines = heard.flatMap(({ type, payload }) => {
    const sign = type === orderPaid.type ? 1 : payload.was_paid ? -1 : 0
    return payload.lines.map(({ product_id, quantity }) => ({ product_id, sold: sign * quantity }))
  })
  await rows(tx)`
    with part as (
      select product_id, sum(sold)::bigint as sold
      from unnest(${lines.map((line) => line.product_id)}::uuid[], ${lines.map((line) => line.sold)}::bigint[]) as line (product_id, sold)
      group by 1 having sum(sold) <> 0
    ), locked as (
      select id from products where id in (select product_id from part) order by id for no key update
    )
    update products as p set sold_count = greatest(p.sold_count + part.sold, 0)
    from part join locked on locked.id = part.product_id where p.id = part.product_id`
}

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
        ...hear(orderPaid, (tx, fact) => countSold(tx, [fact])),
        ...hear(orderCancelled, (tx, fact) => countSold(tx, [fact])),
      },
      all: countSold,
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
