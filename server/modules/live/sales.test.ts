import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from '../../kernel/ids.ts'
import { MINUTE } from '../../kernel/time.ts'
import { inTransaction, row, rows } from '../../platform/db.ts'
import { publish } from '../../platform/outbox.ts'
import { type SeededSku, seedShop, seedSku, uuidOf } from '../../test-seed.ts'
import { type Person, testWorld, type World } from '../../test-world.ts'
import { productChanged, productLeft } from '../catalog/index.ts'
import { type OrderFact, orderCancelled, orderPaid, orderPlaced } from './live.events.ts'
import { enterRoom } from './live.world.ts'

const tellOrder = (world: World, type: { type: string }, facts: readonly OrderFact[]) =>
  inTransaction(world.db, (tx) =>
    publish(
      tx,
      type,
      facts.map((payload) => ({ key: payload.order_id, payload })),
      world.now(),
    ),
  )
const orderOf = (
  buyer: Person,
  room: string | null,
  goods: readonly SeededSku[],
  quantity = 1n,
): OrderFact => ({
  order_id: newId(),
  buyer_id: uuidOf(buyer.id),
  lines: goods.map(({ product_id, price }) => ({
    line_id: newId(),
    product_id,
    room_id: room && uuidOf(room),
    title: 'Tea',
    quantity,
    paid_amount: price * quantity,
  })),
})

async function shopRoom(world: World) {
  const lin = await world.person({ is_creator: true })
  const shop = await seedShop(world, { owner: lin })
  const goods = [
    await seedSku(world, shop, { price: 1_000n }),
    await seedSku(world, shop, { price: 250n }),
  ] as const
  const id = (await lin.post('/v1/rooms', { title: 'Tea evening' })).body.room.id as string
  const items: string[] = []
  for (const { shown_product } of goods)
    items.push((await lin.post(`/v1/rooms/${id}/items`, { product_id: shown_product })).body.id)
  await lin.post(`/v1/rooms/${id}/start`)
  return { lin, shop, id, goods, items }
}

test('paid orders count once however often they are told; cancelled after payment they are taken back', async () => {
  await using world = await testWorld()
  const { lin, id, goods, items } = await shopRoom(world)
  const sam = await world.person({ nickname: 'Samuel' })
  const bought = orderOf(sam, id, goods, 2n)
  const unpaid = orderOf(sam, id, [goods[0]])
  const elsewhere = orderOf(sam, null, [goods[0]])
  await tellOrder(world, orderPlaced, [bought, unpaid, elsewhere])
  await world.settle()
  const desk = async () => (await lin.get(`/v1/rooms/${id}/desk`)).body
  assert.deepEqual([(await desk()).figures.orders_count, (await desk()).figures.gmv], [2, 0])
  await tellOrder(world, orderPaid, [bought, bought, elsewhere])
  await world.settle()
  await tellOrder(world, orderPaid, [bought])
  await tellOrder(world, orderCancelled, [unpaid])
  await world.settle()
  const { figures, recent_orders, trend } = await desk()
  assert.deepEqual([figures.orders_count, figures.orders_paid, figures.gmv], [2, 1, 2_500])
  assert.deepEqual(
    recent_orders
      .map((one: any) => `${one.buyer} ${one.quantity} ${one.amount} ${one.state}`)
      .sort(),
    ['S** 1 1000 cancelled', 'S** 2 2000 paid', 'S** 2 500 paid'],
  )
  assert.equal(
    trend.reduce((sum: number, one: any) => sum + one.gmv, 0),
    2_500,
  )
  const sold = async () => (await desk()).room.items.map((one: any) => one.sold_count)
  assert.deepEqual(await sold(), [2, 2])
  const events = await rows<{ payload: any }>(
    world.db,
  )`select payload from room_events where type = 'sold' order by seq`
  assert.deepEqual(
    events.map(({ payload }) => [payload.item_id, payload.sold_count, payload.quantity]).sort(),
    items.map((item) => [item, 2, 2]).sort(),
  )
  await world.verify()
  await world.pass(2 * MINUTE)
  await tellOrder(world, orderCancelled, [bought])
  await world.settle()
  assert.deepEqual(
    [(await desk()).figures.gmv, (await desk()).figures.orders_paid, await sold()],
    [0, 0, [0, 0]],
  )
  assert.equal(
    (await desk()).trend.reduce((sum: number, one: any) => sum + one.gmv, 0),
    0,
  )
  await world.verify()
})

test('a rush of orders is told in few events, and every one is counted', async () => {
  await using world = await testWorld()
  const { lin, id, goods, items } = await shopRoom(world)
  const sam = await world.person()
  const orders = Array.from({ length: 400 }, () => orderOf(sam, id, [goods[0]]))
  await tellOrder(world, orderPlaced, orders)
  await tellOrder(world, orderPaid, orders)
  await world.settle()
  const { figures, room } = (await lin.get(`/v1/rooms/${id}/desk`)).body
  assert.deepEqual([figures.orders_paid, figures.gmv], [400, 400_000])
  assert.equal(room.items[0].sold_count, 400)
  const sold = await row<{ count: bigint; quantity: bigint; last: bigint }>(world.db)`
    select count(*), sum((payload ->> 'quantity')::bigint)::bigint as quantity, max((payload ->> 'sold_count')::bigint) as last
    from room_events where type = 'sold' and payload ->> 'item_id' = ${items[0]}`
  assert.deepEqual([sold?.quantity, sold?.last], [400n, 400n])
  assert.ok((sold?.count ?? 0n) < 20n, `${sold?.count} events`)
  await world.verify()
})

test('stock and cards that move are told to the room; goods off the shelf leave it', async () => {
  await using world = await testWorld({ jobs: true })
  const { lin, id, goods, items, shop } = await shopRoom(world)
  const viewer = await enterRoom(world, world.stranger, id)
  const changes = [1n, 1n, 5n]
  for (const change of changes)
    assert.equal(
      (
        await shop.owner.post(`/v1/shops/${shop.shown}/stock-changes`, {
          changes: [{ sku_id: goods[0].shown_sku, change: Number(change) }],
          reason: 'more',
        })
      ).status,
      204,
    )
  const stock = await viewer.event((event) => event.e === 'stock' && event.stock === 107, 'stock')
  assert.deepEqual(
    [stock.product_id, stock.skus],
    [goods[0].shown_product, [{ id: goods[0].shown_sku, stock: 107 }]],
  )
  await rows(world.db)`update products set title = 'New name' where id = ${goods[1].product_id}`
  const { product_id } = goods[1]
  await inTransaction(world.db, (tx) =>
    publish(tx, productChanged, [{ key: product_id, payload: { product_id } }], world.now()),
  )
  const item = await viewer.event((event) => event.item?.product.title === 'New name', 'the card')
  assert.deepEqual([item.item.id, 'verdict' in item.item], [items[1], false])
  await rows(world.db)`update products set state = 'off_shelf' where id = ${product_id}`
  await inTransaction(world.db, (tx) =>
    publish(
      tx,
      productLeft,
      [{ key: product_id, payload: { product_id, shop_id: shop.id, why: 'shop' } }],
      world.now(),
    ),
  )
  const gone = await viewer.event((event) => event.e === 'item_gone', 'gone')
  assert.deepEqual([gone.item_id, gone.why], [items[1], 'off_shelf'])
  assert.equal((await lin.get(`/v1/rooms/${id}/desk`)).body.room.items.length, 1)
})
