import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY, HOUR } from '../../kernel/time.ts'
import { row, rows } from '../../platform/db.ts'
import { type SeededShop, seedRoom, seedShop, seedSku, uuidOf } from '../../test-seed.ts'
import { testWorld, type World } from '../../test-world.ts'
import { answer, ask } from '../aftersales/aftersales.world.ts'
import { completedOrder, paidOrder } from '../orders/orders.world.ts'
import { behave, held, ourBook, pay, providersBook } from '../payments/payments.world.ts'
import { noteScore } from './scores.ts'
import { booked } from './settlement.world.ts'
import { scoreDay } from './tiers.ts'

const bank = { holder: 'Tea Co.', bank: 'ICBC', account_number: '6222 0000 1111 2222' }

const sell = async (world: World) => {
  const [shop, host, buyer] = await Promise.all([
    seedShop(world),
    world.person({ is_creator: true }),
    world.person(),
  ])
  const note = { day: scoreDay(world.now()), score: 460, by: 'seed', now: world.now() }
  await noteScore(world.db, 'shop', { ...note, id: shop.id })
  await noteScore(world.db, 'creator', { ...note, id: uuidOf(host.id) })
  const sku = await seedSku(world, shop, { price: 10_000n, commission_ppm: 200_000n })
  const room = await seedRoom(world, host, [sku])
  return { shop, host, buyer, sku, room }
}

test('from the room to the bank: sold, shipped, one of two returned, settled, paid out; provider and ledger agree', async () => {
  await using world = await testWorld()
  const { shop, host, buyer, sku, room } = await sell(world)
  const made = await completedOrder(world, buyer, [{ sku, quantity: 2, room }])
  const pending = (await shop.owner.get(`/v1/shops/${shop.shown}/balance`)).body
  assert.deepEqual([pending.pending, pending.available], [15_000, 0])
  assert.deepEqual(
    (await host.get('/v1/me/earnings')).body.data.map((one: any) => [
      one.estimated,
      one.effective,
      one.state,
    ]),
    [[4_000, 4_000, 'counting']],
  )

  const asked = await ask(buyer, made.lines[0]!.id)
  await world.settle()
  assert.equal((await host.get('/v1/me/earnings')).body.data[0].state, 'held')
  await answer(shop, asked, 'approval')
  await buyer.post(`/v1/aftersales/${asked.id}/return-parcel`, {
    carrier: 'sandbox',
    tracking_number: 'BACK12345',
  })
  await world.pass(7 * DAY + HOUR)
  assert.equal(
    (await host.get('/v1/me/balance')).body.available,
    0,
    'nothing settles while the return is on its way',
  )
  const back = await answer(shop, asked, 'receipt')
  assert.equal(back.status, 201, back.text)
  await world.settle()
  const [line] = (await shop.owner.get(`/v1/shops/${shop.shown}/settlement-lines`)).body.data
  assert.deepEqual(
    [
      line.state,
      line.income,
      line.fee,
      line.commission,
      line.merchant_net,
      line.refunded_amount,
      line.clawed_back,
    ],
    ['settled', 10_000, 500, 2_000, 7_500, 10_000, 0],
  )
  assert.deepEqual(
    (await host.get('/v1/me/earnings')).body.data.map((one: any) => [one.estimated, one.effective]),
    [[4_000, 2_000]],
  )

  await host.put('/v1/me/payout-account', bank)
  await shop.owner.put(`/v1/shops/${shop.shown}/payout-account`, bank)
  const paid = await host.post('/v1/me/payouts', { amount: 2_000, currency: 'CNY' })
  assert.equal(paid.status, 201, paid.text)
  assert.match(paid.body.bank_account, / \*{4}2222$/)
  await shop.owner.post(`/v1/shops/${shop.shown}/payouts`, { amount: 7_000, currency: 'CNY' })
  await world.settle()
  assert.equal((await host.get('/v1/me/payouts')).body.data[0].state, 'succeeded')
  const after = (await shop.owner.get(`/v1/shops/${shop.shown}/balance`)).body
  assert.deepEqual(
    [after.pending, after.available, after.in_transit, after.paid_out],
    [0, 500, 0, 7_000],
  )
  assert.deepEqual(
    await providersBook(world).then(({ payments, refunds, payouts }) => ({
      payments,
      refunds,
      payouts,
    })),
    await ourBook(world),
  )
  assert.deepEqual(
    [
      await held(world, 'escrow'),
      await held(world, 'unallocated'),
      await held(world, 'refund_transit'),
    ],
    [0n, 0n, 0n],
  )
  // What the provider holds is what is still owed to somebody, less what it kept for itself.
  assert.equal(
    -(await held(world, 'outside')),
    500n + (await held(world, 'platform_fee')) + (await held(world, 'provider_fee')),
  )
  await world.verify()
})

test('a payout that the bank refuses comes back with its reason, and debts are paid from it first', async () => {
  await using world = await testWorld()
  const { shop, buyer, sku } = await sell(world)
  await completedOrder(world, buyer, [{ sku }])
  await world.pass(8 * DAY)
  await behave(world, { payout_fail: 1 })
  await shop.owner.put(`/v1/shops/${shop.shown}/payout-account`, bank)
  await shop.owner.post(`/v1/shops/${shop.shown}/payouts`, { amount: 9_500, currency: 'CNY' })
  for (let minute = 0; minute < 20; minute++) await world.pass(60_000)
  const [payout] = (await shop.owner.get(`/v1/shops/${shop.shown}/payouts`)).body.data
  assert.equal(payout.state, 'failed')
  assert.ok(payout.failure_reason)
  const balance = (await shop.owner.get(`/v1/shops/${shop.shown}/balance`)).body
  assert.deepEqual([balance.available, balance.in_transit, balance.paid_out], [9_500, 0, 0])
  assert.equal((await providersBook(world)).payouts, 0n)
  await world.verify()
})

const applied = async (world: World): Promise<SeededShop> => {
  const shop = await seedShop(world)
  await rows(world.db)`
    insert into state_edges (noun, from_state, to_state) values ('shops', 'open', 'deposit_due') on conflict do nothing`
  await rows(
    world.db,
  )`update shops set state = 'deposit_due', deposit_required = 100000 where id = ${shop.id}`
  await rows(world.db)`
    insert into state_changes (noun, noun_id, from_state, to_state, actor_kind, actor_id, reason, at) values ('shops', ${shop.id}, 'open', 'deposit_due', 'system', 'seed', 'seeded', ${world.now()})`
  return shop
}

test('the deposit is paid at the cashier once, kept apart, and opens the shop', async () => {
  await using world = await testWorld()
  const shop = await applied(world)
  const path = `/v1/shops/${shop.shown}/deposit-payments`
  const stranger = await world.person()
  assert.equal((await stranger.post(path)).status, 404)
  const asked = await shop.owner.post(path)
  assert.deepEqual(
    [asked.status, asked.body.amount, asked.body.subject_kind],
    [201, 100_000, 'deposit'],
    asked.text,
  )
  assert.equal(
    (await shop.owner.post(path)).body.id,
    asked.body.id,
    'one that is open is given again',
  )
  await pay(world, shop.owner, asked.body.id)
  await world.settle()
  assert.equal(await booked(world, 'shop_deposit', shop.id), 100_000n)
  assert.equal(await held(world, 'unallocated'), 0n)
  assert.equal((await shop.owner.get(`/v1/shops/${shop.shown}/balance`)).body.deposit, 100_000)
  assert.equal(
    (await row<{ state: string }>(world.db)`select state from shops where id = ${shop.id}`)?.state,
    'open',
  )
  assert.equal((await shop.owner.post(path)).body.code, 'deposit_not_due')
  await world.verify()
})

test('orders of many buyers come into escrow and settle set-based, each once', async () => {
  await using world = await testWorld()
  const { shop, buyer, sku, room } = await sell(world)
  const people = [buyer, ...(await Promise.all([1, 2, 3, 4].map(() => world.person())))]
  for (const person of people) await paidOrder(world, person, [{ sku, room }])
  assert.equal(await held(world, 'escrow'), 50_000n)
  const journals = await row<{ count: bigint }>(
    world.db,
  )`select count(*) from journals where kind = 'allocate'`
  assert.equal(journals?.count, 5n)
  const figures = (await (await world.operator('finance')).get('/v1/platform-figures')).body
  assert.deepEqual(
    [figures.gmv, figures.today.orders, figures.merchants_pending, figures.own_share_ppm],
    [50_000, 5, 37_500, 0],
  )
  assert.equal(
    (await shop.owner.get(`/v1/shops/${shop.shown}/settlement-lines?state=pending&limit=2`)).body
      .data.length,
    2,
  )
  await world.verify()
})
