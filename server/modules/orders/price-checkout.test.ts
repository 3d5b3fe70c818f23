import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MAX_AMOUNT } from '../../kernel/money.ts'
import type { SaleTerms } from '../alliance/index.ts'
import type { Offer } from '../catalog/index.ts'
import type { FlashOffer } from '../inventory/index.ts'
import { type PriceInput, priceCheckout } from './price-checkout.ts'

const now = new Date('2026-03-01T12:00:00Z')

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
