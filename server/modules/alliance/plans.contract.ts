import {
  Count,
  contract,
  IdOf,
  Instant,
  Maybe,
  Obj,
  OneOf,
  PageOf,
  PageQuery,
  RatePpm,
  Type,
} from '../../kernel/contract.ts'
import { AccountId } from '../accounts/accounts.contract.ts'
import { ProductId } from '../catalog/catalog.contract.ts'
import { ShopId } from '../shops/shops.contract.ts'
import {
  COMMISSION_MAX,
  noNoticeNow,
  onlyCreators,
  PLAN_CREATORS_MAX,
  planConflict,
  planExclusive,
  planNeedsCreators,
  planNeedsOwnGoods,
  planPaysLess,
} from './plan.ts'

export const PlanId = IdOf('pln')
const Commission = Type.Integer({ minimum: 0, maximum: COMMISSION_MAX })

/** A change for the worse that was announced: the plan pays `to_ppm` from `due_at`, or nothing any more. */
export const NoticeView = Obj({
  from_ppm: RatePpm,
  to_ppm: Maybe(RatePpm),
  announced_at: Instant,
  due_at: Instant,
})
export const PlanView = Obj({
  id: PlanId,
  product_id: ProductId,
  shop_id: ShopId,
  title: Type.String(),
  kind: OneOf('open', 'targeted', 'exclusive'),
  state: OneOf('draft', 'open', 'closed'),
  commission_ppm: RatePpm,
  is_open: Type.Boolean(),
  /** Of an exclusive plan: from when on others earn nothing. */
  excludes_from: Maybe(Instant),
  creators: Count,
  changed_at: Instant,
  notice: Maybe(NoticeView),
})
const PlanDetail = Obj({
  ...PlanView.properties,
  named: Type.Array(
    Obj({ id: AccountId, nickname: Type.String(), added_at: Instant, until: Maybe(Instant) }),
  ),
  /** Newest first. */
  changes: Type.Array(
    Obj({
      commission_ppm: RatePpm,
      state: OneOf('draft', 'open', 'closed'),
      by: Type.String(),
      at: Instant,
    }),
  ),
})
const Shop = Obj({ shop_id: ShopId })
const Plan = Obj({ shop_id: ShopId, plan_id: PlanId })
const Refusals = [
  planNeedsOwnGoods,
  planExclusive,
  planConflict,
  planPaysLess,
  planNeedsCreators,
  onlyCreators,
  noNoticeNow,
]

export const plansContract = contract({
  'PUT /v1/shops/:shop_id/goods/:product_id/plan': {
    summary:
      'Offer a product to all creators at a commission, or stop: better terms at once, worse ones after notice',
    who: 'shop',
    params: Obj({ shop_id: ShopId, product_id: ProductId }),
    body: Obj({ commission_ppm: Commission, is_open: Type.Boolean() }),
    answers: {
      200: Obj({
        id: PlanId,
        product_id: ProductId,
        commission_ppm: RatePpm,
        is_open: Type.Boolean(),
        notice: Maybe(NoticeView),
      }),
    },
    refusals: [planNeedsOwnGoods, planExclusive, noNoticeNow],
  },
  'GET /v1/shops/:shop_id/plans': {
    summary: 'What this shop promises creators, newest plan first',
    who: 'shop',
    params: Shop,
    query: Obj({
      ...PageQuery,
      kind: Type.Optional(OneOf('open', 'targeted', 'exclusive')),
      product_id: Type.Optional(ProductId),
    }),
    answers: { 200: PageOf(PlanView) },
  },
  'POST /v1/shops/:shop_id/plans': {
    summary:
      'Promise named creators a commission of their own, or the product for themselves alone; in force at once unless a draft',
    who: 'shop',
    params: Shop,
    body: Obj({
      product_id: ProductId,
      kind: OneOf('targeted', 'exclusive'),
      commission_ppm: Commission,
      creator_ids: Type.Array(AccountId, { minItems: 1, maxItems: PLAN_CREATORS_MAX }),
      is_open: Type.Boolean(),
    }),
    answers: { 201: PlanDetail },
    refusals: Refusals,
  },
  'GET /v1/shops/:shop_id/plans/:plan_id': {
    summary: 'One plan: whom it is for, what was announced, what it was',
    who: 'shop',
    params: Plan,
    answers: { 200: PlanDetail },
  },
  'PUT /v1/shops/:shop_id/plans/:plan_id': {
    summary:
      'Change what a plan pays, open or close it: better terms at once, worse ones after notice',
    who: 'shop',
    params: Plan,
    body: Obj({ commission_ppm: Commission, is_open: Type.Boolean() }),
    answers: { 200: PlanDetail },
    refusals: Refusals,
  },
  'DELETE /v1/shops/:shop_id/plans/:plan_id/notice': {
    summary: 'Take an announced change back',
    who: 'shop',
    params: Plan,
    answers: { 200: PlanDetail },
  },
  'PUT /v1/shops/:shop_id/plans/:plan_id/creators/:account_id': {
    summary: 'Put a creator on a plan',
    who: 'shop',
    params: Obj({ ...Plan.properties, account_id: AccountId }),
    answers: { 200: PlanDetail },
    refusals: Refusals,
  },
  'DELETE /v1/shops/:shop_id/plans/:plan_id/creators/:account_id': {
    summary:
      'Take a creator off a plan; they keep what they were promised until the notice has run out',
    who: 'shop',
    params: Obj({ ...Plan.properties, account_id: AccountId }),
    answers: { 200: PlanDetail },
    refusals: [noNoticeNow],
  },
  'GET /v1/creators': {
    summary: 'Creators by name, for whoever wants to work with one',
    who: 'account',
    query: Obj({ q: Type.Optional(Type.String({ maxLength: 60 })) }),
    answers: {
      200: Obj({
        data: Type.Array(Obj({ id: AccountId, nickname: Type.String(), followers: Count })),
      }),
    },
    per_minute: 60,
  },
  'GET /v1/me/plan-notices': {
    summary:
      'What was announced for the worse on goods I carry: by whom, when, from what to what, from when on',
    who: 'account',
    answers: {
      200: Obj({
        data: Type.Array(
          Obj({
            product_id: ProductId,
            title: Type.String(),
            shop_id: ShopId,
            shop_name: Type.String(),
            why: OneOf('cut', 'closing', 'taken_off', 'exclusive'),
            plan_kind: OneOf('open', 'targeted', 'exclusive'),
            by: Type.String(),
            from_ppm: RatePpm,
            to_ppm: Maybe(RatePpm),
            announced_at: Instant,
            due_at: Instant,
          }),
        ),
      }),
    },
  },
})
