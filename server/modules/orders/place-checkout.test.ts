import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { row, rows } from '../../platform/db.ts'
import { statementsDuring } from '../../test-crowd.ts'
import { type SeededSku, seedRoom, seedShop, seedSku, uuidOf } from '../../test-seed.ts'
import { testWorld, type World } from '../../test-world.ts'
import { addressOf, checkoutBody, payFor, tryToBuy } from './orders.world.ts'

const levels = async (world: World, sku: SeededSku) => {
  const { available, reserved, sold } = (await row<Record<string, bigint>>(world.db)`
    select available, reserved, sold from stock where sku_id = ${sku.sku_id}`) as Record<
    string,
    bigint
  >
  return [Number(available), Number(reserved), Number(sold)]
}

/** What a process asks now and then for all its callers together is no caller's statement. */
const FOR_ALL =
  /access_changes|link_rules_mark|nextval\('order_numbers'\)|kind = 'full_reduction' and p.state = 'ongoing'/

/** Runs `work` and counts the statements that reach the database meanwhile. */
const statements = async (work: () => Promise<unknown>): Promise<number> =>
  (await statementsDuring(work)).filter((text) => !FOR_ALL.test(text)).length

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
  await rows(
    world.db,
  )`update products set price_from = 1, price_to = 1 where id = ${tea.product_id}`
  await rows(world.db)`update plans set commission_ppm = 0`
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

test('a lost answer is given again as it was, whatever became of the purchase meanwhile', async () => {
  await using world = await testWorld()
  const shops = await Promise.all([1, 2, 3, 4].map(() => seedShop(world)))
  const skus = await Promise.all(shops.map((shop) => seedSku(world, shop)))
  const buyer = await world.person()
  const wishes = skus.map((sku) => ({ sku }))
  const key = randomUUID()
  const first = await tryToBuy(buyer, wishes, key)
  assert.equal(first.body.orders.length, 4, first.text)
  await payFor(world, buyer, { payment: { id: '', shown: first.body.payment.id } })
  await world.pass(60_000)
  const again = await tryToBuy(buyer, wishes, key)
  assert.deepEqual([again.status, again.body], [201, first.body])
  // As earlier versions kept it: whole.
  const whole = { ...first.body, payment: { ...first.body.payment, title: 'kept' } }
  await rows(world.db)`update idempotency_keys set answer = ${JSON.stringify(whole)}::json
    where answer ->> 'checkout_id' = ${uuidOf(first.body.id)}`
  assert.equal((await tryToBuy(buyer, wishes, key)).body.payment.title, 'kept')
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
