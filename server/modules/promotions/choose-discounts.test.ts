import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sum } from '../../kernel/money.ts'
import { chooseDiscounts, type GoodsLine, KEEP, type Offered, PLACES } from './choose-discounts.ts'
import { priceLines } from './spread-discounts.ts'

const line = (price_amount: bigint, more: Partial<GoodsLine> = {}): GoodsLine => ({
  shop_id: 'shop-a',
  product_id: 'product-a',
  currency: 'CNY',
  price_amount,
  is_flash: false,
  room_id: null,
  ...more,
})
const from = new Date('2026-03-01T00:00:00Z')
const until = new Date('2026-03-08T00:00:00Z')
const given = (id: string, more: Partial<Offered> = {}): Offered => ({
  id,
  kind: 'coupon',
  funder: 'shop',
  shop_id: 'shop-a',
  room_id: null,
  creator_id: null,
  title: id,
  currency: 'CNY',
  threshold: 0n,
  amount_off: 100n,
  rate_ppm: null,
  most_off: null,
  product_ids: [],
  starts_at: from,
  ends_at: until,
  use_until: until,
  budget_left: 10n ** 15n,
  coupon_id: `coupon of ${id}`,
  ...more,
})
const reduction = (id: string, more: Partial<Offered> = {}) =>
  given(id, { kind: 'full_reduction', coupon_id: null, ...more })
const platform = { funder: 'platform', shop_id: null } as const
const packet = {
  kind: 'red_packet',
  funder: 'creator',
  shop_id: null,
  room_id: 'room-a',
  creator_id: 'host',
} as const

const taken = (lines: readonly GoodsLine[], offered: readonly Offered[]) =>
  chooseDiscounts(lines, offered).applied.map((one) => [one.promotion.id, one.amount])
const why = (lines: readonly GoodsLine[], offered: readonly Offered[]) =>
  chooseDiscounts(lines, offered).passed_over.map((one) => [one.promotion.id, one.why])

test('shop coupon, platform coupon and red packet come to the fen on both lines (DESIGN section 6)', () => {
  const lines = [line(9_990n, { room_id: 'room-a' }), line(5_990n, { room_id: 'room-a' })]
  const { applied } = chooseDiscounts(lines, [
    given('packet', { ...packet, amount_off: 500n }),
    given('platform', { ...platform, amount_off: 1_000n }),
    given('shop', { amount_off: 2_000n, threshold: 15_980n }),
  ])
  assert.deepEqual(
    applied.map((one) => [one.funder, one.parts]),
    [
      ['shop', [1_250n, 750n]],
      ['platform', [625n, 375n]],
      ['creator', [313n, 187n]],
    ],
  )
  const priced = priceLines(
    lines.map((one) => one.price_amount),
    applied,
    KEEP,
  )
  assert.deepEqual(
    priced.map((one) => one.paid_amount),
    [7_802n, 4_678n],
  )
})

test('of one place the one that takes most off is used, of equal ones the one that ends sooner, then the older', () => {
  const soon = { use_until: new Date('2026-03-02T00:00:00Z') }
  const lines = [line(10_000n)]
  assert.deepEqual(taken(lines, [given('1'), given('2', { amount_off: 101n }), given('3')]), [
    ['2', 101n],
  ])
  assert.deepEqual(taken(lines, [given('1'), given('2', soon)]), [['2', 100n]])
  assert.deepEqual(taken(lines, [given('2'), given('1')]), [['1', 100n]])
  assert.deepEqual(why(lines, [given('1'), given('2')]), [['2', 'another_is_used']])
})

test('per shop a full reduction and a coupon, per checkout one of the platform and one red packet', () => {
  const lines = [
    line(5_000n, { room_id: 'room-a' }),
    line(5_000n, { shop_id: 'shop-b', room_id: 'room-a' }),
  ]
  const b = { shop_id: 'shop-b' }
  assert.deepEqual(
    taken(lines, [
      reduction('ra'),
      reduction('rb', b),
      given('ca'),
      given('cb', b),
      given('pa', platform),
      given('pb', platform),
      given('x', packet),
      given('y', packet),
    ]),
    [
      ['ra', 100n],
      ['rb', 100n],
      ['ca', 100n],
      ['cb', 100n],
      ['pa', 100n],
      ['x', 100n],
    ],
  )
})

test('a line has one full reduction: the platform’s covers shops that have none', () => {
  const lines = [line(5_000n), line(3_000n, { shop_id: 'shop-b' })]
  const whole = reduction('p', { ...platform, threshold: 3_000n, amount_off: 300n })
  const { applied } = chooseDiscounts(lines, [reduction('s'), whole])
  assert.deepEqual(
    applied.map((one) => [one.promotion.id, one.lines]),
    [
      ['s', [0]],
      ['p', [1]],
    ],
  )
  assert.deepEqual(why([line(5_000n)], [reduction('s'), whole]), [['p', 'another_is_used']])
})

test('goods at a flash price take no shop discount; what platform and creator give, they take', () => {
  const flash = [line(5_000n, { is_flash: true, room_id: 'room-a' })]
  const offered = [reduction('r'), given('c'), given('p', platform), given('x', packet)]
  assert.deepEqual(taken(flash, offered), [
    ['p', 100n],
    ['x', 100n],
  ])
  assert.deepEqual(why(flash, offered), [
    ['r', 'flash_only'],
    ['c', 'flash_only'],
  ])
  const half = [...flash, line(4_000n)]
  assert.deepEqual(why(half, [given('c', { threshold: 4_001n })]), [['c', 'below_threshold']])
})

test('a coupon that does not fit says why, and what is missing', () => {
  const lines = [line(1_000n)]
  const [short] = chooseDiscounts(lines, [given('c', { threshold: 1_500n })]).passed_over
  assert.deepEqual([short?.why, short?.missing], ['below_threshold', 500n])
  for (const [reason, more] of [
    ['no_goods', { shop_id: 'shop-b' }],
    ['no_goods', { product_ids: ['product-b'] }],
    ['no_goods', { currency: 'USD' }],
    ['no_goods', packet],
    ['used_up', { budget_left: 99n }],
  ] as const)
    assert.deepEqual(why(lines, [given('c', more as Partial<Offered>)]), [['c', reason]])
  assert.deepEqual(why([line(1n)], [given('c')]), [['c', 'nothing_left']])
})

test('a rate is of the covered goods’ price, rounded down, at most its most', () => {
  const tenth = { amount_off: null, rate_ppm: 100_000n, most_off: 150n }
  assert.deepEqual(taken([line(999n)], [given('c', tenth)]), [['c', 99n]])
  assert.deepEqual(taken([line(9_990n)], [given('c', tenth)]), [['c', 150n]])
})

const shops = fc.constantFrom('shop-a', 'shop-b', 'shop-c')
const lineAny: fc.Arbitrary<GoodsLine> = fc.record({
  shop_id: shops,
  product_id: fc.constantFrom('product-a', 'product-b'),
  currency: fc.constant('CNY'),
  price_amount: fc.oneof(fc.bigInt(1n, 50n), fc.bigInt(1n, 10n ** 15n)),
  is_flash: fc.boolean(),
  room_id: fc.constantFrom(null, 'room-a'),
})
const offeredAny: fc.Arbitrary<Offered> = fc
  .record({
    place: fc.constantFrom(...PLACES),
    shop_id: shops,
    id: fc.uuid(),
    threshold: fc.oneof(fc.constant(0n), fc.bigInt(0n, 10n ** 12n)),
    off: fc.oneof(fc.bigInt(1n, 100n), fc.bigInt(1n, 10n ** 13n)),
    rate: fc.option(fc.bigInt(10_000n, 900_000n)),
    product_ids: fc.constantFrom([], ['product-a']),
    budget_left: fc.oneof(fc.bigInt(0n, 1_000n), fc.constant(10n ** 16n)),
  })
  .map(({ place, shop_id, off, rate, ...more }) =>
    given(more.id, {
      ...more,
      kind: place.kind,
      funder: place.funder,
      shop_id: place.funder === 'shop' ? shop_id : null,
      ...(place.funder === 'creator' ? packet : {}),
      ...(rate === null
        ? { amount_off: off }
        : { amount_off: null, rate_ppm: rate, most_off: off }),
      coupon_id: place.kind === 'full_reduction' ? null : `coupon of ${more.id}`,
    }),
  )

test('whatever is offered: lines add up to the order, none is paid below a fen, places and budgets are kept', () => {
  fc.assert(
    fc.property(
      fc.array(lineAny, { minLength: 1, maxLength: 8 }),
      fc.array(offeredAny, { maxLength: 12 }),
      (lines, offered) => {
        const { applied, passed_over } = chooseDiscounts(lines, offered)
        const prices = lines.map((one) => one.price_amount)
        const priced = priceLines(prices, applied, KEEP)
        for (const [index, one] of priced.entries()) {
          assert.ok(one.paid_amount >= KEEP)
          assert.equal(
            one.paid_amount + one.shop_discount + one.platform_discount + one.creator_discount,
            prices[index],
          )
          // The parts that are written down are the parts that are charged.
          for (const funder of ['shop', 'platform', 'creator'] as const)
            assert.equal(
              one[`${funder}_discount`],
              sum(
                applied
                  .filter((of) => of.funder === funder && of.lines.includes(index))
                  .map((of) => of.parts[of.lines.indexOf(index)] as bigint),
              ),
            )
        }
        assert.equal(
          sum(priced.map((one) => one.paid_amount)) + sum(applied.map((one) => one.amount)),
          sum(prices),
        )
        const turn = ['shop', 'platform', 'creator']
        const turns = applied.map((one) => turn.indexOf(one.funder))
        assert.deepEqual(turns, turns.toSorted())
        const places = applied.map(
          ({ promotion: { kind, funder, shop_id } }) => `${kind} ${funder} ${shop_id}`,
        )
        assert.equal(new Set(places).size, places.length)
        for (const one of applied) {
          assert.ok(one.amount > 0n && one.amount <= one.promotion.budget_left)
          assert.ok(one.lines.every((index) => one.funder !== 'shop' || !lines[index]?.is_flash))
        }
        assert.equal(applied.length + passed_over.length, offered.length)
      },
    ),
  )
})

test('in which order promotions are offered does not matter', () => {
  fc.assert(
    fc.property(
      fc.array(lineAny, { minLength: 1, maxLength: 5 }),
      fc.uniqueArray(offeredAny, { maxLength: 8, selector: (one) => one.id }),
      (lines, offered) => {
        assert.deepEqual(
          chooseDiscounts(lines, offered).applied,
          chooseDiscounts(lines, offered.toReversed()).applied,
        )
      },
    ),
  )
})
