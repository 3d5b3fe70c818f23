import { bigints, instants, ints, jsonbs, pick, texts, uuids } from '../../platform/columns.ts'
import { rows, type Tx } from '../../platform/db.ts'
import type { OrderRow } from './order.ts'
import type { OrderLine } from './order-line.ts'

/** Array-shaped on purpose: one statement writes the rows of one checkout or of many. */

export type NewCheckout = {
  id: string
  buyer_id: string
  payment_id: string
  amount: bigint
  currency: string
  /** JSON. */
  address: string
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
  | 'buyer_note'
  | 'ship_within_hours'
  | 'deadline_at'
>
/** What a line was sold by and for. In a rush many lines share one, and it travels once. */
export type Terms = Omit<
  OrderLine,
  | 'id'
  | 'order_id'
  | 'position'
  | 'shipped_quantity'
  | 'cancelled_quantity'
  | 'refunded_quantity'
  | 'refunded_amount'
>
export type NewLine = Pick<OrderLine, 'id' | 'order_id' | 'position'> & { terms: Terms }

/** Writes checkouts and their orders, each order in the state unpaid. */
export const insertOrders = (
  tx: Tx,
  checkouts: readonly NewCheckout[],
  orders: readonly NewOrder[],
  now: Date,
) => rows(tx)`
  with checkout as materialized (
    select * from unnest(${uuids(pick(checkouts, 'id'))}::uuid[], ${uuids(pick(checkouts, 'buyer_id'))}::uuid[], ${uuids(pick(checkouts, 'payment_id'))}::uuid[],
      ${bigints(pick(checkouts, 'amount'))}::bigint[], ${texts(pick(checkouts, 'currency'))}::text[],
      ${jsonbs(pick(checkouts, 'address'))}::jsonb[])
      as one (id, buyer_id, payment_id, amount, currency, address)
  ), bought as (
    insert into checkouts (id, buyer_id, payment_id, amount, currency, created_at)
    select id, buyer_id, payment_id, amount, currency, ${now} from checkout
  )
  insert into orders (id, number, checkout_id, buyer_id, shop_id, payment_id, currency, goods_amount, discount_amount,
    freight_amount, paid_amount, address, buyer_note, ship_within_hours, state, state_at, deadline_at, created_at)
  select one.id, number, checkout_id, checkout.buyer_id, shop_id, checkout.payment_id, checkout.currency, goods_amount, discount_amount,
    freight_amount, paid_amount, checkout.address, buyer_note, ship_within_hours, 'unpaid', ${now}, deadline_at, ${now}
  from unnest(${uuids(pick(orders, 'id'))}::uuid[], ${texts(pick(orders, 'number'))}::text[], ${uuids(pick(orders, 'checkout_id'))}::uuid[],
    ${uuids(pick(orders, 'shop_id'))}::uuid[], ${bigints(pick(orders, 'goods_amount'))}::bigint[], ${bigints(pick(orders, 'discount_amount'))}::bigint[],
    ${bigints(pick(orders, 'freight_amount'))}::bigint[], ${bigints(pick(orders, 'paid_amount'))}::bigint[], ${texts(pick(orders, 'buyer_note'))}::text[],
    ${ints(pick(orders, 'ship_within_hours'))}::int[], ${instants(pick(orders, 'deadline_at'))}::timestamptz[])
    as one (id, number, checkout_id, shop_id, goods_amount, discount_amount, freight_amount, paid_amount, buyer_note, ship_within_hours, deadline_at)
  join checkout on checkout.id = checkout_id`

/** Writes the lines. `unnest` flattens arrays of arrays, so option values travel as JSON. */
export function insertLines(tx: Tx, made: readonly NewLine[]) {
  const places = new Map<Terms, number>()
  for (const { terms } of made) if (!places.has(terms)) places.set(terms, places.size)
  const terms = [...places.keys()]
  return rows(tx)`
    insert into order_lines (id, order_id, position, shop_id, product_id, sku_id, quantity, title, option_values, picture_key, unit_price,
      price_amount, shop_discount, platform_discount, creator_discount, paid_amount, fee_ppm, commission_ppm, leader_ppm, leader_cut_ppm,
      premium, plan_id, creator_id, leader_id, room_id, stream_offset_ms, flash_offer_id, return_days, return_exception,
      placement, content_id, plan_kind, campaign_id, agency_id, agency_ppm)
    select line.id, order_id, position, shop_id, product_id, sku_id, quantity, title, option_values, picture_key, unit_price,
      price_amount, shop_discount, platform_discount, creator_discount, paid_amount, fee_ppm, commission_ppm, leader_ppm, leader_cut_ppm,
      premium, plan_id, creator_id, leader_id, room_id, stream_offset_ms, flash_offer_id, return_days, return_exception,
      placement, content_id, plan_kind, campaign_id, agency_id, agency_ppm
    from unnest(${uuids(pick(made, 'id'))}::uuid[], ${uuids(pick(made, 'order_id'))}::uuid[], ${ints(pick(made, 'position'))}::int[],
      ${ints(made.map((line) => places.get(line.terms) as number))}::int[]) as line (id, order_id, position, place)
    join (
      select place, shop_id, product_id, sku_id, quantity, title, array(select jsonb_array_elements_text(option_values)) as option_values,
        picture_key, unit_price, price_amount, shop_discount, platform_discount, creator_discount, paid_amount, fee_ppm, commission_ppm,
        leader_ppm, leader_cut_ppm, premium, plan_id, creator_id, leader_id, room_id, stream_offset_ms, flash_offer_id, return_days, return_exception,
        placement, content_id, plan_kind, campaign_id, agency_id, agency_ppm
      from unnest(${ints([...places.values()])}::int[], ${uuids(pick(terms, 'shop_id'))}::uuid[], ${uuids(pick(terms, 'product_id'))}::uuid[],
        ${uuids(pick(terms, 'sku_id'))}::uuid[], ${ints(pick(terms, 'quantity'))}::int[], ${texts(pick(terms, 'title'))}::text[],
        ${jsonbs(terms.map((one) => JSON.stringify(one.option_values)))}::jsonb[], ${texts(pick(terms, 'picture_key'))}::text[],
        ${bigints(pick(terms, 'unit_price'))}::bigint[], ${bigints(pick(terms, 'price_amount'))}::bigint[],
        ${bigints(pick(terms, 'shop_discount'))}::bigint[], ${bigints(pick(terms, 'platform_discount'))}::bigint[],
        ${bigints(pick(terms, 'creator_discount'))}::bigint[], ${bigints(pick(terms, 'paid_amount'))}::bigint[],
        ${bigints(pick(terms, 'fee_ppm'))}::bigint[], ${bigints(pick(terms, 'commission_ppm'))}::bigint[],
        ${bigints(pick(terms, 'leader_ppm'))}::bigint[], ${bigints(pick(terms, 'leader_cut_ppm'))}::bigint[],
        ${bigints(pick(terms, 'premium'))}::bigint[], ${uuids(pick(terms, 'plan_id'))}::uuid[], ${uuids(pick(terms, 'creator_id'))}::uuid[],
        ${uuids(pick(terms, 'leader_id'))}::uuid[], ${uuids(pick(terms, 'room_id'))}::uuid[], ${bigints(pick(terms, 'stream_offset_ms'))}::bigint[],
        ${uuids(pick(terms, 'flash_offer_id'))}::uuid[], ${ints(pick(terms, 'return_days'))}::int[], ${texts(pick(terms, 'return_exception'))}::text[],
        ${texts(pick(terms, 'placement'))}::text[], ${uuids(pick(terms, 'content_id'))}::uuid[], ${texts(pick(terms, 'plan_kind'))}::text[],
        ${uuids(pick(terms, 'campaign_id'))}::uuid[], ${uuids(pick(terms, 'agency_id'))}::uuid[], ${bigints(pick(terms, 'agency_ppm'))}::bigint[])
        as one (place, shop_id, product_id, sku_id, quantity, title, option_values, picture_key, unit_price, price_amount,
          shop_discount, platform_discount, creator_discount, paid_amount, fee_ppm, commission_ppm, leader_ppm, leader_cut_ppm, premium,
          plan_id, creator_id, leader_id, room_id, stream_offset_ms, flash_offer_id, return_days, return_exception,
          placement, content_id, plan_kind, campaign_id, agency_id, agency_ppm)
      offset 0
    ) as terms using (place)`
}

/** Takes what was bought out of the baskets it was bought from. */
export const emptyBaskets = (
  tx: Tx,
  bought: readonly { buyer_id: string; sku_id: string }[],
) => rows(tx)`
  delete from basket_lines as b
  using unnest(${uuids(pick(bought, 'buyer_id'))}::uuid[], ${uuids(pick(bought, 'sku_id'))}::uuid[]) as one (account_id, sku_id)
  where b.account_id = one.account_id and b.sku_id = one.sku_id`
