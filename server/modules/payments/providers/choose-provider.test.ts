import assert from 'node:assert/strict'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { newId } from '../../../kernel/ids.ts'
import { after, BUSINESS_ZONE, DAY, dayIn, HOUR } from '../../../kernel/time.ts'
import { readConfig } from '../../../platform/config.ts'
import { inTransaction, row, rows } from '../../../platform/db.ts'
import { platformAccount, post } from '../../ledger/index.ts'
import { requestRefund } from '../index.ts'
import { held, paymentOf, seedPayment } from '../payments.world.ts'
import { providerOf } from '../provider.ts'
import { openMarket } from './market.world.ts'

const pem = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })

test('settings: a provider without keys is not there; half of its keys stop the start without telling any', () => {
  const { publicKey, privateKey } = pem()
  const base = { DATA_DIR: mkdtempSync(join(tmpdir(), 'closedloop-settings-')), DEMO: '0' }
  const wechat = {
    WECHAT_PAY_APPID: 'wx1',
    WECHAT_PAY_MCHID: '1900000001',
    WECHAT_PAY_SERIAL: 'AB12',
    WECHAT_PAY_PRIVATE_KEY: privateKey.replaceAll('\n', '\\n'),
    WECHAT_PAY_API_V3_KEY: 'k'.repeat(32),
  }
  assert.deepEqual(
    Object.values(readConfig(base).providers).filter((one) => one !== undefined),
    [],
  )
  const read = readConfig({ ...base, ...wechat }).providers
  assert.equal(read.wechat?.public_key, undefined)
  assert.equal(read.alipay, undefined)
  const with_key = readConfig({
    ...base,
    ...wechat,
    WECHAT_PAY_PUBLIC_KEY_ID: 'PUB_KEY_ID_01',
    WECHAT_PAY_PUBLIC_KEY: publicKey,
  }).providers
  assert.equal(with_key.wechat?.public_key?.id, 'PUB_KEY_ID_01')
  const bare = (key: string) => key.replace(/-----[^-]+-----|\n/g, '')
  const alipay = {
    ...{ ALIPAY_APP_ID: '2021', ALIPAY_SELLER_ID: '2088' },
    ...{ ALIPAY_PRIVATE_KEY: bare(privateKey), ALIPAY_PUBLIC_KEY: bare(publicKey) },
  }
  assert.equal(readConfig({ ...base, ...alipay }).providers.alipay?.key_type, 'PKCS8')
  const secret = `${randomBytes(8).toString('hex')}`
  for (const [env, words] of [
    [{ ...wechat, WECHAT_PAY_API_V3_KEY: secret }, /WECHAT_PAY_API_V3_KEY must have 32/],
    [{ ...wechat, WECHAT_PAY_PRIVATE_KEY: secret }, /WECHAT_PAY_PRIVATE_KEY is no PEM key/],
    [{ STRIPE_SECRET_KEY: secret }, /STRIPE_WEBHOOK_SECRET .* is missing/],
    [{ ALIPAY_APP_ID: '1' }, /ALIPAY_PRIVATE_KEY .* is missing/],
    [{ ALIPAY_PRIVATE_KEY: secret }, /ALIPAY_PRIVATE_KEY is no key/],
    [{ PAYMENT_PROVIDERS: 'stripe' }, /whose keys are not set/],
    [{ ALIPAY_PRIVATE_KEY_FILE: '/nowhere/key.pem' }, /cannot be read/],
  ] as const)
    assert.throws(
      () => readConfig({ ...base, ...env }),
      (error: Error) => words.test(error.message) && !error.message.includes(secret),
    )
  rmSync(base.DATA_DIR, { recursive: true })
})

test('a provider whose keys were taken away knows nothing, and says so', async () => {
  const gone = providerOf(new Map(), 'wechat')
  assert.deepEqual(await gone.query('pay_1'), {
    is: 'unknown',
    why: 'the keys of wechat are not set',
  })
  assert.equal(gone.verifyCallback(Buffer.from('{}'), {}, new Date()), undefined)
  assert.throws(() => gone.readCallback(Buffer.from('{}')), /not set/)
})

test('the payer chooses among several; paid, refunded through a broken line and told by signed callbacks, the books are equal', async () => {
  await using market = await openMarket()
  const { world, faults, wechat, alipay, stripe, callbacks } = market
  const sam = await world.person()
  const kim = await world.person()
  const cashier = (shown: string, provider?: string) =>
    sam.post(`/v1/payments/${shown}/cashier${provider ? `?provider=${provider}` : ''}`)
  /** Public addresses of the platform lead to this server in the test. */
  const here = (path: string) => path.replace(/^https?:\/\/[^/]+/, world.url)

  // Asked first: a page of ours, and nobody has heard of the payment yet.
  const first = await seedPayment(world, sam)
  const choose = await cashier(first.shown)
  assert.equal(choose.status, 201)
  assert.match(choose.body.cashier_url, new RegExp(`/pay/${first.shown}/cashier$`))
  assert.deepEqual((await sam.get(`/v1/payments/${first.shown}/cashier`)).body, {
    providers: ['wechat', 'alipay', 'stripe', 'sandbox'],
    ...{ chosen: null, code: null, squares: null },
  })
  assert.equal((await kim.get(`/v1/payments/${first.shown}/cashier`)).status, 404)
  assert.equal((await paymentOf(world, first.shown)).next_query_at, null)
  assert.equal((await cashier(first.shown, 'paypal')).body.code, 'payment_provider_refused')

  // A code to scan, and once begun the provider stays.
  assert.equal((await cashier(first.shown, 'wechat')).status, 201)
  const shown = (await sam.get(`/v1/payments/${first.shown}/cashier`)).body
  assert.deepEqual([shown.providers, shown.chosen], [['wechat'], 'wechat'])
  assert.match(shown.code, /^weixin:\/\/wxpay\/bizpayurl\?pr=/)
  assert.equal(shown.squares.length, shown.squares[0].length)
  assert.equal((await cashier(first.shown, 'alipay')).body.code, 'payment_provider_chosen')
  assert.equal((await cashier(first.shown)).status, 201)

  const second = await seedPayment(world, sam, { amount: 8_800n })
  const to_alipay = (await cashier(second.shown, 'alipay')).body.cashier_url
  const third = await seedPayment(world, sam, { amount: 5_500n, currency: 'USD' })
  assert.deepEqual((await sam.get(`/v1/payments/${third.shown}/cashier`)).body.providers, [
    'stripe',
    'sandbox',
  ])
  const to_stripe = (await cashier(third.shown, 'stripe')).body.cashier_url
  assert.match((await paymentOf(world, third.shown)).trade_ref ?? '', /^cs_test_/)

  // A stranger's callback is refused in each of their tongues, and changes nothing.
  for (const name of ['wechat', 'alipay', 'stripe']) {
    const answer = await fetch(callbacks(name), { method: 'POST', body: '{"id":"x"}' })
    assert.equal(answer.status, 401, name)
  }
  assert.ok(!(await row(world.db)`select from provider_callbacks where ${true}::boolean`))

  wechat.pay(first.number)
  alipay.pay(second.number, to_alipay)
  stripe.pay(to_stripe)
  /** Delivers through this server's own address, whatever public one they were told. */
  const deliver = async () => {
    const send = globalThis.fetch
    globalThis.fetch = (url, init) =>
      send(String(url).includes('/v1/providers/') ? here(String(url)) : url, init)
    try {
      for (const { post: one } of [wechat, alipay, stripe]) await one.deliverDue()
    } finally {
      globalThis.fetch = send
    }
    await world.settle()
  }
  await deliver()
  // Each was answered in its own words: nobody tells it again.
  assert.deepEqual(
    [wechat, alipay, stripe].map(({ post: one }) => one.waiting()),
    [0, 0, 0],
  )
  for (const payment of [first, second, third]) {
    const now = await paymentOf(world, payment.shown)
    assert.equal(now.state, 'succeeded', now.provider)
  }
  assert.equal(await held(world, 'unallocated'), 12_480n + 8_800n)

  // Refunds over a line that breaks before and after.
  const giveBack = (payment: typeof first, currency: string, amount: bigint) =>
    inTransaction(world.db, async (tx) => {
      const id = await requestRefund(tx, {
        payment_id: payment.id,
        reason_kind: 'order_cancelled',
        reason_id: newId(),
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
            { account: platformAccount('unallocated', currency), amount: -amount },
            { account: platformAccount('refund_transit', currency), amount },
          ],
        },
      ])
    })
  await giveBack(first, 'CNY', 300n)
  await giveBack(second, 'CNY', 300n)
  await giveBack(third, 'USD', 300n)
  faults.chances.failed_after = 0.3
  faults.chances.failed_before = 0.3
  for (let look = 0; look < 3; look++) {
    await world.pass(60_000)
    wechat.finish()
    stripe.finish()
  }
  faults.chances.failed_after = 0
  faults.chances.failed_before = 0
  for (let look = 0; look < 2; look++) {
    await world.pass(30 * 60_000)
    wechat.finish()
    stripe.finish()
    await deliver()
  }
  const states = await row<{ done: bigint; all: bigint }>(
    world.db,
  )`select count(*) filter (where state = 'succeeded') as done, count(*) as all from refunds where ${true}::boolean`
  assert.deepEqual([states?.done, states?.all], [3n, 3n])
  assert.deepEqual(
    [wechat.book().refunded, alipay.book().refunded, stripe.book().refunded],
    [300n, 300n, 300n],
  )
  assert.equal(await held(world, 'refund_transit'), 0n)
  // The day's files of all three say the same as the books; the last is ready at ten in the morning.
  await world.pass(DAY + 12 * HOUR)
  await world.settle()
  const bills = await rows<{ provider: string; lines_count: number }>(
    world.db,
  )`select provider, sum(lines_count)::int as lines_count from provider_bills where provider <> 'sandbox' and ${true}::boolean group by provider order by provider`
  assert.deepEqual(
    bills.map(({ provider, lines_count }) => [provider, lines_count]),
    [
      ['alipay', 2],
      ['stripe', 2],
      ['wechat', 2],
    ],
  )
  assert.deepEqual(
    await rows(world.db)`select kind, words from payment_differences where ${true}::boolean`,
    [],
  )

  // WeChat Pay takes a refund before midnight and lists it, still on its way, in that day's file: that is no word that it is
  // through. Once it is, it counts for the day it was taken on, and the difference closes by itself.
  const taken_on = dayIn(after(world.now(), DAY), BUSINESS_ZONE)
  const midnight = new Date(`${taken_on}T16:00:00Z`)
  await world.pass(midnight.getTime() - world.now().getTime() - 10 * 60_000)
  await giveBack(first, 'CNY', 200n)
  await world.settle()
  await world.pass(11 * HOUR)
  const slow = () =>
    row(world.db)`
      select state, (finished_at at time zone ${BUSINESS_ZONE}::text)::date as day from refunds where amount = 200`
  const told = () =>
    rows(world.db)`select kind, state from payment_differences where ${true}::boolean`
  assert.deepEqual(await slow(), { state: 'sent', day: null })
  assert.deepEqual(await told(), [{ kind: 'missing_here', state: 'open' }])
  await world.verify()
  wechat.finish()
  await deliver()
  await world.pass(HOUR)
  assert.deepEqual(await slow(), { state: 'succeeded', day: taken_on })
  assert.deepEqual(await told(), [{ kind: 'missing_here', state: 'resolved' }])
  await world.verify()
})
