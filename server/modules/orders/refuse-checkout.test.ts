import assert from 'node:assert/strict'
import { test } from 'node:test'
import { showId } from '../../kernel/ids.ts'
import { MINUTE } from '../../kernel/time.ts'
import { inTransaction, row, rows } from '../../platform/db.ts'
import { type SeededSku, seedRoom, seedShop, seedSku, uuidOf } from '../../test-seed.ts'
import { testWorld, type World } from '../../test-world.ts'
import { openFlash } from '../inventory/index.ts'
import { drawNumbers } from './order-number.ts'
import { addressOf, buy, checkoutBody, tryToBuy } from './orders.world.ts'

const levels = async (world: World, sku: SeededSku) => {
  const { available, reserved, sold } = (await row<Record<string, bigint>>(world.db)`
    select available, reserved, sold from stock where sku_id = ${sku.sku_id}`) as Record<
    string,
    bigint
  >
  return [Number(available), Number(reserved), Number(sold)]
}

/** Opens a flash offer over a room’s SKU; its shown id. */
async function flashOver(
  world: World,
  room_id: string,
  sku: SeededSku,
  terms: { price: bigint; quota: number; limit_per_buyer: number; ms: number; by: string },
) {
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
  assert.match(made[0]?.number ?? '', /^\d{18}$/)
  const numbers = await drawNumbers(world.db, 5_000, new Date('2026-11-10T16:00:00Z'))
  assert.equal(new Set(numbers).size, 5_000)
  assert.ok(numbers.every((number) => number.startsWith('261111')))
})
