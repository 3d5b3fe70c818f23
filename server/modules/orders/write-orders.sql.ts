import { rows, type Tx } from '../../platform/db.ts'
import type { AddressWords, OrderRow } from './order.ts'
import type { OrderLine } from './order-line.ts'

/** Array-shaped on purpose: one statement writes the rows of one checkout or of many. */

export type NewCheckout = {
  id: string
  buyer_id: string
  payment_id: string
  amount: bigint
  currency: string
  address: AddressWords
}
export type NewOrder = Pick<
  OrderRow,
  | 'id'
  | 'checkout_id'
  | 'buyer_id'
  | 'shop_id'
  | 'payment_id'
  | 'currency'
  | 'goods_amount'
  | 'discount_amount'
  | 'freight_amount'
  | 'paid_amount'
  | 'address'
  | 'buyer_note'
  | 'ship_within_hours'
  | 'deadline_at'
>
export type NewLine = Omit<
  OrderLine,
  'shipped_quantity' | 'cancelled_quantity' | 'refunded_quantity' | 'refunded_amount'
>

const pick = <T, K extends keyof T>(list: readonly T[], key: K): T[K][] =>
  list.map((one) => one[key])

export const insertCheckouts = (tx: Tx, made: readonly NewCheckout[], now: Date) => rows(tx)`
  insert into checkouts (id, buyer_id, payment_id, amount, currency, address, created_at)
  select id, buyer_id, payment_id, amount, currency, address, ${now}
  from unnest(${pick(made, 'id')}::uuid[], ${pick(made, 'buyer_id')}::uuid[], ${pick(made, 'payment_id')}::uuid[],
    ${pick(made, 'amount')}::bigint[], ${pick(made, 'currency')}::text[], ${made.map((one) => JSON.stringify(one.address))}::jsonb[])
    as one (id, buyer_id, payment_id, amount, currency, address)`

/** Writes the orders, each in the state unpaid, and gives each its public number. */
export const insertOrders = (tx: Tx, made: readonly NewOrder[], now: Date) =>
  rows<{ id: string; number: string }>(tx)`
    insert into orders (id, number, checkout_id, buyer_id, shop_id, payment_id, currency, goods_amount, discount_amount,
      freight_amount, paid_amount, address, buyer_note, ship_within_hours, state, state_at, deadline_at, created_at)
    select id, next_order_number(${now}), checkout_id, buyer_id, shop_id, payment_id, currency, goods_amount, discount_amount,
      freight_amount, paid_amount, address, buyer_note, ship_within_hours, 'unpaid', ${now}, deadline_at, ${now}
    from unnest(${pick(made, 'id')}::uuid[], ${pick(made, 'checkout_id')}::uuid[], ${pick(made, 'buyer_id')}::uuid[],
      ${pick(made, 'shop_id')}::uuid[], ${pick(made, 'payment_id')}::uuid[], ${pick(made, 'currency')}::text[],
      ${pick(made, 'goods_amount')}::bigint[], ${pick(made, 'discount_amount')}::bigint[], ${pick(made, 'freight_amount')}::bigint[],
      ${pick(made, 'paid_amount')}::bigint[], ${made.map((one) => JSON.stringify(one.address))}::jsonb[], ${pick(made, 'buyer_note')}::text[],
      ${pick(made, 'ship_within_hours')}::int[], ${pick(made, 'deadline_at')}::timestamptz[])
      as one (id, checkout_id, buyer_id, shop_id, payment_id, currency, goods_amount, discount_amount, freight_amount, paid_amount,
        address, buyer_note, ship_within_hours, deadline_at)
    returning id, number`

/** Writes the lines. `unnest` flattens arrays of arrays, so option values travel as JSON. */
export const insertLines = (tx: Tx, made: readonly NewLine[]) => rows(tx)`
  insert into order_lines (id, order_id, shop_id, position, product_id, sku_id, quantity, title, option_values, picture_key, unit_price,
    price_amount, shop_discount, platform_discount, creator_discount, paid_amount, fee_ppm, commission_ppm, leader_ppm, leader_cut_ppm,
    premium, plan_id, creator_id, leader_id, room_id, stream_offset_ms, flash_offer_id, return_days, return_exception)
  select id, order_id, shop_id, position, product_id, sku_id, quantity, title, array(select jsonb_array_elements_text(option_values)),
    picture_key, unit_price, price_amount, shop_discount, platform_discount, creator_discount, paid_amount, fee_ppm, commission_ppm,
    leader_ppm, leader_cut_ppm, premium, plan_id, creator_id, leader_id, room_id, stream_offset_ms, flash_offer_id, return_days, return_exception
  from unnest(${pick(made, 'id')}::uuid[], ${pick(made, 'order_id')}::uuid[], ${pick(made, 'shop_id')}::uuid[], ${pick(made, 'position')}::int[],
    ${pick(made, 'product_id')}::uuid[], ${pick(made, 'sku_id')}::uuid[], ${pick(made, 'quantity')}::int[], ${pick(made, 'title')}::text[],
    ${made.map((line) => JSON.stringify(line.option_values))}::jsonb[], ${pick(made, 'picture_key')}::text[], ${pick(made, 'unit_price')}::bigint[],
    ${pick(made, 'price_amount')}::bigint[], ${pick(made, 'shop_discount')}::bigint[], ${pick(made, 'platform_discount')}::bigint[],
    ${pick(made, 'creator_discount')}::bigint[], ${pick(made, 'paid_amount')}::bigint[], ${pick(made, 'fee_ppm')}::bigint[],
    ${pick(made, 'commission_ppm')}::bigint[], ${pick(made, 'leader_ppm')}::bigint[], ${pick(made, 'leader_cut_ppm')}::bigint[],
    ${pick(made, 'premium')}::bigint[], ${pick(made, 'plan_id')}::uuid[], ${pick(made, 'creator_id')}::uuid[], ${pick(made, 'leader_id')}::uuid[],
    ${pick(made, 'room_id')}::uuid[], ${pick(made, 'stream_offset_ms')}::bigint[], ${pick(made, 'flash_offer_id')}::uuid[],
    ${pick(made, 'return_days')}::int[], ${pick(made, 'return_exception')}::text[])
    as one (id, order_id, shop_id, position, product_id, sku_id, quantity, title, option_values, picture_key, unit_price, price_amount,
      shop_discount, platform_discount, creator_discount, paid_amount, fee_ppm, commission_ppm, leader_ppm, leader_cut_ppm, premium,
      plan_id, creator_id, leader_id, room_id, stream_offset_ms, flash_offer_id, return_days, return_exception)`
