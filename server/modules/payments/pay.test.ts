import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId, showId } from '../../kernel/ids.ts'
import { MINUTE, SECOND } from '../../kernel/time.ts'
import { inTransaction, row, rows, sql } from '../../platform/db.ts'
import { allMachines, historyOf } from '../../platform/transition.ts'
import { testWorld } from '../../test-world.ts'
import { closePayment } from './index.ts'
import {
  behave,
  held,
  openCashierOf,
  ourBook,
  pay,
  paymentOf,
  press,
  providersBook,
  seedPayment,
} from './payments.world.ts'

test('a buyer opens the cashier, pays, and the callback marks the payment paid once', async () => {
  await using world = await testWorld()
  const sam = await world.person()
  const payment = await seedPayment(world, sam)
  assert.equal((await sam.get(`/v1/payments/${payment.shown}`)).body.state, 'created')
  const cashier = await openCashierOf(sam, payment.id)
  const page = await fetch(`${world.url}${cashier}?lang=en`)
  const html = await page.text()
  assert.equal(page.status, 200)
  assert.match(
    page.headers.get('content-security-policy') ?? '',
    /default-src 'none'.*form-action 'self'.*frame-ancestors 'none'/,
  )
  for (const words of [
    '¥',
    '124',
    '.80',
    'Tea House',
    '明前龙井 250g 等 2 件',
    'Fail this payment',
    'Close',
  ])
    assert.ok(html.includes(words), words)
  const paid = await press(world, cashier, 'pay')
  assert.equal(paid.status, 303)
  assert.equal(paid.headers.get('location'), `/pay/${payment.shown}`)
  await world.settle()
  const { body } = await sam.get(`/v1/payments/${payment.shown}`)
  assert.deepEqual(
    [body.state, body.amount, body.cashier_url, body.number],
    ['succeeded', 12_480, null, payment.shown],
  )
  assert.ok(body.paid_at)
  const events = await rows<{ type: string; payload: any }>(
    world.db,
  )`select type, payload from outbox where key = ${payment.id} order by id`
  assert.deepEqual(
    events.map(({ type }) => type),
    ['payment.succeeded'],
  )
  assert.equal(events[0]?.payload.amount, 12_480)
  assert.equal(await held(world, 'unallocated'), 12_480n)
  assert.equal(await held(world, 'outside'), -12_480n)
  assert.deepEqual(
    (await historyOf(world.db, 'payments', payment.id)).map(({ to_state, actor_kind }) => [
      to_state,
      actor_kind,
    ]),
    [
      ['pending', 'account'],
      ['succeeded', 'provider'],
    ],
  )
  assert.equal((await press(world, cashier, 'pay')).status, 303)
  assert.match(await (await fetch(`${world.url}${cashier}`)).text(), /支付成功/)
  await world.settle()
  assert.equal(await held(world, 'unallocated'), 12_480n)
  await world.verify()
})

test('the cashier has one address, however often and at once it is asked for', async () => {
  await using world = await testWorld()
  const sam = await world.person()
  const payment = await seedPayment(world, sam)
  const opened = await Promise.all(
    Array.from({ length: 12 }, () =>
      sam.post(`/v1/payments/${payment.shown}/cashier?return_path=/orders`),
    ),
  )
  assert.deepEqual(new Set(opened.map(({ status }) => status)), new Set([201]))
  assert.equal(new Set(opened.map(({ body }) => body.cashier_url)).size, 1)
  assert.equal(
    (await sam.post(`/v1/payments/${payment.shown}/cashier`)).body.cashier_url,
    opened[0]?.body.cashier_url,
  )
  assert.deepEqual(
    await row(
      world.db,
    )`select count(*) as trades, max(return_url) as back from sandbox.trades where ${true}::boolean`,
    {
      trades: 1n,
      back: `${world.config.public_url}/orders`,
    },
  )
  for (const path of ['//evil.example', '/\\evil.example', 'https://evil.example', '/a b'])
    assert.equal(
      (
        await sam.post(
          `/v1/payments/${payment.shown}/cashier?return_path=${encodeURIComponent(path)}`,
        )
      ).status,
      422,
      path,
    )
  await world.verify()
})

test('a cashier whose address was lost on the way is found again: one trade', async () => {
  await using world = await testWorld()
  const sam = await world.person()
  const payment = await seedPayment(world, sam)
  const cashier = await openCashierOf(sam, payment.id)
  // As if the process had died after the provider made the trade and before its address was kept.
  await rows(world.db)`alter table payments disable trigger keep_to_edges`
  await rows(world.db)`alter table state_changes disable trigger state_changes_append_only`
  await rows(
    world.db,
  )`delete from state_changes where noun_id = ${payment.id} and to_state = 'pending'`
  await rows(
    world.db,
  )`update payments set state = 'created', cashier_url = null where id = ${payment.id}`
  await rows(world.db)`alter table payments enable trigger keep_to_edges`
  await rows(world.db)`alter table state_changes enable trigger state_changes_append_only`
  assert.equal(await openCashierOf(sam, payment.id), cashier)
  assert.equal((await press(world, cashier, 'pay')).status, 303)
  await world.settle()
  assert.equal((await paymentOf(world, payment.id)).state, 'succeeded')
  await world.verify()
})

test('nobody else sees, opens or finishes a payment', async () => {
  await using world = await testWorld()
  const [sam, kim] = await Promise.all([world.person(), world.person()])
  const payment = await seedPayment(world, sam)
  for (const person of [kim, await world.operator('finance')]) {
    assert.equal((await person.get(`/v1/payments/${payment.shown}`)).status, 404)
    assert.equal((await person.post(`/v1/payments/${payment.shown}/cashier`)).status, 404)
    assert.equal((await person.post(`/v1/payments/${payment.shown}/finish`)).status, 404)
  }
  assert.equal((await world.stranger.get(`/v1/payments/${payment.shown}`)).status, 401)
  assert.equal((await sam.get(`/v1/payments/${showId('pay', newId())}`)).status, 404)
  assert.equal((await paymentOf(world, payment.id)).state, 'created')
})

test('rest is not reached while the provider’s word is still on its way', async () => {
  await using world = await testWorld()
  const sam = await world.person()
  const payment = await seedPayment(world, sam)
  const cashier = await openCashierOf(sam, payment.id)
  const gate = await world.app.context.db.startTransaction().execute()
  await sql`lock table provider_callbacks in share mode`.execute(gate)
  assert.equal((await press(world, cashier, 'pay')).status, 303)
  const at_rest = world.settle()
  await new Promise((done) => setTimeout(done, 300))
  await gate.commit().execute()
  await at_rest
  assert.equal((await paymentOf(world, payment.id)).state, 'succeeded')
})

test('a declined attempt leaves the payment open, and the next one pays', async () => {
  await using world = await testWorld()
  const sam = await world.person()
  const payment = await seedPayment(world, sam)
  const cashier = await openCashierOf(sam, payment.id)
  const declined = await press(world, cashier, 'fail')
  assert.match(declined.headers.get('location') ?? '', /note=declined/)
  assert.match(
    await (await fetch(`${world.url}${declined.headers.get('location')}`)).text(),
    /款项未扣除/,
  )
  await world.settle()
  assert.equal((await paymentOf(world, payment.id)).state, 'pending')
  assert.deepEqual(
    await rows(world.db)`select outcome from provider_callbacks where ${true}::boolean`,
    [{ outcome: 'ignored' }],
  )
  await pay(world, sam, payment.id)
  assert.equal((await paymentOf(world, payment.id)).state, 'succeeded')
  await world.verify()
})

test('the storefront’s finish needs no callback', async () => {
  await using world = await testWorld()
  const sam = await world.person()
  await behave(world, { lose: 1 })
  const payment = await seedPayment(world, sam)
  const cashier = await openCashierOf(sam, payment.id)
  assert.equal((await sam.post(`/v1/payments/${payment.shown}/finish`)).body.state, 'pending')
  await press(world, cashier, 'pay')
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => sam.post(`/v1/payments/${payment.shown}/finish`)),
  )
  assert.deepEqual(
    answers.map(({ body }) => body.state),
    ['succeeded', 'succeeded', 'succeeded', 'succeeded', 'succeeded'],
  )
  await world.settle()
  assert.equal(await held(world, 'unallocated'), 12_480n)
  await world.verify()
})

test('when every callback is lost, asking finds the money within a minute', async () => {
  await using world = await testWorld()
  const sam = await world.person()
  await behave(world, { lose: 1 })
  const payments = await Promise.all(Array.from({ length: 5 }, () => seedPayment(world, sam)))
  for (const { id } of payments) await press(world, await openCashierOf(sam, id), 'pay')
  await world.settle()
  assert.equal((await paymentOf(world, payments[0]?.id as string)).state, 'pending')
  await world.pass(31 * SECOND)
  for (const { id } of payments) assert.equal((await paymentOf(world, id)).state, 'succeeded')
  assert.deepEqual(await rows(world.db)`select from provider_callbacks where ${true}::boolean`, [])
  await world.verify()
})

test('money paid just before the deadline is found at the deadline, not thrown away', async () => {
  await using world = await testWorld()
  const sam = await world.person()
  await behave(world, { lose: 1 })
  const payment = await seedPayment(world, sam)
  const cashier = await openCashierOf(sam, payment.id)
  await world.pass(29 * MINUTE + 30 * SECOND)
  await press(world, cashier, 'pay')
  await world.pass(40 * SECOND)
  assert.equal((await paymentOf(world, payment.id)).state, 'succeeded')
  await world.verify()
})

test('what is not paid in time is closed here and there, whether or not the cashier was opened', async () => {
  await using world = await testWorld()
  const sam = await world.person()
  const [untouched, opened] = [await seedPayment(world, sam), await seedPayment(world, sam)]
  const cashier = await openCashierOf(sam, opened.id)
  await world.pass(30 * MINUTE + SECOND)
  for (const { id, shown } of [untouched, opened]) {
    const found = await paymentOf(world, id)
    assert.deepEqual([found.state, found.next_query_at], ['closed', null])
    assert.equal((await sam.post(`/v1/payments/${shown}/cashier`)).body.code, 'wrong_state')
    assert.equal(
      (
        await row<{ facts: bigint }>(
          world.db,
        )`select count(*) as facts from outbox where key = ${id} and type = 'payment.closed'`
      )?.facts,
      1n,
    )
  }
  await press(world, cashier, 'pay')
  assert.match(await (await fetch(`${world.url}${cashier}`)).text(), /交易已关闭/)
  await world.settle()
  assert.equal((await providersBook(world)).trades, 0n)
  await world.verify()
})

test('closing for a reason ends the trade at the provider; money that was faster goes back', async () => {
  await using world = await testWorld()
  const sam = await world.person()
  await behave(world, { lose: 1 })
  const payment = await seedPayment(world, sam)
  const cashier = await openCashierOf(sam, payment.id)
  await press(world, cashier, 'pay')
  const state = await inTransaction(world.db, (tx) =>
    closePayment(tx, payment.id, { kind: 'system', id: 'test' }, 'order_cancelled', world.now()),
  )
  assert.equal(state, 'closed')
  await world.settle()
  const found = await paymentOf(world, payment.id)
  assert.deepEqual([found.state, found.refunded, found.paid_at !== null], ['closed', 12_480n, true])
  assert.deepEqual(
    await rows(
      world.db,
    )`select reason_kind, reason_id, amount, state from refunds where payment_id = ${payment.id}`,
    [
      {
        reason_kind: 'paid_after_close',
        reason_id: payment.id,
        amount: 12_480n,
        state: 'succeeded',
      },
    ],
  )
  const types = (
    await rows<{ type: string }>(
      world.db,
    )`select type from outbox where key = ${payment.id} order by id`
  ).map(({ type }) => type)
  assert.deepEqual(types, ['payment.closed', 'refund.requested', 'refund.succeeded'])
  for (const kind of ['unallocated', 'refund_transit', 'outside'])
    assert.equal(await held(world, kind), 0n, kind)
  assert.deepEqual(
    { ...(await providersBook(world)), trades: undefined },
    { ...(await ourBook(world)), trades: undefined },
  )
  await world.verify()
})

test('closing what is paid tells that the money came first', async () => {
  await using world = await testWorld()
  const sam = await world.person()
  const payment = await seedPayment(world, sam)
  await pay(world, sam, payment.id)
  const state = await inTransaction(world.db, (tx) =>
    closePayment(tx, payment.id, { kind: 'system', id: 'test' }, 'unpaid_timeout', world.now()),
  )
  assert.equal(state, 'succeeded')
})

test('the machines drawn in code are those the database enforces', async () => {
  await using world = await testWorld()
  for (const noun of ['payments', 'refunds', 'payouts', 'payment_differences']) {
    const drawn = allMachines().find(({ table }) => table === noun)
    const edges = (
      await rows<{ edge: string }>(
        world.db,
      )`select from_state || '>' || to_state as edge from state_edges where noun = ${noun} order by 1`
    ).map(({ edge }) => edge)
    const ours = Object.entries(drawn?.edges ?? {})
      .flatMap(([from, to]) => (to as string[]).map((one) => `${from}>${one}`))
      .sort()
    assert.deepEqual(ours, edges)
  }
})
