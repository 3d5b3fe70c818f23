import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { row, rows } from '../../platform/db.ts'
import { type SeededSku, seedShop, seedSku, uuidOf } from '../../test-seed.ts'
import { type Person, testWorld, type World } from '../../test-world.ts'

async function roomWith(
  world: World,
  host: Person,
  goods: readonly Pick<SeededSku, 'shown_product'>[],
) {
  const id = (await host.post('/v1/rooms', { title: 'Tea evening' })).body.room.id as string
  const items: string[] = []
  for (const { shown_product } of goods) {
    const added = await host.post(`/v1/rooms/${id}/items`, { product_id: shown_product })
    assert.equal(added.status, 201, added.text)
    items.push(added.body.id)
  }
  assert.equal((await host.post(`/v1/rooms/${id}/start`)).status, 201)
  assert.equal((await world.stranger.get(`/v1/rooms/${id}`)).status, 200)
  return { id, items }
}

test('any shop’s goods on the shelf lie in the cart once, whole with SKUs, in the host’s order', async () => {
  await using world = await testWorld()
  const lin = await world.person({ is_creator: true })
  const shop = await seedShop(world)
  const [tea, cup, pot] = [
    await seedSku(world, shop, { title: 'Tea' }),
    await seedSku(world, shop, { title: 'Cup', price: 2_500n, stock: 7n }),
    await seedSku(world, shop, { title: 'Pot' }),
  ]
  const { id, items } = await roomWith(world, lin, [tea, cup])
  const again = await Promise.all(
    [1, 2, 3].map(() => lin.post(`/v1/rooms/${id}/items`, { product_id: pot.shown_product })),
  )
  assert.deepEqual(again.map(({ status }) => status).sort(), [201, 409, 409])
  const pot_item = again.find(({ status }) => status === 201)?.body.id
  const seen = async () => (await world.stranger.get(`/v1/rooms/${id}`)).body.items
  const [, second] = await seen()
  assert.deepEqual(
    [second.product.title, second.product.price_from, second.skus[0].stock, second.skus[0].price],
    ['Cup', 2_500, 7, 2_500],
  )
  assert.equal(second.verdict, null)
  assert.equal(
    (await lin.put(`/v1/rooms/${id}/items/order`, { item_ids: [pot_item, items[1]] })).status,
    204,
  )
  assert.deepEqual(
    (await seen()).map((one: any) => one.id),
    [pot_item, items[1], items[0]],
  )
  const strange = [pot_item, `itm_${'0'.repeat(26)}`]
  assert.equal((await lin.put(`/v1/rooms/${id}/items/order`, { item_ids: strange })).status, 404)
  assert.equal((await lin.delete(`/v1/rooms/${id}/items/${pot_item}`)).status, 204)
  assert.equal((await lin.delete(`/v1/rooms/${id}/items/${pot_item}`)).status, 404)
  assert.equal((await seen()).length, 2)
  const back = await lin.post(`/v1/rooms/${id}/items`, { product_id: pot.shown_product })
  assert.equal(back.status, 201)
  assert.notEqual(back.body.id, pot_item)
  await rows(world.db)`update products set state = 'off_shelf' where id = ${cup.product_id}`
  await world.pass(2_000)
  assert.ok(!(await seen()).some((one: any) => one.product.title === 'Cup'))
  const off = await lin.post(`/v1/rooms/${id}/items`, { product_id: cup.shown_product })
  assert.equal(off.status, 404)
})

test('exactly one item is explained, whoever pins at once; the stream’s time is kept', async () => {
  await using world = await testWorld()
  const lin = await world.person({ is_creator: true })
  const shop = await seedShop(world)
  const goods: SeededSku[] = []
  for (let index = 0; index < 5; index++) goods.push(await seedSku(world, shop))
  const { id, items } = await roomWith(world, lin, goods)
  await rows(world.db)`
    update rooms set stream = 'on_air', stream_at = ${world.now()}, stream_offset_ms = 30000 where id = ${uuidOf(id)}`
  const pin = (item_id: string | null) => lin.put(`/v1/rooms/${id}/explaining`, { item_id })
  const pinned = await Promise.all([...items, ...items].map((item) => pin(item)))
  assert.deepEqual([...new Set(pinned.map(({ status }) => status))], [204])
  const explained = async () =>
    (await world.stranger.get(`/v1/rooms/${id}`)).body.items.filter((one: any) => one.is_explaining)
  assert.equal((await explained()).length, 1)
  const events = await rows<{ payload: any; offset_ms: bigint }>(world.db)`
    select payload, offset_ms from room_events where room_id = ${uuidOf(id)} and type = 'explaining' order by seq`
  assert.equal(events.at(-1)?.payload.item_id, (await explained())[0].id)
  assert.ok(Number(events[0]?.offset_ms) >= 30_000)
  const counts = await row<{ count: bigint; pins: bigint }>(world.db)`
    select count(*) filter (where explained_to_ms is not null) as count, sum(explain_count)::bigint as pins from room_items where room_id = ${uuidOf(id)}`
  assert.equal(counts?.pins, BigInt(events.length))
  await pin(null)
  assert.deepEqual(await explained(), [])
  assert.equal((await pin(`itm_${'0'.repeat(26)}`)).status, 404)
  await pin(items[0] as string)
  await lin.delete(`/v1/rooms/${id}/items/${items[0]}`)
  assert.deepEqual(await explained(), [])
  await world.verify()
})

test('a flash offer: staff of the owner only, below the price, in the cart; it counts down, opens, closes', async () => {
  await using world = await testWorld()
  const [lin, kim] = await Promise.all([
    world.person({ is_creator: true }),
    world.person({ is_creator: true }),
  ])
  const shop = await seedShop(world, { owner: lin })
  const [tea, cup] = [await seedSku(world, shop), await seedSku(world, shop)]
  const mine = await roomWith(world, lin, [tea])
  const theirs = await roomWith(world, kim, [tea])
  const wish = {
    sku_id: tea.shown_sku,
    price: 4_990,
    quota: 10,
    limit_per_buyer: 2,
    countdown_s: 10,
    duration_s: 60,
  }
  const offer = (host: Person, id: string, change: object = {}, key: string = randomUUID()) =>
    host.post(`/v1/rooms/${id}/flash-offers`, { ...wish, ...change }, { 'idempotency-key': key })
  assert.equal((await offer(kim, theirs.id)).body.code, 'not_your_goods')
  assert.equal((await offer(lin, mine.id, { sku_id: cup.shown_sku })).body.code, 'not_in_cart')
  assert.equal((await offer(lin, mine.id, { price: 9_990 })).body.code, 'malformed')
  assert.equal((await offer(lin, mine.id, { quota: 101 })).body.code, 'out_of_stock')
  const key = randomUUID()
  const twins = await Promise.all([1, 2, 3].map(() => offer(lin, mine.id, {}, key)))
  assert.deepEqual(
    twins.map(({ status }) => status),
    [201, 201, 201],
  )
  assert.equal(new Set(twins.map(({ body }) => body.id)).size, 1)
  const { id, state } = twins[0]?.body ?? {}
  assert.equal(state, 'scheduled')
  assert.equal((await offer(lin, mine.id)).body.code, 'flash_overlaps')
  const shown = async () =>
    (await world.stranger.get(`/v1/rooms/${mine.id}`)).body.items[0].flash?.state
  assert.equal(await shown(), 'scheduled')
  await world.pass(10_000)
  assert.equal(await shown(), 'open')
  const closed = await lin.post(`/v1/rooms/${mine.id}/flash-offers/${id}/close`)
  assert.deepEqual([closed.status, closed.body.state], [200, 'closed'])
  assert.equal((await kim.post(`/v1/rooms/${theirs.id}/flash-offers/${id}/close`)).status, 404)
  const second = await offer(lin, mine.id, { countdown_s: 0 })
  assert.equal(second.body.state, 'open')
  await lin.post(`/v1/rooms/${mine.id}/end`)
  const over = await row<{ state: string }>(
    world.db,
  )`select state from flash_offers where id = ${uuidOf(second.body.id)}`
  assert.equal(over?.state, 'closed', 'the room took its offers along')
  await world.settle()
  const told = await rows<{ state: string }>(world.db)`
    select payload -> 'offer' ->> 'state' as state from room_events where room_id = ${uuidOf(mine.id)} and type = 'flash' order by seq`
  assert.deepEqual(
    told.map((one) => one.state).filter((one, index, all) => one !== all[index - 1]),
    ['scheduled', 'open', 'closed', 'open'],
  )
  await world.verify()
})

test('a cart holds 200 products', async () => {
  await using world = await testWorld()
  const lin = await world.person({ is_creator: true })
  const shop = await seedShop(world)
  const tea = await seedSku(world, shop)
  const { id } = await roomWith(world, lin, [])
  await rows(world.db)`
    with made as (
      insert into products (id, shop_id, category_id, title, state, state_at, created_at)
      select gen_random_uuid(), ${shop.id}, 'tea', 'Tea ' || n, 'on_shelf', ${world.now()}, ${world.now()} from generate_series(1, 199) as n returning id
    )
    insert into room_items (id, room_id, product_id, position, state, state_at, added_at)
    select gen_random_uuid(), ${uuidOf(id)}, id, 0, 'listed', ${world.now()}, ${world.now()} from made`
  assert.equal(
    (await lin.post(`/v1/rooms/${id}/items`, { product_id: tea.shown_product })).status,
    201,
  )
  const one_more = await seedSku(world, shop)
  assert.equal(
    (await lin.post(`/v1/rooms/${id}/items`, { product_id: one_more.shown_product })).body.code,
    'cart_full',
  )
  assert.equal((await world.stranger.get(`/v1/rooms/${id}`)).body.items.length, 200)
})
