import { instants, jsons, pick, plain, words } from '../../platform/columns.ts'
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
  | 'number'
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

/** Writes checkouts and their orders, each order in the state unpaid. */
export const insertOrders = (
  tx: Tx,
  checkouts: readonly NewCheckout[],
  orders: readonly NewOrder[],
  now: Date,
) => rows(tx)`
  with checkout as (
    insert into checkouts (id, buyer_id, payment_id, amount, currency, address, created_at)
    select id, buyer_id, payment_id, amount, currency, address, ${now}
    from unnest(${plain(pick(checkouts, 'id'))}::uuid[], ${plain(pick(checkouts, 'buyer_id'))}::uuid[], ${plain(pick(checkouts, 'payment_id'))}::uuid[],
      ${plain(pick(checkouts, 'amount'))}::bigint[], ${plain(pick(checkouts, 'currency'))}::text[],
      string_to_array(${jsons(checkouts.map((one) => JSON.stringify(one.address)))}, chr(30))::jsonb[])
      as one (id, buyer_id, payment_id, amount, currency, address)
    returning id, buyer_id, payment_id, currency, address
  )
  insert into orders (id, number, checkout_id, buyer_id, shop_id, payment_id, currency, goods_amount, discount_amount,
    freight_amount, paid_amount, address, buyer_note, ship_within_hours, state, state_at, deadline_at, created_at)
  select one.id, number, checkout_id, checkout.buyer_id, shop_id, checkout.payment_id, checkout.currency, goods_amount, discount_amount,
    freight_amount, paid_amount, checkout.address, buyer_note, ship_within_hours, 'unpaid', ${now}, deadline_at, ${now}
  from unnest(${plain(pick(orders, 'id'))}::uuid[], ${plain(pick(orders, 'number'))}::text[], ${plain(pick(orders, 'checkout_id'))}::uuid[],
    ${plain(pick(orders, 'shop_id'))}::uuid[], ${plain(pick(orders, 'goods_amount'))}::bigint[], ${plain(pick(orders, 'discount_amount'))}::bigint[],
    ${plain(pick(orders, 'freight_amount'))}::bigint[], ${plain(pick(orders, 'paid_amount'))}::bigint[], ${words(pick(orders, 'buyer_note'))}::text[],
    ${plain(pick(orders, 'ship_within_hours'))}::int[], ${instants(pick(orders, 'deadline_at'))}::timestamptz[])
    as one (id, number, checkout_id, shop_id, goods_amount, discount_amount, freight_amount, paid_amount, buyer_note, ship_within_hours, deadline_at)
  join checkout on checkout.id = checkout_id`

/** Writes the lines. `unnest` flattens arrays of arrays, so option values travel as JSON. */
export const insertLines = (tx: Tx, made: readonly NewLine[]) => rows(tx)`
  insert into order_lines (id, order_id, shop_id, position, product_id, sku_id, quantity, title, option_values, picture_key, unit_price,
    price_amount, shop_discount, platform_discount, creator_discount, paid_amount, fee_ppm, commission_ppm, leader_ppm, leader_cut_ppm,
    premium, plan_id, creator_id, leader_id, room_id, stream_offset_ms, flash_offer_id, return_days, return_exception)
  select id, order_id, shop_id, position, product_id, sku_id, quantity, title, array(select jsonb_array_elements_text(option_values)),
    picture_key, unit_price, price_amount, shop_discount, platform_discount, creator_discount, paid_amount, fee_ppm, commission_ppm,
    leader_ppm, leader_cut_ppm, premium, plan_id, creator_id, leader_id, room_id, stream_offset_ms, flash_offer_id, return_days, return_exception
  from unnest(${plain(pick(made, 'id'))}::uuid[], ${plain(pick(made, 'order_id'))}::uuid[], ${plain(pick(made, 'shop_id'))}::uuid[],
    ${plain(pick(made, 'position'))}::int[], ${plain(pick(made, 'product_id'))}::uuid[], ${plain(pick(made, 'sku_id'))}::uuid[],
    ${plain(pick(made, 'quantity'))}::int[], ${words(pick(made, 'title'))}::text[],
    string_to_array(${jsons(made.map((line) => JSON.stringify(line.option_values)))}, chr(30))::jsonb[],
    ${words(pick(made, 'picture_key'))}::text[], ${plain(pick(made, 'unit_price'))}::bigint[], ${plain(pick(made, 'price_amount'))}::bigint[],
    ${plain(pick(made, 'shop_discount'))}::bigint[], ${plain(pick(made, 'platform_discount'))}::bigint[],
    ${plain(pick(made, 'creator_discount'))}::bigint[], ${plain(pick(made, 'paid_amount'))}::bigint[], ${plain(pick(made, 'fee_ppm'))}::bigint[],
    ${plain(pick(made, 'commission_ppm'))}::bigint[], ${plain(pick(made, 'leader_ppm'))}::bigint[], ${plain(pick(made, 'leader_cut_ppm'))}::bigint[],
    ${plain(pick(made, 'premium'))}::bigint[], ${plain(pick(made, 'plan_id'))}::uuid[], ${plain(pick(made, 'creator_id'))}::uuid[],
    ${plain(pick(made, 'leader_id'))}::uuid[], ${plain(pick(made, 'room_id'))}::uuid[], ${plain(pick(made, 'stream_offset_ms'))}::bigint[],
    ${plain(pick(made, 'flash_offer_id'))}::uuid[], ${plain(pick(made, 'return_days'))}::int[], ${words(pick(made, 'return_exception'))}::text[])
    as one (id, order_id, shop_id, position, product_id, sku_id, quantity, title, option_values, picture_key, unit_price, price_amount,
      shop_discount, platform_discount, creator_discount, paid_amount, fee_ppm, commission_ppm, leader_ppm, leader_cut_ppm, premium,
      plan_id, creator_id, leader_id, room_id, stream_offset_ms, flash_offer_id, return_days, return_exception)`

/** Takes what was bought out of the baskets it was bought from. */
export const emptyBaskets = (
  tx: Tx,
  bought: readonly { buyer_id: string; sku_id: string }[],
) => rows(tx)`
  delete from basket_lines as b
  using unnest(${plain(pick(bought, 'buyer_id'))}::uuid[], ${plain(pick(bought, 'sku_id'))}::uuid[]) as one (account_id, sku_id)
  where b.account_id = one.account_id and b.sku_id = one.sku_id`
