import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addDays, addMonths, isDay, readDay, weeksOf } from './day-grid.ts'

test('a day is read as people type it, and is in the calendar or none', () => {
  assert.deepEqual(
    ['2026-3-1', '2026/03/01', '20260301', '2026年3月1日', ' 2026.3.1 '].map(readDay),
    ['2026-03-01', '2026-03-01', '2026-03-01', '2026-03-01', '2026-03-01'],
  )
  assert.deepEqual(['2026-02-30', '2026-13-01', '3/1/2026', 'soon', ''].map(readDay), [
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ])
  assert.equal(isDay('2028-02-29'), true)
  assert.equal(isDay('2026-02-29'), false)
})

test('steps over months end on their last day, steps over days cross years', () => {
  assert.equal(addMonths('2026-01-31', 1), '2026-02-28')
  assert.equal(addMonths('2026-01-15', -1), '2025-12-15')
  assert.equal(addMonths('2027-12-31', 2), '2028-02-29')
  assert.equal(addDays('2026-12-31', 1), '2027-01-01')
})

test('a month lies in whole weeks from Monday on', () => {
  const march = weeksOf('2026-03-14')
  assert.deepEqual(march[0]?.slice(0, 7), [
    '2026-02-23',
    '2026-02-24',
    '2026-02-25',
    '2026-02-26',
    '2026-02-27',
    '2026-02-28',
    '2026-03-01',
  ])
  assert.equal(march.length, 6)
  assert.equal(weeksOf('2027-02-01').length, 4, 'a February that is four whole weeks')
})
