import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId, showId } from '../../kernel/ids.ts'
import { after, DAY } from '../../kernel/time.ts'
import { row, rows } from '../../platform/db.ts'
import { seedRoom, seedShop, seedSku, uuidOf } from '../../test-seed.ts'
import { type Person, testWorld, type World } from '../../test-world.ts'
import { addressOf, payFor } from '../orders/orders.world.ts'
import { signContext } from './index.ts'

const buyBy = async (world: World, buyer: Person, sku: { shown_sku: string }, more: object) => {
  const bought = await buyer.post('/v1/checkouts', {
    address_id: await addressOf(buyer),
    lines: [{ sku_id: sku.shown_sku, quantity: 2, ...more }],
  })
  assert.equal(bought.status, 201, bought.text)
  const line = await row<any>(world.db)`
    select placement, room_id, creator_id, plan_kind, commission_ppm, stream_offset_ms from order_lines
    where order_id = ${uuidOf(bought.body.orders[0].id)}`
  return { line, payment: { id: uuidOf(bought.body.payment.id), shown: bought.body.payment.id } }
}

test('a showcase: goods that pay, in the creator’s order; what is bought by its context is the creator’s, and the selection counts it', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const lin = await world.person({ is_creator: true })
  const buyer = await world.person()
  const [tea, cup, pot] = [
    await seedSku(world, shop, { title: 'Tea', commission_ppm: 200_000n }),
    await seedSku(world, shop, { title: 'Cup', commission_ppm: 300_000n }),
    await seedSku(world, shop, { title: 'Pot' }),
  ]
  const put = (who: Person, sku: { shown_product: string }) =>
    who.put(`/v1/me/showcase/${sku.shown_product}`)
  assert.equal((await put(lin, pot)).body.code, 'not_on_offer')
  assert.equal((await put(buyer, tea)).body.code, 'only_creators')
  assert.equal((await put(lin, { shown_product: `prd_${'0'.repeat(26)}` })).status, 404)
  for (const sku of [tea, cup, tea]) assert.equal((await put(lin, sku)).status, 204)
  const titles = async () =>
    (await world.stranger.get(`/v1/people/${lin.id}/showcase`)).body.data.map(
      (one: any) => one.title,
    )
  assert.deepEqual(await titles(), ['Cup', 'Tea'])
  const ordered = await lin.put('/v1/me/showcase/order', { product_ids: [tea.shown_product] })
  assert.deepEqual(
    ordered.body.data.map((one: any) => [one.title, one.commission_ppm, one.is_shown]),
    [
      ['Tea', 200_000, true],
      ['Cup', 300_000, true],
    ],
  )
  assert.deepEqual(await titles(), ['Tea', 'Cup'])
  await lin.delete(`/v1/me/showcase/${cup.shown_product}`)
  assert.deepEqual(await titles(), ['Tea'])

  const [{ context }] = (await world.stranger.get(`/v1/people/${lin.id}/showcase`)).body.data
  const { line, payment } = await buyBy(world, buyer, tea, { context })
  assert.deepEqual(line, {
    placement: 'showcase',
    room_id: null,
    creator_id: uuidOf(lin.id),
    plan_kind: 'open',
    commission_ppm: 200_000n,
    stream_offset_ms: null,
  })
  // A basket keeps it until checkout; a text that proves nothing is not kept.
  const basket = await buyer.put(`/v1/basket/lines/${tea.shown_sku}`, { quantity: 1, context })
  assert.equal(basket.body.shops[0].lines[0].context, context)
  const at_cup = `/v1/basket/lines/${cup.shown_sku}`
  const forged = await buyer.put(at_cup, { quantity: 1, context: `${context}x` })
  assert.equal(
    forged.body.shops[0].lines.find((one: any) => one.sku_id === cup.shown_sku).context,
    null,
  )

  await payFor(world, buyer, { payment })
  const square = async (query = '') =>
    (await lin.get(`/v1/selection${query}`)).body.data.map((one: any) => [
      one.title,
      one.sold_30d,
      one.return_ppm,
      one.in_showcase,
    ])
  assert.deepEqual(await square('?sort=sales'), [
    ['Tea', 2, 0, true],
    ['Cup', 0, null, false],
  ])
  // A piece given back before shipping and the rest cancelled: counted back once each.
  const given_up = await buyBy(world, buyer, tea, {})
  await payFor(world, buyer, given_up)
  const order = await row<{ id: string; line_id: string }>(world.db)`
    select o.id, l.id as line_id from orders as o join order_lines as l on l.order_id = o.id where o.payment_id = ${given_up.payment.id}`
  const asked = await buyer.post('/v1/aftersales', {
    order_line_id: showId('lin', order?.line_id as string),
    kind: 'refund_before_ship',
    quantity: 1,
    reason: 'changed_mind',
  })
  assert.equal(asked.status, 201, asked.text)
  await world.settle()
  const cancelled = await buyer.post(
    `/v1/orders/${showId('ord', order?.id as string)}/cancellation`,
    { reason: 'changed_mind' },
  )
  assert.equal(cancelled.status, 201, cancelled.text)
  await world.settle()
  assert.deepEqual((await square('?sort=sales'))[0], ['Tea', 2, 0, true])
  assert.deepEqual(
    (await square('?sort=commission')).map(([title]: [string]) => title),
    ['Cup', 'Tea'],
  )
  assert.deepEqual(
    (await square('?min_commission_ppm=300000')).map(([title]: [string]) => title),
    ['Cup'],
  )
  const page = (await lin.get('/v1/selection?sort=commission&limit=1')).body
  const next = (await lin.get(`/v1/selection?sort=commission&limit=1&after=${page.next}`)).body
  assert.deepEqual([page.data[0].title, next.data[0].title, next.next], ['Cup', 'Tea', null])
  const cut = { commission_ppm: 100_000, is_open: true }
  await shop.owner.put(`/v1/shops/${shop.shown}/goods/${tea.shown_product}/plan`, cut)
  const [shown] = (await lin.get('/v1/selection?q=tea')).body.data
  assert.deepEqual([shown.commission_ppm, shown.notice.to_ppm], [200_000, 100_000])
  await world.verify()
})

test('a context of a room names its second; forged, foreign and expired ones lose nothing but the attribution', async () => {
  await using world = await testWorld()
  const [shop, own] = [await seedShop(world), await seedShop(world)]
  const lin = await world.person({ is_creator: true })
  const buyer = await world.person()
  const tea = await seedSku(world, shop, { commission_ppm: 200_000n })
  const cup = await seedSku(world, own, { commission_ppm: 200_000n })
  const room = await seedRoom(world, lin, [tea, cup])
  await rows(
    world.db,
  )`update rooms set stream = 'on_air', stream_at = ${world.now()}, stream_offset_ms = 61_500 where id = ${room.id}`
  const { context } = (
    await world.stranger.get(`/v1/rooms/${room.shown}/goods/${tea.shown_product}/context`)
  ).body
  // Taken out of the cart meanwhile: the viewer saw it there.
  const item = await row<{ id: string }>(
    world.db,
  )`select id from room_items where room_id = ${room.id} and product_id = ${tea.product_id}`
  const shown_item = showId('itm', item?.id as string)
  assert.equal((await lin.delete(`/v1/rooms/${room.shown}/items/${shown_item}`)).status, 204)
  assert.equal(
    (await world.stranger.get(`/v1/rooms/${room.shown}/goods/${tea.shown_product}/context`)).status,
    404,
  )
  const seen = await buyBy(world, buyer, tea, { context })
  assert.deepEqual(
    [seen.line.placement, seen.line.room_id, seen.line.creator_id, seen.line.commission_ppm],
    ['room', room.id, uuidOf(lin.id), 200_000n],
  )
  const second = Number(seen.line.stream_offset_ms)
  assert.ok(second >= 61_000 && second % 1_000 === 0, String(second))

  const nobodys = { placement: 'shop', room_id: null, creator_id: null, plan_kind: null }
  const bare = ({ line: { placement, room_id, creator_id, plan_kind } }: { line: any }) => ({
    placement,
    room_id,
    creator_id,
    plan_kind,
  })
  const of = { placement: 'showcase', content_id: null, creator_id: uuidOf(lin.id) } as const
  const shown = { ...of, product_id: tea.product_id, stream_offset_ms: null }
  const keys = world.config.secrets.attribution
  for (const [why, text] of [
    ['forged', signContext(['somebody else’s key'], shown, world.now())],
    ['expired', signContext(keys, shown, after(world.now(), -2 * DAY))],
    [
      'of another product',
      signContext(keys, { ...shown, product_id: cup.product_id }, world.now()),
    ],
    ['no context at all', 'nonsense'],
    ['far too long', 'x'.repeat(2_000)],
    [
      'of a room that is another’s',
      signContext(
        keys,
        { ...shown, placement: 'room', content_id: room.id, creator_id: newId() },
        world.now(),
      ),
    ],
  ] as const)
    assert.deepEqual(bare(await buyBy(world, buyer, tea, { context: text })), nobodys, why)
  // The room that is named decides where a context proves nothing, as ever.
  const named = await buyBy(world, buyer, cup, { context: 'nonsense', room_id: room.shown })
  assert.deepEqual([named.line.placement, named.line.room_id], ['room', room.id])
  await world.settle()
  await world.verify()
})
