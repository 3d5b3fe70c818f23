import { refusal } from '../../kernel/refusal.ts'
import { after, DAY, HOUR } from '../../kernel/time.ts'
import { machine } from '../../platform/transition.ts'
import type { Funder } from './spread-discounts.ts'

export const promotionWindow = refusal(
  'promotion_window',
  422,
  'It must end after it starts, in the future, and within a year',
)
export const promotionTooMuch = refusal(
  'promotion_too_much',
  422,
  'The budget does not cover even one use, or is more than may be given',
)
export const promotionNotOpen = refusal(
  'promotion_not_open',
  409,
  'This offer has not begun, is paused or is over',
)
export const couponsGone = refusal('coupons_gone', 409, 'All of them have been claimed')
export const couponLimit = refusal('coupon_limit', 409, 'You have claimed as many as one may')
export const couponMissing = refusal('coupon_missing', 422, 'There is no such coupon of yours')
export const couponUsed = refusal('coupon_used', 409, 'This coupon has been used')
export const couponExpired = refusal('coupon_expired', 409, 'This coupon has expired')
export const couponSoldOut = refusal(
  'coupon_sold_out',
  409,
  'The money behind this coupon has been used up by others',
)
export const couponNotApplicable = refusal(
  'coupon_not_applicable',
  422,
  'This coupon does not apply to this purchase',
)
export const couponsDoNotStack = refusal(
  'coupons_do_not_stack',
  422,
  'These coupons cannot be used together',
)
export const totalChanged = refusal(
  'total_changed',
  409,
  'The total is not what was shown; look at it again',
)

export type PromotionKind = 'coupon' | 'full_reduction' | 'red_packet'
export type PromotionState = 'draft' | 'scheduled' | 'ongoing' | 'paused' | 'ended' | 'cancelled'
export type CouponState = 'usable' | 'used' | 'expired'

/** The arrows of a promotion's life; the migration draws the same. */
export const promotions = machine<PromotionState>('promotions', {
  draft: ['scheduled', 'ongoing', 'cancelled'],
  scheduled: ['ongoing', 'ended', 'cancelled'],
  ongoing: ['paused', 'ended', 'cancelled'],
  paused: ['ongoing', 'ended', 'cancelled'],
  ended: [],
  cancelled: [],
})
/** Of a claimed coupon: used once; restored when everything it was taken off came back in time. */
export const coupons = machine<CouponState>('coupons', {
  usable: ['used', 'expired'],
  used: ['usable', 'expired'],
  expired: [],
})
export const redemptions = machine<'applied' | 'released'>('redemptions', {
  applied: ['released'],
  released: [],
})

/** What decides a discount. Amounts in minor units, the rate in parts per million of the covered goods' price. */
export type PromotionTerms = {
  id: string
  kind: PromotionKind
  funder: Funder
  shop_id: string | null
  room_id: string | null
  creator_id: string | null
  title: string
  currency: string
  threshold: bigint
  amount_off: bigint | null
  rate_ppm: bigint | null
  most_off: bigint | null
  /** Empty: all goods of its shop, of the platform, of its room. */
  product_ids: readonly string[]
  starts_at: Date
  ends_at: Date
  use_until: Date
  /** What is left of the budget. */
  budget_left: bigint
}

/** Most a promotion may last, most it may give: guards against slips of the hand. */
export const LONGEST = 366 * DAY
/** What was claimed may be used so long after the claiming ended, at most. */
export const LONGEST_USE = 90 * DAY
/** So much more than they have a creator may promise in red packets, in minor units: it is owed until earned. */
export const RED_PACKET_CREDIT = 200_000n
/** So long a red packet may be claimed and used, unless its room says less. */
export const RED_PACKET_USE = 24 * HOUR

/** The first state after publishing, and when it ends by itself. */
export function firstState(
  { starts_at, ends_at }: { starts_at: Date; ends_at: Date },
  now: Date,
): { state: 'scheduled' | 'ongoing'; deadline_at: Date } {
  return starts_at > now
    ? { state: 'scheduled', deadline_at: starts_at }
    : { state: 'ongoing', deadline_at: ends_at }
}

/** @throws promotionWindow unless it begins before it ends, ends in the future and is no longer than allowed */
export function assertWindow(
  { starts_at, ends_at, use_until }: { starts_at: Date; ends_at: Date; use_until: Date },
  now: Date,
): void {
  if (
    starts_at >= ends_at ||
    ends_at <= now ||
    ends_at > after(now, LONGEST) ||
    use_until < ends_at ||
    use_until > after(ends_at, LONGEST_USE)
  )
    throw promotionWindow()
}
