import { portion } from '../../kernel/money.ts'
import { after, DAY } from '../../kernel/time.ts'
import type { PlanKind } from '../alliance/index.ts'
import { FAULT_DAYS, type OrderRow } from './order.ts'

/** A line as it was sold, and the running sums of what became of it. */
export type OrderLine = {
  id: string
  order_id: string
  shop_id: string
  position: number
  product_id: string
  sku_id: string
  quantity: number
  title: string
  option_values: string[]
  picture_key: string | null
  unit_price: bigint
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
  plan_id: string | null
  plan_kind: PlanKind | null
  campaign_id: string | null
  creator_id: string | null
  leader_id: string | null
  /** Shares the commission: its part, in parts per million of it. */
  agency_id: string | null
  agency_ppm: bigint
  placement: 'room' | 'video' | 'showcase' | 'shop'
  /** The video it was bought from. */
  content_id: string | null
  room_id: string | null
  stream_offset_ms: bigint | null
  flash_offer_id: string | null
  return_days: number
  return_exception: string | null
  shipped_quantity: number
  cancelled_quantity: number
  refunded_quantity: number
  refunded_amount: bigint
}

export type AftersaleKind = 'refund_before_ship' | 'refund_only' | 'return_refund'

/** Units that are still to be shipped: neither sent nor given up. */
export const leftToShip = (
  line: Pick<OrderLine, 'quantity' | 'shipped_quantity' | 'cancelled_quantity'>,
): number => line.quantity - line.shipped_quantity - line.cancelled_quantity

/** Units that the buyer holds or awaits by parcel and has not been refunded. */
export const keptByBuyer = (
  line: Pick<OrderLine, 'shipped_quantity' | 'cancelled_quantity' | 'refunded_quantity'>,
): number => line.shipped_quantity - (line.refunded_quantity - line.cancelled_quantity)

/**
 * What comes back for the next `quantity` units of a line, in minor units: by the cumulative method, so that all
 * units together give back exactly what was paid.
 */
export const refundFor = (
  line: Pick<OrderLine, 'paid_amount' | 'quantity' | 'refunded_quantity'>,
  quantity: number,
): bigint => {
  const all = BigInt(line.quantity)
  const before = BigInt(line.refunded_quantity)
  return (
    portion(line.paid_amount, before + BigInt(quantity), all) -
    portion(line.paid_amount, before, all)
  )
}

/**
 * Until when a return without a reason may be asked: `return_days` after receipt. Null while the goods are still on
 * their way: the period has not begun.
 */
export const windowOf = (
  line: Pick<OrderLine, 'return_days'>,
  order: Pick<OrderRow, 'received_at'>,
): Date | null => (order.received_at ? after(order.received_at, line.return_days * DAY) : null)

/** Until when a fault of the goods may be claimed: as long as a return, and never less than seven days. */
export const faultWindowOf = (
  line: Pick<OrderLine, 'return_days'>,
  order: Pick<OrderRow, 'received_at'>,
): Date | null =>
  order.received_at ? after(order.received_at, Math.max(line.return_days, FAULT_DAYS) * DAY) : null

export type AftersaleChoices = {
  aftersale_kinds: AftersaleKind[]
  aftersale_why_not: string | null
  aftersale_until: Date | null
}

/** What the buyer may ask for now on this line, until when, and if nothing, why. */
export function aftersaleChoices(
  line: OrderLine,
  order: OrderRow,
  has_open: boolean,
  now: Date,
): AftersaleChoices {
  const none = (why: string): AftersaleChoices => ({
    aftersale_kinds: [],
    aftersale_why_not: why,
    aftersale_until: null,
  })
  if (order.state === 'unpaid') return none('not_paid')
  if (order.state === 'cancelled') return none('cancelled')
  if (has_open) return none('aftersale_open')
  if (line.refunded_quantity === line.quantity) return none('refunded')
  const until = faultWindowOf(line, order)
  const kinds: AftersaleKind[] = []
  if (leftToShip(line) > 0) kinds.push('refund_before_ship')
  const in_time = until === null || now <= until
  if (keptByBuyer(line) > 0 && in_time) kinds.push('refund_only', 'return_refund')
  if (kinds.length === 0) return { ...none('too_late'), aftersale_until: until }
  return { aftersale_kinds: kinds, aftersale_why_not: null, aftersale_until: until }
}
