import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId, showId } from '../../kernel/ids.ts'
import { BUSINESS_ZONE, DAY, dayIn, HOUR } from '../../kernel/time.ts'
import { row, rows } from '../../platform/db.ts'
import { publish } from '../../platform/outbox.ts'
import { uuidOf } from '../../test-seed.ts'
import { testWorld } from '../../test-world.ts'
import { aftersaleClosed, aftersaleOpened } from '../aftersales/index.ts'
import {
  booked,
  completeOrder,
  example,
  refund,
  SETTLED,
  type SoldOrder,
  sellOrder,
  settleOrder,
  statesOf,
} from './settlement.world.ts'

test('the order of DESIGN section 6: paid, settled, line B returned, to the fen in the ledger', async () => {
  await using world = await testWorld()
  const { sold, creator, leader, books } = await example(world)
  assert.deepEqual(await books(), {
    ...SETTLED,
    escrow: 13_980n,
    fee: 0n,
    cut: 0n,
    insurer: 0n,
    creator: 0n,
    leader: 0n,
    merchant: 0n,
  })
  const before = await sold.shop.owner.get(`/v1/shops/${sold.shop.shown}/balance`)
  assert.deepEqual([before.body.pending, before.body.available], [10_107, 0])

  await settleOrder(world, sold)
  assert.deepEqual(await books(), SETTLED)
  await world.verify()

  const aftersale_id = await refund(world, sold, 1, 1, { amount: 4_678n })
  await world.settle()
  assert.deepEqual(await books(), {
    ...SETTLED,
    fee: 699n - 262n,
    cut: 62n - 23n,
    platform_subsidy: -625n,
    creator_subsidy: -313n,
    creator: 2_496n - 936n,
    leader: 562n - 211n,
    merchant: 10_107n - 3_808n,
  })
  const back = await row<{ amount: bigint }>(world.db)`
    select e.amount from journals as j join ledger_entries as e on e.journal_id = j.id join ledger_accounts as a on a.id = e.account_id
    where j.event = ${`aftersale:${aftersale_id}`} and a.kind = 'refund_transit'`
  assert.equal(back?.amount, 4_678n)

  // Heard again, it does nothing again (I-26).
  await refund(world, sold, 1, 1, { amount: 4_678n, again: aftersale_id })
  await world.settle()
  assert.equal((await books()).merchant, 6_299n)

  const lines = (await sold.shop.owner.get(`/v1/shops/${sold.shop.shown}/settlement-lines`)).body
    .data
  assert.deepEqual(
    lines
      .map((line: any) => [line.state, line.merchant_net, line.clawed_back, line.refunded_amount])
      .sort(),
    [
      ['settled', 0, 3_808, 4_678],
      ['settled', 6_299, 0, 0],
    ],
  )
  const earnings = (await creator.get('/v1/me/earnings')).body.data
  assert.deepEqual(
    earnings.map((one: any) => [one.estimated, one.effective, one.clawed_back]).sort(),
    [
      [1_560, 1_560, 0],
      [936, 0, 936],
    ],
  )
  const fees = (await leader.get('/v1/me/earnings')).body.data
  assert.deepEqual(
    fees.map((one: any) => [one.role, one.estimated, one.effective, one.clawed_back]).sort(),
    [
      ['leader', 211, 0, 211],
      ['leader', 351, 351, 0],
    ],
  )
  await world.verify()
})

test('line A goes back before settlement: escrow gives it back, the rest settles as if it were alone', async () => {
  await using world = await testWorld()
  const { sold, books } = await example(world)
  await refund(world, sold, 0, 1, { amount: 7_802n, before_ship: true })
  await world.settle()
  assert.deepEqual(await books(), {
    ...SETTLED,
    escrow: 5_240n,
    fee: 0n,
    cut: 0n,
    insurer: 0n,
    platform_subsidy: -375n,
    creator_subsidy: -187n,
    creator: 0n,
    leader: 0n,
    merchant: 0n,
  })
  assert.deepEqual(await statesOf(world, sold), ['void', 'pending'])
  await settleOrder(world, sold)
  const { merchant, cut, leader, insurer } = await books()
  assert.deepEqual([merchant, cut, leader, insurer], [5_240n - 262n - 936n - 234n, 23n, 211n, 0n])
  await world.verify()
})

test('goods that were sent and came back before settlement: the premium is kept and is the shop’s to bear', async () => {
  await using world = await testWorld()
  const { sold, books } = await example(world)
  await completeOrder(world, sold)
  await refund(world, sold, 0, 1, { amount: 7_802n })
  await refund(world, sold, 1, 1, { amount: 4_678n })
  await world.pass(8 * DAY)
  const { merchant, insurer, escrow, fee, creator } = await books()
  assert.deepEqual([merchant, insurer, escrow, fee, creator], [0n, 54n, 0n, 0n, 0n])
  assert.equal(await booked(world, 'shop_debt', sold.shop.id), -54n)
  assert.deepEqual(await statesOf(world, sold), ['settled', 'void'])
  await world.verify()
})

test('a line settles after T+7 and its return window, not a moment before; an after-sale holds it', async () => {
  await using world = await testWorld()
  const sold = await sellOrder(world, {}, { prices: [5_000n, 3_000n], return_days: 15 })
  await completeOrder(world, sold)
  const { id: order_line_id } = sold.lines[0] as { id: string }
  const aftersale_id = newId()
  await publish(
    world.db,
    aftersaleOpened,
    [{ key: aftersale_id, payload: { aftersale_id, order_id: sold.order_id, order_line_id } }],
    world.now(),
  )
  await world.pass(15 * DAY - HOUR)
  assert.deepEqual(await statesOf(world, sold), ['held', 'counting'])
  await world.pass(2 * HOUR)
  assert.deepEqual(await statesOf(world, sold), ['held', 'settled'])
  await publish(
    world.db,
    aftersaleClosed,
    [
      {
        key: aftersale_id,
        payload: {
          aftersale_id,
          order_id: sold.order_id,
          order_line_id,
          outcome: 'buyer_withdrew',
        },
      },
    ],
    world.now(),
  )
  await world.settle()
  assert.deepEqual(await statesOf(world, sold), ['settled', 'settled'])
  await world.verify()
})

test('a cancelled order gives everything back, freight and premium too', async () => {
  await using world = await testWorld()
  const { sold, books } = await example(world)
  const freighted = await sellOrder(
    world,
    { shop: sold.shop },
    { prices: [3_000n, 2_000n], freight: 800n, premium: 54n },
  )
  assert.equal((await books()).escrow, 13_980n + 5_800n)
  for (const order of [sold, freighted]) {
    const cancelled = await order.buyer.post(`/v1/orders/${shownOrder(order)}/cancellation`, {
      reason: 'changed_mind',
    })
    assert.equal(cancelled.status, 201, cancelled.text)
  }
  await world.settle()
  const { escrow, merchant, insurer, platform_subsidy, creator_subsidy } = await books()
  assert.deepEqual(
    [escrow, merchant, insurer, platform_subsidy, creator_subsidy],
    [0n, 0n, 0n, 0n, 0n],
  )
  assert.deepEqual(await statesOf(world, freighted), ['void', 'void'])
  await world.verify()
})

const shownOrder = ({ order_id }: SoldOrder) => showId('ord', order_id)

test('daily statements add up to the ledger, and a day can be taken home as a table', async () => {
  await using world = await testWorld()
  const { sold, creator } = await example(world)
  await settleOrder(world, sold)
  const { shop } = sold
  await shop.owner.put(`/v1/shops/${shop.shown}/payout-account`, {
    holder: 'Tea Co.',
    bank: 'ICBC',
    account_number: '6222000011112222',
  })
  await world.pass(2 * DAY)
  await refund(world, sold, 1, 1, { amount: 4_678n })
  await world.settle()
  await world.pass(2 * DAY)
  const { data } = (await shop.owner.get(`/v1/shops/${shop.shown}/statements`)).body
  assert.deepEqual(
    data.map((one: any) => [
      one.lines_count,
      one.income,
      one.fees,
      one.commissions,
      one.clawed_back,
      one.net,
      one.balance_after,
    ]),
    [
      [0, 0, 0, 0, 3_808, -3_808, 6_299],
      [2, 13_980, 753, 3_120, 0, 10_107, 10_107],
    ],
  )
  const edited = Buffer.from('["2026-02-31","00000000-0000-0000-0000-000000000000"]').toString(
    'base64url',
  )
  assert.equal(
    (await shop.owner.get(`/v1/shops/${shop.shown}/statements?after=${edited}`)).status,
    422,
  )
  const csv = await shop.owner.get(`/v1/shops/${shop.shown}/statements/${data[1].day}`)
  assert.match(String(csv.headers['content-type']), /^text\/csv/)
  assert.ok(csv.text.startsWith('\ufefftime,kind,'))
  assert.equal(csv.text.trim().split('\r\n').length, 3)
  assert.match(csv.text, /,'=Tea 0,1,87\.40,4\.37,19\.50,0\.54,62\.99,CNY/)
  const clawed = await shop.owner.get(`/v1/shops/${shop.shown}/statements/${data[0].day}`)
  assert.match(clawed.text, /clawback.*,-38\.08,CNY/)
  const mine = await rows(
    world.db,
  )`select net, given, balance_after from statements where owner_id = ${uuidOf(creator.id)} order by day`
  // The red packet of 5.00 is the host's own money; of line B they have 1.87 of it back.
  assert.deepEqual(
    mine.map(({ net, given, balance_after }) => [net, given, balance_after]),
    [
      [-500n, 500n, -500n],
      [2_496n, 0n, 1_996n],
      [-936n + 187n, -187n, 1_247n],
    ],
  )
  const { available, given } = (await creator.get('/v1/me/balance')).body
  assert.deepEqual([available, given], [1_247, 313])
  const days = (await creator.get('/v1/me/statements')).body.data
  const entries = (await creator.get(`/v1/me/statements/${days.at(-1).day}/entries`)).body.data
  assert.deepEqual(
    entries.map((one: any) => [one.kind, one.account, one.amount]),
    [
      ['allocate', 'subsidy', -313],
      ['allocate', 'subsidy', -187],
    ],
  )
  assert.equal((await sold.buyer.get(`/v1/shops/${shop.shown}/statements`)).status, 404)
  await world.verify()
})

test('ledger entries, figures and balances are read by those they belong to', async () => {
  await using world = await testWorld()
  const { sold, creator, leader } = await example(world)
  await settleOrder(world, sold)
  const entries = (await sold.shop.owner.get(`/v1/shops/${sold.shop.shown}/ledger-entries?limit=1`))
    .body
  assert.equal(entries.data[0].kind, 'settle')
  assert.ok(entries.next)
  const rest = (
    await sold.shop.owner.get(
      `/v1/shops/${sold.shop.shown}/ledger-entries?limit=5&after=${entries.next}`,
    )
  ).body
  assert.equal(rest.data.length, 1)
  assert.equal(entries.data[0].amount + rest.data[0].amount, 10_107)
  assert.equal((await creator.get('/v1/me/balance')).body.available, 2_496 - 500)
  assert.equal((await leader.get('/v1/me/balance')).body.available, 562)
  const operator = await world.operator('finance')
  const figures = (await operator.get('/v1/platform-figures')).body
  assert.deepEqual(
    [
      figures.gmv,
      figures.orders,
      figures.fees,
      figures.commissions,
      figures.merchants_available,
      figures.merchants_pending,
    ],
    [12_480, 1, 761, 2_496 + 562, 10_107, 0],
  )
  // Each figure leads to the orders it counts.
  const ordersOf = async (query: string) =>
    (await operator.get(`/v1/all-orders?${query}`)).body.data.length
  const paid = await row<{ paid_at: Date }>(
    world.db,
  )`select paid_at from orders where id = ${sold.order_id}`
  const paid_on = dayIn(paid?.paid_at as Date, BUSINESS_ZONE)
  assert.deepEqual(
    [
      await ordersOf('of=paid'),
      await ordersOf('of=own'),
      await ordersOf('of=refunded'),
      await ordersOf(`paid_on=${paid_on}`),
      await ordersOf('paid_on=2020-01-01'),
    ],
    [1, 0, Number(figures.refunded > 0), 1, 0],
  )
  assert.equal((await creator.get('/v1/platform-figures')).status, 403)
})
