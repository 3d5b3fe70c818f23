import { event } from '../../platform/outbox.ts'

/** Facts about an after-sale, keyed by it. Amounts in minor units. */
export const aftersaleOpened = event<{
  aftersale_id: string
  order_id: string
  order_line_id: string
}>('aftersale.opened')

export const aftersaleClosed = event<{
  aftersale_id: string
  order_id: string
  order_line_id: string
  /** `refunded`, or why it ended without money: `buyer_withdrew`, `buyer_silent`, `verdict_for_seller`. */
  outcome: string
}>('aftersale.closed')

export type RefundOfAftersale = {
  aftersale_id: string
  /** Null where nothing had been paid for these pieces. */
  refund_id: string | null
  order_id: string
  order_line_id: string
  quantity: number
  amount: bigint
  currency: string
  before_ship: boolean
}
/** It is decided: the money is on its way back. */
export const aftersaleRefunding = event<RefundOfAftersale>('aftersale.refunding')
/** The provider has given it back. */
export const aftersaleRefunded = event<RefundOfAftersale>('aftersale.refunded')
