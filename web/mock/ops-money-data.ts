import type { Answer } from '../shared/api/client.ts'
import { from, id } from './mock-world.ts'

type Journal = Answer<'GET /v1/ledger/journals'>['data'][number]
type Entry = Journal['entries'][number]
type Account = Answer<'GET /v1/ledger/accounts'>['data'][number]

export const accounts: Account[] = (
  [
    ['outside', 'provider', null, -4_812_940, 214],
    ['escrow', 'platform', null, 1_204_810, 180],
    ['platform_fee', 'platform', null, 182_330, 96],
    ['platform_subsidy', 'platform', null, -42_500, 30],
    ['shop_available', 'shop', '青岚生活馆', 1_880_200, 71],
    ['shop_deposit', 'shop', '青岚生活馆', 200_000, 1],
    ['shop_available', 'shop', '光影器材旗舰店', 940_100, 44],
    ['creator_available', 'account', '花间阿青', 448_000, 60],
    ['unallocated', 'platform', null, 12_000, 2],
  ] as const
).map(([kind, owner_kind, owner_name, balance, entries_count], index) => ({
  id: id('lac', index + 1),
  kind,
  owner_kind,
  owner_id: owner_name ? id(owner_kind === 'shop' ? 'shp' : 'acc', index) : null,
  owner_name,
  currency: 'CNY',
  balance,
  entries_count,
}))

const entry = (
  journal: string,
  index: number,
  account: Account,
  amount: number,
  kind: string,
  order_id: string,
): Entry => ({
  id: `${journal}-${index}`,
  journal_id: journal,
  kind,
  event: `order.${kind}`,
  account_id: account.id,
  account_kind: account.kind,
  owner_kind: account.owner_kind,
  amount,
  currency: 'CNY',
  balance_after: account.balance,
  order_id,
  order_line_id: null,
  memo: kind,
  at: from(-3_600),
})
const FLOWS: [kind: string, moves: [account: number, amount: number][]][] = [
  [
    'settle',
    [
      [1, -12_480],
      [4, 9_285],
      [2, 699],
      [7, 2_496],
    ],
  ],
  [
    'allocate',
    [
      [8, -12_480],
      [1, 12_480],
    ],
  ],
  [
    'payment',
    [
      [0, -12_480],
      [8, 12_480],
    ],
  ],
]
export const journals = (order_id: string): Journal[] =>
  FLOWS.map(([kind, moves], at) => ({
    id: `jrn-${at}`,
    event: `order.${kind}:${order_id.slice(-6)}`,
    kind,
    memo: '',
    at: from(-3_600 * (at + 1)),
    reverses: null,
    entries: moves.map(([account, amount], index) =>
      entry(`jrn-${at}`, index, accounts[account]!, amount, kind, order_id),
    ),
  }))
export const differences: Answer<'GET /v1/payment-differences'>['data'] = [
  {
    id: id('dif', 1),
    provider: 'sandbox',
    payment_id: id('pay', 1),
    provider_number: 'SP2026112200017',
    kind: 'amount',
    expected: 12_480,
    found: 12_000,
    currency: 'CNY',
    words: 'The callback names another amount than the payment',
    number: id('pay', 1),
    expected_currency: 'CNY',
    day: '2026-11-21',
    owner_id: null,
    owner_name: null,
    deadline_at: from(46_400),
    escalations: 0,
    booking: null,
    proposed_by: null,
    proposed_name: null,
    state: 'open',
    resolution: null,
    resolved_by: null,
    created_at: from(-40_000),
  },
  {
    id: id('dif', 2),
    provider: 'sandbox',
    payment_id: null,
    provider_number: 'SP2026112100201',
    kind: 'unknown_number',
    expected: null,
    found: 9_900,
    currency: 'CNY',
    words: 'Money came for a number that nobody gave out',
    number: 'nobody',
    expected_currency: null,
    day: '2026-11-20',
    owner_id: null,
    owner_name: null,
    deadline_at: null,
    escalations: 0,
    booking: null,
    proposed_by: null,
    proposed_name: null,
    state: 'resolved',
    resolution: '已原路退回',
    resolved_by: id('acc', 1),
    created_at: from(-140_000),
  },
]
export const refunds: Answer<'GET /v1/refunds'>['data'] = (
  ['succeeded', 'failed', 'sent'] as const
).map((state, index) => ({
  id: id('rfd', index + 1),
  payment_id: id('pay', index + 1),
  order_id: id('ord', index + 1),
  number: `RF20261122${index}`,
  amount: 4_678 + index * 100,
  currency: 'CNY',
  state,
  attempts: index + 1,
  last_error: state === 'failed' ? 'ACCOUNT_CLOSED' : null,
  created_at: from(-9_000 * (index + 1)),
}))
export const payouts: Answer<'GET /v1/payouts'>['data'] = (['succeeded', 'requested'] as const).map(
  (state, index) => ({
    id: id('pot', index + 1),
    owner_kind: index === 0 ? 'shop' : 'account',
    owner_id: id(index === 0 ? 'shp' : 'acc', 1),
    number: `PO20261122${index}`,
    provider: index === 0 ? 'stripe' : 'sandbox',
    amount: 500_000,
    currency: 'CNY',
    state,
    attempts: 1,
    failure_reason: null,
    hold_reason: null,
    created_at: from(-20_000),
  }),
)

export const finance_desk: Answer<'GET /v1/finance-desk'> = {
  kinds: [
    { kind: 'escrow', currency: 'CNY', balance: 1_284_300, accounts_count: 1 },
    { kind: 'outside', currency: 'CNY', balance: -3_310_755, accounts_count: 1 },
    { kind: 'provider_fee', currency: 'CNY', balance: -7_710, accounts_count: 1 },
    { kind: 'shop_available', currency: 'CNY', balance: 2_022_165, accounts_count: 12 },
    { kind: 'unmatched', currency: 'CNY', balance: 12_000, accounts_count: 1 },
  ],
  mirror: [
    {
      provider: 'sandbox',
      currency: 'CNY',
      ours: 3_306_465,
      theirs: 1_297_465,
      fees: 7_710,
      unchecked: 2_008_520,
      checked_until: '2026-11-21',
    },
  ],
  waiting: [{ kind: 'amount', count: 1, oldest_at: from(-40_000), escalated: 1 }],
  ages: [
    {
      from_days: 7,
      under_days: 30,
      owner_id: id('acc', 1),
      owner_name: '平台管理员',
      currency: 'CNY',
      count: 2,
      apart: 12_400,
      oldest_at: from(-9 * 86_400),
    },
    {
      from_days: 0,
      under_days: 1,
      owner_id: null,
      owner_name: null,
      currency: 'CNY',
      count: 1,
      apart: 4_900,
      oldest_at: from(-40_000),
    },
  ],
  refunds_failed: 1,
  refunds_waiting: 1,
  payouts_waiting: 1,
  payouts_failed: 1,
}
export const trades: Answer<'GET /v1/provider-trades'>['data'] = (
  ['payment', 'refund'] as const
).map((about, index) => ({
  id: id('pay', index + 1),
  about,
  number: `PAY202611220000${index}`,
  provider_number: `SP2026112200${index}`,
  amount: index === 0 ? 12_480 : -4_678,
  currency: 'CNY',
  order_id: index === 0 ? null : id('ord', 1),
  day: '2026-11-22',
  is_checked: index === 1,
  at: from(-9_000 * (index + 1)),
}))
export const bills: Answer<'GET /v1/provider-bills'>['data'] = ['2026-11-21', '2026-11-20'].map(
  (day, index) => ({
    provider: 'sandbox',
    day,
    file_id: id('bif', index + 1),
    lines_count: 1_204 - index,
    sums: [
      {
        currency: 'CNY',
        ours: 642_100 + index,
        theirs: 641_620 + index,
        explained: 480,
        fee: 3_850,
      },
    ],
    differences_count: 2 - index,
    waiting_count: 1 - index,
    checked_at: from(-20_000),
  }),
)
export const bill_lines: Answer<'GET /v1/bill-files/:file_id/lines'>['data'] = [
  {
    id: '1',
    about: 'payment',
    number: id('pay', 1),
    provider_number: 'SP2026112200017',
    amount: 12_000,
    currency: 'CNY',
    fee: 72,
    state: 'succeeded',
    finished_at: from(-40_000),
  },
]
