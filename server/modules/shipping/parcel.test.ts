import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { mayMove } from '../../kernel/state.ts'
import { nextWordBy, parcels, signedAt, stateOf, type TrackingFact } from './parcel.ts'

const now = new Date('2026-03-05T12:00:00Z')
const at = (hour: number): Date => new Date(now.getTime() - 48 * 3_600_000 + hour * 3_600_000)
const fact = fc.record({
  state: fc.constantFrom(
    'picked_up',
    'in_transit',
    'out_for_delivery',
    'signed',
    'returned',
    'lost',
    'at_customs',
    'created',
  ),
  happened_at: fc.integer({ min: 0, max: 60 }).map(at),
})

test('whatever order words are heard in, doubled or not, the parcel ends in the same place by drawn edges', () => {
  fc.assert(
    fc.property(fc.array(fact, { maxLength: 8 }), fc.infiniteStream(fc.nat()), (facts, dice) => {
      const walk = (order: readonly TrackingFact[]) => {
        let state = stateOf([])
        for (const [index] of order.entries()) {
          const next = stateOf(order.slice(0, index + 1))
          assert.ok(next === state || mayMove(parcels.edges, state, next), `${state} > ${next}`)
          state = next
        }
        return state
      }
      const shuffled = [...facts, ...facts]
        .map((one) => ({ one, by: dice.next().value as number }))
        .sort((a, b) => a.by - b.by)
        .map(({ one }) => one)
      assert.equal(walk(shuffled), walk(facts))
      assert.deepEqual(signedAt(shuffled, now), signedAt(facts, now))
    }),
    { numRuns: 2_000 },
  )
})

test('a failed delivery goes back on the road, a word of an older day does not', () => {
  const out = { state: 'out_for_delivery', happened_at: at(24) }
  assert.equal(stateOf([out, { state: 'in_transit', happened_at: at(30) }]), 'in_transit')
  assert.equal(stateOf([out, { state: 'in_transit', happened_at: at(12) }]), 'out_for_delivery')
})

test('unknown words move nothing, the future signs nothing', () => {
  assert.equal(stateOf([{ state: 'at_customs', happened_at: at(1) }]), 'created')
  assert.deepEqual(signedAt([{ state: 'signed', happened_at: at(60) }], now), now)
  assert.equal(signedAt([{ state: 'picked_up', happened_at: at(1) }], now), null)
})

test('every waiting state expects a next word, ended ones do not', () => {
  for (const state of ['created', 'picked_up', 'in_transit', 'out_for_delivery'] as const)
    assert.ok(nextWordBy(state, now))
  for (const state of ['signed', 'returned', 'lost'] as const)
    assert.equal(nextWordBy(state, now), null)
})
