import {
  Amount,
  Count,
  Currency,
  contract,
  IdOf,
  Instant,
  Maybe,
  Obj,
  OneOf,
  PageOf,
  PageQuery,
  RatePpm,
  Text,
  Type,
} from '../../kernel/contract.ts'
import { ProductId } from '../catalog/catalog.contract.ts'
import { RoomId } from '../live/live.contract.ts'
import { ShopId } from '../shops/shops.contract.ts'
import {
  couponLimit,
  couponsGone,
  promotionNotOpen,
  promotionTooMuch,
  promotionWindow,
} from './promotion.ts'

export const PromotionId = IdOf('prm')
export const CouponId = IdOf('cpn')
export const PromotionKind = OneOf('coupon', 'full_reduction', 'red_packet')
export const Funder = OneOf('shop', 'platform', 'creator')
const PromotionState = OneOf('draft', 'scheduled', 'ongoing', 'paused', 'ended', 'cancelled')
const CouponState = OneOf('usable', 'used', 'expired')

/** What is given, under which condition, on which goods. Either `amount_off`, or `rate_ppm` of the goods, at most `most_off`. */
const Terms = {
  id: PromotionId,
  kind: PromotionKind,
  funder: Funder,
  shop_id: Maybe(ShopId),
  shop_name: Maybe(Type.String()),
  room_id: Maybe(RoomId),
  title: Type.String(),
  currency: Currency,
  /** The covered goods must cost at least this, before any discount. */
  threshold: Amount,
  amount_off: Maybe(Amount),
  rate_ppm: Maybe(RatePpm),
  most_off: Maybe(Amount),
  /** Empty: all goods. */
  product_ids: Type.Array(ProductId),
  starts_at: Instant,
  ends_at: Instant,
  use_until: Instant,
}
const Open = {
  ...Terms,
  state: PromotionState,
  per_person: Type.Integer(),
  /** How many may be claimed; null where nothing is claimed. */
  quantity: Maybe(Count),
  claimed: Count,
}
const PromotionView = Obj({
  ...Open,
  deadline_at: Maybe(Instant),
  budget: Amount,
  /** How many checkouts use it now, and what that costs. */
  used: Count,
  spent: Amount,
  created_at: Instant,
  /** Those of `product_ids` that are still there. */
  goods: Type.Array(Obj({ id: ProductId, title: Type.String() })),
})
const CouponView = Obj({
  ...Terms,
  coupon_id: CouponId,
  coupon_state: CouponState,
  coupon_state_at: Instant,
  claimed_at: Instant,
})

const Wish = Obj({
  kind: OneOf('coupon', 'full_reduction'),
  title: Text(60),
  threshold: Amount,
  amount_off: Type.Optional(Maybe(Type.Integer({ minimum: 1, maximum: 100_000_000 }))),
  rate_ppm: Type.Optional(Maybe(Type.Integer({ minimum: 10_000, maximum: 900_000 }))),
  most_off: Type.Optional(Maybe(Type.Integer({ minimum: 1, maximum: 100_000_000 }))),
  product_ids: Type.Optional(Type.Array(ProductId, { maxItems: 200 })),
  per_person: Type.Optional(Type.Integer({ minimum: 1, maximum: 99 })),
  /** Of coupons: how many may be claimed. */
  quantity: Type.Optional(Maybe(Type.Integer({ minimum: 1, maximum: 10_000_000 }))),
  budget: Type.Integer({ minimum: 1, maximum: 100_000_000_000 }),
  starts_at: Instant,
  ends_at: Instant,
  use_until: Type.Optional(Maybe(Instant)),
  publish: Type.Boolean(),
})
const Query = Obj({ ...PageQuery, state: Type.Optional(PromotionState) })
const ShopParams = Obj({ shop_id: ShopId })
const Acts = Obj({ act: OneOf('publish', 'pause', 'resume', 'cancel') })

export const promotionsContract = contract({
  'GET /v1/promotion-rules': {
    summary:
      'In which order discounts are taken off, how often, and which combine with a flash price',
    who: 'anyone',
    answers: {
      200: Obj({
        places: Type.Array(
          Obj({
            place: OneOf(
              'shop_reduction',
              'shop_coupon',
              'platform_reduction',
              'platform_coupon',
              'red_packet',
            ),
            kind: PromotionKind,
            funder: Funder,
            per: OneOf('shop', 'checkout'),
            with_flash: Type.Boolean(),
          }),
        ),
        /** So much of every line always stays to be paid. */
        keeps: Amount,
      }),
    },
  },
  'GET /v1/promotions': {
    summary: 'What can be had now in a shop, for a product, in a room; the platform’s own always',
    who: 'anyone',
    query: Obj({
      shop_id: Type.Optional(ShopId),
      product_id: Type.Optional(ProductId),
      room_id: Type.Optional(RoomId),
    }),
    answers: {
      200: Obj({
        data: Type.Array(
          Obj({
            ...Open,
            /** How many of them I have claimed. */
            mine: Count,
          }),
        ),
      }),
    },
  },
  'POST /v1/promotions/:promotion_id/claims': {
    summary: 'Claim a coupon, or a red packet while its room is on air',
    who: 'account',
    params: Obj({ promotion_id: PromotionId }),
    idempotent: true,
    answers: { 201: CouponView },
    refusals: [promotionNotOpen, couponsGone, couponLimit],
  },
  'GET /v1/me/coupons': {
    summary: 'My coupons and red packets, newest first',
    who: 'account',
    query: Obj({ ...PageQuery, state: Type.Optional(CouponState) }),
    answers: { 200: PageOf(CouponView) },
  },
  'GET /v1/shops/:shop_id/promotions': {
    summary: 'The shop’s promotions with what was claimed, used and spent, newest first',
    who: 'shop',
    params: ShopParams,
    query: Query,
    answers: { 200: PageOf(PromotionView) },
  },
  'POST /v1/shops/:shop_id/promotions': {
    summary: 'Make a coupon or full reduction at the shop’s cost (owner and managers)',
    who: 'shop',
    params: ShopParams,
    idempotent: true,
    body: Wish,
    answers: { 201: PromotionView },
    refusals: [promotionWindow, promotionTooMuch],
  },
  'PUT /v1/shops/:shop_id/promotions/:promotion_id': {
    summary: 'Write a draft anew, and publish it when wished (owner and managers)',
    who: 'shop',
    params: Obj({ shop_id: ShopId, promotion_id: PromotionId }),
    body: Wish,
    answers: { 200: PromotionView },
    refusals: [promotionWindow, promotionTooMuch],
  },
  'PUT /v1/shops/:shop_id/promotions/:promotion_id/state': {
    summary: 'Publish, pause, resume or call off; what was claimed stays good',
    who: 'shop',
    params: Obj({ shop_id: ShopId, promotion_id: PromotionId }),
    body: Acts,
    answers: { 200: PromotionView },
    refusals: [promotionWindow],
  },
  'POST /v1/rooms/:room_id/red-packets': {
    summary: 'Give red packets to the viewers of my room, at my own cost',
    who: 'account',
    params: Obj({ room_id: RoomId }),
    idempotent: true,
    body: Obj({
      title: Text(60),
      amount: Type.Integer({ minimum: 1, maximum: 200_000 }),
      count: Type.Integer({ minimum: 1, maximum: 100_000 }),
      threshold: Amount,
      minutes: Type.Integer({ minimum: 1, maximum: 240 }),
    }),
    answers: { 201: PromotionView },
    refusals: [promotionTooMuch],
  },
  'GET /v1/me/red-packets': {
    summary: 'Red packets I gave, with what they cost me, newest first',
    who: 'account',
    query: Query,
    answers: { 200: PageOf(PromotionView) },
  },
  'PUT /v1/me/red-packets/:promotion_id/state': {
    summary: 'Pause, resume or call off; what was claimed stays good',
    who: 'account',
    params: Obj({ promotion_id: PromotionId }),
    body: Acts,
    answers: { 200: PromotionView },
    refusals: [promotionWindow],
  },
  'GET /v1/platform-promotions': {
    summary: 'The platform’s own promotions, newest first',
    who: 'operator:finance',
    query: Query,
    answers: { 200: PageOf(PromotionView) },
  },
  'POST /v1/platform-promotions': {
    summary: 'Make a coupon or full reduction at the platform’s cost',
    who: 'operator:finance',
    idempotent: true,
    body: Wish,
    answers: { 201: PromotionView },
    refusals: [promotionWindow, promotionTooMuch],
  },
  'PUT /v1/platform-promotions/:promotion_id': {
    summary: 'Write a draft of the platform’s anew, and publish it when wished',
    who: 'operator:finance',
    params: Obj({ promotion_id: PromotionId }),
    body: Wish,
    answers: { 200: PromotionView },
    refusals: [promotionWindow, promotionTooMuch],
  },
  'PUT /v1/platform-promotions/:promotion_id/state': {
    summary: 'Publish, pause, resume or call off; what was claimed stays good',
    who: 'operator:finance',
    params: Obj({ promotion_id: PromotionId }),
    body: Acts,
    answers: { 200: PromotionView },
    refusals: [promotionWindow],
  },
})
