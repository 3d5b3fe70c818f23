import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { putInto } from './purse.ts'

test('what is short becomes a debt, and later earnings pay it first', () => {
  const purse = { available: 500n, debt: 0n }
  assert.deepEqual(putInto(purse, -936n), { available: -500n, debt: -436n })
  assert.deepEqual(putInto(purse, 300n), { available: 0n, debt: 300n })
  assert.deepEqual(putInto(purse, 300n), { available: 164n, debt: 136n })
  assert.deepEqual(purse, { available: 164n, debt: 0n })
})

test('a purse is never silently negative and loses no fen', () => {
  fc.assert(
    fc.property(fc.array(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n })), (amounts) => {
      const purse = { available: 0n, debt: 0n }
      let total = 0n
      for (const amount of amounts) {
        const change = putInto(purse, amount)
        total += amount
        assert.equal(change.available + change.debt, amount)
        assert.ok(purse.available >= 0n && purse.debt <= 0n)
        assert.ok(purse.available === 0n || purse.debt === 0n)
        assert.equal(purse.available + purse.debt, total)
      }
    }),
  )
})
