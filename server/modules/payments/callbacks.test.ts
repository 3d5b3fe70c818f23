import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { newId } from '../../kernel/ids.ts'
import { MINUTE, SECOND } from '../../kernel/time.ts'
import { row, rows, sql } from '../../platform/db.ts'
import { signedHeaders } from '../../platform/signing.ts'
import { statementsDuring } from '../../test-crowd.ts'
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
import { sandboxProvider } from './sandbox-provider.ts'
import { makeCallbacks } from './take-callback.ts'

test('a callback that comes fifty times at once pays once and is one row', async () => {
  await using world = await testWorld()
  const sam = await world.person()
  const payment = await seedPayment(world, sam)
  await openCashierOf(sam, payment.id)
  const one = callbackOf(world, {
    number: payment.number,
    amount: payment.amount,
    provider_number: 'sbx_1',
  })
  assert.deepEqual(
    new Set(await Promise.all(Array.from({ length: 50 }, () => send(one)))),
    new Set([200]),
  )
  // The provider's own repeats under new ids, too.
  const again = Array.from({ length: 10 }, () =>
    callbackOf(world, { number: payment.number, amount: payment.amount, provider_number: 'sbx_1' }),
  )
  assert.deepEqual(new Set(await Promise.all(again.map(send))), new Set([200]))
  await world.settle()
  assert.equal((await paymentOf(world, payment.id)).state, 'succeeded')
  assert.equal((await storedCallbacks(world)).length, 11)
  assert.equal(await held(world, 'unallocated'), payment.amount)
  assert.equal(
    (
      await row<{ facts: bigint }>(
        world.db,
      )`select count(*) as facts from outbox where type = ${'payment.succeeded'}`
    )?.facts,
    1n,
  )
  await world.verify()
})

test('late, doubled, reordered and accompanied by forgeries: everybody has paid exactly once', async () => {
  await using world = await testWorld()
  const sam = await world.person()
  await behave(world, {
    double: 0.7,
    delay_ms: 2_000,
    reorder: true,
    forge: 0.7,
    lose: 0.2,
    seed: 7,
  })
  const payments = await Promise.all(Array.from({ length: 12 }, () => seedPayment(world, sam)))
  await Promise.all(
    payments.map(async ({ id }, index) => {
      const cashier = await openCashierOf(sam, id)
      if (index % 3 === 0) await press(world, cashier, 'fail')
      await press(world, cashier, 'pay')
    }),
  )
  for (let step = 0; step < 12; step++) await world.pass(3 * SECOND)
  await world.pass(MINUTE)
  for (const { id } of payments) assert.equal((await paymentOf(world, id)).state, 'succeeded')
  assert.equal(await held(world, 'unallocated'), 12n * 12_480n)
  const { trades, ...theirs } = await providersBook(world)
  assert.equal(trades, 12n)
  assert.deepEqual(theirs, await ourBook(world))
  assert.deepEqual(await differencesOf(world), [])
  await world.verify()
})

test('a callback that was not answered is repeated until it is heard', async () => {
  await using world = await testWorld()
  const sam = await world.person()
  const payment = await seedPayment(world, sam)
  const cashier = await openCashierOf(sam, payment.id)
  await rows(
    world.db,
  )`update sandbox.trades set notify_url = replace(notify_url, '/v1/', '/v0/') where ${true}::boolean`
  await press(world, cashier, 'pay')
  await world.settle()
  assert.equal((await paymentOf(world, payment.id)).state, 'pending')
  await rows(
    world.db,
  )`update sandbox.trades set notify_url = replace(notify_url, '/v0/', '/v1/') where ${true}::boolean`
  await rows(world.db)`update payments set next_query_at = deadline_at where ${true}::boolean`
  await world.pass(6 * SECOND)
  assert.equal((await paymentOf(world, payment.id)).state, 'succeeded')
  assert.equal((await storedCallbacks(world)).length, 1)
})

test('forged callbacks are a 401 and change nothing', async () => {
  await using world = await testWorld()
  const sam = await world.person()
  const payment = await seedPayment(world, sam)
  await openCashierOf(sam, payment.id)
  const genuine = callbackOf(world, { number: payment.number, amount: payment.amount })
  const { headers, body } = genuine
  const id = headers['webhook-id'] as string
  const signature = headers['webhook-signature'] as string
  const at = Number(headers['webhook-timestamp'])
  const secret = world.config.secrets.sandbox_payment[0] as string
  const with_ = (changed: Record<string, string>, raw: string | Buffer = body) => ({
    ...genuine,
    headers: { ...headers, ...changed },
    body: raw,
  })
  const without = (name: string) => ({
    ...genuine,
    headers: Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name)),
  })
  const signedAt = (seconds: number) =>
    signedHeaders(secret, { id, at: new Date(seconds * 1_000), body })
  const flip = (text: string, place: number) =>
    text.slice(0, place) + (text[place] === 'A' ? 'B' : 'A') + text.slice(place + 1)
  const bytes = Buffer.from(body)
  const flipped = Buffer.from(bytes)
  flipped[10] = (flipped[10] as number) ^ 1
  const forged = {
    'no signature': without('webhook-signature'),
    'no id': without('webhook-id'),
    'no timestamp': without('webhook-timestamp'),
    'empty signature': with_({ 'webhook-signature': '' }),
    'wrong signature': with_({ 'webhook-signature': flip(signature, 12) }),
    'spare bits of the last sign': with_({
      'webhook-signature': signature.replace(
        /(.)=$/,
        (_, sign) => `${String.fromCharCode(sign.charCodeAt(0) + 1)}=`,
      ),
    }),
    truncated: with_({ 'webhook-signature': signature.slice(0, -5) }),
    'truncated to nothing': with_({ 'webhook-signature': 'v1,' }),
    'upper case': with_({ 'webhook-signature': signature.toUpperCase() }),
    'no version': with_({ 'webhook-signature': signature.slice(3) }),
    'another version': with_({ 'webhook-signature': `v2,${signature.slice(3)}` }),
    'algorithm none': with_({ 'webhook-signature': 'none' }),
    hex: with_({
      'webhook-signature': `v1,${Buffer.from(signature.slice(3), 'base64').toString('hex')}`,
    }),
    'ten minutes old': with_(signedAt(at - 600)),
    'ten minutes ahead': with_(signedAt(at + 600)),
    'a year ago': with_(signedAt(at - 365 * 86_400)),
    'timestamp moved': with_({ 'webhook-timestamp': String(at + 1) }),
    'timestamp in milliseconds': with_({ 'webhook-timestamp': String(at * 1_000) }),
    'timestamp of 10^12': with_({ 'webhook-timestamp': '1000000000000' }),
    'timestamp with a sign': with_({ 'webhook-timestamp': `+${at}` }),
    'timestamp as a fraction': with_({ 'webhook-timestamp': `${at}.0` }),
    'another id': with_({ 'webhook-id': newId() }),
    'another key': with_(signedHeaders('x'.repeat(43), { id, at: world.now(), body })),
    'the carrier’s key': with_(
      signedHeaders(world.config.secrets.sandbox_carrier[0] as string, {
        id,
        at: world.now(),
        body,
      }),
    ),
    'an empty key': with_(signedHeaders('', { id, at: world.now(), body })),
    'signed as a call to the provider': with_(
      signedHeaders(secret, { id, at: world.now(), body }, 'POST /v1/providers/sandbox/callbacks'),
    ),
    'body without its id and time signed': with_({
      'webhook-signature': `v1,${createHmac('sha256', secret).update(body).digest('base64')}`,
    }),
    'one bit changed': with_({}, flipped),
    'an amount changed': with_({}, body.replace('12480', '1')),
    'a space more': with_({}, `${body} `),
    're-serialised': with_({}, JSON.stringify(JSON.parse(body), null, 1)),
    'a byte order mark': with_({}, `\ufeff${body}`),
    'keys doubled': with_({}, body.replace('{', '{"id":"x",')),
    'an empty body': with_({}, ''),
    'another body': with_({}, '{}'),
    'no JSON': with_({}, '<xml><!DOCTYPE a [<!ENTITY b "c">]></xml>'),
    gzip: with_({ 'content-encoding': 'gzip' }, gzipSync(`${body} `)),
    'for another merchant': callbackOf(world, {
      number: payment.number,
      amount: payment.amount,
      merchant: 'somebody',
    }),
  }
  assert.ok(Object.keys(forged).length >= 20)
  for (const [what, one] of Object.entries(forged)) assert.equal(await send(one), 401, what)
  await world.settle()
  assert.deepEqual(await storedCallbacks(world), [])
  assert.deepEqual(await differencesOf(world), [])
  assert.equal((await paymentOf(world, payment.id)).state, 'pending')
  assert.equal(await held(world, 'outside'), 0n)
  assert.equal(await send({ ...genuine, url: genuine.url.replace('sandbox', 'nobody') }), 404)
  assert.equal(await send(with_({}, Buffer.alloc(1_100_000, 32))), 413)
  // The genuine one still counts, whatever type it claims to be, and with a second signature of a newer key.
  assert.equal(
    await send(
      with_({
        'content-type': 'text/plain',
        'webhook-signature': `v1,${'A'.repeat(43)}= ${signature}`,
      }),
    ),
    200,
  )
  await world.settle()
  assert.equal((await paymentOf(world, payment.id)).state, 'succeeded')
  await world.verify()
})

test('a burst of two hundred is stored and handled by a score of statements', async () => {
  await using world = await testWorld()
  const sam = await world.person()
  const payments = await Promise.all(Array.from({ length: 200 }, () => seedPayment(world, sam)))
  const provider = sandboxProvider(world.app.context)
  const providers = new Map([[provider.name, provider]])
  const callbacks = makeCallbacks({ ...world.app.context, providers })
  // The platform's own accounts exist after the first payment ever.
  await pay(world, sam, (await seedPayment(world, sam)).id)
  const told = payments.map(({ number, amount }) => {
    const { headers, body } = callbackOf(world, { number, amount })
    return { provider: provider.name, headers, raw: Buffer.from(body) }
  })
  const sent = await statementsDuring(async () => {
    // Each comes twice: a doubled one costs nothing more.
    const answers = await Promise.all([...told, ...told].map(callbacks.take))
    assert.equal(answers.filter((one) => one === 'stored').length, 200)
    await callbacks.drain()
  })
  assert.ok(sent.length <= 20, `${sent.length} statements`)

  const [paid] = await rows<{ count: bigint }>(
    world.db,
  )`select count(*) as count from payments where state = ${'succeeded'}`
  assert.equal(paid?.count, 201n)
  assert.equal(await held(world, 'unallocated'), 201n * 12_480n)
  await world.verify()
})

test('more than can be stored in time is turned away with a time to come again, and comes again', async () => {
  await using world = await testWorld()
  const sam = await world.person()
  const payment = await seedPayment(world, sam)
  const provider = sandboxProvider(world.app.context)
  const callbacks = makeCallbacks({
    ...world.app.context,
    providers: new Map([[provider.name, provider]]),
  })
  const take = () => {
    const { number, amount } = payment
    const { headers, body } = callbackOf(world, { number, amount, state: 'waiting' })
    return callbacks.take({ provider: provider.name, headers, raw: Buffer.from(body) })
  }
  const answers = await Promise.allSettled(Array.from({ length: 5_100 }, take))
  const refused = answers.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
  assert.ok(refused.length > 0 && refused.length <= 100)
  for (const { code, status, details } of refused) {
    assert.deepEqual([code, status], ['busy', 503])
    assert.ok(details.ahead >= 5_000 && details.retry_after_ms > 0)
  }
  await callbacks.drain()
  assert.equal((await storedCallbacks(world)).length, 5_100 - refused.length)
  assert.equal(await take(), 'stored')
})

test('a recorded callback cannot be played again later', async () => {
  await using world = await testWorld()
  const sam = await world.person()
  const payment = await seedPayment(world, sam)
  await openCashierOf(sam, payment.id)
  const recorded = callbackOf(world, { number: payment.number, amount: payment.amount })
  await world.pass(301 * SECOND)
  assert.equal(await send(recorded), 401)
  assert.equal((await paymentOf(world, payment.id)).state, 'pending')
})

test('a callback whose handling fails is kept, tried again and does not hold up the others', async () => {
  await using world = await testWorld()
  const sam = await world.person()
  const [poisoned, fine] = [await seedPayment(world, sam), await seedPayment(world, sam)]
  for (const { id } of [poisoned, fine]) await openCashierOf(sam, id)
  await sql
    .raw(
      `alter table payments add constraint poison check (number <> '${poisoned.number}' or paid_at is null)`,
    )
    .execute(world.db)
  const statuses = await Promise.all(
    [poisoned, fine].map(({ number, amount }) => send(callbackOf(world, { number, amount }))),
  )
  assert.deepEqual(statuses, [200, 200])
  await world.settle()
  assert.equal((await paymentOf(world, fine.id)).state, 'succeeded')
  assert.equal((await paymentOf(world, poisoned.id)).state, 'pending')
  assert.match(
    (
      await rows<{ outcome: string }>(
        world.db,
      )`select outcome from provider_callbacks where handled_at is null and ${true}::boolean`
    )[0]?.outcome ?? '',
    /^failed: .*poison/,
  )
  await rows(world.db)`alter table payments drop constraint poison`
  await world.pass(30 * SECOND)
  assert.equal((await paymentOf(world, poisoned.id)).state, 'succeeded')
  await world.verify()
})
