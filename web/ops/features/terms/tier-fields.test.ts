import assert from 'node:assert/strict'
import { test } from 'node:test'
import { askOf, fieldsOf, scoreText, type TierFields } from './tier-fields.ts'

const fields: TierFields = {
  role: 'shop',
  tier: 'good',
  score: 4.35,
  hold_days: 0,
  reserve: 2.5,
  reserve_days: 8,
  from: '2026-12-01',
}

test('a form becomes a rule once it is whole; hundredths and parts per million are exact', () => {
  assert.deepEqual(askOf(fields), {
    role: 'shop',
    tier: 'good',
    score_from: 435,
    hold_days: 0,
    reserve_ppm: 25_000,
    reserve_days: 8,
    valid_from: '2026-12-01',
  })
  assert.equal(askOf({ ...fields, tier: 'new' })?.score_from, null)
  for (const gap of [
    { score: null },
    { hold_days: null },
    { reserve_days: 0 },
    { reserve: null },
    { from: '' },
  ])
    assert.equal(askOf({ ...fields, ...gap }), undefined, JSON.stringify(gap))
  assert.equal(askOf(undefined), undefined)
})

test('a rule is written into the form as it stands', () => {
  const rule = {
    ...(askOf(fields) as NonNullable<ReturnType<typeof askOf>>),
  }
  assert.deepEqual(askOf({ ...fields, ...fieldsOf(rule) }), rule)
  assert.equal(scoreText(440), '4.40')
})
