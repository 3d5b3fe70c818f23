import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId, showId } from '../../kernel/ids.ts'
import { DAY, MINUTE } from '../../kernel/time.ts'
import { rows } from '../../platform/db.ts'
import { signedHeaders } from '../../platform/signing.ts'
import { testWorld } from '../../test-world.ts'
import {
  behave,
  callbackOf,
  differencesOf,
  held,
  openCashierOf,
  ourBook,
  pay,
  paymentOf,
  press,
  providersBook,
  seedPayment,
  send,
  storedCallbacks,
} from './payments.world.ts'

test('a trade that paid one payment pays no other: it is a difference, and no more money', async () => {
  await using world = await testWorld()
  const sam = await world.person()
  const [first, second, third] = [
    await seedPayment(world, sam),
    await seedPayment(world, sam),
    await seedPayment(world, sam),
  ]
  const dearer = await seedPayment(world, sam, { amount: 20_000n })
  const told = ({ number, amount }: typeof first, provider_number: string) =>
    send(callbackOf(world, { number, amount, provider_number }))
  assert.equal(await told(first, 'sbx_one'), 200)
  await world.settle()
  for (let again = 0; again < 3; again++) assert.equal(await told(second, 'sbx_one'), 200)
  // Named for a payment of another amount it is as little more money as for one of the same.
  assert.equal(await told({ ...dearer, amount: first.amount }, 'sbx_one'), 200)
  await world.settle()
  assert.equal((await paymentOf(world, first.id)).state, 'succeeded')
  assert.equal((await paymentOf(world, second.id)).state, 'created')
  assert.deepEqual((await differencesOf(world)).map(({ kind }) => kind).sort(), [
    'amount',
    'second_payment',
  ])
  assert.equal(await held(world, 'unmatched'), 0n)
  // Its own trade still pays it; two that name one trade in the same moment are told apart as well.
  assert.equal(await told(second, 'sbx_two'), 200)
  await Promise.all([told(third, 'sbx_three'), told(first, 'sbx_three')])
  await world.settle()
  assert.equal((await paymentOf(world, second.id)).state, 'succeeded')
  assert.equal((await paymentOf(world, third.id)).state, 'succeeded')
  assert.ok((await storedCallbacks(world)).every(({ outcome }) => !outcome?.startsWith('failed')))
  await world.verify()
})

test('genuine but not exactly: kept, set aside as unmatched, never paid', async () => {
  await using world = await testWorld()
  const sam = await world.person()
  const payment = await seedPayment(world, sam)
  await openCashierOf(sam, payment.id)
  const { number, amount } = payment
  const odd = [
    { number, amount: amount - 1n, provider_number: 'sbx_less' },
    { number, amount: amount + 1n, provider_number: 'sbx_more' },
    { number, amount, currency: 'USD', provider_number: 'sbx_usd' },
    { number: showId('pay', newId()), amount, provider_number: 'sbx_stranger' },
    { number: payment.id, amount: 5n, provider_number: 'sbx_uuid' },
  ]
  for (const one of [...odd, ...odd]) assert.equal(await send(callbackOf(world, one)), 200)
  await world.settle()
  assert.equal((await paymentOf(world, payment.id)).state, 'pending')
  assert.deepEqual(
    (await differencesOf(world)).map(({ kind, expected, found, currency }) => [
      kind,
      expected,
      found,
      currency,
    ]),
    [
      ['amount', amount, amount - 1n, 'CNY'],
      ['amount', amount, amount + 1n, 'CNY'],
      ['currency', amount, amount, 'USD'],
      ['unknown_number', null, amount, 'CNY'],
      ['unknown_number', null, 5n, 'CNY'],
    ],
  )
  assert.equal(await held(world, 'unmatched'), 3n * amount + 5n)
  assert.equal(await held(world, 'unmatched', 'USD'), amount)
  assert.equal(await held(world, 'unallocated'), 0n)
  // The right one still pays; one more right one is a second payment.
  assert.equal(await send(callbackOf(world, { number, amount, provider_number: 'sbx_right' })), 200)
  assert.equal(
    await send(callbackOf(world, { number, amount, provider_number: 'sbx_second' })),
    200,
  )
  await world.settle()
  assert.equal((await paymentOf(world, payment.id)).provider_number, 'sbx_right')
  assert.equal((await differencesOf(world)).at(-1)?.kind, 'second_payment')
  assert.equal(await held(world, 'unallocated'), amount)
  await world.verify()
})

test('unknown events, unreadable amounts and other forms are stored, answered 2xx, and do nothing', async () => {
  await using world = await testWorld()
  const sam = await world.person()
  const payment = await seedPayment(world, sam)
  await openCashierOf(sam, payment.id)
  const { number, amount } = payment
  const secret = world.config.secrets.sandbox_payment[0] as string
  const signed = (body: string) => {
    const id = newId()
    return {
      url: callbackOf(world, { number, amount }).url,
      body,
      headers: {
        'content-type': 'application/json',
        ...signedHeaders(secret, { id, at: world.now(), body }),
      },
    }
  }
  const data = (changed: object) =>
    JSON.stringify({
      id: 'x',
      type: 'payment.succeeded',
      data: { ...JSON.parse(callbackOf(world, { number, amount }).body).data, ...changed },
    })
  const odd = [
    callbackOf(world, { number, amount, type: 'payment.disputed' }),
    callbackOf(world, { number, amount, type: 'payment.succeeded.v2' }),
    callbackOf(world, { number, amount, type: 'refund.succeeded' }),
    signed('not json'),
    signed(''),
    signed('[]'),
    signed('null'),
    signed(data({ amount: 124.8 })),
    signed(data({ amount: '12480' })),
    signed(data({ amount: -12_480 })),
    signed(data({ amount: 1e300 })),
    signed(data({ amount: 2 ** 53 })),
    signed(data({ currency: 'cny' })),
    signed(data({ merchant: undefined })),
    signed(data({ merchant_number: { $ne: null } })),
    signed(data({ finished_at: 'yesterday' })),
  ]
  for (const one of odd) assert.equal(await send(one), 200, one.body)
  await world.settle()
  const found = await storedCallbacks(world)
  assert.equal(found.length, odd.length)
  assert.ok(found.every(({ outcome }) => outcome === 'ignored' || outcome === 'unreadable'))
  assert.equal((await paymentOf(world, payment.id)).state, 'pending')
  await world.verify()
})

test('“closed” by callback only makes us ask: it never undoes or prevents a success', async () => {
  await using world = await testWorld()
  const sam = await world.person()
  await behave(world, { lose: 1 })
  const [paid, unpaid, later] = [
    await seedPayment(world, sam),
    await seedPayment(world, sam),
    await seedPayment(world, sam),
  ]
  for (const { id } of [unpaid, later]) await openCashierOf(sam, id)
  await press(world, await openCashierOf(sam, paid.id), 'pay')
  for (const { number, amount } of [paid, unpaid])
    assert.equal(await send(callbackOf(world, { number, amount, state: 'closed' })), 200)
  await world.settle()
  assert.equal((await paymentOf(world, paid.id)).state, 'succeeded')
  assert.equal((await paymentOf(world, unpaid.id)).state, 'pending')
  assert.equal(
    await send(callbackOf(world, { number: paid.number, amount: paid.amount, state: 'closed' })),
    200,
  )
  await world.settle()
  assert.equal((await paymentOf(world, paid.id)).state, 'succeeded')
  await world.verify()
})

test('money that comes a month after the payment was closed goes back by itself, once', async () => {
  await using world = await testWorld()
  const sam = await world.person()
  const payment = await seedPayment(world, sam)
  const cashier = await openCashierOf(sam, payment.id)
  await behave(world, { lose: 1 })
  await world.pass(31 * MINUTE)
  assert.equal((await paymentOf(world, payment.id)).state, 'closed')
  await world.pass(30 * DAY)
  // The provider took it all the same.
  const [trade] = await rows<{ number: string }>(world.db)`
    update sandbox.trades set state = 'succeeded', finished_at = ${world.now()} where merchant_number = ${payment.number} returning number`
  const told = {
    number: payment.number,
    amount: payment.amount,
    provider_number: trade?.number as string,
  }
  await Promise.all(Array.from({ length: 8 }, () => send(callbackOf(world, told))))
  await world.settle()
  const found = await paymentOf(world, payment.id)
  assert.deepEqual(
    [found.state, found.refunded, found.refunds_count],
    ['closed', payment.amount, 1],
  )
  assert.equal(await held(world, 'outside'), 0n)
  assert.equal(await held(world, 'refund_transit'), 0n)
  assert.ok(cashier)
  await world.verify()
})

test('a whole path again with pay() ends in equal books', async () => {
  await using world = await testWorld()
  const sam = await world.person()
  for (let count = 0; count < 3; count++) {
    const paid = await pay(world, sam, (await seedPayment(world, sam)).id)
    assert.equal(paid.state, 'succeeded')
  }
  const { trades, ...theirs } = await providersBook(world)
  assert.equal(trades, 3n)
  assert.deepEqual(theirs, await ourBook(world))
})
