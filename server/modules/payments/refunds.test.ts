import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId, showId } from '../../kernel/ids.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { DAY, HOUR, MINUTE } from '../../kernel/time.ts'
import { inTransaction, isDatabaseError, row, rows } from '../../platform/db.ts'
import { testWorld, type World } from '../../test-world.ts'
import { platformAccount, post } from '../ledger/index.ts'
import { requestRefund, requestRefunds } from './index.ts'
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
  tell,
} from './payments.world.ts'
import type { RefundRow } from './refund.ts'

/**
 * As orders and settlement do: asks for the refund and books the money towards it. Not for an after-sale: who listens for those
 * would look for one, in vain, until the fact is a dead letter.
 */
const refund = (world: World, payment_id: string, amount: bigint, reason_id = newId()) =>
  inTransaction(world.db, async (tx) => {
    const id = await requestRefund(tx, {
      payment_id,
      reason_kind: 'order_cancelled',
      reason_id,
      order_id: null,
      amount,
      now: world.now(),
    })
    await post(tx, [
      {
        event: `refund:${id}`,
        kind: 'refund_due',
        at: world.now(),
        entries: [
          { account: platformAccount('unallocated', 'CNY'), amount: -amount },
          { account: platformAccount('refund_transit', 'CNY'), amount },
        ],
      },
    ])
    return id
  })
const refundOf = async (world: World, id: string) =>
  (await row<RefundRow>(world.db)`select * from refunds where id = ${id}`) as RefundRow
const facts = async (world: World, key: string) =>
  (
    await rows<{ type: string }>(world.db)`select type from outbox where key = ${key} order by id`
  ).map(({ type }) => type)
const isRefused = (code: string) => (error: unknown) =>
  error instanceof Refusal && error.code === code

async function paidPayment(world: World, amount = 12_480n) {
  const sam = await world.person()
  const payment = await seedPayment(world, sam, { amount })
  await pay(world, sam, payment.id)
  return payment
}

test('a refund is sent under its own number and booked when the provider has it', async () => {
  await using world = await testWorld()
  const payment = await paidPayment(world)
  const id = await refund(world, payment.id, 4_678n)
  assert.equal((await refundOf(world, id)).state, 'requested')
  assert.equal(await held(world, 'refund_transit'), 4_678n)
  await world.settle()
  const done = await refundOf(world, id)
  assert.deepEqual([done.state, done.number, done.attempts], ['succeeded', showId('rfd', id), 1])
  assert.equal(await held(world, 'refund_transit'), 0n)
  assert.equal(await held(world, 'outside'), -12_480n + 4_678n)
  assert.equal((await paymentOf(world, payment.id)).refunded, 4_678n)
  assert.deepEqual(await facts(world, payment.id), [
    'payment.succeeded',
    'refund.requested',
    'refund.succeeded',
  ])
  await world.verify()
})

test('refunds never exceed what was paid, also when forty ask at once', async () => {
  await using world = await testWorld()
  const payment = await paidPayment(world, 1_000n)
  const asked = await Promise.allSettled(
    Array.from({ length: 40 }, () => refund(world, payment.id, 300n)),
  )
  assert.equal(asked.filter(({ status }) => status === 'fulfilled').length, 3)
  for (const one of asked)
    if (one.status === 'rejected')
      assert.ok(isRefused('refund_exceeds_paid')(one.reason), String(one.reason))
  assert.equal((await paymentOf(world, payment.id)).refunded, 900n)
  await assert.rejects(
    rows(world.db)`update payments set refunded = ${1_001n} where id = ${payment.id}`,
    (error: unknown) => isDatabaseError(error, '23514', 'refunded_within_paid'),
  )
  await world.settle()
  assert.equal((await providersBook(world)).refunds, 900n)
  await world.verify()
})

test('the same reason is the same refund; one call may ask for several', async () => {
  await using world = await testWorld()
  const [one, two] = [await paidPayment(world), await paidPayment(world)]
  const reason_id = newId()
  const ids = await Promise.all(
    Array.from({ length: 6 }, () => refund(world, one.id, 500n, reason_id)),
  )
  assert.equal(new Set(ids).size, 1)
  const [a, b] = [newId(), newId()]
  const wish = (payment_id: string, reason: string, amount: bigint) => ({
    payment_id,
    reason_kind: 'order_cancelled' as const,
    reason_id: reason,
    order_id: null,
    amount,
  })
  const made = await inTransaction(world.db, (tx) =>
    requestRefunds(
      tx,
      [wish(one.id, a, 1n), wish(two.id, b, 2n), wish(one.id, b, 3n), wish(one.id, a, 1n)],
      world.now(),
    ),
  )
  assert.deepEqual([made.length, new Set(made).size, made[0] === made[3]], [4, 3, true])
  assert.deepEqual(
    [(await paymentOf(world, one.id)).refunded, (await paymentOf(world, two.id)).refunded],
    [504n, 2n],
  )
})

test('what was not paid, is unknown, or was refunded fifty times is refused', async () => {
  await using world = await testWorld()
  const sam = await world.person()
  const open = await seedPayment(world, sam)
  await assert.rejects(refund(world, open.id, 1n), isRefused('not_paid'))
  await assert.rejects(refund(world, newId(), 1n), isRefused('not_found'))
  const payment = await paidPayment(world)
  for (let part = 0; part < 50; part++) await refund(world, payment.id, 1n)
  await assert.rejects(refund(world, payment.id, 1n), isRefused('too_many_refunds'))
  await world.settle()
  assert.equal((await providersBook(world)).refunds, 50n)
  await world.verify()
})

test('a refund that succeeds without an answer is found by asking: one effect at the provider', async () => {
  await using world = await testWorld()
  const payment = await paidPayment(world)
  await behave(world, { refund_timeout: 1, lose: 1 })
  const id = await refund(world, payment.id, 4_678n)
  await world.settle()
  const unknown = await refundOf(world, id)
  assert.deepEqual([unknown.state, unknown.attempts, unknown.failures], ['sent', 1, 0])
  assert.match(unknown.last_error ?? '', /504/)
  assert.equal(await held(world, 'refund_transit'), 4_678n)
  await world.pass(MINUTE)
  assert.deepEqual(
    [(await refundOf(world, id)).state, (await providersBook(world)).refunds],
    ['succeeded', 4_678n],
  )
  assert.equal(await held(world, 'refund_transit'), 0n)
  await world.verify()
})

test('a refund whose answer was lost is also settled by its callback, and once', async () => {
  await using world = await testWorld()
  const payment = await paidPayment(world)
  await behave(world, { refund_timeout: 1, double: 1, seed: 3 })
  const id = await refund(world, payment.id, 4_678n)
  await world.settle()
  assert.equal((await refundOf(world, id)).state, 'succeeded')
  await world.pass(MINUTE)
  assert.equal(
    (await facts(world, payment.id)).filter((type) => type === 'refund.succeeded').length,
    1,
  )
  await world.verify()
})

test('a provider that is away: nothing is lost, nothing is doubled, it goes out when the provider is back', async () => {
  await using world = await testWorld()
  const payment = await paidPayment(world)
  const base_url = world.app.context.base_url()
  const port = new URL(base_url).port
  assert.ok(port)
  await rows(world.db)`alter table sandbox.trades rename to trades_away`
  const id = await refund(world, payment.id, 100n)
  await world.settle().catch(() => {})
  await world.app.context.clock.advance(20_000)
  const away = await refundOf(world, id)
  assert.deepEqual([away.state, away.failures], ['sent', 0])
  await rows(world.db)`alter table sandbox.trades_away rename to trades`
  await world.pass(5 * MINUTE)
  assert.equal((await refundOf(world, id)).state, 'succeeded')
  assert.equal((await providersBook(world)).refunds, 100n)
  await world.verify()
})

test('three clear refusals and people take over; they send it again under the same number', async () => {
  await using world = await testWorld()
  const payment = await paidPayment(world)
  const finance = await world.operator('finance')
  await behave(world, { refund_fail: 1 })
  const id = await refund(world, payment.id, 4_678n)
  await world.pass(10 * MINUTE)
  const failed = await refundOf(world, id)
  assert.deepEqual([failed.state, failed.failures, failed.next_attempt_at], ['failed', 3, null])
  assert.equal((await paymentOf(world, payment.id)).refunded, 4_678n)
  const open = (await finance.get('/v1/payment-differences?state=open')).body.data
  assert.deepEqual(
    open.map((one: any) => [one.kind, one.expected, one.payment_id]),
    [['refund_failed', 4_678, payment.shown]],
  )
  assert.deepEqual(
    (await finance.get('/v1/refunds?state=failed')).body.data.map((one: any) => [
      one.number,
      one.attempts,
    ]),
    [[failed.number, failed.attempts]],
  )
  assert.equal((await facts(world, payment.id)).at(-1), 'refund.failed')
  await world.verify()
  await behave(world, {})
  assert.equal((await finance.post(`/v1/refunds/${failed.number}/attempts`)).status, 204)
  await world.settle()
  const done = await refundOf(world, id)
  assert.deepEqual([done.state, done.number], ['succeeded', failed.number])
  assert.deepEqual(
    (await finance.get('/v1/payment-differences')).body.data.map((one: any) => [
      one.state,
      one.resolved_by,
    ]),
    [['resolved', null]],
  )
  assert.equal(
    (await finance.post(`/v1/refunds/${failed.number}/attempts`)).body.code,
    'wrong_state',
  )
  assert.equal((await finance.post(`/v1/refunds/${showId('rfd', newId())}/attempts`)).status, 404)
  assert.equal((await providersBook(world)).refunds, 4_678n)
  await world.verify()
})

test('a day without an end is for people; a success that comes later still counts', async () => {
  await using world = await testWorld()
  const payment = await paidPayment(world)
  const id = await refund(world, payment.id, 4_678n)
  await rows(world.db)`alter table sandbox.trades rename to trades_away`
  for (let hour = 0; hour < 26; hour++) {
    await world.app.context.clock.advance(HOUR)
    await world.app.settleDown().catch(() => {})
  }
  await rows(world.db)`alter table sandbox.trades_away rename to trades`
  const failed = await refundOf(world, id)
  assert.deepEqual([failed.state, failed.failures], ['failed', 0])
  await world.settle()
  assert.equal(
    await tell(world, {
      kind: 'refund',
      number: failed.number,
      amount: 4_678n,
      provider_number: 'sbx_late',
    }),
    200,
  )
  await world.settle()
  assert.equal((await refundOf(world, id)).state, 'succeeded')
  assert.deepEqual(
    await rows(world.db)`select kind, state from payment_differences where ${true}::boolean`,
    [{ kind: 'refund_failed', state: 'resolved' }],
  )
  await world.verify()
})

test('a refund callback with another amount, or of nothing of ours, changes no refund', async () => {
  await using world = await testWorld()
  const payment = await paidPayment(world)
  await rows(world.db)`alter table sandbox.trades rename to trades_away`
  const id = await refund(world, payment.id, 4_678n)
  const number = showId('rfd', id)
  await tell(world, { kind: 'refund', number, amount: 4_679n, provider_number: 'sbx_more' })
  await tell(world, {
    kind: 'refund',
    number: 'nobody',
    amount: 5n,
    provider_number: 'sbx_nobody',
  })
  await tell(world, { kind: 'payment', number, amount: 4_678n, provider_number: 'sbx_payment' })
  await rows(world.db)`alter table sandbox.trades_away rename to trades`
  assert.notEqual((await refundOf(world, id)).state, 'succeeded')
  const kinds = (
    await rows<{ kind: string }>(
      world.db,
    )`select kind from payment_differences where ${true}::boolean order by created_at`
  ).map(({ kind }) => kind)
  assert.deepEqual(kinds, ['amount', 'unknown_number', 'unknown_number'])
  await world.settle()
  assert.equal((await refundOf(world, id)).state, 'succeeded')
  await world.verify()
})

test('two of finance send unmatched money back to where it came from, with words and names', async () => {
  await using world = await testWorld()
  const sam = await world.person()
  const [finance, second] = [await world.operator('finance'), await world.operator('finance')]
  const payment = await seedPayment(world, sam)
  const cashier = await openCashierOf(sam, payment.id)
  // A provider that takes another amount than it was asked for.
  await rows(
    world.db,
  )`update sandbox.trades set amount = ${12_000n} where merchant_number = ${payment.number}`
  await press(world, cashier, 'pay')
  await world.settle()
  assert.equal((await paymentOf(world, payment.id)).state, 'pending')
  const [difference] = (await finance.get('/v1/payment-differences?state=open')).body.data
  assert.deepEqual(
    [difference.kind, difference.expected, difference.found],
    ['amount', 12_480, 12_000],
  )
  await world.pass(31 * MINUTE)
  assert.equal((await paymentOf(world, payment.id)).state, 'closed')
  const resolve = (body: object, person = finance) =>
    person.post(`/v1/payment-differences/${difference.id}/resolution`, body)
  assert.equal((await resolve({ resolution: 'mine', booking: 'send_back' }, sam)).status, 403)
  assert.equal((await resolve({ resolution: '' })).status, 422)
  const answers = await Promise.all(
    [1, 2, 3].map(() => resolve({ resolution: 'sent back', booking: 'send_back' })),
  )
  assert.deepEqual(answers.map(({ status }) => status).sort(), [204, 409, 409])
  await world.settle()
  assert.equal(await held(world, 'unmatched'), 12_000n)
  const release = (person = second) =>
    person.post(`/v1/payment-differences/${difference.id}/release`)
  assert.equal((await release(finance)).body.code, 'second_person_needed')
  const released = await Promise.all([1, 2, 3].map(() => release()))
  assert.deepEqual(released.map(({ status }) => status).sort(), [204, 409, 409])
  await world.settle()
  assert.equal(await held(world, 'unmatched'), 0n)
  assert.equal(await held(world, 'outside'), 0n)
  assert.equal((await providersBook(world)).refunds, 12_000n)
  const [resolved] = (await finance.get('/v1/payment-differences')).body.data
  assert.deepEqual(
    [resolved.state, resolved.resolution, resolved.resolved_by],
    ['resolved', 'sent back', second.id],
  )
  await world.verify()
})

test('money without a payment of ours is closed with words only', async () => {
  await using world = await testWorld()
  const finance = await world.operator('finance')
  await tell(world, { number: 'nobody', amount: 5n })
  const [difference] = (await finance.get('/v1/payment-differences')).body.data
  assert.equal(
    (
      await finance.post(`/v1/payment-differences/${difference.id}/resolution`, {
        resolution: 'x',
        booking: 'send_back',
      })
    ).body.code,
    'difference_not_refundable',
  )
  assert.equal(
    (
      await finance.post(`/v1/payment-differences/${difference.id}/resolution`, {
        resolution: 'provider took it back',
      })
    ).status,
    204,
  )
  await world.pass(DAY)
  await world.verify()
})

test('what both books say after a storm of refunds is the same', async () => {
  await using world = await testWorld()
  await behave(world, {
    refund_timeout: 0.4,
    refund_fail: 0.15,
    lose: 0.4,
    double: 0.4,
    reorder: true,
    seed: 11,
  })
  const sam = await world.person()
  const payments = await Promise.all(Array.from({ length: 6 }, () => seedPayment(world, sam)))
  for (const { id } of payments) await press(world, await openCashierOf(sam, id), 'pay')
  await world.pass(MINUTE)
  await Promise.all(
    payments.flatMap(({ id }) => [100n, 200n, 300n].map((amount) => refund(world, id, amount))),
  )
  for (let step = 0; step < 30; step++) await world.pass(MINUTE)
  const { trades, ...theirs } = await providersBook(world)
  assert.ok(trades > 6n)
  assert.deepEqual(theirs, await ourBook(world))
  await world.verify()
})
