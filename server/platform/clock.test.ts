import assert from 'node:assert/strict'
import { test } from 'node:test'
import { skewOf } from './clock.ts'

test('a late answer moves no clock, a contradicting one does', () => {
  // The database read its clock at the very beginning, or the very end, of a long trip.
  assert.equal(skewOf(0, 1_000, 90, 1_000), 0)
  assert.equal(skewOf(0, 1_000, 90, 1_090), 0)
  assert.equal(skewOf(300, 1_000, 90, 1_310), 300)
  // Clocks that differ are learned, and an estimate is mended by a quicker answer.
  assert.equal(skewOf(0, 1_000, 2, 1_301), 300)
  assert.equal(skewOf(0, 1_000, 90, 700), -345)
  assert.equal(skewOf(-345, 1_000, 2, 701), -300)
  assert.equal(skewOf(300, 1_000, 2, 1_001), 0)
})
