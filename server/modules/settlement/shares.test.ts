import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { split } from '../../kernel/money.ts'
import { refundFor } from '../orders/index.ts'
import {
  isEmpty,
  lost,
  nothingReturned,
  type Returned,
  type Shares,
  shareOut,
  type Terms,
  totalOf,
} from './shares.ts'

type Line = Terms & Returned

/** The cart of DESIGN section 6: 99.90 + 59.90 with its three discounts split over the lines. */
function exampleLines(wish: Partial<Terms> = {}): [Line, Line] {
  const prices = [9_990n, 5_990n]
  const shop = split(2_000n, prices)
  const platform = split(1_000n, prices)
  const creator = split(500n, prices)
  const [a, b] = prices.map((price, index) => ({
    quantity: 1,
    paid_amount: price - shop[index]! - platform[index]! - creator[index]!,
    platform_discount: platform[index]!,
    creator_discount: creator[index]!,
    fee_ppm: 50_000n,
    commission_ppm: 200_000n,
    leader_ppm: 50_000n,
    leader_cut_ppm: 100_000n,
    premium: index === 0 ? 54n : 0n,
    freight: 0n,
    creator_id: 'lin',
    leader_id: 'mei',
    agency_id: null,
    agency_ppm: 0n,
    ...wish,
    ...nothingReturned,
  }))
  return [a as Line, b as Line]
}

const pick = (shares: Shares, ...parts: (keyof Shares)[]) => parts.map((part) => shares[part])

test('the order of DESIGN section 6 is shared out to the fen', () => {
  const [a, b] = shareOut(exampleLines())
  const parts = ['paid', 'income', 'fee', 'commission', 'leader_fee'] as const
  assert.deepEqual(pick(a!, ...parts), [7_802n, 8_740n, 437n, 1_560n, 390n])
  assert.deepEqual(pick(b!, ...parts), [4_678n, 5_240n, 262n, 936n, 234n])
  const all = totalOf([a!, b!])
  assert.deepEqual(pick(all, ...parts), [12_480n, 13_980n, 699n, 2_496n, 624n])
  assert.equal(all.leader_cut, 62n)
  assert.equal(all.leader_fee - all.leader_cut, 562n)
  assert.equal(all.premium, 54n)
  assert.equal(all.merchant_net, 10_107n)
})

const returning = (lines: readonly Line[], index: number): Line[] =>
  lines.map((line, at) => (at === index ? { ...line, refunded_quantity: line.quantity } : line))
const back = (lines: readonly Line[], index: number) =>
  lost(totalOf(shareOut(lines)), totalOf(shareOut(returning(lines, index))))

test('line B goes back after settlement: everyone returns exactly their part', () => {
  const lines = exampleLines()
  assert.deepEqual(back(lines, 1), {
    paid: 4_678n,
    platform_discount: 375n,
    creator_discount: 187n,
    income: 5_240n,
    freight: 0n,
    fee: 262n,
    commission: 936n,
    agency_fee: 0n,
    leader_fee: 234n,
    leader_cut: 23n,
    premium: 0n,
    merchant_net: 3_808n,
  })
  assert.equal(totalOf(shareOut(returning(lines, 1))).merchant_net, 6_299n)
})

test('line A goes back instead: the premium lies on it and is kept all the same', () => {
  const lines = exampleLines()
  const gone = back(lines, 0)
  assert.deepEqual(
    pick(gone, 'paid', 'platform_discount', 'creator_discount', 'fee', 'commission'),
    [7_802n, 625n, 313n, 437n, 1_560n],
  )
  assert.deepEqual(pick(gone, 'leader_fee', 'leader_cut', 'premium'), [390n, 39n, 0n])
  assert.equal(gone.merchant_net, 8_740n - 437n - 1_560n - 390n)
  const [a] = shareOut(returning(lines, 0))
  assert.equal(a!.merchant_net, -54n)
  const unsent = lines.map((line, at) =>
    at === 0 ? { ...line, refunded_quantity: 1, refunded_unshipped: 1 } : line,
  )
  assert.equal(shareOut(unsent)[0]!.premium, 0n)
})

test('the same goods without subsidies and leader: the closed loop at 5 % and at 2 %', () => {
  const plain = { platform_discount: 0n, creator_discount: 0n, leader_id: null, premium: 0n }
  const [a, b] = exampleLines(plain)
  const lines = [
    { ...a, paid_amount: 8_740n },
    { ...b, paid_amount: 5_240n },
  ]
  const five = totalOf(shareOut(lines))
  assert.deepEqual(pick(five, 'fee', 'commission', 'merchant_net'), [699n, 2_796n, 10_485n])
  const two = totalOf(shareOut(lines.map((line) => ({ ...line, fee_ppm: 20_000n }))))
  assert.deepEqual(pick(two, 'fee', 'commission', 'merchant_net'), [280n, 2_796n, 10_904n])
})

test('three pieces go back one by one: the steps add up to the whole', () => {
  const [line] = exampleLines({ quantity: 3, paid_amount: 10_000n })
  const steps = [0, 1, 2].map((refunded_quantity) => refundFor({ ...line, refunded_quantity }, 1))
  assert.deepEqual(steps, [3_333n, 3_334n, 3_333n])
  assert.equal(refundFor(line, 3), 10_000n)
  const half = shareOut([{ ...line, refunded_quantity: 1 }])[0]!
  assert.deepEqual(pick(half, 'paid', 'commission', 'leader_fee'), [6_667n, 1_333n, 333n])
})

test('more than was sold cannot go back', () => {
  const [line] = exampleLines()
  assert.throws(() => shareOut([{ ...line, refunded_quantity: 2 }]), RangeError)
})

const amount = fc.bigInt({ min: 0n, max: 10n ** 12n })
const rate = (max: bigint) => fc.bigInt({ min: 0n, max })
const anyLine: fc.Arbitrary<Line> = fc
  .record({
    quantity: fc.integer({ min: 1, max: 999 }),
    paid_amount: amount,
    platform_discount: amount,
    creator_discount: amount,
    fee_ppm: rate(100_000n),
    commission_ppm: rate(500_000n),
    leader_ppm: rate(400_000n),
    leader_cut_ppm: fc.constantFrom(0n, 100_000n, 1_000_000n),
    premium: rate(2_000n),
    freight: fc.constantFrom(0n, 800n),
    creator_id: fc.constantFrom(null, 'lin'),
    leader_id: fc.constantFrom(null, 'mei', 'wei'),
    agency_id: fc.constantFrom(null, 'house'),
    agency_ppm: rate(1_000_000n),
    gone: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ gone, ...terms }) => ({
    ...terms,
    refunded_quantity: Math.floor(gone * terms.quantity),
    refunded_unshipped: 0,
    is_freight_refunded: false,
  }))
const anyOrder = fc.array(anyLine, { minLength: 1, maxLength: 6 })

test('whatever is sold and returned, the parts add up to what was paid and given', () => {
  fc.assert(
    fc.property(anyOrder, (lines) => {
      for (const [index, one] of shareOut(lines).entries()) {
        assert.equal(one.income, one.paid + one.platform_discount + one.creator_discount)
        assert.equal(
          one.fee + one.commission + one.leader_fee + one.premium + one.merchant_net,
          one.income + one.freight,
        )
        for (const part of [one.paid, one.fee, one.commission, one.leader_fee, one.leader_cut])
          assert.ok(part >= 0n)
        assert.ok(one.agency_fee >= 0n && one.agency_fee <= one.commission)
        const line = lines[index]!
        const exact = one.paid * line.commission_ppm
        if (line.creator_id) {
          const off = one.commission * 1_000_000n - exact
          assert.ok(off < 1_000_000n && off > -1_000_000n)
        }
      }
    }),
    { numRuns: 2_000 },
  )
})

test('an order that goes back whole, in any steps, leaves exactly nothing', () => {
  fc.assert(
    fc.property(
      anyOrder,
      fc.array(fc.nat(20_000), { minLength: 1, maxLength: 60 }),
      (sold, picks) => {
        let lines = sold.map((line) => ({ ...line, refunded_quantity: 0 }))
        const start = totalOf(shareOut(lines))
        let posted = lost(start, start)
        let bought = 0n
        const step = (index: number, quantity: number) => {
          const line = lines[index]!
          bought += refundFor(line, quantity)
          const before = totalOf(shareOut(lines))
          lines = lines.map((one, at) =>
            at === index ? { ...one, refunded_quantity: one.refunded_quantity + quantity } : one,
          )
          posted = totalOf([posted, lost(before, totalOf(shareOut(lines)))])
        }
        for (const chosen of picks) {
          const index = chosen % lines.length
          const line = lines[index]!
          const open = line.quantity - line.refunded_quantity
          if (open > 0) step(index, 1 + (chosen % open))
        }
        for (const [index, line] of lines.entries())
          if (line.refunded_quantity < line.quantity)
            step(index, line.quantity - line.refunded_quantity)
        const end = totalOf(shareOut(lines))
        assert.equal(bought, start.paid)
        assert.deepEqual(
          pick(end, 'paid', 'income', 'fee', 'commission', 'leader_fee', 'leader_cut'),
          [0n, 0n, 0n, 0n, 0n, 0n],
        )
        assert.equal(end.merchant_net, end.freight - end.premium)
        assert.deepEqual(posted, lost(start, end))
        const unsent = lines.map((line) => ({
          ...line,
          refunded_unshipped: line.quantity,
          is_freight_refunded: true,
        }))
        assert.ok(isEmpty(totalOf(shareOut(unsent))))
      },
    ),
    { numRuns: 1_000 },
  )
})

test('totals do not depend on the order of lines and receivers', () => {
  fc.assert(
    fc.property(anyOrder, fc.nat(), (lines, seed) => {
      const turned = lines.map((_, index) => lines[(index + seed) % lines.length]!)
      assert.deepEqual(totalOf(shareOut(turned)), totalOf(shareOut(lines)))
      assert.deepEqual(totalOf(shareOut([...lines].reverse())), totalOf(shareOut(lines)))
    }),
    { numRuns: 1_000 },
  )
})

test('a fee rate of a hundred percent leaves the merchant nothing, not less', () => {
  fc.assert(
    fc.property(amount, (paid_amount) => {
      const [line] = exampleLines({
        paid_amount,
        platform_discount: 0n,
        creator_discount: 0n,
        premium: 0n,
        fee_ppm: 1_000_000n,
        creator_id: null,
        leader_id: null,
      })
      assert.equal(shareOut([line])[0]!.merchant_net, 0n)
    }),
  )
})
