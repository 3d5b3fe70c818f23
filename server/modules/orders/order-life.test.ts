import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { DAY, HOUR, MINUTE } from '../../kernel/time.ts'
import { inTransaction, rows } from '../../platform/db.ts'
import { statementsDuring } from '../../test-crowd.ts'
import { seedShop, seedSku } from '../../test-seed.ts'
import {
  addressOf,
  available,
  buy,
  facts,
  type Made,
  paidOrder,
  payFor,
  ready,
  refundsOf,
  ship,
  stateOf,
  tryToBuy,
} from './orders.world.ts'
import { applyPayments, notePayments } from './pay-orders.ts'

test('bought, paid, shipped, signed, assumed to be received: each step at its time', async () => {
  const { world, shop, tea, buyer } = await ready({ stock: 5n })
  await using _ = world
  const made = await buy(world, buyer, [{ sku: tea, quantity: 2 }])
  assert.deepEqual((await buyer.get('/v1/orders/counts')).body, {
    unpaid: 1,
    to_ship: 0,
    shipped: 0,
    completed: 0,
    cancelled: 0,
    aftersales: 0,
  })
  await payFor(world, buyer, made)
  let order = (await buyer.get(`/v1/orders/${made.shown}`)).body
  assert.deepEqual([order.state, order.on_deadline], ['to_ship', 'ship_late'])
  assert.equal(new Date(order.ship_by).getTime() - new Date(order.paid_at).getTime(), 48 * HOUR)
  const [number] = await ship(world, made)
  order = (await buyer.get(`/v1/orders/${made.shown}`)).body
  assert.deepEqual(
    [order.state, order.on_deadline, order.lines[0].shipped_quantity],
    ['shipped', 'confirm_receipt', 2],
  )
  assert.equal(order.parcels[0].tracking_number, number)
  await world.pass(37 * HOUR)
  order = (await buyer.get(`/v1/orders/${made.shown}`)).body
  assert.deepEqual(
    order.parcels[0].events.map((one: any) => one.state),
    ['signed', 'out_for_delivery', 'in_transit', 'picked_up'],
  )
  assert.equal(order.received_at, order.parcels[0].signed_at)
  assert.equal(
    new Date(order.deadline_at).getTime() - new Date(order.received_at).getTime(),
    7 * DAY,
  )
  await world.pass(7 * DAY - 2 * HOUR)
  assert.equal(await stateOf(world, made), 'shipped')
  await world.pass(2 * HOUR)
  order = (await buyer.get(`/v1/orders/${made.shown}`)).body
  assert.equal(order.state, 'completed')
  assert.deepEqual(
    order.history.map((one: any) => one.to_state),
    ['unpaid', 'to_ship', 'shipped', 'completed'],
  )
  assert.deepEqual(
    (
      await Promise.all(
        ['order.placed', 'order.paid', 'order.shipped', 'order.completed'].map((type) =>
          facts(world, type),
        ),
      )
    ).map((one) => one.length),
    [1, 1, 1, 1],
  )
  const row_of = (await shop.owner.get(`/v1/shops/${shop.shown}/orders?state=completed`)).body
    .data[0]
  assert.equal(row_of.number, made.number)
  await world.verify()
})

test('without a word of the carrier receipt is assumed after fifteen days; the buyer may wait three more, once', async () => {
  const { world, shop, tea, buyer } = await ready()
  await using _ = world
  const made = await paidOrder(world, buyer, [{ sku: tea }])
  const body = { carrier: 'shunfeng', tracking_number: 'SF1234567890' }
  assert.equal(
    (await shop.owner.post(`/v1/shops/${shop.shown}/orders/${made.shown}/parcels`, body)).status,
    201,
  )
  assert.equal((await buyer.post(`/v1/orders/${made.shown}/receipt-extension`)).status, 201)
  assert.equal(
    (await buyer.post(`/v1/orders/${made.shown}/receipt-extension`)).body.code,
    'extended_before',
  )
  await world.pass(18 * DAY - HOUR)
  assert.equal(await stateOf(world, made), 'shipped')
  await world.pass(HOUR)
  assert.equal(await stateOf(world, made), 'completed')
  await world.verify()
})

test('unpaid orders end after fifteen minutes and give everything back', async () => {
  const { world, tea, buyer } = await ready({ stock: 3n })
  await using _ = world
  const made = await buy(world, buyer, [{ sku: tea, quantity: 3 }])
  assert.equal((await tryToBuy(buyer, [{ sku: tea }])).body.code, 'out_of_stock')
  await world.pass(14 * MINUTE)
  assert.equal(await stateOf(world, made), 'unpaid')
  await world.pass(MINUTE)
  const order = (await buyer.get(`/v1/orders/${made.shown}`)).body
  assert.deepEqual([order.state, order.cancel_reason], ['cancelled', 'unpaid_timeout'])
  assert.equal(await available(world, tea), 3)
  assert.equal((await buyer.get(`/v1/payments/${made.payment.shown}`)).body.state, 'closed')
  const [fact] = await facts(world, 'order.cancelled')
  assert.deepEqual([fact.was_paid, fact.reason, fact.refund_amount], [false, 'unpaid_timeout', 0])
  await world.verify()
})

test('cancelling one unpaid order of a checkout cancels all of them: one payment stands for all', async () => {
  const { world, tea, buyer } = await ready()
  await using _ = world
  const other = await seedSku(world, await seedShop(world))
  const made = await buy(world, buyer, [{ sku: tea }, { sku: other }])
  const key = { 'idempotency-key': randomUUID() }
  const cancelled = await buyer.post(
    `/v1/orders/${made.shown}/cancellation`,
    { reason: 'changed_mind' },
    key,
  )
  assert.deepEqual(
    [cancelled.status, cancelled.body.state, cancelled.body.cancel_reason],
    [201, 'cancelled', 'buyer_changed_mind'],
  )
  assert.equal(
    (await buyer.post(`/v1/orders/${made.shown}/cancellation`, { reason: 'changed_mind' }, key))
      .body.state,
    'cancelled',
  )
  assert.deepEqual(await Promise.all(made.orders.map((order) => stateOf(world, order))), [
    'cancelled',
    'cancelled',
  ])
  assert.deepEqual([await available(world, tea), await available(world, other)], [100, 100])
  const again = await buyer.post(`/v1/orders/${made.shown}/cancellation`, { reason: 'other' })
  assert.deepEqual([again.status, again.body.code], [409, 'wrong_state'])
  await world.settle()
  await world.verify()
})

test('a paid order is cancelled alone and refunded in full; shipped ones are not', async () => {
  const { world, tea, buyer } = await ready({ stock: 10n })
  await using _ = world
  const other = await seedSku(world, await seedShop(world), { price: 5_990n })
  const made = await paidOrder(world, buyer, [{ sku: tea, quantity: 2 }, { sku: other }])
  assert.equal(
    (await buyer.post(`/v1/orders/${made.shown}/cancellation`, { reason: 'too_slow' })).status,
    201,
  )
  await world.settle()
  const order = (await buyer.get(`/v1/orders/${made.shown}`)).body
  assert.deepEqual(
    [order.state, order.refunded_amount, order.lines[0].refunded_quantity],
    ['cancelled', 19_980, 2],
  )
  assert.equal(await available(world, tea), 10)
  assert.deepEqual(await refundsOf(world), [
    { amount: 19_980n, reason_kind: 'order_cancelled', state: 'succeeded' },
  ])
  const [fact] = await facts(world, 'order.cancelled')
  assert.deepEqual([fact.was_paid, fact.refund_amount], [true, 19_980])
  const second = made.orders[1] as Made['orders'][number]
  assert.equal(await stateOf(world, second), 'to_ship')
  await ship(world, { orders: [second] })
  const refused = await buyer.post(`/v1/orders/${second.shown}/cancellation`, { reason: 'other' })
  assert.deepEqual([refused.status, refused.body.code], [409, 'wrong_state'])
  await world.verify()
})

test('pay and cancel at once: either the order is paid, or nothing is kept', async () => {
  const { world, tea, buyer } = await ready({ stock: 40n })
  await using _ = world
  for (let round = 0; round < 6; round++) {
    const made = await buy(world, buyer, [{ sku: tea }])
    const [, cancelled] = await Promise.all([
      payFor(world, buyer, made, { settle: false }).catch(() => undefined),
      new Promise((done) => setTimeout(done, round * 15)).then(() =>
        buyer.post(`/v1/orders/${made.shown}/cancellation`, { reason: 'other' }),
      ),
    ])
    await world.settle()
    const state = await stateOf(world, made)
    assert.equal(state, cancelled.status === 201 ? 'cancelled' : 'to_ship', cancelled.text)
    await world.verify()
  }
})

test('two cancellations at once refund once', async () => {
  const { world, tea, buyer } = await ready({ stock: 5n })
  await using _ = world
  const made = await paidOrder(world, buyer, [{ sku: tea, quantity: 5 }])
  const answers = await Promise.all(
    [1, 2, 3].map(() => buyer.post(`/v1/orders/${made.shown}/cancellation`, { reason: 'other' })),
  )
  assert.deepEqual(answers.map((answer) => answer.status).sort(), [201, 409, 409])
  await world.settle()
  assert.equal((await refundsOf(world)).length, 1)
  assert.equal(await available(world, tea), 5)
  await world.verify()
})

test('a payment heard twice is one payment', async () => {
  const { world, tea, buyer } = await ready()
  await using _ = world
  const made = await paidOrder(world, buyer, [{ sku: tea }])
  await inTransaction(world.db, (tx) =>
    notePayments(tx, [
      { payment_id: made.payment.id, checkout_id: made.checkout_id, paid_at: world.now() },
    ]),
  )
  await world.settle()
  assert.equal((await facts(world, 'order.paid')).length, 1)
  await world.verify()
})

test('payments, checkouts and cancellations of crossed baskets never wait in a circle', async () => {
  const { world, shop, tea, buyer } = await ready({ stock: 200n })
  await using _ = world
  const cup = await seedSku(world, shop, { stock: 200n })
  const made: Made[] = []
  for (let one = 0; one < 12; one++)
    made.push(
      await buy(
        world,
        buyer,
        one % 2 ? [{ sku: tea }, { sku: cup }] : [{ sku: cup }, { sku: tea }],
      ),
    )
  const answers = await Promise.all([
    ...made.slice(0, 8).map(async (one) => {
      await payFor(world, buyer, one, { settle: false })
      return 201
    }),
    ...made
      .slice(8)
      .map(
        async (one) =>
          (await buyer.post(`/v1/orders/${one.shown}/cancellation`, { reason: 'other' })).status,
      ),
    ...Array.from(
      { length: 12 },
      async (_, one) =>
        (
          await tryToBuy(
            buyer,
            one % 2 ? [{ sku: tea }, { sku: cup }] : [{ sku: cup }, { sku: tea }],
          )
        ).status,
    ),
    world.settle().then(() => 201),
  ])
  assert.deepEqual([...new Set(answers)], [201])
  await world.settle()
  const paid = await rows<{ state: string }>(
    world.db,
  )`select state from orders where state = 'to_ship'`
  assert.equal(paid.length, 8)
  await world.verify()
})

test('the last one goes to one of two baskets, at the same instant', async () => {
  const { world, tea, buyer } = await ready({ stock: 1n })
  await using _ = world
  const other = await world.person()
  await Promise.all([addressOf(buyer), addressOf(other)])
  const answers = await Promise.all([
    tryToBuy(buyer, [{ sku: tea }]),
    tryToBuy(other, [{ sku: tea }]),
  ])
  assert.deepEqual(answers.map((answer) => answer.status).sort(), [201, 409])
  assert.equal(answers.find((answer) => answer.status === 409)?.body.code, 'out_of_stock')
})

test('as many payments as you like are applied by the same statements', async () => {
  const { world, shop, tea, buyer } = await ready({ stock: 100n })
  await using _ = world
  const cup = await seedSku(world, shop, { title: 'Cup' })
  /** Orders for so many payments that have succeeded; what their application costs. */
  const costOf = async (count: number): Promise<number> => {
    const made = await Promise.all(
      Array.from({ length: count }, () => buy(world, buyer, [{ sku: tea }, { sku: cup }])),
    )
    await world.settle()
    await inTransaction(world.db, (tx) =>
      notePayments(
        tx,
        made.map(({ payment, checkout_id }) => ({
          payment_id: payment.id,
          checkout_id,
          paid_at: world.now(),
        })),
      ),
    )
    const cost = (await statementsDuring(() => applyPayments(world.db, world.now()))).length
    for (const one of made) assert.equal(await stateOf(world, one), 'to_ship')
    return cost
  }
  const few = await costOf(2)
  assert.equal(await costOf(20), few)
  assert.ok(few <= 16, `${few} statements`)
})
