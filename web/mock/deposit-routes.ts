import type { Answer, Route } from '../shared/api/client.ts'
import { from, id } from './mock-world.ts'

type MockRoutes = {
  [K in Route]?: (ask: { params: Record<string, string | undefined> }) => Answer<K>
}

const page = <T>(data: T[]) => ({ data, next: null })
const SHORT = id('shp', 1)

type Deposit = Answer<'GET /v1/shops/:shop_id/deposit'>
const lines: Deposit['lines'] = [
  {
    rule_id: 'rule-1',
    kind: 'base',
    category_id: 'plants',
    shop_kind: 'enterprise',
    sales_from: null,
    name: '',
    amount: 400_000,
  },
  {
    rule_id: 'rule-2',
    kind: 'floating',
    category_id: null,
    shop_kind: null,
    sales_from: 1_000_000,
    name: '',
    amount: 200_000,
  },
  {
    rule_id: 'rule-3',
    kind: 'event',
    category_id: null,
    shop_kind: null,
    sales_from: null,
    name: '双十一',
    amount: 100_000,
  },
]

/** One shop that is short in its grace; every other asks for its deposit back. */
const deposit = (shop_id = SHORT): Deposit => {
  const is_short = shop_id === SHORT
  return {
    shop_id,
    shop_name: is_short ? '青岚生活馆' : '光影器材旗舰店',
    state: is_short ? 'short' : 'refund_applied',
    state_at: from(-86_400),
    deadline_at: from(6 * 86_400),
    currency: 'CNY',
    required: 400_000,
    paid: is_short ? 200_000 : 400_000,
    frozen: is_short ? 30_000 : 0,
    available: is_short ? 170_000 : 400_000,
    missing: is_short ? 200_000 : 0,
    sales: 1_284_300,
    lines,
    computed_on: '2026-11-22',
    share_ppm: null,
    listings_stopped: is_short ? null : 'deposit_refund',
    refund: {
      applied_at: is_short ? null : from(-86_400),
      answer: '',
      refused_for: [],
      blocks: [
        { kind: 'orders', count: 2, amount: null, until: null, ids: [id('ord', 1), id('ord', 2)] },
        { kind: 'disputes', count: 1, amount: null, until: null, ids: [id('afs', 1)] },
        { kind: 'unsettled', count: 4, amount: 62_990, until: from(9 * 86_400), ids: [] },
        { kind: 'tail', count: 1, amount: null, until: from(21 * 86_400), ids: [] },
      ],
    },
    history: [
      { state: 'paid', reason: 'paid_at_cashier', at: from(-9 * 86_400), deadline_at: null },
      {
        state: is_short ? 'short' : 'refund_applied',
        reason: is_short ? 'goods_listed' : 'applied',
        at: from(-86_400),
        deadline_at: from(6 * 86_400),
      },
    ],
  }
}

const records: Answer<'GET /v1/deposits/:shop_id/records'>['data'] = [
  {
    id: id('dpr', 3),
    kind: 'notice',
    amount: 0,
    frozen: 0,
    paid_after: 200_000,
    frozen_after: 30_000,
    journal_id: null,
    case_id: null,
    loss_of: null,
    reason: 'goods_listed',
    at: from(-86_400),
  },
  {
    id: id('dpr', 2),
    kind: 'freeze',
    amount: 0,
    frozen: 30_000,
    paid_after: 200_000,
    frozen_after: 30_000,
    journal_id: null,
    case_id: id('cas', 1),
    loss_of: null,
    reason: '货不对板',
    at: from(-3 * 86_400),
  },
  {
    id: id('dpr', 1),
    kind: 'payment',
    amount: 200_000,
    frozen: 0,
    paid_after: 200_000,
    frozen_after: 0,
    journal_id: 412,
    case_id: null,
    loss_of: null,
    reason: 'paid_at_cashier',
    at: from(-9 * 86_400),
  },
]

const rules: Answer<'GET /v1/deposit-rules'>['data'] = lines.map(({ rule_id, ...line }) => ({
  ...line,
  id: rule_id,
  effective_from: from(line.kind === 'event' ? 3 * 86_400 : -90 * 86_400),
  effective_until: line.kind === 'event' ? from(30 * 86_400) : null,
  source: line.kind === 'base' ? 'published base by category' : 'platform',
  reason: line.kind === 'event' ? '大促期间发货多、售后集中' : '',
  shops_count: line.kind === 'event' ? 12 : 0,
  standing: line.kind === 'event' ? 'to_come' : 'in_force',
}))

const tierOf = (tier: string, hold_days: number, reserve_ppm = 0) => ({
  tier,
  hold_days,
  reserve_ppm,
  reserve_days: reserve_ppm ? 8 : 0,
})
const tiers: Answer<'GET /v1/tier-rules'>['data'] = [
  { role: 'shop', ...tierOf('good', 3), score_from: 430, valid_from: '2026-12-01' },
  { role: 'shop', ...tierOf('new', 10), score_from: null, valid_from: '2000-01-01' },
  { role: 'shop', ...tierOf('good', 4), score_from: 440, valid_from: '2000-01-01' },
  { role: 'shop', ...tierOf('ordinary', 10), score_from: 0, valid_from: '2000-01-01' },
  { role: 'creator', ...tierOf('new', 15), score_from: null, valid_from: '2000-01-01' },
  { role: 'creator', ...tierOf('to_improve', 20, 50_000), score_from: 0, valid_from: '2000-01-01' },
]

/** What both desks ask of deposits. */
export const depositRoutes: MockRoutes = {
  'GET /v1/shops/:shop_id/deposit': ({ params }) => deposit(params.shop_id),
  'GET /v1/shops/:shop_id/deposit-records': () => page(records),
  'PUT /v1/shops/:shop_id/deposit-from-sales': ({ params }) => deposit(params.shop_id),
  'POST /v1/shops/:shop_id/deposit-refund': ({ params }) => deposit(params.shop_id),
  'DELETE /v1/shops/:shop_id/deposit-refund': ({ params }) => deposit(params.shop_id),
  'GET /v1/deposits': () =>
    page(
      [deposit(), deposit(id('shp', 2))].map(
        ({
          available: _a,
          missing: _m,
          sales: _s,
          lines: _l,
          computed_on: _c,
          refund: _r,
          history: _h,
          ...row
        }) => row,
      ),
    ),
  'GET /v1/deposits/:shop_id': ({ params }) => deposit(params.shop_id),
  'GET /v1/deposits/:shop_id/records': () => page(records),
  'POST /v1/deposits/:shop_id/refund-answer': ({ params }) => ({
    ...deposit(params.shop_id),
    state: 'refund_hold',
  }),
  'GET /v1/deposit-rules': () => ({ data: rules }),
  'GET /v1/deposit-rule-history': () =>
    page(
      rules.map((rule) => ({
        ...rule,
        added_by_name: rule.source === 'platform' ? '平台管理员' : null,
        added_at: from(-120 * 86_400),
      })),
    ),
  'POST /v1/deposit-rule-previews': () => ({
    shops_count: 2,
    more_count: 1,
    less_count: 0,
    short_count: 1,
    more: 100_000,
    less: 0,
    shops: [
      {
        shop_id: SHORT,
        shop_name: '青岚生活馆',
        paid: 200_000,
        before: 400_000,
        after: 500_000,
        missing: 300_000,
      },
    ],
  }),
  'GET /v1/tier-rules': () => ({ data: tiers }),
  'POST /v1/tier-rules': () => tiers[0] as (typeof tiers)[number],
  'POST /v1/tier-rule-previews': () => ({
    parties_count: 3,
    longer_count: 0,
    shorter_count: 1,
    reserve_count: 0,
    parties: [
      {
        shop_id: SHORT,
        creator_id: null,
        name: '青岚生活馆',
        score: 435,
        before: tierOf('ordinary', 10),
        after: tierOf('good', 3),
      },
    ],
  }),
  'GET /v1/refund-fee-rules': () => ({
    data: [
      { ppm: 200_000, valid_from: '2026-12-01', reason: '退货成本上升' },
      { ppm: 0, valid_from: '2000-01-01', reason: '' },
    ],
  }),
}
