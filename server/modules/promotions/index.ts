export {
  type Choice,
  chooseDiscounts,
  KEEP,
  type Offered,
} from './choose-discounts.ts'
export { type CouponRow, findCoupons, listCoupons } from './coupons.sql.ts'
export { type CreatorFunds, provideCreatorFunds } from './creator-funds.ts'
export { currentReductions } from './current-reductions.ts'
export {
  couponExpired,
  couponMissing,
  couponNotApplicable,
  couponSoldOut,
  couponsDoNotStack,
  couponUsed,
  type PromotionTerms,
  totalChanged,
} from './promotion.ts'
export { promotionsModule } from './promotions.module.ts'
export { redeemMany, type Use } from './redeem.ts'
export { discountsOf } from './redemptions.sql.ts'
export { type DiscountedLine, priceLines } from './spread-discounts.ts'
