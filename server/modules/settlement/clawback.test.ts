import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY } from '../../kernel/time.ts'
import { rows } from '../../platform/db.ts'
import { seedShop, uuidOf } from '../../test-seed.ts'
import { testWorld } from '../../test-world.ts'
import { settleDue } from './settle-lines.ts'
import {
  askDeposit,
  booked,
  completeOrder,
  refund,
  sellOrder,
  settleOrder,
  statesOf,
  topUp,
} from './settlement.world.ts'
import { takeBack } from './take-back.ts'

test('what a clawback cannot take becomes a debt: payouts are blocked and later earnings pay it first', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const first = await sellOrder(world, { shop }, { prices: [10_000n] })
  await settleOrder(world, first)
  const owner = shop.owner
  const account = { holder: 'Tea Co.', bank: 'ICBC', account_number: '6222 0000 1111 2222' }
  assert.equal(
    (await owner.post(`/v1/shops/${shop.shown}/payouts`, { amount: 100, currency: 'CNY' })).body
      .code,
    'payout_account_missing',
  )
  assert.equal(
    (await owner.put(`/v1/shops/${shop.shown}/payout-account`, account)).body.account_number,
    '************2222',
  )
  assert.equal(
    (await owner.post(`/v1/shops/${shop.shown}/payouts`, { amount: 9_501, currency: 'CNY' })).body
      .code,
    'balance_too_low',
  )
  const payout = await owner.post(`/v1/shops/${shop.shown}/payouts`, {
    amount: 9_500,
    currency: 'CNY',
  })
  assert.equal(payout.status, 201, payout.text)
  await refund(world, first, 0, 1, { amount: 10_000n })
  await world.settle()
  const owes = (await owner.get(`/v1/shops/${shop.shown}/balance`)).body
  assert.deepEqual([owes.available, owes.debt], [0, 9_500])
  const blocked = await owner.post(`/v1/shops/${shop.shown}/payouts`, {
    amount: 1,
    currency: 'CNY',
  })
  assert.deepEqual([blocked.status, blocked.body.code], [409, 'payout_blocked'])
  const second = await sellOrder(world, { shop }, { prices: [20_000n] })
  await settleOrder(world, second)
  const again = (await owner.get(`/v1/shops/${shop.shown}/balance`)).body
  assert.deepEqual([again.available, again.debt], [9_500, 0])

  // A second debt has its own time: that an older one, long set off, is past its fifteen days is nothing to it.
  await askDeposit(world, shop)
  await topUp(world, shop)
  await owner.post(`/v1/shops/${shop.shown}/payouts`, { amount: 9_500, currency: 'CNY' })
  await world.pass(6 * DAY)
  await refund(world, second, 0, 1, { amount: 20_000n })
  await world.settle()
  await world.pass(3 * DAY)
  assert.equal(await booked(world, 'shop_debt', shop.id), -19_000n)
  assert.equal(await booked(world, 'shop_deposit', shop.id), 100_000n)
  await world.pass(13 * DAY)
  assert.equal(await booked(world, 'shop_debt', shop.id), 0n)
  assert.equal(await booked(world, 'shop_deposit', shop.id), 81_000n)
  await world.verify()
})

test('a clawback after the payout: a debt, set off from later earnings, then paid from the deposit; statements say each step', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  await askDeposit(world, shop)
  await topUp(world, shop)
  const first = await sellOrder(world, { shop }, { prices: [10_000n] })
  await settleOrder(world, first)
  await shop.owner.put(`/v1/shops/${shop.shown}/payout-account`, {
    holder: 'Tea Co.',
    bank: 'ICBC',
    account_number: '6222000011112222',
  })
  const asked = { amount: 9_500, currency: 'CNY' }
  assert.equal((await shop.owner.post(`/v1/shops/${shop.shown}/payouts`, asked)).status, 201)
  await world.pass(DAY)
  await refund(world, first, 0, 1, { amount: 10_000n })
  await world.settle()
  assert.equal(await booked(world, 'shop_debt', shop.id), -9_500n)
  await settleOrder(world, await sellOrder(world, { shop }, { prices: [4_000n] }))
  assert.deepEqual(
    [await booked(world, 'shop_debt', shop.id), await booked(world, 'shop_available', shop.id)],
    [-5_700n, 0n],
  )
  await shop.owner.get('/v1/me')
  await world.pass(8 * DAY)
  assert.equal(await booked(world, 'shop_debt', shop.id), 0n)
  assert.equal(await booked(world, 'shop_deposit', shop.id), 100_000n - 5_700n)
  await world.pass(2 * DAY)
  const days = await rows<{ day: string }>(world.db)`
    select day::text as day from statements where owner_id = ${shop.id} order by day`
  const steps = []
  for (const { day } of days)
    for (const one of (await shop.owner.get(`/v1/shops/${shop.shown}/statements/${day}/entries`))
      .body.data)
      steps.push([one.kind, one.account, one.amount, one.balance_after])
  assert.deepEqual(steps, [
    ['settle', 'available', 9_500, 9_500],
    ['payout_request', 'available', -9_500, 0],
    ['clawback', 'debt', -9_500, -9_500],
    ['settle', 'debt', 3_800, -5_700],
    ['deposit_debt', 'debt', 5_700, 0],
  ])
  await world.verify()
})

test('two payouts of the same money: one is refused; only the owner may ask and say where it goes', async () => {
  await using world = await testWorld()
  const sold = await sellOrder(world, {}, { prices: [10_000n] })
  await settleOrder(world, sold)
  const { shop } = sold
  const clerk = await world.person()
  await rows(
    world.db,
  )`insert into shop_staff (shop_id, account_id, role, added_at) values (${shop.id}, ${uuidOf(clerk.id)}, 'clerk', ${world.now()})`
  const account = { holder: 'Tea Co.', bank: 'ICBC', account_number: '6222000011112222' }
  assert.equal((await clerk.put(`/v1/shops/${shop.shown}/payout-account`, account)).status, 403)
  await shop.owner.put(`/v1/shops/${shop.shown}/payout-account`, account)
  assert.equal(
    (await clerk.post(`/v1/shops/${shop.shown}/payouts`, { amount: 100, currency: 'CNY' })).status,
    403,
  )
  assert.equal((await clerk.get(`/v1/shops/${shop.shown}/balance`)).status, 200)
  assert.equal((await sold.buyer.get(`/v1/shops/${shop.shown}/balance`)).status, 404)
  const ask = () =>
    shop.owner.post(`/v1/shops/${shop.shown}/payouts`, { amount: 6_000, currency: 'CNY' })
  const answers = await Promise.all([ask(), ask(), ask()])
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409])
  assert.equal((await shop.owner.get(`/v1/shops/${shop.shown}/payouts`)).body.data.length, 1)
  const key = { 'idempotency-key': 'once' }
  const [one, two] = [
    await shop.owner.post(
      `/v1/shops/${shop.shown}/payouts`,
      { amount: 1_000, currency: 'CNY' },
      key,
    ),
    await shop.owner.post(
      `/v1/shops/${shop.shown}/payouts`,
      { amount: 1_000, currency: 'CNY' },
      key,
    ),
  ]
  assert.equal(one.body.id, two.body.id)
  await world.settle()
  await world.verify()
})

test('refund × settle: whichever is first, the money adds up', async () => {
  await using world = await testWorld()
  const [creator, leader] = await Promise.all([world.person(), world.person()])
  for (let round = 0; round < 6; round++) {
    const sold = await sellOrder(
      world,
      {},
      {
        prices: [9_999n, 777n],
        quantities: [3, 1],
        creator,
        leader,
        discounts: { platform: 100n },
        premium: 54n,
      },
    )
    await completeOrder(world, sold)
    await world.app.context.clock.advance(8 * DAY)
    const paid = sold.lines[0]?.paid_amount as bigint
    await refund(world, sold, 0, 1, { amount: (paid * 2n + 3n) / 6n })
    const now = world.now()
    await Promise.all([
      settleDue(world.db, now),
      takeBack(world.db, now),
      world.settle(),
      settleDue(world.db, now),
      takeBack(world.db, now),
    ])
    await world.settle()
    assert.deepEqual(await statesOf(world, sold), ['settled', 'settled'])
  }
  assert.equal(await booked(world, 'escrow'), 0n)
  await world.verify()
})

test('payout × clawback: never below zero, whichever is first', async () => {
  await using world = await testWorld()
  for (let round = 0; round < 4; round++) {
    const sold = await sellOrder(world, {}, { prices: [10_000n] })
    await settleOrder(world, sold)
    const { shop } = sold
    await shop.owner.put(`/v1/shops/${shop.shown}/payout-account`, {
      holder: 'Tea Co.',
      bank: 'ICBC',
      account_number: '6222000011112222',
    })
    await refund(world, sold, 0, 1, { amount: 10_000n })
    const [payout] = await Promise.all([
      shop.owner.post(`/v1/shops/${shop.shown}/payouts`, { amount: 9_000, currency: 'CNY' }),
      world.settle(),
    ])
    await world.settle()
    const { available, debt } = (await shop.owner.get(`/v1/shops/${shop.shown}/balance`)).body
    assert.deepEqual([available, debt], payout.status === 201 ? [0, 9_000] : [0, 0])
  }
  await world.verify()
})
