import assert from 'node:assert/strict'
import { test } from 'node:test'
import { showId } from '../../kernel/ids.ts'
import { DAY, HOUR, MINUTE } from '../../kernel/time.ts'
import { inTransaction, row } from '../../platform/db.ts'
import { seedSku } from '../../test-seed.ts'
import { shopPromotion } from '../promotions/promotions.world.ts'
import {
  advance,
  available,
  facts,
  paidOrder,
  ready,
  refundsOf,
  ship,
  shippedOrder,
  stateOf,
} from './orders.world.ts'
import { closeAftersale, openAftersale } from './receive-order.ts'
import { recordRefunded } from './refund-order.ts'

test('a shop that does not ship is late at its promise, and the money goes back three days later', async () => {
  const { world, tea, buyer } = await ready({ stock: 4n })
  await using _ = world
  const made = await paidOrder(world, buyer, [{ sku: tea, quantity: 4 }])
  await world.pass(48 * HOUR + MINUTE)
  const late = (await buyer.get(`/v1/orders/${made.shown}`)).body
  assert.deepEqual([late.state, late.on_deadline], ['to_ship', 'cancel'])
  await world.pass(3 * DAY)
  const order = (await buyer.get(`/v1/orders/${made.shown}`)).body
  assert.deepEqual(
    [order.state, order.cancel_reason, order.refunded_amount],
    ['cancelled', 'not_shipped_in_time', 39_960],
  )
  assert.equal(await available(world, tea), 4)
  assert.deepEqual(
    (await refundsOf(world)).map((refund) => refund.amount),
    [39_960n],
  )
  await world.verify()
})

test('a shop that ships a part only loses the rest: its money goes back, the part goes on', async () => {
  const { world, shop, tea, buyer } = await ready({ stock: 10n })
  await using _ = world
  const made = await paidOrder(world, buyer, [{ sku: tea, quantity: 3 }])
  // Three pieces for a fen after a reduction: the last of them cost nothing, and its end is told like any other's.
  const straw = await seedSku(world, shop, { price: 1n, stock: 3n })
  const off = { kind: 'full_reduction', amount_off: 2, threshold: 3, budget: 100 }
  await shopPromotion(world, shop, { ...off, product_ids: [straw.shown_product] })
  const cheap = await paidOrder(world, buyer, [{ sku: straw, quantity: 3 }])
  await shop.owner.post(`/v1/shops/${shop.shown}/orders/${cheap.shown}/parcels`, {
    carrier: 'jd',
    lines: [{ order_line_id: showId('lin', cheap.lines[0]?.id as string), quantity: 2 }],
  })
  const lines = (await buyer.get(`/v1/orders/${made.shown}`)).body.lines
  const sent = await shop.owner.post(`/v1/shops/${shop.shown}/orders/${made.shown}/parcels`, {
    carrier: 'jd',
    lines: [{ order_line_id: lines[0].id, quantity: 1 }],
  })
  assert.equal(sent.status, 201, sent.text)
  assert.equal(await stateOf(world, made), 'part_shipped')
  assert.equal((await buyer.post(`/v1/orders/${made.shown}/receipt`)).body.code, 'wrong_state')
  await world.pass(48 * HOUR + 3 * DAY)
  const order = (await buyer.get(`/v1/orders/${made.shown}`)).body
  assert.deepEqual(
    [order.state, order.refunded_amount, order.lines[0].refunded_quantity],
    ['shipped', 19_980, 2],
  )
  assert.equal(await available(world, tea), 9)
  assert.deepEqual(
    (await facts(world, 'order.rest_cancelled')).flatMap((fact: any) =>
      fact.cancelled.map((one: any) => [one.quantity, one.amount]),
    ),
    [
      [2, 19_980],
      [1, 0],
    ],
  )
  assert.equal(await stateOf(world, cheap), 'shipped')
  await world.pass(16 * DAY)
  assert.equal(await stateOf(world, made), 'completed')
  await world.pass(12 * DAY)
  assert.deepEqual(
    await row(
      world.db,
    )`select state, refunded_quantity from settlements where order_id = ${cheap.id}`,
    { state: 'settled', refunded_quantity: 1 },
  )
  await world.verify()
})

test('the clock of receipt stands still while an after-sale is open and goes on with what was left', async () => {
  const { world, tea, buyer } = await ready()
  await using _ = world
  const made = await shippedOrder(world, buyer, [{ sku: tea }])
  await advance(world, made.tracking_numbers[0] as string)
  await world.pass(5 * DAY)
  await inTransaction(world.db, (tx) => openAftersale(tx, made.id, world.now()))
  await inTransaction(world.db, (tx) => openAftersale(tx, made.id, world.now()))
  assert.equal((await buyer.post(`/v1/orders/${made.shown}/receipt`)).body.code, 'wrong_state')
  await world.pass(30 * DAY)
  assert.equal(await stateOf(world, made), 'shipped')
  await inTransaction(world.db, (tx) => closeAftersale(tx, made.id, world.now()))
  await world.pass(DAY)
  assert.equal(await stateOf(world, made), 'shipped')
  await inTransaction(world.db, (tx) => closeAftersale(tx, made.id, world.now()))
  await world.pass(2 * DAY - HOUR)
  assert.equal(await stateOf(world, made), 'shipped')
  await world.pass(HOUR)
  assert.equal(await stateOf(world, made), 'completed')
})

test('refunds line by line: nothing left to send cancels or ships the order, all given back completes it', async () => {
  const { world, tea, buyer } = await ready({ stock: 100n })
  await using _ = world
  const refund = (line_id: string, quantity: number, amount: bigint, before_ship?: boolean) =>
    inTransaction(world.db, (tx) =>
      recordRefunded(
        tx,
        {
          order_line_id: line_id,
          quantity,
          amount,
          ...(before_ship === undefined ? {} : { before_ship }),
        },
        world.now(),
      ),
    )
  const unsent = await paidOrder(world, buyer, [{ sku: tea, quantity: 2 }])
  const line = unsent.lines[0]?.id as string
  await refund(line, 1, 9_990n)
  assert.equal(await stateOf(world, unsent), 'to_ship')
  await refund(line, 1, 9_990n)
  assert.equal(await stateOf(world, unsent), 'cancelled')
  await assert.rejects(refund(line, 1, 1n))

  const half = await paidOrder(world, buyer, [{ sku: tea, quantity: 2 }])
  await refund(half.lines[0]?.id as string, 1, 9_990n, true)
  await ship(world, half)
  const sent = (await buyer.get(`/v1/orders/${half.shown}`)).body
  assert.deepEqual([sent.state, sent.lines[0].shipped_quantity], ['shipped', 1])
  await refund(half.lines[0]?.id as string, 1, 9_990n)
  assert.equal(await stateOf(world, half), 'completed')
})
