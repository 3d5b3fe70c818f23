import type { Invariant } from '../../platform/context.ts'
import { noOrphans } from '../../platform/invariants.ts'

/** What must hold of orders at every commit; each query returns offenders. */
export const ordersInvariants: Invariant[] = [
  noOrphans('checkouts', { buyer_id: 'accounts', payment_id: 'payments' }),
  noOrphans('orders', {
    buyer_id: 'accounts',
    checkout_id: 'checkouts',
    payment_id: 'payments',
    shop_id: 'shops',
  }),
  noOrphans('order_lines', {
    order_id: 'orders',
    shop_id: 'shops',
    product_id: 'products',
    sku_id: 'skus',
    creator_id: 'accounts',
    leader_id: 'accounts',
    room_id: 'rooms',
    flash_offer_id: 'flash_offers',
  }),
  {
    name: 'I-15 what a claim was answered is there, and no purchase answers two claims',
    sql: `with answered as (
        select id, (answer->>'checkout_id')::uuid as checkout_id, answer->'order_ids' as order_ids
        from idempotency_keys where answer->'order_ids' is not null and answer->'checkout_id' is not null
      )
      select id, checkout_id from answered where not exists (select from checkouts where checkouts.id = checkout_id)
      union all select answered.id, o.id::uuid from answered, json_array_elements_text(order_ids) as o (id)
        where not exists (select from orders where orders.id = o.id::uuid and orders.checkout_id = answered.checkout_id)
      union all select min(id::text)::uuid, checkout_id from answered group by checkout_id having count(*) > 1 limit 100`,
  },
  {
    name: 'I-18 an order’s total is the sum of its lines, less discounts, plus freight',
    sql: `select o.id, o.number from orders as o join (
        select order_id, sum(price_amount) as goods, sum(shop_discount + platform_discount + creator_discount) as discounts,
          sum(paid_amount) as paid from order_lines group by order_id) as l on l.order_id = o.id
      where (o.goods_amount, o.discount_amount, o.paid_amount) is distinct from (l.goods::bigint, l.discounts::bigint, (l.paid + o.freight_amount)::bigint) limit 100`,
  },
  {
    name: 'I-18 every order has lines, all of its shop, and is more than nothing',
    sql: `select o.id from orders as o where o.paid_amount < 1 or not exists (select from order_lines where order_id = o.id)
      or exists (select from order_lines where order_id = o.id and shop_id <> o.shop_id) limit 100`,
  },
  {
    name: 'I-18 a checkout’s amount is the sum of its orders, in one currency, one order a shop',
    sql: `select c.id from checkouts as c left join orders as o on o.checkout_id = c.id group by c.id
      having c.amount is distinct from sum(o.paid_amount)::bigint or count(*) <> count(distinct o.shop_id)
        or bool_or(o.currency <> c.currency or o.buyer_id <> c.buyer_id or o.payment_id is distinct from c.payment_id) limit 100`,
  },
  {
    name: 'I-19 an order counts as paid only by a succeeded payment of the same checkout, amount and currency',
    sql: `select o.id, o.state from orders as o join checkouts as c on c.id = o.checkout_id left join payments as p on p.id = o.payment_id
      where o.paid_at is not null and (p.state is distinct from 'succeeded' or p.subject_kind <> 'checkout' or p.subject_id <> c.id
        or p.amount <> c.amount or p.currency <> c.currency or p.payer_id <> o.buyer_id) limit 100`,
  },
  {
    name: 'I-19 what is shipped, on its way to be, or completed has been paid',
    sql: `select id, state from orders where state in ('to_ship', 'part_shipped', 'shipped', 'completed') and (paid_at is null or ship_by is null) limit 100`,
  },
  {
    name: 'I-19 a payment that succeeded has made its orders paid within a minute',
    sql: `select o.id, p.id as payment_id from payments as p join orders as o on o.payment_id = p.id, clock
      where p.state = 'succeeded' and o.state = 'unpaid'
        and p.state_at < clock_timestamp() + make_interval(secs => clock.offset_ms / 1000.0) - interval '60 seconds' limit 100`,
  },
  {
    name: 'I-23 no order is cancelled as unpaid while its payment succeeded',
    sql: `select o.id from orders as o join payments as p on p.id = o.payment_id
      where o.state = 'cancelled' and o.paid_at is null and p.state = 'succeeded' limit 100`,
  },
  {
    name: 'I-24 what was refunded of an order is the sum over its lines',
    sql: `select o.id from orders as o join (select order_id, sum(refunded_amount) as refunded from order_lines group by order_id) as l on l.order_id = o.id
      where o.refunded_amount <> l.refunded + (case when o.state = 'cancelled' and o.paid_at is not null then o.freight_amount else 0 end) limit 100`,
  },
  {
    name: 'I-24 a line whose units were all refunded gave back exactly what was paid',
    sql: `select id from order_lines where refunded_quantity = quantity and refunded_amount <> paid_amount limit 100`,
  },
  {
    name: 'I-28 a line keeps its price: what it cost is its unit price times its quantity, less its discounts',
    sql: `select id from order_lines where price_amount <> unit_price * quantity
      or paid_amount <> price_amount - shop_discount - platform_discount - creator_discount limit 100`,
  },
  {
    name: 'I-28 commission goes to a creator, from a plan and a place where they showed the goods',
    sql: `select id from order_lines where commission_ppm > 0 and (creator_id is null or plan_id is null
      or (room_id is null and placement not in ('video', 'showcase'))) limit 100`,
  },
  {
    name: 'I-54 what a line was sold by hangs together: its place names what stood there, an agency shares a commission',
    sql: `select id, placement from order_lines where (placement = 'room' and room_id is null) or (placement = 'video' and content_id is null)
      or (placement in ('video', 'showcase') and (room_id is not null or creator_id is null))
      or (agency_id is not null and (creator_id is null or agency_id = creator_id)) or (agency_ppm > 0 and agency_id is null)
      or commission_ppm + leader_ppm > 900000 limit 100`,
  },
  {
    name: 'I-29 no unpaid order is older than its limit and a minute',
    sql: `select o.id, o.deadline_at from orders as o, clock where o.state = 'unpaid'
      and (o.deadline_at is null or o.deadline_at < clock_timestamp() + make_interval(secs => clock.offset_ms / 1000.0) - interval '60 seconds') limit 100`,
  },
  {
    name: 'I-29 a cancelled order holds no stock',
    sql: `select o.id from orders as o join order_lines as l on l.order_id = o.id join reservations as r on r.id = l.id
      where o.state = 'cancelled' and (r.state = 'reserved' or (o.paid_at is null and r.state <> 'released')) limit 100`,
  },
  {
    name: 'I-50 every order that waits says until when, or stands still for an after-sale',
    sql: `select id, state from orders where state in ('unpaid', 'to_ship', 'part_shipped', 'shipped') and deadline_at is null
      and not (state = 'shipped' and open_aftersales > 0 and receipt_left_ms is not null) limit 100`,
  },
  {
    name: 'an order is shipped when, and only when, nothing is left to send',
    sql: `select o.id, o.state from orders as o join (
        select order_id, sum(quantity - shipped_quantity - cancelled_quantity) as left_over, sum(shipped_quantity) as sent from order_lines group by order_id) as l on l.order_id = o.id
      where (o.state = 'shipped' and (l.left_over > 0 or l.sent = 0)) or (o.state = 'part_shipped' and (l.left_over = 0 or l.sent = 0))
        or (o.state in ('unpaid', 'to_ship', 'cancelled') and l.sent > 0) or (o.state = 'completed' and l.left_over > 0) limit 100`,
  },
]
