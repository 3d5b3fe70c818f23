import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { rows } from '../../platform/db.ts'
import { seedRoom, seedShop, seedSku } from '../../test-seed.ts'
import type { Answer, Person } from '../../test-world.ts'
import { testWorld } from '../../test-world.ts'
import {
  claim,
  couponState,
  line,
  platformPromotion,
  redPackets,
  shopPromotion,
  usage,
} from '../promotions/promotions.world.ts'
import { addressOf, available, payFor, ready } from './orders.world.ts'

const codeOf = ({ status, body }: Answer) => (status === 201 ? 'bought' : body.code)
const checkout = async (
  buyer: Person,
  lines: readonly object[],
  coupon_ids: readonly string[],
  more: object = {},
  key: string = randomUUID(),
) =>
  buyer.post(
    '/v1/checkouts',
    { address_id: await addressOf(buyer), lines, coupon_ids, ...more },
    { 'idempotency-key': key },
  )

test('the money of one order over HTTP: two lines, shop coupon 20, platform coupon 10, red packet 5 (DESIGN section 6)', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const [a, b] = [
    await seedSku(world, shop, { price: 9_990n, commission_ppm: 200_000n }),
    await seedSku(world, shop, { title: 'Cup', price: 5_990n, commission_ppm: 200_000n }),
  ]
  const host = await world.person({ is_creator: true })
  const room = await seedRoom(world, host, [a, b])
  const buyer = await world.person()
  const finance = await world.operator('finance')
  const coupons = [
    await claim(buyer, await shopPromotion(world, shop, { threshold: 15_980 })),
    await claim(buyer, await platformPromotion(world, finance, { amount_off: 1_000 })),
    await claim(buyer, await redPackets(host, room)),
  ]
  const lines = [line(a, { room_id: room.shown }), line(b, { room_id: room.shown })]
  const quote = (await buyer.post('/v1/quotes', { lines })).body
  assert.equal(quote.total, 12_480)
  assert.deepEqual(
    quote.discounts.map((one: any) => [
      one.funder,
      one.amount,
      one.lines.map((of: any) => of.amount),
    ]),
    [
      ['shop', 2_000, [1_250, 750]],
      ['platform', 1_000, [625, 375]],
      ['creator', 500, [313, 187]],
    ],
  )
  assert.deepEqual(
    quote.shops[0].lines.map((one: any) => one.paid_amount),
    [7_802, 4_678],
  )
  // Another total than the one shown is refused before anything is taken.
  const other = await checkout(buyer, lines, coupons.slice(0, 2), { seen_total: quote.total })
  assert.deepEqual([codeOf(other), other.body.details.total], ['total_changed', 12_980])
  const bought = await checkout(buyer, lines, coupons, { seen_total: quote.total })
  assert.equal(bought.body.amount, 12_480, bought.text)
  await payFor(world, buyer, {
    payment: { id: '', shown: bought.body.payment.id },
  })
  const kept = await rows(world.db)`
    select shop_discount, platform_discount, creator_discount, paid_amount from order_lines order by price_amount desc`
  assert.deepEqual(kept, [
    {
      shop_discount: 1_250n,
      platform_discount: 625n,
      creator_discount: 313n,
      paid_amount: 7_802n,
    },
    { shop_discount: 750n, platform_discount: 375n, creator_discount: 187n, paid_amount: 4_678n },
  ])
  const [booked] = await rows(world.db)`
    select sum(balance) filter (where kind = 'escrow') as escrow, sum(balance) filter (where kind = 'platform_subsidy') as platform,
      sum(balance) filter (where kind = 'creator_subsidy') as creator from ledger_accounts`
  assert.deepEqual(booked, { escrow: '13980', platform: '-1000', creator: '-500' })
  for (const coupon of coupons) assert.equal(await couponState(buyer, coupon), 'used')
  const order = (await buyer.get(`/v1/orders/${bought.body.orders[0].id}`)).body
  assert.deepEqual(
    order.discounts.map((one: any) => [one.funder, one.amount]),
    [
      ['shop', 2_000],
      ['platform', 1_000],
      ['creator', 500],
    ],
  )
  // What the host promised and owes together stays within the credit: 50.00 of 2,000.00 are promised, 5.00 are owed.
  const more = (count: number) =>
    host.post(`/v1/rooms/${room.shown}/red-packets`, {
      title: 'More',
      amount: 500,
      count,
      threshold: 0,
      minutes: 30,
    })
  const over = await more(390)
  assert.deepEqual([over.body.code, over.body.details.most], ['promotion_too_much', 194_500])
  assert.equal((await more(389)).status, 201)
  await world.verify()
})

test('a full reduction comes off by itself; coupons that do not fit, do not stack or are not one’s own are refused', async () => {
  const { world, shop, tea, buyer } = await ready()
  await using _ = world
  const other = await world.person()
  const off = await shopPromotion(world, shop, {
    kind: 'full_reduction',
    threshold: 19_000,
    amount_off: 1_500,
  })
  const two = [line(tea, { quantity: 2 })]
  const [first, second] = [
    await claim(buyer, await shopPromotion(world, shop, { amount_off: 900 })),
    await claim(buyer, await shopPromotion(world, shop, { threshold: 20_000, amount_off: 950 })),
  ]
  const quote = (await buyer.post('/v1/quotes', { lines: two })).body
  assert.deepEqual([quote.total, quote.discounts.length], [19_980 - 1_500 - 900, 2])
  assert.deepEqual(
    quote.coupons.map((one: any) => [one.coupon_id, one.is_used, one.why_not, one.missing]),
    [
      [second, false, 'below_threshold', 20],
      [first, true, null, 0],
    ],
  )
  assert.equal((await buyer.post('/v1/quotes', { lines: two, coupon_ids: [] })).body.total, 18_480)
  const refused = async (who: Person, ids: string[], lines: object[] = two) =>
    codeOf(await checkout(who, lines, ids))
  assert.equal(await refused(buyer, [second]), 'coupon_not_applicable')
  assert.equal(await refused(other, [first]), 'coupon_missing')
  assert.equal(
    await refused(buyer, [first, second], [line(tea, { quantity: 3 })]),
    'coupons_do_not_stack',
  )
  assert.equal(await available(world, tea), 100)
  assert.equal(codeOf(await checkout(buyer, two, [], { seen_total: 18_480 })), 'bought')
  const ended = await shop.owner.put(`/v1/shops/${shop.shown}/promotions/${off.id}/state`, {
    act: 'cancel',
  })
  assert.equal(ended.body.state, 'cancelled', ended.text)
  assert.equal(codeOf(await checkout(buyer, two, [], { seen_total: 18_480 })), 'total_changed')
  assert.deepEqual(await usage(shop, off), {
    claimed: 0,
    used: 1,
    spent: 1_500,
    state: 'cancelled',
  })
  await world.verify()
})

test('fifty taps at once on a budget of ten: ten pay less, forty get a plain no and keep coupon and stock', async () => {
  const { world, shop, tea } = await ready({ stock: 1_000n })
  await using _ = world
  const promotion = await shopPromotion(world, shop, {
    amount_off: 100,
    budget: 1_000,
    per_person: 5,
    quantity: 50,
  })
  const buyers = await Promise.all(Array.from({ length: 10 }, () => world.person()))
  const taps = (
    await Promise.all(
      buyers.map(async (buyer) => {
        await addressOf(buyer)
        return Promise.all(
          [1, 2, 3, 4, 5].map(async () => ({ buyer, coupon: await claim(buyer, promotion) })),
        )
      }),
    )
  ).flat()
  const [more, another] = [
    await buyers[0]?.post(`/v1/promotions/${promotion.id}/claims`),
    await shop.owner.post(`/v1/promotions/${promotion.id}/claims`),
  ]
  assert.deepEqual([more?.body.code, another.body.code], ['coupon_limit', 'coupons_gone'])
  // Ten more who use nothing must not notice.
  const answers = await Promise.all([
    ...taps.map(({ buyer, coupon }) => checkout(buyer, [line(tea)], [coupon])),
    ...buyers.map((buyer) => checkout(buyer, [line(tea)], [])),
  ])
  const counts = Map.groupBy(answers, codeOf)
  assert.equal(counts.get('bought')?.length, 20)
  assert.equal(counts.get('coupon_sold_out')?.length, 40)
  assert.equal(await available(world, tea), 980)
  assert.deepEqual(await usage(shop, promotion), {
    claimed: 50,
    used: 10,
    spent: 1_000,
    state: 'ongoing',
  })
  const states = await Promise.all(taps.map(({ buyer, coupon }) => couponState(buyer, coupon)))
  assert.equal(states.filter((state) => state === 'usable').length, 40)
  await world.verify()
})

test('one coupon at twice in two purchases is used once; the same tap twice is one purchase', async () => {
  const { world, shop, tea, buyer } = await ready()
  await using _ = world
  const coupon = await claim(buyer, await shopPromotion(world, shop))
  await addressOf(buyer)
  const key = randomUUID()
  const answers = await Promise.all([
    checkout(buyer, [line(tea)], [coupon], {}, key),
    checkout(buyer, [line(tea)], [coupon], {}, key),
    checkout(buyer, [line(tea)], [coupon]),
    checkout(buyer, [line(tea)], [coupon]),
  ])
  assert.equal(
    new Set(answers.filter(({ status }) => status === 201).map((one) => one.body.id)).size,
    1,
  )
  const refusals = answers.map(codeOf).filter((code) => code !== 'bought')
  assert.ok(refusals.length >= 2 && refusals.every((code) => code === 'coupon_used'), `${refusals}`)
  // Asked again later, the purchase that took it still gets its answer.
  const again = await checkout(buyer, [line(tea)], [coupon], {}, key)
  assert.ok(['bought', 'coupon_used'].includes(codeOf(again)))
  assert.equal(again.status === 201, answers[0]?.status === 201)
  assert.equal(await available(world, tea), 99)
  await world.verify()
})

test('what is cancelled or given back whole returns budget and coupon, once; a part does not; too late is expired', async () => {
  const { world, shop, tea, buyer } = await ready()
  await using _ = world
  const promotion = await shopPromotion(world, shop)
  const coupon = await claim(buyer, promotion)
  const buyIt = async (quantity = 1) => {
    const { body, text, status } = await checkout(buyer, [line(tea, { quantity })], [coupon])
    assert.equal(status, 201, text)
    return { order: body.orders[0].id as string, payment: { id: '', shown: body.payment.id } }
  }
  const cancel = async (order: string) => {
    const answer = await buyer.post(`/v1/orders/${order}/cancellation`, { reason: 'changed_mind' })
    assert.equal(answer.status, 201, answer.text)
    await world.settle()
  }
  // Unpaid.
  await cancel((await buyIt()).order)
  assert.equal(await couponState(buyer, coupon), 'usable')
  assert.deepEqual(await usage(shop, promotion), {
    claimed: 1,
    used: 0,
    spent: 0,
    state: 'ongoing',
  })
  // Paid and not shipped.
  const paid = await buyIt()
  await payFor(world, buyer, paid)
  await cancel(paid.order)
  assert.equal(await couponState(buyer, coupon), 'usable')
  // Piece by piece, before it is shipped.
  const two = await buyIt(2)
  await payFor(world, buyer, two)
  const giveBack = async () => {
    const shown = (await buyer.get(`/v1/orders/${two.order}`)).body
    const asked = await buyer.post('/v1/aftersales', {
      order_line_id: shown.lines[0].id,
      kind: 'refund_before_ship',
      quantity: 1,
      reason: 'changed_mind',
    })
    assert.equal(asked.status, 201, asked.text)
    const { state } = asked.body
    if (state === 'waiting_seller' || state === 'requested')
      await shop.owner.post(`/v1/shops/${shop.shown}/aftersales/${asked.body.id}/approval`)
    await world.pass(49 * 3_600_000)
  }
  await giveBack()
  assert.equal(await couponState(buyer, coupon), 'used')
  await giveBack()
  assert.equal(await couponState(buyer, coupon), 'usable')
  // The last one comes back when the coupon's time is over.
  const last = await buyIt()
  await world.pass(5 * 60_000)
  await rows(
    world.db,
  )`update promotions set starts_at = starts_at - interval '30 days', ends_at = ends_at - interval '30 days', use_until = use_until - interval '30 days'`
  await cancel(last.order)
  assert.equal(await couponState(buyer, coupon), 'expired')
  assert.equal((await usage(shop, promotion)).spent, 0)
  await world.verify()
})
