import {
  Amount,
  Count,
  Currency,
  contract,
  Day,
  IdOf,
  Instant,
  Maybe,
  Obj,
  OneOf,
  PageOf,
  PageQuery,
  RatePpm,
  SignedAmount,
  Text,
  Type,
} from '../../kernel/contract.ts'
import { ShopId } from '../shops/shops.contract.ts'
import { depositNotFillable, depositRefundBlocked, depositRuleInThePast } from './deposit.ts'

const State = OneOf(
  'not_required',
  'unpaid',
  'paid',
  'short',
  'refund_applied',
  'refund_hold',
  'refunded',
)
const ShopKind = OneOf('individual', 'sole_trader', 'enterprise', 'flagship')
const Stop = Maybe(OneOf('deposit_short', 'deposit_refund'))
const RecordKind = OneOf(
  'payment',
  'from_sales',
  'deduction',
  'debt',
  'refund',
  'refund_return',
  'freeze',
  'unfreeze',
  'notice',
)
const BlockView = Obj({
  kind: OneOf(
    'listings',
    'orders',
    'aftersales',
    'disputes',
    'unsettled',
    'refunds',
    'debt',
    'frozen',
    'payment',
    'tail',
    'payout_account',
  ),
  count: Count,
  amount: Maybe(SignedAmount),
  until: Maybe(Instant),
  ids: Type.Array(Type.String()),
})
const LineView = Obj({
  rule_id: Type.String(),
  kind: OneOf('base', 'floating', 'event'),
  category_id: Maybe(Type.String()),
  shop_kind: Maybe(ShopKind),
  sales_from: Maybe(Amount),
  name: Type.String(),
  amount: Amount,
})
const DepositView = Obj({
  shop_id: ShopId,
  shop_name: Type.String(),
  state: State,
  state_at: Instant,
  deadline_at: Maybe(Instant),
  currency: Currency,
  required: Amount,
  paid: Amount,
  /** Held by cases under way. */
  frozen: Amount,
  available: Amount,
  missing: Amount,
  /** Of the last 30 days, as it was reckoned by. */
  sales: SignedAmount,
  /** Every rule that applies, the highest first: that one is asked. */
  lines: Type.Array(LineView),
  computed_on: Maybe(Day),
  /** The part of settled sales that fills it; null: none. */
  share_ppm: Maybe(RatePpm),
  listings_stopped: Stop,
  refund: Obj({
    applied_at: Maybe(Instant),
    answer: Type.String(),
    refused_for: Type.Array(BlockView),
    /** What blocks a refund now. */
    blocks: Type.Array(BlockView),
  }),
  history: Type.Array(
    Obj({ state: State, reason: Type.String(), at: Instant, deadline_at: Maybe(Instant) }),
  ),
})
const RecordView = Obj({
  id: IdOf('dpr'),
  kind: RecordKind,
  amount: SignedAmount,
  frozen: SignedAmount,
  paid_after: Amount,
  frozen_after: Amount,
  /** The journal that books it. */
  journal_id: Maybe(Count),
  case_id: Maybe(IdOf('cas')),
  loss_of: Maybe(OneOf('buyer', 'platform')),
  reason: Type.String(),
  at: Instant,
})
const RecordQuery = Obj({
  ...PageQuery,
  kind: Type.Optional(RecordKind),
  from: Type.Optional(Instant),
  until: Type.Optional(Instant),
})
const ShopParam = Obj({ shop_id: ShopId })
const RuleKind = OneOf('base', 'floating', 'event')
const RuleFields = {
  id: Type.String(),
  kind: RuleKind,
  category_id: Maybe(Type.String()),
  shop_kind: Maybe(ShopKind),
  sales_from: Maybe(Amount),
  name: Type.String(),
  amount: Amount,
  effective_from: Instant,
  effective_until: Maybe(Instant),
  source: Type.String(),
  /** Why it was announced; empty for those that came with the platform. */
  reason: Type.String(),
  shops_count: Count,
  /** `replaced`: a later one about the same thing has begun. */
  standing: OneOf('in_force', 'to_come', 'replaced', 'over'),
}
const RuleWishFields = {
  kind: RuleKind,
  category_id: Type.Optional(Type.String({ pattern: '^[a-z0-9_]{2,40}$' })),
  shop_kind: Type.Optional(ShopKind),
  sales_from: Type.Optional(Amount),
  name: Type.Optional(Text(60)),
  amount: Amount,
  effective_from: Instant,
  effective_until: Type.Optional(Instant),
  shop_ids: Type.Optional(Type.Array(ShopId, { maxItems: 1_000 })),
}

export const depositsContract = contract({
  'GET /v1/shops/:shop_id/deposit': {
    summary: 'The deposit: what is required and why, what is there, what would block a refund',
    who: 'shop',
    params: ShopParam,
    answers: { 200: DepositView },
  },
  'GET /v1/shops/:shop_id/deposit-records': {
    summary: 'What happened to the deposit, newest first',
    who: 'shop',
    params: ShopParam,
    query: RecordQuery,
    answers: { 200: PageOf(RecordView) },
  },
  'PUT /v1/shops/:shop_id/deposit-from-sales': {
    summary: 'Let sales fill the deposit, by this part of each settled line (owner)',
    who: 'shop',
    params: ShopParam,
    body: Obj({ share_ppm: Type.Integer({ minimum: 100_000, maximum: 1_000_000 }) }),
    answers: { 200: DepositView },
    refusals: [depositNotFillable],
  },
  'POST /v1/shops/:shop_id/deposit-refund': {
    summary: 'Ask for the deposit back; answered within seven days (owner)',
    who: 'shop',
    params: ShopParam,
    answers: { 201: DepositView },
    refusals: [depositRefundBlocked],
  },
  'DELETE /v1/shops/:shop_id/deposit-refund': {
    summary: 'Withdraw the application and sell on (owner)',
    who: 'shop',
    params: ShopParam,
    answers: { 200: DepositView },
  },
  'GET /v1/deposits': {
    summary: 'Deposits of all shops, those that wait first',
    who: 'operator:finance',
    query: Obj({
      ...PageQuery,
      state: Type.Optional(State),
      q: Type.Optional(Type.String({ maxLength: 80 })),
    }),
    answers: {
      200: PageOf(
        Obj({
          shop_id: ShopId,
          shop_name: Type.String(),
          state: State,
          state_at: Instant,
          deadline_at: Maybe(Instant),
          currency: Currency,
          required: Amount,
          paid: Amount,
          frozen: Amount,
          share_ppm: Maybe(RatePpm),
          listings_stopped: Stop,
        }),
      ),
    },
  },
  'GET /v1/deposits/:shop_id': {
    summary: 'One shop’s deposit, as the shop sees it',
    who: 'operator:finance',
    params: ShopParam,
    answers: { 200: DepositView },
  },
  'GET /v1/deposits/:shop_id/records': {
    summary: 'What happened to a shop’s deposit',
    who: 'operator:finance',
    params: ShopParam,
    query: RecordQuery,
    answers: { 200: PageOf(RecordView) },
  },
  'POST /v1/deposits/:shop_id/refund-answer': {
    summary: 'Pay a deposit back, or say why not; nobody answers a shop they work for',
    who: 'operator:finance',
    params: ShopParam,
    body: Obj({ approve: Type.Boolean(), words: Text(500, 0) }),
    answers: { 200: DepositView },
    refusals: [depositRefundBlocked],
  },
  'GET /v1/deposit-rules': {
    summary: 'What shops have to leave, by rule: in force now or to come',
    who: 'account',
    answers: { 200: Obj({ data: Type.Array(Obj(RuleFields)) }) },
  },
  'GET /v1/deposit-rule-history': {
    summary:
      'Every rule ever announced, the latest announcement first: by whom, why, how it stands',
    who: 'operator:finance',
    query: Obj({ ...PageQuery, kind: Type.Optional(RuleKind) }),
    answers: {
      200: PageOf(Obj({ ...RuleFields, added_by_name: Maybe(Type.String()), added_at: Instant })),
    },
  },
  'POST /v1/deposit-rule-previews': {
    summary:
      'What shops would have to leave under a rule that is not announced yet; changes nothing',
    who: 'operator:finance',
    /** With `shop_id`: of this shop alone. */
    body: Obj({ ...RuleWishFields, shop_id: Type.Optional(ShopId) }),
    answers: {
      200: Obj({
        /** Shops that were reckoned; of them those asked for more, for less, and short with what they have now. */
        shops_count: Count,
        more_count: Count,
        less_count: Count,
        short_count: Count,
        more: Amount,
        less: Amount,
        /** Those whose sum changes most, at most fifty. */
        shops: Type.Array(
          Obj({
            shop_id: ShopId,
            shop_name: Type.String(),
            paid: Amount,
            before: Amount,
            after: Amount,
            missing: Amount,
          }),
        ),
      }),
    },
    refusals: [depositRuleInThePast],
  },
  'POST /v1/deposit-rules': {
    summary: 'Add a dated rule of what shops have to leave, with the reason they read',
    who: 'operator:finance',
    body: Obj({ ...RuleWishFields, reason: Text(300) }),
    answers: { 201: Obj({ id: Type.String() }) },
    refusals: [depositRuleInThePast],
  },
})
