import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import pg from 'pg'
import { MINUTE } from '../../kernel/time.ts'
import { inTransaction, row, rows } from '../../platform/db.ts'
import { type SeededSku, seedRoom, seedShop, seedSku, uuidOf } from '../../test-seed.ts'
import { testWorld, type World } from '../../test-world.ts'
import { openFlash } from '../inventory/index.ts'
import { addressOf, buy, checkoutBody, tryToBuy } from './orders.world.ts'

const levels = async (world: World, sku: SeededSku) => {
  const { available, reserved, sold } = (await row<Record<string, bigint>>(world.db)`
    select available, reserved, sold from stock where sku_id = ${sku.sku_id}`) as Record<
    string,
    bigint
  >
  return [Number(available), Number(reserved), Number(sold)]
}

/** Runs `work` and counts the statements that reach the database meanwhile. */
async function statements(work: () => Promise<unknown>): Promise<number> {
  const query = pg.Client.prototype.query
  let count = 0
  pg.Client.prototype.query = function (this: pg.Client, ...args: any[]) {
    count += 1
    return (query as any).apply(this, args)
  } as any
  try {
    await work()
  } finally {
    pg.Client.prototype.query = query
  }
  return count
}

/** A second, scheduled to open at once, flash offer over a room’s SKU; its shown id. */
export async function flashOver(
  world: World,
  room_id: string,
  sku: SeededSku,
  terms: { price: bigint; quota: number; limit_per_buyer: number; ms: number; by: string },
) {
  const { showId } = await import('../../kernel/ids.ts')
  const now = world.now()
  const made = await inTransaction(world.db, (tx) =>
    openFlash(tx, {
      room_id,
      sku_id: sku.sku_id,
      price: terms.price,
      quota: terms.quota,
      limit_per_buyer: terms.limit_per_buyer,
      opens_at: now,
      closes_at: new Date(now.getTime() + terms.ms),
      created_by: uuidOf(terms.by),
      now,
    }),
  )
  return showId('fla', made.id)
}

test('one tap buys from three shops: stock is held, an order a shop, one payment, everything frozen', async () => {
  await using world = await testWorld()
  const host = await world.person({ is_creator: true })
  const buyer = await world.person()
  const shops = [await seedShop(world), await seedShop(world), await seedShop(world)] as const
  const tea = await seedSku(world, shops[0], { commission_ppm: 200_000n, stock: 10n })
  const cup = await seedSku(world, shops[1], {
    title: 'Cup',
    price: 5_990n,
    category: 'cups',
    fee_ppm: 20_000n,
  })
  const pot = await seedSku(world, shops[2], { title: 'Pot', price: 1n })
  const room = await seedRoom(world, host, [tea])
  await buyer.put(`/v1/basket/lines/${tea.shown_sku}`, { quantity: 2, room_id: room.shown })
  await buyer.put(`/v1/basket/lines/${cup.shown_sku}`, { quantity: 1 })
  await buyer.put(`/v1/basket/lines/${pot.shown_sku}`, { quantity: 1 })
  const body = await checkoutBody(buyer, [{ sku: tea, quantity: 2, room }, { sku: cup }])
  const bought = await buyer.post('/v1/checkouts', {
    ...body,
    note: ' ring twice ',
    from_basket: true,
  })
  assert.equal(bought.status, 201, bought.text)
  assert.equal(bought.body.amount, 2 * 9_990 + 5_990)
  assert.equal(bought.body.payment.amount, bought.body.amount)
  assert.equal(bought.body.payment.subject_kind, 'checkout')
  assert.equal(
    new Date(bought.body.deadline_at).getTime(),
    new Date(bought.body.payment.deadline_at).getTime(),
  )
  assert.deepEqual(
    bought.body.orders.map((order: any) => [order.shop_id, order.paid_amount]),
    [
      [shops[0].shown, 19_980],
      [shops[1].shown, 5_990],
    ],
  )
  for (const { number } of bought.body.orders) assert.match(number, /^\d{18}$/)
  assert.deepEqual(await levels(world, tea), [8, 2, 0])

  const [line] = await rows<Record<string, unknown>>(world.db)`
    select unit_price, price_amount, paid_amount, fee_ppm, commission_ppm, room_id, creator_id, title, return_days from order_lines where sku_id = ${tea.sku_id}`
  assert.deepEqual(line, {
    unit_price: 9_990n,
    price_amount: 19_980n,
    paid_amount: 19_980n,
    fee_ppm: 50_000n,
    commission_ppm: 200_000n,
    room_id: room.id,
    creator_id: uuidOf(host.id),
    title: 'Longjing tea',
    return_days: 7,
  })
  // Only what was bought left the basket.
  const basket = (await buyer.get('/v1/basket')).body
  assert.deepEqual(
    basket.shops.map((shop: any) => shop.shop_id),
    [shops[2].shown],
  )

  await rows(world.db)`update skus set price = 1 where id = ${tea.sku_id}`
  await rows(world.db)`update open_plans set commission_ppm = 0`
  const order = (await buyer.get(`/v1/orders/${bought.body.orders[0].id}`)).body
  assert.deepEqual(
    [order.paid_amount, order.buyer_note, order.state, order.on_deadline],
    [19_980, 'ring twice', 'unpaid', 'cancel'],
  )
  await assert.rejects(
    rows(
      world.db,
    )`update order_lines set unit_price = 1, price_amount = 2, paid_amount = 2 where sku_id = ${tea.sku_id}`,
  )
  await world.settle()
  await world.verify()
})

test('statements do not grow with shops and lines', async () => {
  await using world = await testWorld()
  const buyer = await world.person()
  const host = await world.person({ is_creator: true })
  const skus: SeededSku[] = []
  for (let shop = 0; shop < 3; shop++) {
    const seeded = await seedShop(world)
    for (let sku = 0; sku < 4; sku++)
      skus.push(await seedSku(world, seeded, { commission_ppm: 100_000n }))
  }
  const room = await seedRoom(world, host, skus)
  await addressOf(buyer)
  await buyer.get('/v1/basket')
  const first = skus[0] as SeededSku
  const adding = await statements(() =>
    buyer.put(`/v1/basket/lines/${first.shown_sku}`, { quantity: 1, room_id: room.shown }),
  )
  assert.ok(adding <= 8, `${adding} statements to add`)

  const count = async (some: SeededSku[]) => {
    const body = await checkoutBody(
      buyer,
      some.map((sku) => ({ sku, room })),
    )
    // The policy's rules are kept for half a second; count without that luck.
    await new Promise((done) => setTimeout(done, 600))
    return statements(async () => {
      const bought = await buyer.post('/v1/checkouts', { ...body, from_basket: true })
      assert.equal(bought.status, 201, bought.text)
    })
  }
  const one = await count([first])
  const twelve = await count(skus)
  assert.equal(twelve, one)
  assert.ok(twelve <= 25, `${twelve} statements to check out`)
})

test('a double tap is one order, another body under the same key is refused', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const tea = await seedSku(world, shop, { stock: 10n })
  const [buyer, other] = [await world.person(), await world.person()]
  await addressOf(buyer)
  const key = randomUUID()
  const taps = await Promise.all([1, 2, 3, 4].map(() => tryToBuy(buyer, [{ sku: tea }], key)))
  for (const tap of taps) assert.deepEqual([tap.status, tap.body], [201, taps[0]?.body])
  assert.deepEqual(await levels(world, tea), [9, 1, 0])
  const changed = await tryToBuy(buyer, [{ sku: tea, quantity: 2 }], key)
  assert.deepEqual([changed.status, changed.body.code], [422, 'idempotency_key_reused'])
  // A key belongs to its caller.
  assert.notEqual((await tryToBuy(other, [{ sku: tea }], key)).body.id, taps[0]?.body.id)
  const missing = await buyer.post('/v1/checkouts', await checkoutBody(buyer, [{ sku: tea }]), {
    'idempotency-key': '',
  })
  assert.equal(missing.body.code, 'idempotency_key_missing')
  await world.verify()
})

test('a hundred buyers at once on a stock of ten: exactly ten get one', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const tea = await seedSku(world, shop, { stock: 10n })
  const buyers = await Promise.all(Array.from({ length: 20 }, () => world.person()))
  await Promise.all(buyers.map(addressOf))
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, index) =>
      tryToBuy(buyers[index % 20] as (typeof buyers)[number], [{ sku: tea }]),
    ),
  )
  const codes = answers.map((answer) => (answer.status === 201 ? 'bought' : answer.body.code))
  assert.equal(codes.filter((code) => code === 'bought').length, 10)
  assert.equal(codes.filter((code) => code === 'out_of_stock').length, 90)
  assert.deepEqual(await levels(world, tea), [0, 10, 0])
  await world.verify()
})

test('of two buyers who want the last ones in crossed order, one gets both and none waits forever', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const [a, b] = [
    await seedSku(world, shop, { stock: 1n }),
    await seedSku(world, shop, { stock: 1n }),
  ]
  const [sam, kim] = [await world.person(), await world.person()]
  await Promise.all([addressOf(sam), addressOf(kim)])
  const answers = await Promise.all([
    tryToBuy(sam, [{ sku: a }, { sku: b }]),
    tryToBuy(kim, [{ sku: b }, { sku: a }]),
  ])
  assert.deepEqual(answers.map((answer) => answer.status).sort(), [201, 409])
  assert.deepEqual(await levels(world, a), [0, 1, 0])
  await world.verify()
})

test('the price is the server’s: what a buyer sends as one is refused, what the buyer saw is compared', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const tea = await seedSku(world, shop)
  const buyer = await world.person()
  const body = await checkoutBody(buyer, [{ sku: tea }])
  const [line] = body.lines
  for (const extra of [
    { price: 1 },
    { unit_price: 1 },
    { discount: 1 },
    { paid_amount: 1 },
    { shop_id: shop.shown },
  ]) {
    const refused = await buyer.post('/v1/checkouts', { ...body, lines: [{ ...line, ...extra }] })
    assert.deepEqual([refused.status, refused.body.code], [422, 'malformed'], JSON.stringify(extra))
  }
  for (const extra of [
    { total: 1 },
    { status: 'paid' },
    { created_at: '2020-01-01T00:00:00Z' },
    { currency: 'XXX' },
  ])
    assert.equal((await buyer.post('/v1/checkouts', { ...body, ...extra })).status, 422)
  const wrong = await buyer.post('/v1/checkouts', {
    ...body,
    lines: [{ ...line, seen_price: 9_989 }],
  })
  assert.deepEqual([wrong.status, wrong.body.code], [409, 'price_changed'])
  assert.deepEqual(wrong.body.details.lines, [
    { sku_id: tea.shown_sku, seen_price: 9_989, price: 9_990 },
  ])
  assert.equal(
    (await buyer.post('/v1/checkouts', { ...body, lines: [{ ...line, seen_price: 9_990 }] }))
      .status,
    201,
  )
})

test('quantities that are none are refused everywhere and store nothing (B-01)', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const tea = await seedSku(world, shop)
  const buyer = await world.person()
  const body = await checkoutBody(buyer, [{ sku: tea }])
  for (const quantity of [0, -1, 1.5, '1', true, [1], null, 1_000, 2 ** 31, 2 ** 32, 2 ** 53, {}]) {
    for (const path of ['/v1/checkouts', '/v1/quotes']) {
      const lines = [{ sku_id: tea.shown_sku, quantity }]
      const refused = await buyer.post(path, path === '/v1/quotes' ? { lines } : { ...body, lines })
      assert.equal(refused.status, 422, `${path} ${JSON.stringify(quantity)}`)
    }
    assert.equal((await buyer.put(`/v1/basket/lines/${tea.shown_sku}`, { quantity })).status, 422)
  }
  for (const raw of [
    '{"quantity":1e309}',
    '{"quantity":NaN}',
    '{"quantity":1,"__proto__":{}}',
    '',
    'null',
    '[]',
  ])
    assert.ok(
      [400, 422].includes((await buyer.put(`/v1/basket/lines/${tea.shown_sku}`, raw)).status),
      raw,
    )
  const twice = await tryToBuy(buyer, [{ sku: tea }, { sku: tea }])
  assert.deepEqual([twice.body.code, twice.body.details.sku_ids], ['item_twice', [tea.shown_sku]])
  assert.equal((await buyer.post('/v1/checkouts', { ...body, lines: [] })).status, 422)
  assert.equal((await row<{ count: bigint }>(world.db)`select count(*) from orders`)?.count, 0n)
  assert.deepEqual(await levels(world, tea), [100, 0, 0])
})

test('strangers’ addresses, unknown goods, goods off sale and links elsewhere cannot be bought', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const tea = await seedSku(world, shop)
  const [buyer, other] = [await world.person(), await world.person()]
  const body = await checkoutBody(buyer, [{ sku: tea }])
  const foreign = await buyer.post('/v1/checkouts', { ...body, address_id: await addressOf(other) })
  assert.deepEqual([foreign.status, foreign.body.code], [422, 'address_missing'])
  const unknown = await buyer.post('/v1/checkouts', {
    ...body,
    lines: [{ sku_id: 'sku_00000000000000000000000000', quantity: 1 }],
  })
  assert.deepEqual([unknown.status, unknown.body.code], [409, 'not_for_sale'])
  const link = await seedSku(world, shop, { title: 'Elsewhere' })
  await rows(
    world.db,
  )`update products set source = 'jd_alliance', external_url = 'https://item.jd.com/1.html' where id = ${link.product_id}`
  assert.equal((await tryToBuy(buyer, [{ sku: link }])).body.code, 'not_for_sale')
  await rows(world.db)`update products set source = 'some_elsewhere' where id = ${link.product_id}`
  assert.equal((await tryToBuy(buyer, [{ sku: link }])).body.code, 'blocked_by_link_policy')
  await rows(world.db)`update skus set is_on_sale = false where id = ${tea.sku_id}`
  assert.equal((await tryToBuy(buyer, [{ sku: tea }])).body.code, 'not_for_sale')
  const free = await seedSku(world, shop, { title: 'Free', price: 0n })
  assert.equal((await tryToBuy(buyer, [{ sku: free }])).body.code, 'not_for_sale')
  assert.equal((await world.stranger.post('/v1/checkouts', body)).status, 401)
})

test('amounts beyond what one payment may be are refused before anything is held', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const gold = await seedSku(world, shop, { price: 9_007_199_254_740_991n, stock: 1_000n })
  const buyer = await world.person()
  assert.equal((await tryToBuy(buyer, [{ sku: gold, quantity: 2 }])).body.code, 'amount_too_large')
  assert.equal(
    (await buyer.post('/v1/quotes', { lines: [{ sku_id: gold.shown_sku, quantity: 999 }] })).body
      .code,
    'amount_too_large',
  )
  assert.equal(
    (await buyer.put(`/v1/basket/lines/${gold.shown_sku}`, { quantity: 2 })).body.code,
    'amount_too_large',
  )
  assert.equal((await tryToBuy(buyer, [{ sku: gold }])).body.amount, 9_007_199_254_740_991)
  const dollar = await seedSku(world, shop, { title: 'Dollar tea' })
  await rows(world.db)`update skus set currency = 'USD' where id = ${dollar.sku_id}`
  const tea = await seedSku(world, shop)
  assert.equal(
    (await tryToBuy(buyer, [{ sku: tea }, { sku: dollar }])).body.code,
    'mixed_currencies',
  )
})

test('a flash price holds in its window, for its quota and limit, and hurries the payment', async () => {
  await using world = await testWorld()
  const host = await world.person({ is_creator: true })
  const shop = await seedShop(world)
  const tea = await seedSku(world, shop, { stock: 50n, commission_ppm: 100_000n })
  const other = await seedSku(world, shop)
  const room = await seedRoom(world, host, [tea])
  const flash = await flashOver(world, room.id, tea, {
    price: 990n,
    quota: 3,
    limit_per_buyer: 2,
    ms: 2 * MINUTE,
    by: host.id,
  })
  const [sam, kim] = [await world.person(), await world.person()]
  const quoted = (
    await sam.post('/v1/quotes', {
      lines: [{ sku_id: tea.shown_sku, quantity: 2, flash_offer_id: flash }],
    })
  ).body
  assert.deepEqual(
    [quoted.total, quoted.shops[0].lines[0].is_flash, quoted.shops[0].lines[0].limit_per_buyer],
    [1_980, true, 2],
  )
  const bought = await tryToBuy(sam, [{ sku: tea, quantity: 2, flash }])
  assert.deepEqual([bought.status, bought.body.amount], [201, 1_980])
  const wait = new Date(bought.body.deadline_at).getTime() - world.now().getTime()
  assert.ok(wait > 4 * MINUTE && wait <= 5 * MINUTE)
  const [line] = await rows<{ room_id: string; commission_ppm: bigint }>(
    world.db,
  )`select room_id, commission_ppm from order_lines`
  assert.deepEqual(line, { room_id: room.id, commission_ppm: 100_000n })
  assert.equal((await tryToBuy(sam, [{ sku: tea, flash }])).body.code, 'flash_limit')
  assert.equal(
    (await tryToBuy(kim, [{ sku: tea, quantity: 2, flash }])).body.code,
    'flash_sold_out',
  )
  assert.equal((await tryToBuy(kim, [{ sku: other, flash }])).body.code, 'flash_not_open')
  await world.pass(3 * MINUTE)
  assert.equal((await tryToBuy(kim, [{ sku: tea, flash }])).body.code, 'flash_not_open')
  await world.verify()
})

test('a quote holds nothing and says what stands against each line', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const [tea, rare] = [
    await seedSku(world, shop),
    await seedSku(world, shop, { title: 'Rare', stock: 1n }),
  ]
  const buyer = await world.person()
  const address_id = await addressOf(buyer)
  const lines = [
    { sku_id: tea.shown_sku, quantity: 2, seen_price: 1 },
    { sku_id: rare.shown_sku, quantity: 2 },
  ]
  const { status, body } = await buyer.post('/v1/quotes', { lines })
  assert.equal(status, 200)
  assert.deepEqual(
    body.shops[0].lines.map((line: any) => line.problem),
    ['price_changed', 'out_of_stock'],
  )
  assert.equal(body.address.id, address_id)
  assert.deepEqual(await levels(world, tea), [100, 0, 0])
})

test('orders of one instant have numbers of their own, readable as their day', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const tea = await seedSku(world, shop)
  const buyer = await world.person()
  const made = [await buy(world, buyer, [{ sku: tea }]), await buy(world, buyer, [{ sku: tea }])]
  assert.notEqual(made[0]?.number, made[1]?.number)
  const days = await rows<{ clash: bigint }>(world.db)`
    select count(*) - count(distinct next_order_number(${world.now()})) as clash from generate_series(1, 5000)`
  assert.equal(days[0]?.clash, 0n)
})
