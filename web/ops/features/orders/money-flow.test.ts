import assert from 'node:assert/strict'
import { test } from 'node:test'
import { imbalance, type Journal, standing } from './money-flow.ts'

const journal = (kind: string, moves: [account_kind: string, amount: number][]): Journal =>
  ({
    id: kind,
    kind,
    entries: moves.map(([account_kind, amount]) => ({ account_kind, amount })),
  }) as Journal

const allocate = journal('allocate', [
  ['unallocated', -12_480],
  ['escrow', 12_480],
])
const settle = journal('settle', [
  ['escrow', -12_480],
  ['shop_available', 9_285],
  ['platform_fee', 699],
  ['creator_available', 2_496],
])

test('what the buyer paid is where the money stands, to the fen', () => {
  assert.deepEqual(standing([allocate]), {
    paid_in: 12_480,
    places: [{ account_kind: 'escrow', amount: 12_480 }],
  })
  const { paid_in, places } = standing([settle, allocate])
  assert.equal(paid_in, 12_480)
  assert.equal(
    places.reduce((all, { amount }) => all + amount, 0),
    12_480,
  )
  assert.equal(imbalance(settle), 0)
})

test('the payment of all orders does not count twice, and a refund went back outside', () => {
  const payment = journal('payment', [
    ['outside', -12_480],
    ['unallocated', 12_480],
  ])
  const back = [
    journal('take_back', [
      ['escrow', -12_480],
      ['refund_transit', 12_480],
    ]),
    journal('refund', [
      ['refund_transit', -12_480],
      ['outside', 12_480],
    ]),
  ]
  assert.deepEqual(standing([...back, allocate, payment]), {
    paid_in: 12_480,
    places: [{ account_kind: 'outside', amount: 12_480 }],
  })
})
