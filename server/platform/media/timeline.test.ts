import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Timeline } from './timeline.ts'

test('time starts where it is told and follows the publisher', () => {
  const timeline = new Timeline(5_000)
  assert.equal(timeline.next('video', 90_000), 5_000)
  assert.equal(timeline.next('audio', 90_010), 5_010)
  assert.equal(timeline.next('video', 90_033), 5_033)
})

test('a returned publisher goes on about a frame later, whatever its clock says', () => {
  const timeline = new Timeline(0)
  timeline.next('video', 0)
  timeline.next('video', 1_000)
  timeline.seam()
  assert.equal(timeline.next('video', 77_000), 1_040)
  assert.equal(timeline.next('video', 77_033), 1_073)
})

test('the wrap at 2^32 is no jump', () => {
  const timeline = new Timeline(0)
  timeline.next('video', 2 ** 32 - 20)
  assert.equal(timeline.next('video', 13), 33)
  assert.equal(timeline.next('video', 46), 66)
})

test('on each track time never runs back and never leaps, whatever is sent', () => {
  const step = fc.record({
    track: fc.constantFrom<'audio' | 'video'>('audio', 'video'),
    time: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const timeline = new Timeline(0)
      const last = { audio: -1, video: -1 }
      let newest = 0
      for (const { track, time } of steps) {
        const out = timeline.next(track, time)
        assert.ok(Number.isSafeInteger(out) && out >= last[track])
        assert.ok(out <= newest + 1_501)
        last[track] = out
        newest = Math.max(newest, out)
      }
    }),
  )
})
