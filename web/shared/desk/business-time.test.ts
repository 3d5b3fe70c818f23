import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instantOf, minuteOf, readTime, stepTime } from './business-time.ts'

test('a minute is read and shown by the platform’s clock, wherever somebody sits', () => {
  assert.equal(instantOf('2026-03-01T12:30'), '2026-03-01T04:30:00.000Z')
  assert.equal(instantOf('2026-03-01'), '2026-02-28T16:00:00.000Z')
  assert.equal(minuteOf('2026-02-28T16:00:59.999Z'), '2026-03-01T00:00')
  assert.equal(minuteOf(Date.parse(instantOf('2026-12-31T23:59'))), '2026-12-31T23:59')
})

test('a time is read as people type it, or is none', () => {
  assert.deepEqual(['9:30', '0930', '930', '21：05', ' 9 ', '23.59', '0:0'].map(readTime), [
    '09:30',
    '09:30',
    '09:30',
    '21:05',
    '09:00',
    '23:59',
    '00:00',
  ])
  assert.deepEqual(['24:00', '9:60', 'noon', '', '12345'].map(readTime), [
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ])
  assert.deepEqual([stepTime('23:45', 30), stepTime('00:00', -30)], ['00:15', '23:30'])
})
