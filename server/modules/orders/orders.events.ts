import type { Tx } from '../../platform/db.ts'
import { event, publish, publishTogether } from '../../platform/outbox.ts'
import type { OrderRow } from './order.ts'
import type { OrderLine } from './order-line.ts'

/** A line inside a fact: what it was sold by. Amounts in minor units, rates in parts per million. */
export type LineFact = {
  line_id: string
  sku_id: string
  product_id: string
  quantity: number
  title: string
  room_id: string | null
  creator_id: string | null
  leader_id: string | null
  flash_offer_id: string | null
  price_amount: bigint
  shop_discount: bigint
  platform_discount: bigint
  creator_discount: bigint
  paid_amount: bigint
  fee_ppm: bigint
  commission_ppm: bigint
  leader_ppm: bigint
  leader_cut_ppm: bigint
  premium: bigint
}

export type OrderFact = {
  order_id: string
  number: string
  shop_id: string
  buyer_id: string
  payment_id: string | null
  currency: string
  paid_amount: bigint
  at: Date
  /**
   * Of a cancellation: true when the order had been paid and this very cancellation gives back what was left,
   * `refund_amount`. After refunds line by line nothing is left to give: then it is false.
   */
  was_paid?: boolean
  refund_amount?: bigint
  reason?: string
  /** Of a paid order's cancellation: the pieces that this very cancellation gave up; those refunded before are not among them. */
  cancelled?: { line_id: string; quantity: number }[]
  lines: LineFact[]
}

/**
 * Stock is held, nothing is paid yet. Told thousands of times a second, so it says only what was bought from where; what
 * it was sold by stands on the order and is told when it is paid.
 */
export const orderPlaced = event<PlacedFact>('order.placed')
export const orderPaid = event<OrderFact>('order.paid')
export const orderCancelled = event<OrderFact>('order.cancelled')
/** Everything that will be shipped has left. */
export const orderShipped = event<OrderFact>('order.shipped')
export const orderCompleted = event<OrderFact>('order.completed')
/**
 * The shop sent a part and let the time for the rest run out: these units will not come, their money goes back by a
 * refund of the kind `order_cancelled` under this order's id. The rest of the order goes on.
 */
export const orderRestCancelled = event<
  OrderFact & {
    /** Null where nothing had been paid for these pieces. */
    refund_id: string | null
    cancelled: { line_id: string; quantity: number; amount: bigint }[]
  }
>('order.rest_cancelled')

/** Published by the after-sales module at each change of state, for what buyers see on the line. */
export const aftersaleChanged = event<{
  aftersale_id: string
  order_line_id: string
  kind: string
  state: string
}>('aftersale.changed')

/** Published by the shipping module; `all_signed` when nothing of the order is on its way any more. */
export const parcelSigned = event<{
  parcel_id: string
  order_id: string
  direction: 'outbound' | 'return'
  aftersale_id: string | null
  signed_at: Date
  all_signed: boolean
}>('parcel.signed')

export const lineFact = (line: OrderLine): LineFact => ({
  line_id: line.id,
  sku_id: line.sku_id,
  product_id: line.product_id,
  quantity: line.quantity,
  title: line.title,
  room_id: line.room_id,
  creator_id: line.creator_id,
  leader_id: line.leader_id,
  flash_offer_id: line.flash_offer_id,
  price_amount: line.price_amount,
  shop_discount: line.shop_discount,
  platform_discount: line.platform_discount,
  creator_discount: line.creator_discount,
  paid_amount: line.paid_amount,
  fee_ppm: line.fee_ppm,
  commission_ppm: line.commission_ppm,
  leader_ppm: line.leader_ppm,
  leader_cut_ppm: line.leader_cut_ppm,
  premium: line.premium,
})

/** What was bought from where, and by whom. Amounts in minor units. */
type PlacedFact = Pick<OrderFact, 'order_id' | 'shop_id' | 'buyer_id'> & {
  paid_amount: number
  lines: (Pick<LineFact, 'line_id' | 'product_id' | 'quantity' | 'title' | 'room_id'> & {
    paid_amount: number
  })[]
}

type Told = Pick<
  OrderRow,
  'id' | 'number' | 'shop_id' | 'buyer_id' | 'payment_id' | 'currency' | 'paid_amount'
>

export const orderFact = <More extends object>(
  order: Told,
  lines: readonly OrderLine[],
  at: Date,
  more: More,
): OrderFact & More => ({
  order_id: order.id,
  number: order.number,
  shop_id: order.shop_id,
  buyer_id: order.buyer_id,
  payment_id: order.payment_id,
  currency: order.currency,
  paid_amount: order.paid_amount,
  at,
  ...more,
  lines: lines.filter((line) => line.order_id === order.id).map(lineFact),
})

/** Publishes one fact for each order, keyed by the order. */
export const tell = (
  tx: Tx,
  kind: typeof orderPaid,
  orders: readonly Told[],
  lines: readonly OrderLine[],
  now: Date,
  moreOf: (order: Told) => Partial<OrderFact> = () => ({}),
): Promise<void> =>
  publish(
    tx,
    kind,
    orders.map((order) => ({
      key: order.id,
      payload: orderFact(order, lines, now, moreOf(order)),
    })),
    now,
  )

/** Tells of all orders that one commit placed; they share a place in line. */
export function tellPlaced(
  tx: Tx,
  orders: readonly Pick<Told, 'id' | 'shop_id' | 'buyer_id' | 'paid_amount'>[],
  lines: readonly PlacedLine[],
  now: Date,
): Promise<void> {
  const of = Map.groupBy(lines, (line) => line.order_id)
  return publishTogether(
    tx,
    orderPlaced,
    orders.map(({ id, shop_id, buyer_id, paid_amount }) => ({
      key: id,
      payload: {
        order_id: id,
        shop_id,
        buyer_id,
        paid_amount: Number(paid_amount),
        lines: (of.get(id) ?? []).map(({ id, terms }) => ({
          line_id: id,
          product_id: terms.product_id,
          quantity: terms.quantity,
          title: terms.title,
          room_id: terms.room_id,
          paid_amount: Number(terms.paid_amount),
        })),
      },
    })),
    now,
  )
}
type PlacedLine = Pick<OrderLine, 'id' | 'order_id'> & {
  terms: Pick<OrderLine, 'product_id' | 'quantity' | 'title' | 'room_id' | 'paid_amount'>
}
