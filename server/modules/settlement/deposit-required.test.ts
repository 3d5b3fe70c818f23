import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type DepositAsk, type DepositRule, requiredDeposit } from './deposit-required.ts'

const KINDS = ['individual', 'sole_trader', 'enterprise', 'flagship'] as const
const CATEGORIES = ['tea', 'jewelry', 'books', 'toys'] as const
const NOW = new Date('2026-06-01T00:00:00Z')
const day = (offset: number) => new Date(NOW.getTime() + offset * 86_400_000)

const rule = (more: Partial<DepositRule> & Pick<DepositRule, 'id' | 'amount'>): DepositRule => ({
  kind: 'base',
  category_id: null,
  shop_kind: null,
  sales_from: null,
  name: '',
  effective_from: day(-10),
  effective_until: null,
  shop_ids: [],
  ...more,
})
const shop = (more: Partial<DepositAsk> = {}): DepositAsk => ({
  shop_id: 'mine',
  kind: 'enterprise',
  category_ids: ['tea'],
  sales: 0n,
  ...more,
})

/** A ladder that never falls, base rules and events at random, each with a life of its own. */
const anyRules = fc
  .record({
    base: fc.array(
      fc.record({
        category_id: fc.option(fc.constantFrom(...CATEGORIES)),
        shop_kind: fc.option(fc.constantFrom(...KINDS)),
        amount: fc.bigInt({ min: 0n, max: 5_000_000n }),
        from: fc.integer({ min: -20, max: 5 }),
        lasts: fc.option(fc.integer({ min: 1, max: 30 })),
      }),
      { maxLength: 12 },
    ),
    steps: fc.array(fc.bigInt({ min: 0n, max: 1_000_000n }), { maxLength: 5 }),
    events: fc.array(
      fc.record({ amount: fc.bigInt({ min: 0n, max: 5_000_000n }), mine: fc.boolean() }),
      { maxLength: 3 },
    ),
  })
  .map(({ base, steps, events }) => [
    ...base.map(({ from, lasts, ...one }, index) =>
      rule({
        id: `base-${index}`,
        ...one,
        effective_from: day(from),
        effective_until: lasts === null ? null : day(from + lasts),
      }),
    ),
    ...steps.map((_, index) =>
      rule({
        id: `step-${index}`,
        kind: 'floating',
        sales_from: BigInt(index) * 100_000n,
        amount: steps.slice(0, index + 1).reduce((all, one) => all + one, 0n),
      }),
    ),
    ...events.map(({ amount, mine }, index) =>
      rule({
        id: `event-${index}`,
        kind: 'event',
        name: 'festival',
        amount,
        effective_until: day(3),
        shop_ids: mine ? ['mine'] : ['other'],
      }),
    ),
  ])
const anyShop = fc
  .record({
    kind: fc.constantFrom(...KINDS),
    category_ids: fc.uniqueArray(fc.constantFrom(...CATEGORIES)),
    sales: fc.bigInt({ min: 0n, max: 800_000n }),
  })
  .map((one) => shop(one))

test('requiredDeposit (property): the highest line, whatever the order of rules; more categories or sales never ask less', () => {
  fc.assert(
    fc.property(
      anyRules,
      anyShop,
      fc.constantFrom(...CATEGORIES),
      fc.bigInt({ min: 0n, max: 500_000n }),
      (rules, one, category, more) => {
        const { required, lines } = requiredDeposit(rules, one, NOW)
        const highest = lines.reduce((top, line) => (line.amount > top ? line.amount : top), 0n)
        assert.equal(required, highest)
        assert.deepEqual(requiredDeposit([...rules].reverse(), one, NOW), { required, lines })
        const wider = {
          ...one,
          category_ids: [...new Set([...one.category_ids, category])],
          sales: one.sales + more,
        }
        assert.ok(requiredDeposit(rules, wider, NOW).required >= required)
        // Only what began, has not ended and is about this shop is a line.
        for (const line of lines) {
          const found = rules.find(({ id }) => id === line.rule_id) as DepositRule
          assert.ok(found.effective_from <= NOW)
          assert.ok(!found.effective_until || found.effective_until > NOW)
          assert.ok(found.category_id === null || one.category_ids.includes(found.category_id))
          assert.ok(found.shop_kind === null || found.shop_kind === one.kind)
          assert.ok(found.kind !== 'event' || found.shop_ids.includes('mine'))
        }
        assert.ok(lines.filter(({ kind }) => kind === 'floating').length <= 1)
      },
    ),
    { numRuns: 300 },
  )
})

test('requiredDeposit: base by category and kind, floating by sales, event while it lasts; a newer rule replaces the older', () => {
  const rules = [
    rule({ id: 'entry', shop_kind: 'enterprise', amount: 100_000n }),
    rule({ id: 'jewelry', category_id: 'jewelry', amount: 2_000_000n }),
    rule({ id: 'step-0', kind: 'floating', sales_from: 0n, amount: 0n }),
    rule({ id: 'step-1', kind: 'floating', sales_from: 500_000n, amount: 300_000n }),
    rule({
      id: 'festival',
      kind: 'event',
      name: 'festival',
      amount: 900_000n,
      effective_until: day(2),
      shop_ids: ['mine'],
    }),
  ]
  const asked = (one: Partial<DepositAsk>, now = day(5)) =>
    requiredDeposit(rules, shop(one), now).required
  assert.equal(asked({}), 100_000n)
  assert.equal(asked({ sales: 499_999n }), 100_000n)
  assert.equal(asked({ sales: 500_000n }), 300_000n)
  assert.equal(asked({ category_ids: ['jewelry'] }), 2_000_000n)
  assert.equal(asked({}, day(1)), 900_000n)
  assert.equal(asked({ shop_id: 'other' }, day(1)), 100_000n)
  assert.equal(asked({ kind: 'individual' }), 0n)
  rules.push(
    rule({ id: 'entry-2', shop_kind: 'enterprise', amount: 50_000n, effective_from: day(6) }),
  )
  assert.equal(asked({}), 100_000n)
  assert.equal(asked({}, day(7)), 50_000n, 'replaced, not added')
})
