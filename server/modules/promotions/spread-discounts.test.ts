import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { share, shareDown, sum } from '../../kernel/money.ts'
import { type Discount, priceLines } from './spread-discounts.ts'

test('the money of one order comes out to the fen (DESIGN section 6)', () => {
  const both = [0, 1]
  const [a, b] = priceLines(
    [9_990n, 5_990n],
    [
      { funder: 'creator', amount: 500n, lines: both },
      { funder: 'platform', amount: 1_000n, lines: both },
      { funder: 'shop', amount: 2_000n, lines: both },
    ],
  )
  assert.deepEqual(a, {
    shop_discount: 1_250n,
    platform_discount: 625n,
    creator_discount: 313n,
    paid_amount: 7_802n,
  })
  assert.deepEqual(b, {
    shop_discount: 750n,
    platform_discount: 375n,
    creator_discount: 187n,
    paid_amount: 4_678n,
  })
  // What the frozen rates make of it later: 5 % of the income, 20 % and 5 % of what was paid.
  const parts = [a, b].map((line) => {
    const { paid_amount, platform_discount, creator_discount } = line as NonNullable<typeof line>
    const leader = share(paid_amount, 50_000n)
    return {
      income: paid_amount + platform_discount + creator_discount,
      fee: share(paid_amount + platform_discount + creator_discount, 50_000n),
      commission: share(paid_amount, 200_000n),
      leader,
    }
  })
  assert.deepEqual(parts, [
    { income: 8_740n, fee: 437n, commission: 1_560n, leader: 390n },
    { income: 5_240n, fee: 262n, commission: 936n, leader: 234n },
  ])
  assert.equal(shareDown(624n, 100_000n), 62n)
  assert.equal(13_980n - 699n - 2_496n - 624n - 54n, 10_107n)
})

test('a shop’s discount touches its own lines only', () => {
  const lines = priceLines([1_000n, 1_000n, 1_000n], [{ funder: 'shop', amount: 300n, lines: [1] }])
  assert.deepEqual(
    lines.map((line) => line.paid_amount),
    [1_000n, 700n, 1_000n],
  )
})

test('discounts spread exactly, and no line is ever paid below zero', () => {
  const price = fc.bigInt({ min: 0n, max: 10n ** 12n })
  fc.assert(
    fc.property(
      fc.array(price, { minLength: 1, maxLength: 12 }),
      fc.array(
        fc.record({
          funder: fc.constantFrom('shop' as const, 'platform' as const, 'creator' as const),
          part: fc.integer({ min: 0, max: 100 }),
          from: fc.nat(),
        }),
        { maxLength: 4 },
      ),
      (prices, wishes) => {
        const discounts: Discount[] = []
        const turn = ['shop', 'platform', 'creator']
        wishes.sort((a, b) => turn.indexOf(a.funder) - turn.indexOf(b.funder))
        // Each discount takes a share of what the ones before it certainly left on its lines.
        let given = 0n
        for (const { funder, part, from } of wishes) {
          const lines = prices.map((_, index) => index).slice(from % prices.length)
          const over = sum(lines.map((index) => prices[index] as bigint))
          const room = over > given ? over - given : 0n
          const amount = (room * BigInt(part)) / 100n
          given += amount
          discounts.push({ funder, amount, lines })
        }
        const made = priceLines(prices, discounts)
        for (const funder of ['shop', 'platform', 'creator'] as const)
          assert.equal(
            sum(made.map((line) => line[`${funder}_discount`])),
            sum(discounts.filter((one) => one.funder === funder).map((one) => one.amount)),
          )
        for (const [index, line] of made.entries()) {
          assert.ok(line.paid_amount >= 0n)
          assert.equal(
            line.paid_amount + line.shop_discount + line.platform_discount + line.creator_discount,
            prices[index],
          )
        }
      },
    ),
  )
})

test('a discount larger than what it applies to is a mistake of ours', () => {
  assert.throws(() => priceLines([10n], [{ funder: 'shop', amount: 11n, lines: [0] }]), RangeError)
})
