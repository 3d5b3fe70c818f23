import assert from 'node:assert/strict'
import { test } from 'node:test'
import { askOf, EVERY, type RuleFields, sameAs } from './rule-fields.ts'

const base: RuleFields = {
  kind: 'base',
  category: 'food',
  shop_kind: EVERY,
  amount: 123_456,
  from: '2026-12-01',
}

test('a form asks in minor units and Beijing days, the last of them whole', () => {
  assert.deepEqual(askOf({ ...base, until: '2026-12-31' }), {
    kind: 'base',
    category_id: 'food',
    amount: 123_456,
    effective_from: '2026-11-30T16:00:00.000Z',
    effective_until: '2026-12-31T16:00:00.000Z',
  })
})

test('a form that lacks something asks for nothing yet', () => {
  assert.equal(askOf({ ...base, amount: null }), undefined)
  assert.equal(askOf({ ...base, until: '2026-11-30' }), undefined, 'ends before it begins')
  const floating = { ...base, kind: 'floating' as const }
  assert.equal(askOf(floating), undefined)
  assert.equal(askOf({ ...floating, sales_from: 0 })?.sales_from, 0)
  const event = { ...base, kind: 'event' as const, name: ' 双十一 ', shop_ids: ['shp_1'] }
  assert.equal(askOf(event), undefined, 'an event has an end')
  assert.deepEqual(askOf({ ...event, until: '2026-12-02' }), {
    kind: 'event',
    name: '双十一',
    shop_ids: ['shp_1'],
    amount: 123_456,
    effective_from: '2026-11-30T16:00:00.000Z',
    effective_until: '2026-12-02T16:00:00.000Z',
  })
})

test('what is in force about the same thing is found, and nothing else', () => {
  const rule = (id: string, more: object) =>
    ({ id, kind: 'base', category_id: null, shop_kind: null, sales_from: null, ...more }) as never
  const rules = [
    rule('any', { effective_from: '2026-01-01' }),
    rule('later', { category_id: 'food', effective_from: '2026-12-01' }),
    rule('now', { category_id: 'food', effective_from: '2026-01-01' }),
    rule('flagship', { category_id: 'food', shop_kind: 'flagship', effective_from: '2026-01-01' }),
    rule('step', { kind: 'floating', sales_from: 500_000, effective_from: '2026-01-01' }),
  ]
  assert.deepEqual(
    sameAs(base, rules).map(({ id }) => id),
    ['now', 'later'],
  )
  assert.deepEqual(
    sameAs({ ...base, kind: 'floating', sales_from: 500_000 }, rules).map(({ id }) => id),
    ['step'],
  )
})
