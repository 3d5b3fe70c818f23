import type { Answer } from '../shared/api/client.ts'
import { from, id } from './mock-world.ts'

/** A past as finance sees it, with an odd order of each kind that can be compared. */
export const pasts: Answer<'GET /v1/pasts'>['data'] = [
  {
    id: id('pst', 1),
    name: 'market-2018',
    source: 'olist',
    currency: 'BRL',
    fee_ppm: 50_000,
    started_at: from(-86_400),
    finished_at: from(-86_360),
    runs: 2,
    progress: (['sellers', 'customers', 'products', 'orders', 'lines', 'payments'] as const).map(
      (stage) => ({ stage, rows_done: 1_200, is_over: true }),
    ),
    orders: 1_200,
    booked_orders: 1_200,
    sellers: 3,
    paid: 292_144_212,
    fees: 12_568_062,
    sellers_net: 279_543_681,
    difference: 32_469,
    exceptions: [
      { kind: 'interest', count: 2, difference: 1_260 },
      { kind: 'underpaid', count: 1, difference: -5_162 },
    ],
  },
]

export const pastExceptions: Answer<'GET /v1/pasts/:past_id/exceptions'>['data'] = (
  [
    ['interest', 6_578, 7_435],
    ['interest', 6_956, 7_359],
    ['underpaid', 17_774, 12_612],
  ] as const
).map(([kind, due_amount, paid_amount], index) => ({
  order: `9dc8d1a6f16f1b89874c29c9d8d3044${index}`,
  status: 'delivered',
  bought_at: '2018-01-26T17:49:31.000Z',
  kind,
  due_amount,
  paid_amount,
  difference: paid_amount - due_amount,
  lines_count: 1,
  payments_count: 1,
}))

export const pastSellers: Answer<'GET /v1/pasts/:past_id/sellers'>['data'] = [1, 2, 3].map(
  (number) => ({
    id: id('psl', number),
    name: `b839e41795b7f3ad94cc2014a52f679${number}`,
    city: 'são caetano do sul',
    region: 'SP',
    orders_count: 6,
    lines_count: 7,
    goods: 792_100,
    freight: 19_465,
    fees: 39_605,
    net: 771_960,
    booked: 771_960,
  }),
)

export const pastStatement: Answer<'GET /v1/pasts/:past_id/sellers/:seller_id/statement'>['data'] =
  [1, 2].map((position) => ({
    entry_id: String(39_544 + position),
    order: '9dc8d1a6f16f1b89874c29c9d8d30447',
    position,
    product: 'a2ff5a97bf95719e38ea2e3b4105bce8',
    category: 'eletroportateis',
    bought_at: '2017-10-12T16:33:22.000Z',
    delivered_at: '2017-10-24T22:17:44.000Z',
    price: 89_500,
    freight: 2_102,
    fee: 4_475,
    net: 87_127,
    balance: 87_127 * position,
  }))
