import { event } from '../../platform/outbox.ts'

/*
 * What we hear from modules below, which we cannot import: the part of their facts that rooms are about.
 */

type BoughtLine = {
  line_id: string
  product_id: string
  room_id: string | null
  title: string
  quantity: bigint
  /** What the buyer pays for the line, in minor units. */
  paid_amount: bigint
}
export type OrderFact = {
  order_id: string
  buyer_id: string
  lines: BoughtLine[]
}

export const orderPlaced = event<OrderFact>('order.placed')
export const orderPaid = event<OrderFact>('order.paid')
export const orderCancelled = event<OrderFact>('order.cancelled')
