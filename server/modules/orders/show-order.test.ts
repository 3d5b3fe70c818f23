import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seedRoom, seedShop, seedSku, uuidOf } from '../../test-seed.ts'
import { testWorld } from '../../test-world.ts'
import { buy, completedOrder, type Made, paidOrder, payFor, ship } from './orders.world.ts'

async function ready() {
  const world = await testWorld()
  const shop = await seedShop(world)
  return { world, shop, tea: await seedSku(world, shop), buyer: await world.person() }
}

test('orders of others do not exist: for buyers, shops and guessers alike', async () => {
  const { world, shop, tea, buyer } = await ready()
  await using _ = world
  const [other, rival] = [await world.person(), await seedShop(world)]
  const made = await paidOrder(world, buyer, [{ sku: tea }])
  const missing = 'ord_00000000000000000000000000'
  for (const id of [made.shown, missing]) {
    for (const answer of [
      await other.get(`/v1/orders/${id}`),
      await other.post(`/v1/orders/${id}/cancellation`, { reason: 'other' }),
      await other.post(`/v1/orders/${id}/receipt`),
      await other.post(`/v1/orders/${id}/receipt-extension`),
      await rival.owner.get(`/v1/shops/${rival.shown}/orders/${id}`),
      await rival.owner.get(`/v1/shops/${shop.shown}/orders/${id}`),
      await rival.owner.post(`/v1/shops/${rival.shown}/orders/${id}/parcels`, { carrier: 'jd' }),
      await other.get(`/v1/orders/${id}/parcels`),
    ])
      assert.deepEqual([answer.status, answer.body.code], [404, 'not_found'])
  }
  assert.equal((await other.get(`/v1/all-orders/${made.shown}`)).status, 403)
  assert.equal((await buyer.get('/v1/all-orders')).status, 403)
})

test('shops see the address while they have to bring goods there, lists never show it whole', async () => {
  const { world, shop, tea, buyer } = await ready()
  await using _ = world
  const made = await buy(world, buyer, [{ sku: tea }])
  const shopSees = async () =>
    (await shop.owner.get(`/v1/shops/${shop.shown}/orders/${made.shown}`)).body
  assert.equal((await shopSees()).address.phone, '138****1234')
  await payFor(world, buyer, made)
  const open = await shopSees()
  assert.deepEqual(
    [open.address.phone, open.address.street, open.payment_id],
    ['13800001234', '文一西路 969 号', null],
  )
  await ship(world, made)
  await buyer.post(`/v1/orders/${made.shown}/receipt`)
  assert.deepEqual((await shopSees()).address, {
    recipient: '林**',
    phone: '138****1234',
    province: '浙江省',
    city: '杭州市',
    district: '余杭区',
    street: '***',
  })
  assert.equal((await buyer.get(`/v1/orders/${made.shown}`)).body.address.street, '文一西路 969 号')
  const operator = await world.operator('judge')
  for (const list of [
    await shop.owner.get(`/v1/shops/${shop.shown}/orders`),
    await operator.get('/v1/all-orders'),
    await operator.get(`/v1/all-orders/${made.shown}`),
    await buyer.get('/v1/orders'),
  ]) {
    assert.equal(list.status, 200, list.text)
    assert.ok(!list.text.includes('13800001234') && !list.text.includes('文一西路'))
  }
})

test('lists page by key, filter by state and find by number or recipient; signs of patterns are only signs', async () => {
  const { world, shop, tea, buyer } = await ready()
  await using _ = world
  const made: Made[] = []
  for (let one = 0; one < 5; one++) made.push(await buy(world, buyer, [{ sku: tea }]))
  const seen: string[] = []
  let after: string | null = ''
  while (after !== null) {
    const page: any = (await buyer.get(`/v1/orders?limit=2${after ? `&after=${after}` : ''}`)).body
    seen.push(...page.data.map((order: any) => order.id))
    after = page.next
  }
  assert.deepEqual(seen, made.map((order) => order.shown).reverse())
  const last = made[4] as Made
  await buyer.post(`/v1/orders/${last.shown}/cancellation`, { reason: 'other' })
  assert.equal((await buyer.get('/v1/orders?state=cancelled')).body.data.length, 1)
  const find = async (q: string) =>
    (await shop.owner.get(`/v1/shops/${shop.shown}/orders?q=${encodeURIComponent(q)}`)).body.data
      .length
  assert.deepEqual(
    [await find(last.number), await find('小满'), await find('%'), await find("'")],
    [1, 5, 0, 0],
  )
  for (const bad of [
    'limit=-1',
    'limit=1e9',
    'after=x',
    'state=paid',
    'state=unpaid&state=shipped',
    'unknown=1',
  ])
    assert.equal((await buyer.get(`/v1/orders?${bad}`)).status, 422, bad)
})

test('operators see what an order was sold by', async () => {
  const { world, shop, buyer } = await ready()
  await using _ = world
  const host = await world.person({ is_creator: true, nickname: 'Lin' })
  const tea = await seedSku(world, shop, { commission_ppm: 200_000n })
  const room = await seedRoom(world, host, [tea])
  const made = await completedOrder(world, buyer, [{ sku: tea, room }])
  const operator = await world.operator('finance')
  const { body } = await operator.get(`/v1/all-orders/${made.shown}`)
  assert.deepEqual(
    body.lines.map((line: any) => [
      line.commission_ppm,
      line.creator_nickname,
      line.room_title,
      line.placement,
      line.plan_kind,
      line.campaign_title,
      line.agency_name,
      line.has_replay,
    ]),
    [[200_000, 'Lin', 'Tea evening', 'room', 'open', null, null, false]],
  )
  assert.deepEqual(
    (await operator.get(`/v1/order-shares/${made.shown}`)).body.data.map((one: any) => [
      one.estimated_commission,
      one.commission,
      one.income + one.freight === one.fee + one.commission + one.merchant_net,
    ]),
    [[1_998, 1_998, true]],
  )
  assert.equal(body.order.buyer_nickname, buyer.nickname)
  assert.equal(uuidOf(body.order.id), made.id)
})
