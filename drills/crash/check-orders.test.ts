import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judge, type Rows, type Verdict } from './check-orders.ts'
import type { Seen } from './client-log.ts'

/** Zero, one, two … as ids of their kind, shown and as uuids. */
const shown = (kind: string, n: number) => `${kind}_${String(n).padStart(26, '0')}`
const uuid = (n: number) => `00000000-0000-0000-0000-${String(n).padStart(12, '0')}`

const HOT = 1
const OFFER = 2
const CHECKOUT = 3
const PAYMENT = 4
const BUYER = uuid(5)

/** One buyer took two of a flash offer, got the answer, and paid. */
const seen = (): Seen[] => [
  {
    saw: 'offered',
    flash_offer_id: shown('fla', OFFER),
    sku_id: shown('sku', HOT),
    quota: 3,
    limit: 2,
  },
  {
    saw: 'tried',
    attempt: 'a',
    buyer: BUYER,
    lines: [{ sku_id: shown('sku', HOT), quantity: 2, flash_offer_id: shown('fla', OFFER) }],
  },
  { saw: 'acknowledged', attempt: 'a', checkout_id: shown('chk', CHECKOUT), amount: 1_980 },
  { saw: 'paid', attempt: 'a', payment_id: shown('pay', PAYMENT) },
]
const line = {
  attempt: 'a',
  buyer_id: BUYER,
  checkout_id: uuid(CHECKOUT),
  amount: '1980',
  payment_id: uuid(PAYMENT),
  paid: true,
  is_live: true,
  sku_id: uuid(HOT),
  quantity: 2,
  flash_offer_id: uuid(OFFER),
  reservations: 1,
  is_held: true,
}
const rows = (): Rows => ({
  lines: [{ ...line }],
  shelves: [
    {
      sku_id: uuid(HOT),
      received: '5',
      available: '3',
      reserved: '0',
      sold: '2',
      written_off: '0',
    },
  ],
  pools: [{ id: uuid(OFFER), taken: '2' }],
  takings: [{ flash_offer_id: uuid(OFFER), buyer_id: BUYER, quantity: '2' }],
  succeeded: new Set([uuid(PAYMENT)]),
  orphans: 0,
})
const given = [{ id: shown('sku', HOT), stock: 5 }]
const CLEAN: Verdict = {
  acknowledged: 1,
  paid: 1,
  lost: 0,
  unpaid: 0,
  doubled: 0,
  altered: 0,
  oversold: 0,
  over_limit: 0,
  unreserved: 0,
  astray: 0,
}

test('what was promised and stands there is clean', () => {
  assert.deepEqual(judge(seen(), given, rows()), CLEAN)
})

const FAULTS: readonly [string, Partial<Verdict>, (seen: Seen[], rows: Rows) => void][] = [
  [
    'an order that was acknowledged is gone',
    { lost: 1, unpaid: 0, astray: 6 },
    (_, there) => {
      there.lines = []
    },
  ],
  [
    'two answers under one key that are not the same',
    { lost: 1 },
    (saw) => {
      saw.push({ saw: 'acknowledged', attempt: 'a', checkout_id: shown('chk', 9), amount: 1_980 })
    },
  ],
  [
    'one purchase became two',
    { doubled: 1, over_limit: 2, oversold: 1, astray: 6 },
    (_, there) => {
      there.lines.push({ ...line, checkout_id: uuid(9) })
    },
  ],
  [
    'a purchase nobody made',
    { doubled: 1 },
    (_, there) => {
      there.lines.push({ ...line, attempt: 'b', checkout_id: uuid(9), is_live: false })
    },
  ],
  [
    'a purchase that was refused and stands all the same',
    { acknowledged: 0, doubled: 1 },
    (saw) => {
      saw[2] = { saw: 'refused', attempt: 'a', code: 'out_of_stock' }
    },
  ],
  [
    'a payment that the buyer saw through and the platform did not',
    { unpaid: 1 },
    (_, there) => {
      there.succeeded.clear()
    },
  ],
  [
    'another amount than was answered',
    { altered: 1 },
    (_, there) => {
      there.lines = [{ ...line, amount: '1981' }]
    },
  ],
  [
    'another buyer than who asked',
    { altered: 1, astray: 4 },
    (_, there) => {
      there.lines = [{ ...line, buyer_id: uuid(9) }]
    },
  ],
  [
    'a line without its reservation',
    { unreserved: 1 },
    (_, there) => {
      there.lines = [{ ...line, reservations: 0, is_held: false }]
    },
  ],
  [
    'a reservation of nobody',
    { unreserved: 1 },
    (_, there) => {
      there.orphans = 1
    },
  ],
  [
    'a counter that lost a sale',
    { astray: 1 },
    (_, there) => {
      Object.assign(there.shelves[0] as object, { available: '4', sold: '1' })
    },
  ],
  [
    'a quota that lost a sale',
    { astray: 1 },
    (_, there) => {
      there.pools = [{ id: uuid(OFFER), taken: '1' }]
    },
  ],
]
for (const [name, found, commit] of FAULTS)
  test(`seen: ${name}`, () => {
    const saw = seen()
    const there = rows()
    commit(saw, there)
    assert.deepEqual(judge(saw, given, there), { ...CLEAN, ...found })
  })

test('seen: more sold than there was', () => {
  const { oversold } = judge(seen(), [{ id: shown('sku', HOT), stock: 1 }], rows())
  assert.equal(oversold, 1)
})
