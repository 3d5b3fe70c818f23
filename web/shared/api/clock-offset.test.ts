import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { narrowed, type Offset, offsetOf } from './clock-offset.ts'

const all = (told: Parameters<typeof narrowed>[1][]): Offset =>
  told.reduce<Offset | undefined>(narrowed, undefined) as Offset

test('one way says “at least”, a round trip bounds from both sides', () => {
  const once = all([{ server: 10_000, received: 3_040 }])
  assert.equal(offsetOf(once), 6_960)
  const both = narrowed(once, { server: 11_000, sent: 3_980, received: 4_020 })
  assert.deepEqual(both, { low: 6_980, high: 7_020 })
  assert.equal(offsetOf(both), 7_000)
})

test('what arrives late says nothing new', () => {
  const known = all([{ server: 10_000, sent: 2_990, received: 3_010 }])
  assert.deepEqual(narrowed(known, { server: 10_000, received: 9_000 }), known)
  assert.deepEqual(narrowed(known, { server: 12_000, sent: 3_000, received: 8_000 }), known)
})

test('a clock that was moved, or a page that slept, starts anew', () => {
  const known = all([{ server: 10_000, sent: 2_990, received: 3_010 }])
  const ahead = narrowed(known, { server: 3_610_000, received: 4_000 })
  assert.equal(offsetOf(ahead), 3_606_000)
  const back = narrowed(ahead, { server: 11_500, sent: 4_490, received: 4_510 })
  assert.equal(offsetOf(back), 7_000)
})

test('the truth lies between the bounds, whatever the latencies, and more words never make it worse', () => {
  const leg = fc.integer({ min: 0, max: 3_000 })
  fc.assert(
    fc.property(
      fc.integer({ min: -1e10, max: 1e10 }),
      fc.array(fc.tuple(fc.boolean(), leg, leg), { minLength: 1, maxLength: 20 }),
      (truth, legs) => {
        let at = 0
        let known: Offset | undefined
        let width = Number.POSITIVE_INFINITY
        for (const [asked, there, back] of legs) {
          const sent = at
          at += there
          const server = at + truth
          at += back
          known = narrowed(known, { server, received: at, sent: asked ? sent : undefined })
          assert.ok(known.low <= truth && truth <= known.high)
          assert.ok(known.high - known.low <= width)
          width = known.high - known.low
        }
      },
    ),
  )
})
