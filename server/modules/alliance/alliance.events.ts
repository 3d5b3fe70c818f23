import { event } from '../../platform/outbox.ts'

/*
 * What we hear from modules below, which we cannot import: how goods sell and come back.
 */

type Lines = { lines: { line_id: string; quantity: number }[] }

export const orderPaid = event<Lines>('order.paid')
export const orderCancelled = event<
  Lines & { was_paid?: boolean; cancelled?: { line_id: string; quantity: number }[] }
>('order.cancelled')
export const orderRestCancelled = event<{ cancelled: { line_id: string; quantity: number }[] }>(
  'order.rest_cancelled',
)
export const aftersaleRefunding = event<{
  order_line_id: string
  quantity: number
  before_ship: boolean
}>('aftersale.refunding')
