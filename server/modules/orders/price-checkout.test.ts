import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { MAX_AMOUNT, share, shareDown, sum } from '../../kernel/money.ts'
import type { SaleTerms } from '../alliance/index.ts'
import type { Offer } from '../catalog/index.ts'
import type { FlashOffer } from '../inventory/index.ts'
import { type Discount, type PriceInput, priceCheckout, priceLines } from './price-checkout.ts'

const now = new Date('2026-03-01T12:00:00Z')

test('the money of one order comes out to the fen (DESIGN section 6)', () => {
  const both = [0, 1]
  const [a, b] = priceLines(
    [9_990n, 5_990n],
    [
      { funder: 'creator', amount: 500n, lines: both },
      { funder: 'platform', amount: 1_000n, lines: both },
      { funder: 'shop', amount: 2_000n, lines: both },
    ],
  )
  assert.deepEqual(a, {
    shop_discount: 1_250n,
    platform_discount: 625n,
    creator_discount: 313n,
    paid_amount: 7_802n,
  })
  assert.deepEqual(b, {
    shop_discount: 750n,
    platform_discount: 375n,
    creator_discount: 187n,
    paid_amount: 4_678n,
  })
  // What the frozen rates make of it later: 5 % of the income, 20 % and 5 % of what was paid.
  const parts = [a, b].map((line) => {
    const { paid_amount, platform_discount, creator_discount } = line as NonNullable<typeof line>
    const leader = share(paid_amount, 50_000n)
    return {
      income: paid_amount + platform_discount + creator_discount,
      fee: share(paid_amount + platform_discount + creator_discount, 50_000n),
      commission: share(paid_amount, 200_000n),
      leader,
    }
  })
  assert.deepEqual(parts, [
    { income: 8_740n, fee: 437n, commission: 1_560n, leader: 390n },
    { income: 5_240n, fee: 262n, commission: 936n, leader: 234n },
  ])
  assert.equal(shareDown(624n, 100_000n), 62n)
  assert.equal(13_980n - 699n - 2_496n - 624n - 54n, 10_107n)
})

test('a shop’s discount touches its own lines only', () => {
  const lines = priceLines([1_000n, 1_000n, 1_000n], [{ funder: 'shop', amount: 300n, lines: [1] }])
  assert.deepEqual(
    lines.map((line) => line.paid_amount),
    [1_000n, 700n, 1_000n],
  )
})

test('discounts spread exactly, and no line is ever paid below zero', () => {
  const price = fc.bigInt({ min: 0n, max: 10n ** 12n })
  fc.assert(
    fc.property(
      fc.array(price, { minLength: 1, maxLength: 12 }),
      fc.array(
        fc.record({
          funder: fc.constantFrom('shop' as const, 'platform' as const, 'creator' as const),
          part: fc.integer({ min: 0, max: 100 }),
          from: fc.nat(),
        }),
        { maxLength: 4 },
      ),
      (prices, wishes) => {
        const discounts: Discount[] = []
        const turn = ['shop', 'platform', 'creator']
        wishes.sort((a, b) => turn.indexOf(a.funder) - turn.indexOf(b.funder))
        // Each discount takes a share of what the ones before it certainly left on its lines.
        let given = 0n
        for (const { funder, part, from } of wishes) {
          const lines = prices.map((_, index) => index).slice(from % prices.length)
          const over = sum(lines.map((index) => prices[index] as bigint))
          const room = over > given ? over - given : 0n
          const amount = (room * BigInt(part)) / 100n
          given += amount
          discounts.push({ funder, amount, lines })
        }
        const made = priceLines(prices, discounts)
        for (const funder of ['shop', 'platform', 'creator'] as const)
          assert.equal(
            sum(made.map((line) => line[`${funder}_discount`])),
            sum(discounts.filter((one) => one.funder === funder).map((one) => one.amount)),
          )
        for (const [index, line] of made.entries()) {
          assert.ok(line.paid_amount >= 0n)
          assert.equal(
            line.paid_amount + line.shop_discount + line.platform_discount + line.creator_discount,
            prices[index],
          )
        }
      },
    ),
  )
})

test('a discount larger than what it applies to is a mistake of ours', () => {
  assert.throws(() => priceLines([10n], [{ funder: 'shop', amount: 11n, lines: [0] }]), RangeError)
})

const offer = (more: Partial<Offer>): Offer =>
  ({
    sku_id: 'sku-a',
    product_id: 'product-a',
    shop_id: 'shop-a',
    shop_name: 'Tea House',
    shop_is_open: true,
    title: 'Longjing tea',
    option_values: [],
    picture_key: null,
    price: 9_990n,
    list_price: null,
    currency: 'CNY',
    category_id: 'tea',
    fee_ppm: 50_000n,
    return_days: 7,
    return_exception: null,
    ship_within_hours: 48,
    source: 'own',
    sub_source: null,
    is_for_sale: true,
    available: 10n,
    ...more,
  }) as Offer
const flash = {
  id: 'flash-a',
  room_id: 'room-a',
  sku_id: 'sku-a',
  price: 4_990n,
  limit_per_buyer: 2,
  opens_at: new Date('2026-03-01T11:59:00Z'),
  closes_at: new Date('2026-03-01T12:01:00Z'),
  state: 'open',
} as FlashOffer
const listed = {
  room_id: 'room-a',
  host_id: 'host',
  host_shop_id: null,
  stream_offset_ms: 61_000,
  is_listed: true,
}
const terms: SaleTerms = {
  plan_id: 'plan',
  plan_kind: 'open',
  commission_ppm: 200_000n,
  leader_id: null,
  leader_ppm: 0n,
  leader_cut_ppm: 0n,
  campaign_id: null,
  agency_id: 'agency',
  agency_ppm: 300_000n,
}
const price = (more: Partial<PriceInput>) =>
  priceCheckout({
    wanted: [{ sku_id: 'sku-a', quantity: 1 }],
    offers: new Map([['sku-a', offer({})]]),
    flash: new Map([['flash-a', flash]]),
    attribution: new Map([['room-a|product-a', listed]]),
    terms: new Map([['product-a|host', terms]]),
    isBlocked: () => false,
    now,
    ...more,
  })
const only = (more: Partial<PriceInput>) => {
  const line = price(more).shops[0]?.lines[0]
  assert.ok(line)
  return line
}

test('a line from a room carries its host, plan and second; without the room nobody earns', () => {
  const wanted = [{ sku_id: 'sku-a', quantity: 1, room_id: 'room-a' }]
  const sold = only({ wanted })
  assert.deepEqual(sold.terms, terms)
  const { room_id, creator_id, placement, stream_offset_ms } = sold.origin
  assert.deepEqual(
    { room_id, creator_id, placement, stream_offset_ms },
    { room_id: 'room-a', creator_id: 'host', placement: 'room', stream_offset_ms: 61_000 },
  )
  assert.deepEqual([only({}).origin.creator_id, only({}).origin.placement], [null, 'shop'])
  assert.equal(only({}).terms, null)
})

test('a shop that hosts itself pays no commission, a room that does not list the goods earns none', () => {
  const wanted = [{ sku_id: 'sku-a', quantity: 1, room_id: 'room-a' }]
  const own = only({
    wanted,
    attribution: new Map([['room-a|product-a', { ...listed, host_shop_id: 'shop-a' }]]),
  })
  assert.deepEqual([own.origin.creator_id, own.terms], ['host', null])
  const unlisted = only({
    wanted,
    attribution: new Map([['room-a|product-a', { ...listed, is_listed: false }]]),
  })
  assert.deepEqual([unlisted.origin.room_id, unlisted.origin.creator_id], [null, null])
})

test('a proven context decides: its creator, placement and second; one of another product proves nothing', () => {
  const seen = {
    placement: 'showcase' as const,
    content_id: null,
    creator_id: 'host',
    product_id: 'product-a',
    stream_offset_ms: null,
  }
  const by = (more: object, wish = {}) =>
    only({ wanted: [{ sku_id: 'sku-a', quantity: 1, seen: { ...seen, ...more }, ...wish }] })
  const shown = by({})
  assert.deepEqual(
    [shown.origin.placement, shown.origin.creator_id, shown.origin.room_id, shown.terms?.plan_id],
    ['showcase', 'host', null, 'plan'],
  )
  const video = by({ placement: 'video', content_id: 'video-a', stream_offset_ms: 9_000 }).origin
  assert.deepEqual(
    [video.placement, video.content_id, video.room_id, video.stream_offset_ms],
    ['video', 'video-a', null, 9_000],
  )
  const room = by({ placement: 'room', content_id: 'room-a', stream_offset_ms: 5_000 }).origin
  assert.deepEqual(
    [room.placement, room.room_id, room.content_id, room.stream_offset_ms],
    ['room', 'room-a', null, 5_000],
  )
  assert.equal(by({ creator_id: 'somebody' }).terms, null)
  // Of another product, of a room that is not this creator's: the room that was named decides, as ever.
  for (const wrong of [
    { product_id: 'product-b' },
    { placement: 'room' as const, content_id: 'room-b' },
    { placement: 'room' as const, content_id: 'room-a', creator_id: 'somebody' },
  ]) {
    assert.equal(by(wrong).origin.placement, 'shop')
    assert.equal(by(wrong, { room_id: 'room-a' }).origin.stream_offset_ms, 61_000)
  }
  assert.equal(by({}, { flash_offer_id: 'flash-a' }).origin.placement, 'room')
})

test('the flash price holds inside its window, for its own SKU, and from its own room', () => {
  const wanted = [{ sku_id: 'sku-a', quantity: 1, flash_offer_id: 'flash-a', room_id: 'room-b' }]
  const line = only({ wanted })
  assert.deepEqual([line.unit_price, line.origin.room_id, line.problem], [4_990n, 'room-a', null])
  for (const now of [new Date('2026-03-01T11:58:59Z'), new Date('2026-03-01T12:01:00Z')])
    assert.deepEqual(
      [only({ wanted, now }).unit_price, only({ wanted, now }).problem],
      [9_990n, 'flash_not_open'],
    )
  const other = new Map([['flash-a', { ...flash, sku_id: 'sku-b' }]])
  assert.equal(only({ wanted, flash: other }).problem, 'flash_not_open')
  assert.equal(only({ wanted, flash: new Map() }).problem, 'flash_not_open')
})

test('each obstacle is named, the gravest first', () => {
  const problem = (more: Partial<Offer>, wish = {}, blocked = false) =>
    only({
      wanted: [{ sku_id: 'sku-a', quantity: 2, ...wish }],
      offers: new Map([['sku-a', offer(more)]]),
      isBlocked: () => blocked,
    }).problem
  assert.equal(problem({}), null)
  assert.equal(problem({ available: 1n }), 'out_of_stock')
  assert.equal(problem({ is_for_sale: false, available: 0n }), 'not_for_sale')
  assert.equal(problem({ price: 0n }), 'not_for_sale')
  assert.equal(
    problem({ source: 'jd_alliance', is_for_sale: false }, {}, true),
    'blocked_by_link_policy',
  )
  assert.equal(problem({}, { seen_price: 9_991 }), 'price_changed')
  assert.equal(problem({}, { seen_price: 9_990 }), null)
})

test('one order a shop, with the slowest promise; sums are of the lines', () => {
  const offers = [
    offer({}),
    offer({
      sku_id: 'sku-b',
      product_id: 'b',
      shop_id: 'shop-b',
      price: 1n,
      ship_within_hours: 24,
    }),
    offer({ sku_id: 'sku-c', product_id: 'c', price: 5_990n, ship_within_hours: 72 }),
  ]
  const { shops, total } = price({
    wanted: offers.map(({ sku_id }, index) => ({ sku_id, quantity: index + 1 })),
    offers: new Map(offers.map((one) => [one.sku_id, one])),
  })
  assert.deepEqual(
    shops.map((shop) => [
      shop.shop_id,
      shop.lines.length,
      shop.goods_amount,
      shop.ship_within_hours,
    ]),
    [
      ['shop-a', 2, 9_990n + 3n * 5_990n, 72],
      ['shop-b', 1, 2n, 24],
    ],
  )
  assert.equal(total, 9_990n + 17_970n + 2n)
})

test('the largest price times the largest quantity neither overflows nor rounds', () => {
  const line = only({
    wanted: [{ sku_id: 'sku-a', quantity: 999 }],
    offers: new Map([['sku-a', offer({ price: MAX_AMOUNT })]]),
  })
  assert.equal(line.price_amount, 8_998_192_055_486_250_009n)
})
