import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY, MINUTE } from '../../kernel/time.ts'
import { row, rows } from '../../platform/db.ts'
import {
  type SeededShop,
  type SeededSku,
  seedRoom,
  seedShop,
  seedSku,
  uuidOf,
} from '../../test-seed.ts'
import { type Person, testWorld, type World } from '../../test-world.ts'
import { addressOf, available } from '../orders/orders.world.ts'
import { appealSample } from './use-sample.ts'

const offer = (shop: SeededShop, sku: SeededSku, wish: Record<string, unknown> = {}) =>
  shop.owner.put(`/v1/shops/${shop.shown}/goods/${sku.shown_product}/sample-offer`, {
    sku_id: sku.shown_sku,
    is_open: true,
    quota: 3,
    per_creator: 1,
    min_followers: 0,
    min_sales: 0,
    ...wish,
  })

const ask = async (creator: Person, sku: SeededSku, key?: string) =>
  creator.post(
    '/v1/me/samples',
    { product_id: sku.shown_product, address_id: await addressOf(creator) },
    key ? { 'idempotency-key': key } : {},
  )

const asShop = (shop: SeededShop, id: string, act: string, body?: unknown) =>
  shop.owner.post(`/v1/shops/${shop.shown}/samples/${id}/${act}`, body)

const sent = { carrier: 'shunfeng', tracking_number: 'SF12345678' }

/** Given, sent and received; its id. */
async function received(shop: SeededShop, creator: Person, sku: SeededSku): Promise<string> {
  const asked = await ask(creator, sku)
  assert.equal(asked.status, 201, asked.text)
  const { id } = asked.body
  assert.equal((await asShop(shop, id, 'approval')).status, 201)
  assert.equal((await asShop(shop, id, 'shipment', sent)).status, 201)
  const got = await creator.post(`/v1/me/samples/${id}/receipt`)
  assert.deepEqual([got.status, got.body.state], [201, 'content_pending'])
  return id
}

/** From the table: sessions end sooner than some of these clocks. */
const stateOf = async (world: World, id: string) =>
  (await row<{ state: string }>(world.db)`select state from samples where id = ${uuidOf(id)}`)
    ?.state

/** A room of this host with so much picture, with these goods in its cart, begun and ended. */
async function show(world: World, host: Person, skus: SeededSku[], ms: number): Promise<void> {
  const room = await seedRoom(world, host, skus)
  await rows(world.db)`
    update rooms set stream = 'ended', stream_at = ${world.now()}, stream_offset_ms = ${ms} where id = ${room.id}`
  const ended = await host.post(`/v1/rooms/${room.shown}/end`)
  assert.ok(ended.status < 300, ended.text)
  await world.settle()
}

test('a sample: asked for, given out of stock, sent, shown for ten minutes; each side sees what it may', async () => {
  await using world = await testWorld()
  const [shop, lin] = await Promise.all([seedShop(world), world.person({ is_creator: true })])
  const tea = await seedSku(world, shop, { commission_ppm: 200_000n, stock: 5n })
  const plain = await seedSku(world, shop)

  assert.equal((await ask(lin, tea)).body.code, 'sample_not_offered')
  assert.equal((await offer(shop, tea, { min_followers: 1 })).body.taken, 0)
  assert.equal((await offer(shop, plain)).status, 200)
  assert.equal((await ask(lin, plain)).body.code, 'sample_not_offered', 'nobody earns on it')
  assert.deepEqual((await ask(lin, tea)).body.details, {
    min_followers: 1,
    min_sales: 0,
    followers: 0,
    sales: 0,
  })
  const viewer = await world.person()
  assert.equal((await ask(viewer, tea)).body.code, 'only_creators')
  await viewer.put(`/v1/people/${lin.id}/follow`)
  await world.settle()

  const asked = await ask(lin, tea, 'one-wish')
  assert.equal(asked.status, 201, asked.text)
  assert.equal((await ask(lin, tea, 'one-wish')).body.id, asked.body.id)
  assert.equal((await ask(lin, tea)).body.code, 'sample_had')
  const { id } = asked.body
  assert.deepEqual([asked.body.turn, asked.body.on_deadline], ['shop', 'overdue'])
  const ofShop = async () => (await shop.owner.get(`/v1/shops/${shop.shown}/samples/${id}`)).body
  assert.equal((await ofShop()).address, null, 'before it is given the shop needs no address')
  assert.equal(asked.body.address.recipient, '林小满')
  assert.equal((await offer(shop, tea, { quota: 1 })).status, 200)

  assert.equal((await asShop(shop, id, 'shipment', sent)).body.code, 'wrong_state')
  assert.equal((await asShop(shop, id, 'approval')).body.state, 'awaiting_shipment')
  assert.equal(await available(world, tea), 4, 'a piece is set aside')
  assert.equal((await ofShop()).address.recipient, '林小满')
  await asShop(shop, id, 'shipment', sent)
  assert.equal((await ofShop()).address.street, '文一西路 969 号')
  await lin.post(`/v1/me/samples/${id}/receipt`)
  assert.equal((await ofShop()).address, null, 'it has arrived')

  // Nine minutes are no content, nor is a room without the goods.
  await show(world, lin, [tea], 9 * MINUTE)
  await show(world, lin, [plain], 20 * MINUTE)
  assert.equal((await ofShop()).state, 'content_pending')
  await show(world, lin, [tea, plain], 10 * MINUTE)
  const over = (await lin.get(`/v1/me/samples/${id}`)).body
  assert.deepEqual([over.state, over.deadline_at, over.turn], ['completed', null, null])
  assert.match(over.room_id, /^room_/)
  assert.deepEqual(
    over.history.map((one: any) => [one.to_state, one.actor_kind]),
    [
      ['pending', 'account'],
      ['awaiting_shipment', 'account'],
      ['shipped', 'account'],
      ['content_pending', 'account'],
      ['completed', 'system'],
    ],
  )
  assert.equal(await available(world, tea), 4)
  await world.verify()
})

test('silence: each waiting state ends by its default, pieces that were not sent are back in stock', async () => {
  await using world = await testWorld()
  const [shop, lin] = await Promise.all([seedShop(world), world.person({ is_creator: true })])
  const goods = await Promise.all(
    Array.from({ length: 4 }, () => seedSku(world, shop, { commission_ppm: 1n, stock: 2n })),
  )
  const [unanswered, unsent, lost, shown] = goods as [SeededSku, SeededSku, SeededSku, SeededSku]
  for (const sku of goods) await offer(shop, sku)
  const ids = {
    overdue: (await ask(lin, unanswered)).body.id,
    seller_not_shipped: (await ask(lin, unsent)).body.id,
    lost: (await ask(lin, lost)).body.id,
  }
  await asShop(shop, ids.seller_not_shipped, 'approval')
  await asShop(shop, ids.lost, 'approval')
  await asShop(shop, ids.lost, 'shipment', sent)
  const owed = await received(shop, lin, shown)
  const extended = await lin.post(`/v1/me/samples/${owed}/extension`)
  assert.equal(extended.body.is_extended, true, extended.text)
  assert.equal((await lin.post(`/v1/me/samples/${owed}/extension`)).body.code, 'wrong_state')

  await world.pass(7 * DAY)
  assert.equal(await stateOf(world, ids.overdue), 'overdue')
  assert.equal(await stateOf(world, ids.seller_not_shipped), 'seller_not_shipped')
  assert.equal(await available(world, unsent), 2, 'the piece is back')
  await world.pass(3 * DAY)
  assert.equal(await stateOf(world, ids.lost), 'content_pending', 'taken as received')
  await world.pass(4 * DAY)
  assert.equal(await stateOf(world, owed), 'content_pending', 'seven days more')
  await world.pass(7 * DAY)
  assert.equal(await stateOf(world, owed), 'unfulfilled')

  // One appeal; the shop says nothing and has agreed.
  const appeal = {
    id: uuidOf(owed),
    creator_id: uuidOf(lin.id),
    words: 'It was in my video',
    now: world.now(),
  }
  await appealSample(world.db, appeal)
  assert.equal(await stateOf(world, owed), 'appealed')
  await world.pass(7 * DAY)
  assert.equal(await stateOf(world, owed), 'completed')
  // The other one was not shown either, and its time to appeal passes.
  assert.equal(await stateOf(world, ids.lost), 'unfulfilled')
  await world.pass(8 * DAY)
  const late = { ...appeal, id: uuidOf(ids.lost), now: world.now() }
  await assert.rejects(appealSample(world.db, late), { code: 'appeal_over' })
  await world.verify()
})

test('limits hold when many ask at once: the offer’s quota, a creator’s five, the last piece of stock', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const tea = await seedSku(world, shop, { commission_ppm: 1n, stock: 2n })
  await offer(shop, tea, { quota: 3 })
  const creators = await Promise.all(
    Array.from({ length: 6 }, () => world.person({ is_creator: true })),
  )
  for (const creator of creators) await addressOf(creator)
  const codes = (answers: { body: any }[]) => answers.map(({ body }) => body.code ?? 'given').sort()
  const answers = await Promise.all(creators.map((creator) => ask(creator, tea)))
  assert.deepEqual(codes(answers), [
    'given',
    'given',
    'given',
    'samples_gone',
    'samples_gone',
    'samples_gone',
  ])

  // Two pieces for three samples.
  const ids = answers.flatMap(({ body }) => (body.code ? [] : [body.id]))
  const given = await Promise.all(ids.map((id) => asShop(shop, id, 'approval')))
  assert.deepEqual(codes(given), ['given', 'given', 'out_of_stock'])
  assert.equal(await available(world, tea), 0)

  // What is withdrawn is free for the next, piece and all.
  const taker = given.findIndex(({ body }) => !body.code)
  const who = creators[answers.findIndex(({ body }) => body.id === ids[taker])] as Person
  assert.equal((await who.post(`/v1/me/samples/${ids[taker]}/withdrawal`)).body.state, 'withdrawn')
  assert.equal(await available(world, tea), 1)
  const late = creators[answers.findIndex(({ body }) => body.code)] as Person
  assert.equal((await ask(late, tea)).status, 201)
  assert.equal((await offer(shop, tea, { quota: 2 })).body.code, 'sample_quota_too_small')

  // One creator, seven kinds of goods at once: five wait at most.
  const many = await Promise.all(
    Array.from({ length: 7 }, () => seedSku(world, shop, { commission_ppm: 1n })),
  )
  for (const sku of many) await offer(shop, sku)
  const lin = await world.person({ is_creator: true })
  await addressOf(lin)
  const asked = await Promise.all(many.map((sku) => ask(lin, sku)))
  assert.deepEqual(codes(asked), [
    ...Array(5).fill('given'),
    'too_many_samples',
    'too_many_samples',
  ])
  await world.verify()
})
