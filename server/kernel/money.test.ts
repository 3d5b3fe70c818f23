import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { PPM, portion, share, shareDown, split, sum } from './money.ts'

const amount = fc.bigInt({ min: 0n, max: 10n ** 15n })

test('the split of DESIGN section 6 comes out to the fen', () => {
  assert.deepEqual(split(2_000n, [9_990n, 5_990n]), [1_250n, 750n])
  assert.deepEqual(split(1_000n, [9_990n, 5_990n]), [625n, 375n])
  assert.deepEqual(split(500n, [9_990n, 5_990n]), [313n, 187n])
})

test('parts of a split are natural, add up, and stay within one unit of the exact share', () => {
  fc.assert(
    fc.property(amount, fc.array(amount, { minLength: 1, maxLength: 20 }), (total, weights) => {
      const parts = split(total, weights)
      assert.equal(sum(parts), total)
      const all = sum(weights)
      for (const [index, part] of parts.entries()) {
        assert.ok(part >= 0n)
        if (all === 0n) continue
        const off = part * all - total * (weights[index] ?? 0n)
        assert.ok(off < all && off > -all)
      }
    }),
  )
})

test('shares round half up, the cut of a fee rounds down', () => {
  assert.equal(share(8_740n, 50_000n), 437n)
  assert.equal(share(7_802n, 200_000n), 1_560n)
  assert.equal(share(10n, 50_000n), 1n)
  assert.equal(share(9n, 50_000n), 0n)
  assert.equal(shareDown(624n, 100_000n), 62n)
  assert.equal(share(123n, PPM), 123n)
})

test('portions of a whole grow to exactly the whole, whatever the steps', () => {
  fc.assert(
    fc.property(
      amount,
      fc.bigInt({ min: 1n, max: 99n }),
      fc.bigInt({ min: 0n, max: 99n }),
      (whole, all, step) => {
        const done = step % (all + 1n)
        assert.equal(portion(whole, all, all), whole)
        assert.equal(portion(whole, 0n, all), 0n)
        assert.ok(portion(whole, done, all) <= whole)
      },
    ),
  )
})

test('negative money is a bug, not an amount', () => {
  assert.throws(() => share(-1n, 1n), RangeError)
  assert.throws(() => split(1n, []), RangeError)
  assert.throws(() => portion(1n, 2n, 1n), RangeError)
})
