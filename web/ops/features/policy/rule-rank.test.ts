import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instantOf } from '../../../shared/desk/business-time.ts'
import { readInstant, sayInstant } from './business-day.ts'
import { changesBy, decide, differs, type Matrix, type Rule } from './rule-rank.ts'
import { ANY, ruleOf } from './rule-wish.ts'

const rule = (id: string, more: Partial<Rule> = {}): Rule => ({
  id,
  platform: 'self',
  source: null,
  sub_source: null,
  category: null,
  placement: null,
  among: null,
  effect: 'allow',
  fee_ppm: 0,
  effective_from: '1970-01-01T00:00:00.000Z',
  effective_to: null,
  announced_at: null,
  reason: '',
  supersedes: null,
  ...more,
})
const base = rule('base', { among: ['taobao_alliance', 'jd_alliance'] })
const at = (day: string) => new Date(instantOf(day)).getTime()
const live = (source: string, sub_source: string | null = null) =>
  ({ source, sub_source, placement: 'live_cart' }) as const

test('own goods are always allowed, a source never contracted is not', () => {
  const rules = [base, rule('all', { effect: 'block' })]
  assert.equal(decide(rules, live('own'), at('2026-01-01')).effect, 'allow')
  assert.equal(decide([base], live('nobody'), at('2026-01-01')).effect, 'block')
})

test('sub-source outranks source, source outranks placement', () => {
  const rules = [
    base,
    rule('placement', { placement: 'live_cart', effect: 'only_via_paid_task' }),
    rule('source', { source: 'taobao_alliance', effect: 'block' }),
    rule('sub', { source: 'taobao_alliance', sub_source: 'tmall' }),
  ]
  assert.equal(decide(rules, live('jd_alliance'), at('2026-01-01')).effect, 'only_via_paid_task')
  assert.equal(decide(rules, live('taobao_alliance'), at('2026-01-01')).effect, 'block')
  assert.equal(decide(rules, live('taobao_alliance', 'tmall'), at('2026-01-01')).rule?.id, 'sub')
})

test('a superseded rule ends, and an announcement taken back never was', () => {
  const cut = rule('cut', {
    source: 'taobao_alliance',
    effect: 'block',
    effective_from: instantOf('2026-03-01'),
  })
  const back = rule('back', {
    source: 'taobao_alliance',
    effective_from: instantOf('2026-02-01'),
    supersedes: 'cut',
  })
  assert.equal(decide([base, cut], live('taobao_alliance'), at('2026-03-02')).effect, 'block')
  assert.equal(decide([base, cut, back], live('taobao_alliance'), at('2026-03-02')).effect, 'allow')
})

test('a preview names the cells that a wish would change, and none beside them', () => {
  const matrix: Matrix = {
    at: instantOf('2026-01-01'),
    platform: 'self',
    placements: ['live_cart', 'note'],
    rows: ['own', 'jd_alliance', 'taobao_alliance'].map((source) => ({
      source,
      sub_source: null,
      cells: [],
    })),
    changes_at: [],
  }
  const wish = ruleOf(
    {
      source: 'jd_alliance',
      category: ANY,
      placement: 'live_cart',
      effect: 'block',
      start: 'at',
      start_at: '2026-03-01T00:00',
      reason: 'x',
    },
    [base],
    at('2026-01-01'),
  )
  assert.ok(wish)
  assert.equal(wish.effective_from, '2026-02-28T16:00:00.000Z')
  assert.deepEqual(
    changesBy([base], wish, matrix).map(({ source, placement, before, after }) => [
      source,
      placement,
      before,
      after,
    ]),
    [['jd_alliance', 'live_cart', 'allow', 'block']],
  )
})

test('days of an address are Beijing days; anything else is as if nothing were said', () => {
  assert.equal(readInstant('2022-03-01'), '2022-02-28T16:00:00.000Z')
  assert.equal(sayInstant('2022-02-28T16:00:00.000Z'), '2022-03-01')
  assert.equal(readInstant('yesterday'), undefined)
  assert.equal(readInstant('2022-99-99'), undefined)
})

test('a fee that changes is a difference', () => {
  const cell = {
    effect: 'allow_with_fee',
    fee_ppm: 200_000,
    rule_id: null,
    reason: '',
    next_change_at: null,
    next_effect: null,
  } as const
  assert.equal(differs(cell, { ...cell, fee_ppm: 100_000 }), true)
  assert.equal(differs(cell, cell), false)
})
