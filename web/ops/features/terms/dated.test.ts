import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dated } from './dated.ts'

const rule = (tier: string, valid_from: string) => ({ tier, valid_from })

test('of rules about the same thing one is in force, and each ends the day before the next begins', () => {
  const rules = [
    rule('good', '2026-12-01'),
    rule('good', '2026-11-01'),
    rule('new', '2026-10-01'),
    rule('good', '2000-01-01'),
  ]
  const found = dated(rules, '2026-11-01', ({ tier }) => tier)
  assert.deepEqual(
    found.map(({ tier, until, standing }) => [tier, until, standing]),
    [
      ['good', undefined, 'to_come'],
      ['good', '2026-11-30', 'in_force'],
      ['new', undefined, 'in_force'],
      ['good', '2026-10-31', 'over'],
    ],
  )
  assert.equal(dated(rules.slice(0, 1), '2026-11-30')[0]?.standing, 'to_come')
  assert.equal(dated(rules.slice(0, 1), '2026-12-01')[0]?.standing, 'in_force')
})
