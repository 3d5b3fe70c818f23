export {
  type AppliedDiscount,
  type Choice,
  chooseDiscounts,
  KEEP,
  type Offered,
} from './choose-discounts.ts'
export { currentReductions, forgetReductions } from './current-reductions.ts'
export {
  couponExpired,
  couponMissing,
  couponNotApplicable,
  couponsDoNotStack,
  couponUsed,
  type PromotionTerms,
  totalChanged,
} from './promotion.ts'
export { promotionsModule } from './promotions.module.ts'
export { type CouponRow, discountsOf, findCoupons, listCoupons } from './promotions.sql.ts'
export { type Redeeming, redeemMany, type Use } from './redeem.ts'
export { type DiscountedLine, priceLines } from './spread-discounts.ts'
