import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import { showId } from '../../kernel/ids.ts'
import { DAY, HOUR } from '../../kernel/time.ts'
import { row, rows } from '../../platform/db.ts'
import { seedCategory, seedShop, seedSku, uuidOf } from '../../test-seed.ts'
import { testWorld, type World } from '../../test-world.ts'
import { advance, completedOrder, paidOrder, ship, shippedOrder } from '../orders/orders.world.ts'
import { behave, held, ourBook, providersBook } from '../payments/payments.world.ts'
import { answer, ask, market, seen, tryToAsk } from './aftersales.world.ts'

const stockOf = async (world: World, sku_id: string) =>
  row<{ available: bigint; sold: bigint }>(
    world.db,
  )`select available, sold from stock where sku_id = ${sku_id}`
const orderOf = async (world: World, id: string) =>
  (await row<{
    state: string
    refunded_amount: bigint
    open_aftersales: number
    deadline_at: Date | null
  }>(world.db)`
    select state, refunded_amount, open_aftersales, deadline_at from orders where id = ${id}`) as {
    state: string
    refunded_amount: bigint
    open_aftersales: number
    deadline_at: Date | null
  }

test('before shipping: the money goes back at once, piece by piece, and the goods on the shelf', async () => {
  await using world = await testWorld()
  const { shop, buyer, sku } = await market(world, { price: 3_333n })
  const made = await paidOrder(world, buyer, [{ sku, quantity: 3 }])
  const line = made.lines[0]!.id
  const first = await ask(buyer, line, { kind: 'refund_before_ship', quantity: 2 })
  assert.deepEqual(
    [first.body.state, first.body.amount, first.body.turn],
    ['refunding', 6_666, 'platform'],
  )
  // Decided pieces are not shipped any more, also while the provider has not answered.
  const parcel = await shop.owner.post(`/v1/shops/${shop.shown}/orders/${made.shown}/parcels`, {
    carrier: 'sandbox',
    tracking_number: 'TRACK12345',
    lines: [{ order_line_id: showId('lin', line), quantity: 2 }],
  })
  assert.equal(parcel.body.code, 'nothing_to_ship')
  await world.settle()
  assert.equal((await seen(buyer, first)).state, 'succeeded')
  assert.deepEqual(await stockOf(world, sku.sku_id), { available: 99n, sold: 1n })
  assert.equal((await orderOf(world, made.id)).state, 'to_ship')

  const rest = await ask(buyer, line, { kind: 'refund_before_ship' })
  assert.equal(rest.body.amount, 3_333)
  await world.settle()
  const order = await orderOf(world, made.id)
  assert.deepEqual(
    [order.state, order.refunded_amount, order.open_aftersales],
    ['cancelled', 9_999n, 0],
  )
  assert.deepEqual(await stockOf(world, sku.sku_id), { available: 100n, sold: 0n })
  assert.deepEqual(
    [
      await held(world, 'escrow'),
      await held(world, 'refund_transit'),
      await held(world, 'outside'),
    ],
    [0n, 0n, 0n],
  )
  assert.deepEqual((await providersBook(world)).refunds, (await ourBook(world)).refunds)
  assert.equal(
    (await tryToAsk(buyer, line, { kind: 'refund_before_ship' })).body.code,
    'aftersale_too_late',
  )
  await world.verify()
})

test('a return without a reason: of right, goods back, the silent shop pays 48 hours after the carrier says signed', async () => {
  await using world = await testWorld()
  const { shop, buyer, sku } = await market(world)
  const made = await completedOrder(world, buyer, [{ sku, quantity: 2 }])
  const asked = await ask(buyer, made.lines[0]!.id)
  assert.deepEqual(
    [asked.body.state, asked.body.turn, asked.body.on_deadline],
    ['await_seller', 'seller', 'approve'],
  )
  const refused = await answer(shop, asked, 'rejection', { reason: 'other', words: 'No' })
  assert.deepEqual([refused.status, refused.body.code], [409, 'rejection_not_allowed'])
  const agreed = await answer(shop, asked, 'approval')
  assert.deepEqual(
    [agreed.status, agreed.body.state, agreed.body.return_address.recipient],
    [201, 'await_buyer_ship', 'Warehouse'],
  )
  const sent = await buyer.post(`/v1/aftersales/${asked.id}/return-parcel`, { carrier: 'sandbox' })
  assert.equal(sent.status, 201, sent.text)
  assert.deepEqual([sent.body.state, sent.body.return_carrier], ['await_seller_receive', 'sandbox'])
  await advance(world, sent.body.return_tracking_number)
  const signed = await seen(buyer, asked)
  assert.equal(
    new Date(signed.deadline_at).getTime() - new Date(signed.state_at).getTime(),
    48 * HOUR,
  )
  assert.equal(signed.history.at(-1).reason, 'return_signed')
  await world.pass(47 * HOUR)
  assert.equal((await seen(buyer, asked)).state, 'await_seller_receive')
  await world.pass(2 * HOUR)
  const over = await seen(buyer, asked)
  assert.deepEqual(
    [over.state, over.deadline_at, over.turn, over.amount],
    ['succeeded', null, null, 9_990],
  )
  assert.equal((await orderOf(world, made.id)).refunded_amount, 9_990n)
  assert.deepEqual((await providersBook(world)).refunds, 9_990n)
  await world.verify()
})

test('a shop that does not answer has agreed: money for a refund, an address for a return', async () => {
  await using world = await testWorld()
  const { shop, buyer, sku } = await market(world)
  const [one, two] = [
    await shippedOrder(world, buyer, [{ sku }]),
    await shippedOrder(world, buyer, [{ sku }]),
  ]
  const refund = await ask(buyer, one.lines[0]!.id, { kind: 'refund_only', reason: 'damaged' })
  const returned = await ask(buyer, two.lines[0]!.id, { reason: 'damaged' })
  await world.pass(48 * HOUR - 60_000)
  assert.equal((await seen(buyer, refund)).state, 'await_seller')
  await world.pass(120_000)
  assert.equal((await seen(buyer, refund)).state, 'succeeded')
  assert.deepEqual(
    await seen(buyer, returned).then((one) => [one.state, one.return_address.recipient]),
    ['await_buyer_ship', 'Warehouse'],
  )
  const order = await orderOf(world, one.id)
  assert.deepEqual([order.state, order.open_aftersales], ['completed', 0])

  // Without an address there is nowhere to send it: silence then costs the shop the goods too.
  await rows(world.db)`update shops set return_address = null where id = ${shop.id}`
  const three = await shippedOrder(world, buyer, [{ sku }])
  const homeless = await ask(buyer, three.lines[0]!.id)
  assert.equal((await answer(shop, homeless, 'approval')).body.code, 'return_address_missing')
  await world.pass(49 * HOUR)
  assert.equal((await seen(buyer, homeless)).state, 'succeeded')
  await world.verify()
})

test('a buyer who is silent gives up, and the order’s clock goes on with the time that was left', async () => {
  await using world = await testWorld()
  const { shop, buyer, sku } = await market(world)
  const [one, two] = [
    await shippedOrder(world, buyer, [{ sku }]),
    await shippedOrder(world, buyer, [{ sku }]),
  ]
  await advance(world, two.tracking_numbers[0] as string)
  const left = (await orderOf(world, two.id)).deadline_at!.getTime() - world.now().getTime()
  const unsent = await ask(buyer, one.lines[0]!.id)
  await answer(shop, unsent, 'approval')
  const faulty = await ask(buyer, two.lines[0]!.id, { reason: 'damaged' })
  assert.equal((await orderOf(world, two.id)).deadline_at, null)
  const no = await answer(shop, faulty, 'rejection', { reason: 'no_evidence', words: 'Show us' })
  assert.deepEqual(
    [no.status, no.body.state, no.body.turn, no.body.on_deadline],
    [201, 'seller_rejected', 'buyer', 'close'],
  )
  await world.pass(7 * DAY + 1_000)
  for (const asked of [unsent, faulty]) assert.equal((await seen(buyer, asked)).state, 'closed')
  const after = await orderOf(world, two.id)
  assert.ok(Math.abs(after.deadline_at!.getTime() - world.now().getTime() - left) < 60_000)
  assert.equal(after.open_aftersales, 0)
  const three = await shippedOrder(world, buyer, [{ sku }])
  const line = three.lines[0]!.id
  for (let again = 0; again < 5; again++) {
    const asked = await ask(buyer, line, { reason: 'damaged' })
    assert.equal((await buyer.post(`/v1/aftersales/${asked.id}/withdrawal`)).status, 201)
  }
  assert.equal(
    (await tryToAsk(buyer, line, { reason: 'damaged' })).body.code,
    'too_many_aftersales',
  )
  await world.verify()
})

test('a dispute: the platform judges, not its own side; what is overdue stands first', async () => {
  await using world = await testWorld()
  const { shop, buyer, sku } = await market(world)
  let judge = await world.operator('judge')
  const made = [
    await shippedOrder(world, buyer, [{ sku }]),
    await shippedOrder(world, buyer, [{ sku }]),
    await shippedOrder(world, buyer, [{ sku }]),
  ]
  const disputes = []
  for (const [index, order] of made.entries()) {
    const asked = await ask(buyer, order.lines[0]!.id, {
      kind: index === 2 ? 'return_refund' : 'refund_only',
      reason: 'not_as_described',
    })
    await answer(shop, asked, 'rejection', { reason: 'no_evidence', words: 'Fine when it left' })
    if (index === 1) await world.pass(HOUR)
    const raised = await buyer.post(`/v1/aftersales/${asked.id}/escalation`, {
      words: 'It is green, not black',
    })
    assert.deepEqual([raised.body.state, raised.body.turn], ['platform_intervening', 'platform'])
    disputes.push(asked)
  }
  const list = async () => (await judge.get('/v1/disputes')).body.data.map((one: any) => one.id)
  assert.deepEqual(
    await list(),
    disputes.map(({ id }) => id),
  )
  const first = (await judge.get('/v1/disputes?limit=1')).body
  const edited = Buffer.from(
    '["99999999999999999","2026-01-01T00:00:00.000Z","00000000-0000-0000-0000-000000000000"]',
  ).toString('base64url')
  assert.equal((await judge.get(`/v1/disputes?after=${edited}`)).status, 200)
  assert.deepEqual(
    (await judge.get(`/v1/disputes?limit=5&after=${first.next}`)).body.data.map(
      (one: any) => one.id,
    ),
    disputes.slice(1).map(({ id }) => id),
  )
  await world.pass(3 * DAY - 30 * 60_000)
  // Sessions of the platform's staff end after twelve hours.
  judge = await world.operator('judge')
  const overdue = await seen(buyer, disputes[0]!)
  assert.deepEqual(
    [overdue.state, overdue.history.at(-1).reason],
    ['platform_intervening', 'verdict_overdue'],
  )
  assert.equal(new Date(overdue.deadline_at).getTime() - new Date(overdue.state_at).getTime(), DAY)
  assert.equal((await list())[0], disputes[0]!.id)

  const verdict = (person: typeof judge, asked: { id: string }, word: string, version: number) =>
    person.post(`/v1/disputes/${asked.id}/verdict`, {
      verdict: word,
      words: 'As the pictures show',
      version,
    })
  const version = async (asked: { id: string }) =>
    (await judge.get(`/v1/disputes/${asked.id}`)).body.version
  const ofShop = await world.operator('judge')
  await rows(
    world.db,
  )`insert into shop_staff (shop_id, account_id, role, added_at) values (${shop.id}, ${uuidOf(ofShop.id)}, 'clerk', ${world.now()})`
  assert.equal(
    (await verdict(ofShop, disputes[0]!, 'seller', await version(disputes[0]!))).body.code,
    'recused',
  )
  assert.deepEqual((await ofShop.get('/v1/disputes')).body.data, [])
  assert.equal(
    (await verdict(await world.operator('reviewer'), disputes[0]!, 'seller', 1)).status,
    403,
  )
  assert.equal((await verdict(judge, disputes[0]!, 'buyer', 1)).body.code, 'changed_meanwhile')

  const won = await verdict(judge, disputes[0]!, 'buyer', await version(disputes[0]!))
  assert.deepEqual([won.status, won.body.verdict], [201, 'buyer'])
  const lost = await verdict(judge, disputes[1]!, 'seller', await version(disputes[1]!))
  assert.equal(lost.body.state, 'closed')
  const goods = await verdict(judge, disputes[2]!, 'buyer', await version(disputes[2]!))
  assert.equal(goods.body.state, 'await_buyer_ship')
  await world.settle()
  assert.deepEqual(await seen(buyer, disputes[0]!).then((one) => [one.state, one.verdict_words]), [
    'succeeded',
    'As the pictures show',
  ])
  await world.verify()
})

test('goods that came back wrong may be refused for that alone, and a verdict for the buyer then pays at once', async () => {
  await using world = await testWorld()
  const { shop, buyer, sku } = await market(world)
  const judge = await world.operator('judge')
  const made = await completedOrder(world, buyer, [{ sku }])
  const asked = await ask(buyer, made.lines[0]!.id)
  await answer(shop, asked, 'approval')
  await buyer.post(`/v1/aftersales/${asked.id}/return-parcel`, {
    carrier: 'sandbox',
    tracking_number: 'BACK12345',
  })
  assert.equal((await buyer.post(`/v1/aftersales/${asked.id}/withdrawal`)).body.code, 'wrong_state')
  assert.equal(
    (await answer(shop, asked, 'rejection', { reason: 'other', words: 'No' })).body.code,
    'rejection_not_allowed',
  )
  const no = await answer(shop, asked, 'rejection', {
    reason: 'empty_parcel',
    words: 'There was nothing in it',
  })
  assert.equal(no.body.state, 'seller_rejected')
  await buyer.post(`/v1/aftersales/${asked.id}/escalation`, { words: 'There was' })
  const { version } = (await judge.get(`/v1/disputes/${asked.id}`)).body
  await judge.post(`/v1/disputes/${asked.id}/verdict`, {
    verdict: 'buyer',
    words: 'The scale at the carrier says so',
    version,
  })
  await world.settle()
  assert.equal((await seen(buyer, asked)).state, 'succeeded')
  await world.verify()
})

test('excepted goods, late wishes and too many pieces are refused with the reason', async () => {
  await using world = await testWorld()
  const { shop, buyer, sku } = await market(world)
  await seedCategory(world, { id: 'fruit', return_days: 0 })
  const fruit = await seedSku(world, shop, { category: 'fruit', title: 'Bayberries' })
  const made = await completedOrder(world, buyer, [{ sku: fruit }, { sku, quantity: 2 }])
  const lineOf = (sku_id: string) => made.lines.find((line) => line.sku_id === sku_id)!.id
  assert.equal((await tryToAsk(buyer, lineOf(fruit.sku_id))).body.code, 'no_return_for_these')
  const rotten = await tryToAsk(buyer, lineOf(fruit.sku_id), {
    kind: 'refund_only',
    reason: 'damaged',
  })
  assert.equal(rotten.status, 201, rotten.text)
  assert.equal(
    (await tryToAsk(buyer, lineOf(fruit.sku_id), { kind: 'refund_only', reason: 'damaged' })).body
      .code,
    'aftersale_open',
  )
  assert.equal(
    (await tryToAsk(buyer, lineOf(sku.sku_id), { quantity: 3 })).body.code,
    'quantity_too_large',
  )
  assert.equal(
    (await tryToAsk(buyer, lineOf(sku.sku_id), { kind: 'refund_before_ship' })).body.code,
    'quantity_too_large',
  )
  await world.pass(7 * DAY + HOUR)
  assert.equal((await tryToAsk(buyer, lineOf(sku.sku_id))).body.code, 'aftersale_too_late')
  await world.verify()
})

test('others’ lines, after-sales and pictures do not exist', async () => {
  await using world = await testWorld()
  const { shop, buyer, sku } = await market(world)
  const [stranger, other] = await Promise.all([world.person(), seedShop(world)])
  const made = await shippedOrder(world, buyer, [{ sku }])
  assert.equal((await tryToAsk(stranger, made.lines[0]!.id)).status, 404)
  const bytes = await sharp({ create: { width: 40, height: 40, channels: 3, background: '#446' } })
    .png()
    .toBuffer()
  const upload = (person: typeof buyer) =>
    person.upload('/v1/aftersales/evidence', { name: 'tea.png', type: 'image/png', bytes })
  const [mine, theirs] = await Promise.all([upload(buyer), upload(stranger)])
  assert.equal(mine.status, 201, mine.text)
  assert.equal(
    (
      await tryToAsk(buyer, made.lines[0]!.id, {
        reason: 'damaged',
        evidence_ids: [theirs.body.id],
      })
    ).body.code,
    'unknown_evidence',
  )
  const asked = await ask(buyer, made.lines[0]!.id, {
    reason: 'damaged',
    evidence_ids: [mine.body.id],
  })
  assert.match(asked.body.evidence_urls[0], /^\/files\/picture\//)
  for (const path of ['', '/withdrawal', '/escalation']) {
    const answered = path
      ? await stranger.post(
          `/v1/aftersales/${asked.id}${path}`,
          path === '/escalation' ? { words: 'x' } : undefined,
        )
      : await stranger.get(`/v1/aftersales/${asked.id}`)
    assert.equal(answered.status, 404, path)
  }
  assert.equal(
    (await other.owner.get(`/v1/shops/${other.shown}/aftersales/${asked.id}`)).status,
    404,
  )
  assert.equal(
    (
      await other.owner.post(`/v1/shops/${other.shown}/aftersales/${asked.id}/approval`, {
        version: 1,
      })
    ).status,
    404,
  )
  assert.equal(
    (
      await other.owner.post(`/v1/shops/${shop.shown}/aftersales/${asked.id}/approval`, {
        version: 1,
      })
    ).status,
    404,
  )
  const judge = await world.operator('judge')
  assert.equal((await judge.get(`/v1/disputes/${asked.id}`)).status, 404)
  assert.deepEqual((await stranger.get('/v1/aftersales')).body.data, [])
  assert.deepEqual(
    (await buyer.get('/v1/aftersales')).body.data.map((one: any) => one.id),
    [asked.id],
  )
  const list = (await shop.owner.get(`/v1/shops/${shop.shown}/aftersales?open=true`)).body.data
  assert.deepEqual(
    list.map((one: any) => [one.id, one.turn]),
    [[asked.id, 'seller']],
  )
  const { body } = await buyer.get(`/v1/orders/${made.shown}`)
  await world.settle()
  assert.ok(body.lines)
})

test('races: two who agree, one who takes it back while the shop agrees, two who ask, ask × ship', async () => {
  await using world = await testWorld()
  const { shop, buyer, sku } = await market(world)
  for (let round = 0; round < 3; round++) {
    const made = await shippedOrder(world, buyer, [{ sku }])
    const line = made.lines[0]!.id
    const asking = await Promise.all(
      [1, 2, 3].map(() => tryToAsk(buyer, line, { kind: 'refund_only', reason: 'damaged' })),
    )
    assert.deepEqual(asking.map(({ status }) => status).sort(), [201, 409, 409])
    const asked = { id: asking.find(({ status }) => status === 201)!.body.id, body: null }
    const agreeing = await Promise.all(
      [1, 2].map(() =>
        shop.owner.post(`/v1/shops/${shop.shown}/aftersales/${asked.id}/approval`, { version: 1 }),
      ),
    )
    assert.deepEqual(agreeing.map(({ status }) => status).sort(), [201, 409])

    const other = await shippedOrder(world, buyer, [{ sku }])
    const taken = await ask(buyer, other.lines[0]!.id, { kind: 'refund_only', reason: 'damaged' })
    const both = await Promise.all([
      shop.owner.post(`/v1/shops/${shop.shown}/aftersales/${taken.id}/approval`, { version: 1 }),
      buyer.post(`/v1/aftersales/${taken.id}/withdrawal`),
    ])
    assert.deepEqual(both.map(({ status }) => status).sort(), [201, 409])

    const unsent = await paidOrder(world, buyer, [{ sku, quantity: 2 }])
    const [refund] = await Promise.all([
      tryToAsk(buyer, unsent.lines[0]!.id, { kind: 'refund_before_ship', quantity: 2 }),
      ship(world, unsent).catch(() => []),
    ])
    await world.settle()
    const order = await orderOf(world, unsent.id)
    assert.equal(order.state, refund.status === 201 ? 'cancelled' : 'shipped')
  }
  await world.settle()
  await world.verify()
})

test('the same key asks once, also when the first answer was lost', async () => {
  await using world = await testWorld()
  const { buyer, sku } = await market(world)
  const made = await paidOrder(world, buyer, [{ sku, quantity: 2 }])
  const tries = await Promise.all(
    [1, 2].map(() => tryToAsk(buyer, made.lines[0]!.id, { kind: 'refund_before_ship' }, 'lost')),
  )
  assert.deepEqual(
    tries.map(({ status }) => status),
    [201, 201],
  )
  assert.equal(tries[0]!.body.id, tries[1]!.body.id)
  await world.settle()
  assert.equal((await orderOf(world, made.id)).refunded_amount, 9_990n)
})

test('a refund that the provider refuses is visible and sent again a day later, under its number', async () => {
  await using world = await testWorld()
  const { buyer, sku } = await market(world)
  const made = await paidOrder(world, buyer, [{ sku }])
  await behave(world, { refund_fail: 1 })
  const asked = await ask(buyer, made.lines[0]!.id, { kind: 'refund_before_ship' })
  for (let minute = 0; minute < 20; minute++) await world.pass(60_000)
  const failed = await seen(buyer, asked)
  assert.deepEqual(
    [failed.state, failed.turn, failed.on_deadline],
    ['refund_failed', 'platform', 'retry'],
  )
  await behave(world, { refund_fail: 0 })
  await world.pass(DAY)
  for (let minute = 0; minute < 5; minute++) await world.pass(60_000)
  assert.equal((await seen(buyer, asked)).state, 'succeeded')
  const refunds = await rows<{ number: string }>(
    world.db,
  )`select number from refunds where order_id = ${made.id}`
  assert.equal(refunds.length, 1)
  assert.deepEqual((await providersBook(world)).refunds, 9_990n)
  await world.verify()
})
