import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settleAt } from './settle.ts'
import { scoreDay, type TierRule, tierOf } from './tiers.ts'

const rule = (
  role: TierRule['role'],
  tier: string,
  score_from: number | null,
  hold_days: number,
  valid_from = '2000-01-01',
): TierRule => ({ role, tier, score_from, hold_days, reserve_ppm: 0n, reserve_days: 0, valid_from })

/** The rules that come with the table. */
const RULES = [
  rule('shop', 'new', null, 10),
  rule('shop', 'good', 440, 4),
  rule('shop', 'ordinary', 0, 10),
  rule('creator', 'new', null, 15),
  rule('creator', 'good', 440, 7),
  rule('creator', 'ordinary', 400, 15),
  rule('creator', 'to_improve', 0, 20),
]
const days = (
  role: TierRule['role'],
  score: number | null,
  rules = RULES,
  paid_on = '2026-03-01',
) => tierOf(rules, { role, score, paid_on }).hold_days

test('domain.md 4.5: confirmed on 5 March, a shop of 4.6 settles on the 9th, of 4.2 on the 15th; creators on the 12th, 20th, 25th', () => {
  const order = {
    received_at: new Date('2026-03-05T10:00:00+08:00'),
    completed_at: new Date('2026-03-05T10:00:00+08:00'),
  }
  const on = (hold_days: number, return_days = 0) =>
    settleAt({ return_days }, hold_days, order).toISOString().slice(0, 10)
  assert.deepEqual([on(days('shop', 460)), on(days('shop', 420))], ['2026-03-09', '2026-03-15'])
  assert.deepEqual([on(days('shop', null)), on(days('shop', 440))], ['2026-03-15', '2026-03-09'])
  assert.deepEqual(
    [460, 420, 380].map((score) => on(days('creator', score))),
    ['2026-03-12', '2026-03-20', '2026-03-25'],
  )
  // The window for returns is never cut short by a good score.
  assert.deepEqual([on(4, 7), on(10, 7)], ['2026-03-12', '2026-03-15'])
})

test('the score is that of the day before yesterday, by the business day', () => {
  assert.equal(scoreDay(new Date('2026-03-03T00:00:01+08:00')), '2026-03-01')
  assert.equal(scoreDay(new Date('2026-03-02T23:59:59+08:00')), '2026-02-28')
})

test('a rule counts for orders paid from its day on, and a score below every rule gets the lowest tier', () => {
  const rules = [...RULES, rule('shop', 'good', 460, 3, '2026-04-01')]
  assert.deepEqual(
    [
      days('shop', 450, rules, '2026-03-31'),
      days('shop', 450, rules, '2026-04-01'),
      days('shop', 460, rules, '2026-04-01'),
    ],
    [4, 10, 3],
  )
  assert.equal(days('shop', 100, [rule('shop', 'good', 440, 4)]), 4)
  assert.throws(() => days('creator', 100, [rule('shop', 'good', 440, 4)]))
})
