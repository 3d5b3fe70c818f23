import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from '../../kernel/ids.ts'
import { rows } from '../../platform/db.ts'
import { askOf, seedVisitors, statementsOf } from '../../reads.world.ts'
import { seedRoom, seedShop, seedSku, uuidOf } from '../../test-seed.ts'
import { testWorld } from '../../test-world.ts'

test('a basket groups by shop, at today’s prices, and remembers the price of the first time', async () => {
  await using world = await testWorld()
  const [first, second] = [await seedShop(world), await seedShop(world)]
  const [tea, cup] = [await seedSku(world, first), await seedSku(world, second, { price: 5_990n })]
  const host = await world.person({ is_creator: true })
  const room = await seedRoom(world, host, [tea])
  const sam = await world.person()
  await sam.put(`/v1/basket/lines/${tea.shown_sku}`, { quantity: 1, room_id: room.shown })
  await sam.put(`/v1/basket/lines/${cup.shown_sku}`, { quantity: 3 })
  await rows(world.db)`update skus set price = 8_000 where id = ${tea.sku_id}`
  const { body } = await sam.put(`/v1/basket/lines/${tea.shown_sku}`, { quantity: 2 })
  assert.deepEqual([body.count, body.total, body.shops.length], [2, 16_000 + 17_970, 2])
  const line = body.shops.find((shop: any) => shop.shop_id === first.shown).lines[0]
  assert.deepEqual(
    [line.unit_price, line.price_when_added, line.quantity, line.room_id, line.problem],
    [8_000, 9_990, 2, room.shown, null],
  )
  const left = (await sam.delete(`/v1/basket/lines/${tea.shown_sku}`)).body
  assert.deepEqual([left.count, left.total], [1, 17_970])
  assert.equal((await (await world.person()).get('/v1/basket')).body.count, 0)
})

test('what cannot be bought is refused on the way in and marked once it lies there', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const tea = await seedSku(world, shop, { stock: 5n })
  const sam = await world.person()
  const path = `/v1/basket/lines/${tea.shown_sku}`
  const much = await sam.put(path, { quantity: 6 })
  assert.deepEqual(
    [much.status, much.body.code, much.body.details.available],
    [409, 'out_of_stock', 5],
  )
  assert.equal(
    (await sam.put(path, { quantity: 5, room_id: 'room_00000000000000000000000000' })).status,
    200,
  )
  await rows(world.db)`update stock set available = 2, received = 2 where sku_id = ${tea.sku_id}`
  await world.settle()
  let basket = (await sam.get('/v1/basket')).body
  assert.deepEqual([basket.shops[0].lines[0].problem, basket.total], ['out_of_stock', 0])
  await rows(world.db)`update skus set is_on_sale = false where id = ${tea.sku_id}`
  await world.settle()
  basket = (await sam.get('/v1/basket')).body
  assert.equal(basket.shops[0].lines[0].problem, 'not_for_sale')
  assert.equal((await sam.put(path, { quantity: 1 })).body.code, 'not_for_sale')
  assert.equal(
    (await sam.put('/v1/basket/lines/sku_00000000000000000000000000', { quantity: 1 })).body.code,
    'not_for_sale',
  )
  assert.equal((await sam.put('/v1/basket/lines/nothing', { quantity: 1 })).status, 404)
})

test('a basket holds a hundred and twenty things, and lets what it holds be changed', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const sam = await world.person()
  const tea = await seedSku(world, shop)
  for (let one = 0; one < 120; one++) {
    const sku_id = newId()
    await rows(
      world.db,
    )`insert into skus (id, product_id, shop_id, price, option_values, created_at) values (${sku_id}, ${tea.product_id}, ${shop.id}, 100, ${[String(one)]}, ${world.now()})`
    await rows(
      world.db,
    )`insert into basket_lines (account_id, sku_id, quantity, price_when_added, added_at) values (${uuidOf(sam.id)}, ${sku_id}, 1, 100, ${world.now()})`
  }
  const refused = await sam.put(`/v1/basket/lines/${tea.shown_sku}`, { quantity: 1 })
  assert.deepEqual([refused.status, refused.body.code], [422, 'basket_full'])
  const [full] = (await sam.get('/v1/basket')).body.shops
  await sam.delete(`/v1/basket/lines/${full.lines[0].sku_id}`)
  assert.equal((await sam.put(`/v1/basket/lines/${tea.shown_sku}`, { quantity: 1 })).status, 200)
  assert.equal((await sam.put(`/v1/basket/lines/${tea.shown_sku}`, { quantity: 2 })).status, 200)
})

test('many baskets with the same goods: a statement for each person’s own lines, one for the goods of all', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const goods = [await seedSku(world, shop), await seedSku(world, shop, { title: 'Cup' })]
  const people = await seedVisitors(world, 50)
  await rows(world.db)`
    insert into basket_lines (account_id, sku_id, quantity, price_when_added, added_at)
    select one, sku, 1, 100, ${world.now()} from unnest(${people.map(({ id }) => id)}::uuid[]) as one
    cross join unnest(${goods.map(({ sku_id }) => sku_id)}::uuid[]) as sku`
  const { texts, seconds } = await statementsOf(async () => {
    const baskets = await Promise.all(
      people.map((one) => askOf(world.app, one, 'GET', '/v1/basket')),
    )
    for (const { body } of baskets) assert.equal(body.count, 2)
  })
  const own = texts.filter((text) => /basket_lines/.test(text))
  assert.equal(own.length, 50)
  // Whose lines come first need not wait for the others', so goods may be asked for each by itself.
  assert.ok(
    texts.length - own.length <= 2 * seconds,
    texts.filter((text) => !own.includes(text)).join('\n'),
  )

  // What one puts in or takes out is there at once, at today's price, and is nobody else's.
  const [ann = { cookie: '' }, bob = ann] = people
  const path = `/v1/basket/lines/${goods[0]?.shown_sku}`
  await rows(world.db)`update skus set price = 7_000 where id = ${goods[0]?.sku_id}`
  const put = await askOf(world.app, ann, 'PUT', path, { body: { quantity: 5 } })
  assert.equal(put.body.total, 5 * 7_000 + 9_990)
  assert.equal((await askOf(world.app, ann, 'GET', '/v1/basket')).body.total, 5 * 7_000 + 9_990)
  assert.equal((await askOf(world.app, bob, 'GET', '/v1/basket')).body.total, 7_000 + 9_990)
  assert.equal((await askOf(world.app, ann, 'DELETE', path)).body.count, 1)
  assert.equal((await askOf(world.app, bob, 'GET', '/v1/basket')).body.count, 2)
})
