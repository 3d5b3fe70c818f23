import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { DAY, HOUR } from '../../kernel/time.ts'
import { inTransaction, row, rows } from '../../platform/db.ts'
import { signedHeaders } from '../../platform/signing.ts'
import { seedShop, seedSku, uuidOf } from '../../test-seed.ts'
import { testWorld, type World } from '../../test-world.ts'
import { advance, buy, type Made, paidOrder, shippedOrder } from '../orders/orders.world.ts'
import { issueWaybill, registerReturnParcel } from './index.ts'

async function ready(quantity = 3) {
  const world = await testWorld()
  const shop = await seedShop(world)
  const [tea, cup] = [
    await seedSku(world, shop),
    await seedSku(world, shop, { title: 'Cup', price: 5_990n }),
  ]
  const buyer = await world.person()
  const made = await paidOrder(world, buyer, [{ sku: tea, quantity }, { sku: cup }])
  const send = (body: object, key: string = randomUUID()) =>
    shop.owner.post(`/v1/shops/${shop.shown}/orders/${made.shown}/parcels`, body, {
      'idempotency-key': key,
    })
  const lines = (await buyer.get(`/v1/orders/${made.shown}`)).body.lines.map(
    (line: any) => line.id,
  ) as string[]
  return { world, shop, buyer, made, send, lines }
}

/** A word of the carrier as it would come over the wire. */
const say = (
  world: World,
  parcel: { carrier: string; tracking_number: string },
  word: { event_id?: string; state: string; happened_at?: Date; [more: string]: unknown },
  {
    secret = world.config.secrets.sandbox_carrier[0] as string,
    spoil = (body: string) => body,
  } = {},
) => {
  const said = {
    event_id: randomUUID(),
    tracking_number: parcel.tracking_number,
    place: '杭州',
    words: 'ok',
    ...word,
    happened_at: (word.happened_at ?? world.now()).toISOString(),
  }
  const body = JSON.stringify(said)
  const headers = signedHeaders(secret, { id: said.event_id, at: world.now(), body })
  return world.stranger.post(`/v1/carriers/${parcel.carrier}/callbacks`, spoil(body), headers)
}
const parcelOf = async (world: World, number: string) =>
  (await row<Record<string, any>>(
    world.db,
  )`select * from parcels where tracking_number = ${number}`) as Record<string, any>

test('parts, then the rest: what is left is counted, more than that is refused', async () => {
  const { world, buyer, made, send, lines } = await ready()
  await using _ = world
  const [tea, cup] = lines as [string, string]
  assert.equal(
    (await send({ carrier: 'jd', lines: [{ order_line_id: tea, quantity: 4 }] })).body.code,
    'nothing_to_ship',
  )
  assert.equal(
    (
      await send({
        carrier: 'jd',
        lines: [
          { order_line_id: tea, quantity: 1 },
          { order_line_id: tea, quantity: 1 },
        ],
      })
    ).body.code,
    'item_twice',
  )
  assert.equal(
    (
      await send({
        carrier: 'jd',
        lines: [{ order_line_id: 'lin_00000000000000000000000000', quantity: 1 }],
      })
    ).status,
    422,
  )
  assert.equal((await send({ carrier: 'pigeon' })).body.code, 'unknown_carrier')
  for (const quantity of [0, -1, 1.5, '1', 1_000])
    assert.equal(
      (await send({ carrier: 'jd', lines: [{ order_line_id: tea, quantity }] })).status,
      422,
    )
  const part = await send({ carrier: 'shunfeng', lines: [{ order_line_id: tea, quantity: 2 }] })
  assert.equal(part.status, 201, part.text)
  assert.match(part.body.tracking_number, /^SF\d{13}$/)
  assert.equal((await buyer.get(`/v1/orders/${made.shown}`)).body.state, 'part_shipped')
  const rest = await send({ carrier: 'ems', tracking_number: 'EM123456789CN' })
  assert.deepEqual(
    new Set(rest.body.lines.map((line: any) => [line.order_line_id, line.quantity].join())),
    new Set([`${tea},1`, `${cup},1`]),
  )
  assert.equal((await buyer.get(`/v1/orders/${made.shown}`)).body.state, 'shipped')
  assert.equal((await send({ carrier: 'jd' })).body.code, 'wrong_state')
  assert.equal((await buyer.get(`/v1/orders/${made.shown}/parcels`)).body.data.length, 2)
  await world.settle()
  await world.verify()
})

test('two clerks ship at once, one taps twice: each unit leaves once', async () => {
  const { world, send } = await ready()
  await using _ = world
  const key = randomUUID()
  const answers = await Promise.all([
    send({ carrier: 'jd' }, key),
    send({ carrier: 'jd' }, key),
    send({ carrier: 'ems' }),
  ])
  const parcels = await rows<{ id: string }>(world.db)`select id from parcels`
  assert.equal(parcels.length, 1)
  const [one, twin, other] = answers
  assert.deepEqual(
    [one?.status, one?.body.id, one?.body.code],
    [twin?.status, twin?.body.id, twin?.body.code],
  )
  assert.deepEqual([one?.status, other?.status].sort(), [201, 409])
  const changed = await send({ carrier: 'ems' }, key)
  assert.ok(
    one?.status === 201 ? changed.body.code === 'idempotency_key_reused' : changed.status === 409,
  )
  await world.settle()
  await world.verify()
})

test('one tracking number is on one parcel', async () => {
  const { world, send, buyer, shop } = await ready()
  await using _ = world
  assert.equal((await send({ carrier: 'jd', tracking_number: 'JD12345' })).status, 201)
  const other = await paidOrder(world, buyer, [{ sku: await seedSku(world, shop) }])
  const taken = await shop.owner.post(`/v1/shops/${shop.shown}/orders/${other.shown}/parcels`, {
    carrier: 'jd',
    tracking_number: 'JD12345',
  })
  assert.deepEqual([taken.status, taken.body.code], [409, 'tracking_number_taken'])
  assert.equal((await buyer.get(`/v1/orders/${other.shown}`)).body.state, 'to_ship')
})

test('the sandbox carrier walks by the platform’s clock, told by signed callbacks', async () => {
  const { world, send } = await ready()
  await using _ = world
  const { tracking_number } = (await send({ carrier: 'sandbox' })).body
  const at = async () => (await parcelOf(world, tracking_number)).state
  for (const [ms, state] of [
    [HOUR / 2, 'created'],
    [HOUR, 'picked_up'],
    [11 * HOUR, 'in_transit'],
    [12 * HOUR, 'out_for_delivery'],
    [12 * HOUR, 'signed'],
  ] as const) {
    await world.pass(ms)
    assert.equal(await at(), state)
  }
  await world.verify()
})

test('of several parcels the last one signed starts the clock of receipt', async () => {
  const { world, buyer, made, send, lines } = await ready()
  await using _ = world
  const first = (
    await send({ carrier: 'sandbox', lines: [{ order_line_id: lines[0], quantity: 3 }] })
  ).body
  const second = (await send({ carrier: 'sandbox' })).body
  await advance(world, first.tracking_number)
  assert.equal((await buyer.get(`/v1/orders/${made.shown}`)).body.received_at, null)
  await advance(world, second.tracking_number)
  const order = (await buyer.get(`/v1/orders/${made.shown}`)).body
  assert.ok(order.received_at)
  assert.equal(
    new Date(order.deadline_at).getTime() - new Date(order.received_at).getTime(),
    7 * DAY,
  )
  await world.verify()
})

test('both last parcels signed at the same instant start it as well', async () => {
  const { world, buyer, made, send, lines } = await ready()
  await using _ = world
  const parcels = [
    (
      await send({
        carrier: 'jd',
        tracking_number: 'JD11111',
        lines: [{ order_line_id: lines[0], quantity: 3 }],
      })
    ).body,
    (await send({ carrier: 'jd', tracking_number: 'JD22222' })).body,
  ]
  await Promise.all(parcels.map((parcel) => say(world, parcel, { state: 'signed' })))
  await world.settle()
  assert.ok((await buyer.get(`/v1/orders/${made.shown}`)).body.received_at)
})

test('words of carriers in any order, doubled, late or unknown end in one place', async () => {
  const world = await testWorld()
  await using _ = world
  const shop = await seedShop(world)
  const tea = await seedSku(world, shop)
  const buyer = await world.person()
  const hours = (count: number) => new Date(world.now().getTime() - (40 - count) * HOUR)
  const words = [
    { event_id: 'a', state: 'picked_up', happened_at: hours(1) },
    { event_id: 'b', state: 'in_transit', happened_at: hours(12) },
    { event_id: 'c', state: 'at_customs', happened_at: hours(20) },
    { event_id: 'd', state: 'signed', happened_at: hours(36) },
  ]
  const ends: unknown[] = []
  for (const order of [
    [0, 1, 2, 3],
    [3, 2, 1, 0],
    [1, 3, 3, 0, 2, 1],
    [3, 0, 0, 0, 1, 2],
  ]) {
    const made = await paidOrder(world, buyer, [{ sku: tea }])
    const tracking_number = `JD${made.number}`
    await shop.owner.post(`/v1/shops/${shop.shown}/orders/${made.shown}/parcels`, {
      carrier: 'jd',
      tracking_number,
    })
    for (const index of order)
      assert.equal(
        (
          await say(
            world,
            { carrier: 'jd', tracking_number },
            words[index] as (typeof words)[number],
          )
        ).status,
        200,
      )
    await world.settle()
    const parcel = (await buyer.get(`/v1/orders/${made.shown}`)).body.parcels[0]
    ends.push([parcel.state, parcel.signed_at, parcel.events])
    const signed = await rows(
      world.db,
    )`select id from outbox where type = 'parcel.signed' and key = ${made.id}`
    assert.equal(signed.length, 1)
  }
  for (const end of ends) assert.deepEqual(end, ends[0])
  await world.verify()
})

test('the same word from four hands at once is one event', async () => {
  const { world, send } = await ready()
  await using _ = world
  const parcel = (await send({ carrier: 'jd', tracking_number: 'JD33333' })).body
  const happened_at = world.now()
  const answers = await Promise.all(
    [1, 2, 3, 4].map(() => say(world, parcel, { event_id: 'same', state: 'signed', happened_at })),
  )
  assert.deepEqual(
    answers.map((answer) => answer.status),
    [200, 200, 200, 200],
  )
  assert.equal((await rows(world.db)`select id from tracking_events`).length, 1)
})

test('a forged, stale, misshapen or stray word changes nothing', async () => {
  const { world, send } = await ready()
  await using _ = world
  const parcel = (await send({ carrier: 'jd', tracking_number: 'JD44444' })).body
  const signed = { state: 'signed' }
  const forged = await say(world, parcel, signed, { secret: 'another-secret-of-24-chars' })
  assert.deepEqual([forged.status, forged.body.code], [401, 'bad_carrier_signature'])
  const spoiled = await say(world, parcel, signed, {
    spoil: (body) => body.replace('signed', 'lost'),
  })
  assert.equal(spoiled.status, 401)
  assert.equal(
    (await world.stranger.post('/v1/carriers/jd/callbacks', { state: 'signed' })).status,
    401,
  )
  assert.equal((await say(world, { ...parcel, tracking_number: 'JD99999' }, signed)).status, 404)
  assert.equal((await say(world, { ...parcel, carrier: 'ems' }, signed)).status, 404)
  assert.equal((await say(world, { ...parcel, carrier: 'pigeon' }, signed)).status, 404)
  for (const bad of [
    { state: 'Signed!' },
    { state: 7 },
    { state: 'signed', place: 'x'.repeat(101) },
    { state: 'signed', words: 'a\u0000b' },
  ])
    assert.equal(
      (await say(world, parcel, bad as { state: string })).status,
      400,
      JSON.stringify(bad),
    )
  assert.equal((await parcelOf(world, 'JD44444')).state, 'created')
  assert.equal((await rows(world.db)`select id from tracking_events`).length, 0)
})

test('announced and never handed over is flagged after a day; a word of the carrier lifts it', async () => {
  const { world, send, made } = await ready()
  await using _ = world
  const parcel = (await send({ carrier: 'jd', tracking_number: 'JD55555' })).body
  await world.pass(25 * HOUR)
  assert.equal((await parcelOf(world, 'JD55555')).suspicious_reason, 'no_carrier_event')
  const [fact] = await rows<{ payload: any }>(
    world.db,
  )`select payload from outbox where type = 'parcel.suspicious'`
  assert.deepEqual([fact?.payload.order_id, fact?.payload.reason], [made.id, 'no_carrier_event'])
  await say(world, parcel, { state: 'picked_up' })
  assert.equal((await parcelOf(world, 'JD55555')).suspicious_reason, null)
  await world.pass(8 * DAY)
  assert.equal((await parcelOf(world, 'JD55555')).suspicious_reason, 'carrier_silent')
  assert.equal(
    (await rows(world.db)`select id from outbox where type = 'parcel.suspicious'`).length,
    2,
  )
  await world.verify()
})

test('goods on their way back are parcels too, and tell when they are signed', async () => {
  const { world, shop } = await ready()
  await using _ = world
  const buyer = await world.person()
  const made: Made = await shippedOrder(world, buyer, [{ sku: await seedSku(world, shop) }])
  const waybill = { carrier: 'sandbox', reference: `aftersale ${made.id}` }
  const number = await issueWaybill(world.app.context, waybill)
  assert.equal(await issueWaybill(world.app.context, waybill), number)
  const aftersale_id = randomUUID()
  await inTransaction(world.db, (tx) =>
    registerReturnParcel(tx, {
      order_id: made.id,
      shop_id: shop.id,
      aftersale_id,
      carrier: 'sandbox',
      tracking_number: number,
      lines: made.lines.map((line) => ({ line_id: line.id, quantity: line.quantity })),
      account_id: uuidOf(buyer.id),
      now: world.now(),
    }),
  )
  await advance(world, number)
  const [fact] = await rows<{ payload: any }>(
    world.db,
  )`select payload from outbox where type = 'parcel.signed' order by id desc limit 1`
  assert.deepEqual([fact?.payload.direction, fact?.payload.aftersale_id], ['return', aftersale_id])
  const order = (await buyer.get(`/v1/orders/${made.shown}`)).body
  assert.deepEqual([order.received_at, order.parcels.length], [null, 1])
})

test('when the carrier gives no number, nothing is shipped', async () => {
  const world = await testWorld({ env: { ROLES: 'http,jobs' } })
  await using _ = world
  const shop = await seedShop(world)
  const buyer = await world.person()
  const tea = await seedSku(world, shop)
  const made = await buy(world, buyer, [{ sku: tea }])
  const answer = await shop.owner.post(`/v1/shops/${shop.shown}/orders/${made.shown}/parcels`, {
    carrier: 'jd',
  })
  assert.deepEqual([answer.status, answer.body.code], [503, 'carrier_silent'])
  assert.equal((await rows(world.db)`select id from parcels`).length, 0)
})
