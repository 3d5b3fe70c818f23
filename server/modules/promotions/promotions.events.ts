import { event } from '../../platform/outbox.ts'

/*
 * What we hear from modules below, which we cannot import: the part of their facts that discounts are about.
 */

/** The whole order is off, paid or not: nothing of its lines is kept. */
export const orderCancelled = event<{ order_id: string; lines: { line_id: string }[] }>(
  'order.cancelled',
)
/** These pieces will not come. */
export const orderRestCancelled = event<{ cancelled: { line_id: string; quantity: number }[] }>(
  'order.rest_cancelled',
)
/** A refund is decided for these pieces. */
export const aftersaleRefunding = event<{ order_line_id: string; quantity: number }>(
  'aftersale.refunding',
)
