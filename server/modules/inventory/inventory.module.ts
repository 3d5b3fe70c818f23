import type { Context, Invariant, Module } from '../../platform/context.ts'
import { noOrphans } from '../../platform/invariants.ts'
import { hear } from '../../platform/outbox.ts'
import { productPassed } from '../catalog/index.ts'
import { receiveInitialStock } from './change-stock.ts'
import { turnFlash } from './flash.ts'
import { inventoryRoutes } from './inventory.routes.ts'

const invariants: Invariant[] = [
  noOrphans('reservations', {
    sku_id: 'skus',
    buyer_id: 'accounts',
    flash_offer_id: 'flash_offers',
  }),
  {
    name: 'I-30 received = available + reserved + sold + written off',
    sql: 'select sku_id, received, available, reserved, sold, written_off from stock where received <> available + reserved + sold + written_off limit 100',
  },
  {
    name: 'I-31 nothing is negative and no more is sold than was received',
    sql: 'select sku_id, available, reserved, sold, received from stock where available < 0 or reserved < 0 or sold < 0 or sold + reserved > received limit 100',
  },
  {
    name: 'I-32 each reservation ends at most once, and nothing is released after its claim',
    sql: `select noun_id, count(*) from state_changes where noun = 'reservations' and to_state in ('claimed', 'released')
      group by noun_id having count(*) > 1 limit 100`,
  },
  {
    name: 'I-33 reserved and sold are what the reservations say',
    sql: `select stock.sku_id, stock.reserved, stock.sold, held.reserved as reservations, held.sold as claims
      from stock full join (
        select sku_id, sum(quantity) filter (where state = 'reserved') as reserved,
          sum(quantity - returned) filter (where state in ('claimed', 'returned')) as sold
        from reservations group by 1) as held using (sku_id)
      where coalesce(stock.reserved, 0) <> coalesce(held.reserved, 0) or coalesce(stock.sold, 0) <> coalesce(held.sold, 0) limit 100`,
  },
  {
    name: 'I-33 no reservation outlives its deadline by an hour',
    sql: `select id, sku_id, deadline_at from reservations where state = 'reserved'
      and deadline_at < clock_timestamp() + (select offset_ms from clock) * interval '1 millisecond' - interval '1 hour' limit 100`,
  },
  {
    name: 'I-34 a flash offer never gives more than its quota, nor a buyer more than the limit',
    sql: `with held as (
        select flash_offer_id, buyer_id, sum(quantity) as quantity from reservations
        where flash_offer_id is not null and state <> 'released' group by 1, 2
      )
      select f.id, f.taken, f.quota, sum(held.quantity) as quantity, null::uuid as buyer_id
      from flash_offers as f left join held on held.flash_offer_id = f.id group by f.id
      having f.taken > f.quota or f.taken <> coalesce(sum(held.quantity), 0)
      union all
      select flash_offer_id, t.quantity, t.limit_per_buyer, held.quantity, buyer_id
      from flash_takings as t full join held using (flash_offer_id, buyer_id)
      where t.quantity > t.limit_per_buyer or coalesce(t.quantity, 0) <> coalesce(held.quantity, 0) limit 100`,
  },
  {
    name: 'I-35 a flash price is granted only inside its window',
    sql: `select r.id, r.created_at, f.opens_at, f.closes_at from reservations as r join flash_offers as f on f.id = r.flash_offer_id
      where r.created_at < f.opens_at or r.created_at >= f.closes_at limit 100`,
  },
]

export const inventoryModule = (context: Context): Module => ({
  name: 'inventory',
  routes: inventoryRoutes(context),
  consumers: [
    {
      name: 'inventory.listing',
      on: hear(productPassed, (tx, { payload, at }) =>
        receiveInitialStock(tx, { skus: payload.skus, now: at }),
      ),
    },
  ],
  sweeps: [{ name: 'inventory.flash', every_ms: 250, sweep: (now) => turnFlash(context.db, now) }],
  invariants,
})
