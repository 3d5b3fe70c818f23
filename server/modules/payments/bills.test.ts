import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from '../../kernel/ids.ts'
import { DAY } from '../../kernel/time.ts'
import { inTransaction, rows } from '../../platform/db.ts'
import { testWorld } from '../../test-world.ts'
import { requestRefund } from './index.ts'
import {
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
import { sandboxProvider } from './sandbox-provider.ts'

test('the daily file holds one line for each trade, with the provider’s fee', async () => {
  await using world = await testWorld()
  const sam = await world.person()
  const payment = await seedPayment(world, sam)
  await pay(world, sam, payment.id)
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(world.now())
  const provider = sandboxProvider(world.app.context)
  assert.equal((await provider.fetchBill(day)).is, 'unknown')
  await inTransaction(world.db, (tx) =>
    requestRefund(tx, {
      payment_id: payment.id,
      reason_kind: 'order_cancelled',
      reason_id: newId(),
      order_id: null,
      amount: 80n,
      now: world.now(),
    }),
  )
  await world.settle()
  await world.pass(DAY)
  const bill = await provider.fetchBill(day)
  assert.ok(bill.is === 'answered')
  assert.deepEqual(
    bill.value.map(({ about, number, amount, fee, currency }) => [
      about,
      about === 'payment' ? number : '',
      amount,
      fee,
      currency,
    ]),
    [
      ['payment', payment.number, 12_480n, 75n, 'CNY'],
      ['refund', '', 80n, 0n, 'CNY'],
    ],
  )
  assert.equal((await world.stranger.get(`/sandbox/pay/bill?day=${day}`)).status, 401)
  await world.pass(DAY)
  assert.deepEqual(
    await rows(
      world.db,
    )`select lines_count, fees from provider_bills where ${true}::boolean order by day limit 1`,
    [{ lines_count: 2, fees: { CNY: 75 } }],
  )
  assert.deepEqual(await rows(world.db)`select from payment_differences where ${true}::boolean`, [])
})

test('the file finds what no callback and no question did, and names each difference', async () => {
  await using world = await testWorld()
  const sam = await world.person()
  const fine = await seedPayment(world, sam)
  await pay(world, sam, fine.id)
  // Ours only: a trade the provider does not have in its file.
  const ours = await seedPayment(world, sam, { amount: 700n })
  await tell(world, { number: ours.number, amount: 700n })
  // Theirs only: paid there, while we had stopped asking.
  const missed = await seedPayment(world, sam, { amount: 900n, minutes: 60 * 72 })
  const cashier = await openCashierOf(sam, missed.id)
  await rows(
    world.db,
  )`update sandbox.trades set notify_url = 'http://127.0.0.1:9/' where merchant_number = ${missed.number}`
  await rows(world.db)`update payments set next_query_at = null where id = ${missed.id}`
  await press(world, cashier, 'pay')
  // Theirs only, and of nothing we know.
  const stranger = newId()
  await rows(world.db)`
    insert into sandbox.trades (id, number, kind, merchant_number, amount, currency, notify_url, state, created_at, finished_at)
    values (${stranger}, ${`sbx_${stranger.slice(0, 20)}`}, 'payment', 'nobody', 55, 'CNY', 'http://127.0.0.1:9/', 'succeeded', ${world.now()}, ${world.now()})`
  // Another amount there than here.
  const less = await seedPayment(world, sam, { amount: 1_000n })
  await pay(world, sam, less.id)
  await rows(
    world.db,
  )`update sandbox.trades set amount = 999 where merchant_number = ${less.number}`
  await world.settle()
  assert.equal((await paymentOf(world, missed.id)).state, 'pending')
  await world.pass(2 * DAY)
  assert.equal((await paymentOf(world, missed.id)).state, 'succeeded')
  const found = await rows<{ kind: string; expected: bigint | null; found: bigint | null }>(
    world.db,
  )`
    select kind, expected, found from payment_differences where ${true}::boolean order by kind`
  assert.deepEqual(
    found.map(({ kind, expected, found }) => [kind, expected, found]),
    [
      ['amount', 1_000n, 999n],
      // Found, booked, and closed by itself.
      ['missing_here', 900n, 900n],
      ['missing_there', 700n, null],
      ['unknown_number', null, 55n],
    ],
  )
  assert.equal(await held(world, 'unmatched'), 55n)
  const { trades } = await providersBook(world)
  assert.equal(trades, 4n)
  assert.equal((await ourBook(world)).payments, 12_480n + 700n + 900n + 1_000n)
  await world.pass(2 * DAY)
  assert.equal(
    (await rows(world.db)`select from payment_differences where ${true}::boolean`).length,
    4,
  )
  assert.deepEqual(
    await rows(world.db)`
      select kind, state, resolution from payment_differences where state <> 'open' and ${true}::boolean`,
    [
      {
        kind: 'missing_here',
        state: 'resolved',
        resolution: 'our books and the file agree now',
      },
    ],
  )
  await world.verify()
})
