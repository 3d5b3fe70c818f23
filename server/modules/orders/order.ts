import type { Id } from '../../kernel/ids.ts'
import { refusal } from '../../kernel/refusal.ts'
import { after, DAY, MINUTE } from '../../kernel/time.ts'
import { machine } from '../../platform/transition.ts'

/**
 * An order is one shop's part of a checkout. It is paid with the others of that checkout by one payment, shipped in
 * parcels, received by word or by clock. What its lines were sold by never changes; only running sums do.
 */

export const itemTwice = refusal('item_twice', 422, 'Each item stands on one line')
export const priceChanged = refusal(
  'price_changed',
  409,
  'The price is another one now; look again',
)
export const addressMissing = refusal('address_missing', 422, 'There is no such address of yours')
export const basketEmpty = refusal('basket_empty', 422, 'There is nothing to buy')
export const basketFull = refusal('basket_full', 422, 'A basket holds at most 120 items')
export const amountTooLarge = refusal('amount_too_large', 422, 'This is too much for one payment')
export const nothingToPay = refusal('nothing_to_pay', 422, 'There is nothing to pay here')
export const mixedCurrencies = refusal(
  'mixed_currencies',
  422,
  'Items of different currencies are paid separately',
)
export const queueFull = refusal(
  'queue_full',
  503,
  'Very many are ordering right now; the same request may be sent again shortly',
)
export const extendedBefore = refusal('extended_before', 409, 'This was extended once already')

export type OrderId = Id<'order'>
export type OrderState =
  | 'unpaid'
  | 'to_ship'
  | 'part_shipped'
  | 'shipped'
  | 'completed'
  | 'cancelled'

/** The arrows of an order's life; the migration draws the same. */
export const orders = machine<OrderState>('orders', {
  unpaid: ['to_ship', 'cancelled'],
  to_ship: ['part_shipped', 'shipped', 'cancelled'],
  part_shipped: ['shipped', 'completed'],
  shipped: ['completed'],
  completed: [],
  cancelled: [],
})

export type AddressWords = {
  recipient: string
  phone: string
  province: string
  city: string
  district: string
  street: string
}

export type OrderRow = {
  id: string
  number: string
  checkout_id: string
  buyer_id: string
  shop_id: string
  payment_id: string | null
  currency: string
  goods_amount: bigint
  discount_amount: bigint
  freight_amount: bigint
  paid_amount: bigint
  refunded_amount: bigint
  address: AddressWords
  buyer_note: string
  state: OrderState
  state_at: Date
  deadline_at: Date | null
  cancel_reason: string | null
  ship_within_hours: number
  ship_by: Date | null
  paid_at: Date | null
  shipped_at: Date | null
  received_at: Date | null
  completed_at: Date | null
  open_aftersales: number
  receipt_left_ms: bigint | null
  extended_at: Date | null
  created_at: Date
}

export const BASKET_LINES_MAX = 120

/** How long stock is held for an unpaid checkout; live flash offers turn over faster. */
export const UNPAID = 15 * MINUTE
export const UNPAID_FLASH = 5 * MINUTE
/** After the shipping promise: so long a late shop may still ship before the buyer's money goes back. */
export const SHIP_GRACE = 3 * DAY
/** Receipt is assumed this long after the carrier says "signed" … */
export const RECEIPT_AFTER_SIGNED = 7 * DAY
/** … or, where no carrier says so, this long after the last parcel left. */
export const RECEIPT_AFTER_SHIPPED = 15 * DAY
/** What one extension by the buyer adds. */
export const RECEIPT_EXTENSION = 3 * DAY
/** Faults of the goods may be claimed at least this long, also where no-reason returns are excepted. */
export const FAULT_DAYS = 7

export const unpaidDeadline = (has_flash: boolean, now: Date): Date =>
  after(now, has_flash ? UNPAID_FLASH : UNPAID)

/** When the present state ends by itself, and how: what people are shown. */
export function whatHappensNext(
  order: Pick<OrderRow, 'state' | 'deadline_at' | 'ship_by'>,
  now: Date,
): { deadline_at: Date | null; on_deadline: string | null } {
  const { state, deadline_at, ship_by } = order
  if (state === 'unpaid') return { deadline_at, on_deadline: 'cancel' }
  if (state === 'to_ship' || state === 'part_shipped') {
    // First the promise runs out, which marks the shop as late; the money goes back after the grace.
    if (ship_by && ship_by > now) return { deadline_at: ship_by, on_deadline: 'ship_late' }
    return { deadline_at, on_deadline: 'cancel' }
  }
  if (state === 'shipped' && deadline_at) return { deadline_at, on_deadline: 'confirm_receipt' }
  return { deadline_at: null, on_deadline: null }
}
