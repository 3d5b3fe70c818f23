import { showId } from '../../kernel/ids.ts'
import {
  type CouponRow,
  couponExpired,
  couponMissing,
  couponNotApplicable,
  couponSoldOut,
  couponsDoNotStack,
  couponUsed,
  type Offered,
  totalChanged,
  type Use,
} from '../promotions/index.ts'
import type { PricedCheckout, PricedLine } from './price-checkout.ts'

const shown = (ids: readonly (string | null)[]) => ({
  coupon_ids: ids.map((id) => showId('cpn', id as string)),
})

/**
 * The coupons a buyer names, as they are found.
 * @throws couponMissing also for those of others, couponUsed, couponExpired `{ coupon_ids }`
 */
export function offeredBy(
  { buyer_id, coupon_ids = [] }: { buyer_id: string; coupon_ids?: readonly string[] },
  known: ReadonlyMap<string, CouponRow>,
  now: Date,
): Offered[] {
  return [...new Set(coupon_ids)].map((id) => {
    const coupon = known.get(id)
    if (coupon?.holder_id !== buyer_id) throw couponMissing(shown([id]))
    if (coupon.coupon_state === 'used') throw couponUsed(shown([id]))
    if (coupon.coupon_state === 'expired' || coupon.use_until <= now)
      throw couponExpired(shown([id]))
    return coupon
  })
}

/**
 * Every named coupon takes something off, or nothing is bought.
 * @throws couponsDoNotStack, couponSoldOut, couponNotApplicable `{ promotion_id, why, missing }`
 */
export function assertCouponsApply({ choice }: PricedCheckout): void {
  const over = choice.passed_over.find(({ coupon_id }) => coupon_id !== null)
  if (!over) return
  const { why, missing } = over
  const promotion_id = showId('prm', over.promotion.id)
  if (why === 'another_is_used') throw couponsDoNotStack({ promotion_id })
  if (why === 'used_up') throw couponSoldOut({ promotion_id })
  throw couponNotApplicable({ promotion_id, why, missing })
}

/** @throws totalChanged when the buyer saw another total */
export function assertAsShown({ total }: PricedCheckout, seen_total: number | undefined): void {
  if (seen_total !== undefined && BigInt(seen_total) !== total)
    throw totalChanged({ total, seen_total })
}

/** What is used for a checkout, off which of its lines. What was priced for many names each buyer's own coupons here. */
export function usesOf(
  { choice, lines }: PricedCheckout,
  offered: readonly Offered[],
  line_ids: ReadonlyMap<PricedLine, string>,
): Use[] {
  const coupon_of = new Map(offered.map(({ id, coupon_id }) => [id, coupon_id]))
  return choice.applied.map(({ promotion, amount, lines: covered, parts }) => ({
    promotion_id: promotion.id,
    coupon_id: coupon_of.get(promotion.id) ?? null,
    amount,
    lines: covered.map((index, place) => {
      const line = lines[index] as PricedLine
      return {
        order_line_id: line_ids.get(line) as string,
        amount: parts[place] as bigint,
        quantity: line.quantity,
      }
    }),
  }))
}
