import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY, HOUR, MINUTE } from '../../kernel/time.ts'
import { isDatabaseError, row, rows } from '../../platform/db.ts'
import { testWorld, type World } from '../../test-world.ts'
import { tell } from '../payments/payments.world.ts'
import { booked, sellOrder, settleOrder } from './settlement.world.ts'

const bank = { holder: 'Tea Co.', bank: 'ICBC', account_number: '6222000011112222' }

const shopWithMoney = async (world: World) => {
  const sold = await sellOrder(world, {}, { prices: [20_000n] })
  await settleOrder(world, sold)
  const { shop } = sold
  await shop.owner.put(`/v1/shops/${shop.shown}/payout-account`, bank)
  const ask = async (amount: number) => {
    const asked = await shop.owner.post(`/v1/shops/${shop.shown}/payouts`, {
      amount,
      currency: 'CNY',
    })
    assert.equal(asked.status, 201, asked.text)
    return asked.body
  }
  const states = async () =>
    (await shop.owner.get(`/v1/shops/${shop.shown}/payouts`)).body.data.map((one: any) => one.state)
  return { sold, shop, ask, states }
}

test('a payout waits for a run that one person prepares and another releases; small ones go at once', async () => {
  await using world = await testWorld({ env: { PAYOUT_RELEASE_UP_TO: '500' } })
  const { shop, ask, states } = await shopWithMoney(world)
  const [ann, bob] = await Promise.all([world.operator('finance'), world.operator('finance')])
  assert.equal((await ann.post('/v1/payout-runs', { currency: 'CNY' })).body.code, 'run_empty')
  await ask(500)
  const [first, second] = [await ask(6_000), await ask(7_000)]
  await world.settle()
  assert.deepEqual(await states(), ['requested', 'requested', 'succeeded'])
  assert.deepEqual(
    (await ann.get('/v1/waiting-payouts')).body.data.map((one: any) => [one.number, one.owner_id]),
    [
      [first.number, shop.shown],
      [second.number, shop.shown],
    ],
  )

  const prepared = await ann.post('/v1/payout-runs', { currency: 'CNY' })
  assert.deepEqual(
    [prepared.status, prepared.body.payouts_count, prepared.body.amount],
    [201, 2, 13_000],
    prepared.text,
  )
  const at = `/v1/payout-runs/${prepared.body.id}`
  assert.equal((await bob.post('/v1/payout-runs', { currency: 'CNY' })).body.code, 'run_empty')
  const own = await ann.post(`${at}/release`)
  assert.deepEqual([own.status, own.body.code], [409, 'needs_second_person'])
  // Not even by another way into the table.
  await assert.rejects(
    rows(world.db)`update payout_runs set released_by = prepared_by where ${true}::boolean`,
    (error: unknown) => isDatabaseError(error, '23514', 'payout_runs_two_persons'),
  )
  // One of them is refused meanwhile: its owner has the money back and reads why.
  const refused = await bob.post(`/v1/payouts/${second.id}/refusal`, { reason: 'wrong holder' })
  assert.equal(refused.status, 204, refused.text)
  assert.equal(
    (await ann.post(`/v1/payouts/${second.id}/refusal`, { reason: 'again' })).body.code,
    'payout_not_waiting',
  )
  const [released, twin] = await Promise.all([
    bob.post(`${at}/release`, undefined, { 'idempotency-key': 'once' }),
    bob.post(`${at}/release`, undefined, { 'idempotency-key': 'once' }),
  ])
  assert.deepEqual([released.body.state, twin.body.state], ['released', 'released'])
  await world.settle()
  const paid = (await shop.owner.get(`/v1/shops/${shop.shown}/payouts`)).body.data
  assert.deepEqual(
    paid.map((one: any) => [one.amount, one.state, one.failure_reason]),
    [
      [7_000, 'failed', 'wrong holder'],
      [6_000, 'succeeded', null],
      [500, 'succeeded', null],
    ],
  )
  assert.equal(await booked(world, 'shop_available', shop.id), 19_000n - 6_500n)
  assert.equal((await bob.post(`${at}/cancellation`, { reason: 'late' })).body.code, 'wrong_state')
  await world.verify()
})

test('a run that nobody releases lapses, and so does a payout that nobody wants to release', async () => {
  await using world = await testWorld({ env: { PAYOUT_RELEASE_UP_TO: '0' } })
  const { shop, ask } = await shopWithMoney(world)
  const ann = await world.operator('finance')
  await ask(6_000)
  const run = (await ann.post('/v1/payout-runs', { currency: 'CNY' })).body
  await world.pass(2 * DAY + MINUTE)
  // Staff are signed out by then: another one looks.
  const cat = await world.operator('finance')
  assert.equal((await cat.get(`/v1/payout-runs/${run.id}`)).body.state, 'cancelled')
  assert.equal((await cat.get('/v1/waiting-payouts')).body.data.length, 1)
  const again = (await cat.post('/v1/payout-runs', { currency: 'CNY' })).body
  await cat.post(`/v1/payout-runs/${again.id}/cancellation`, { reason: 'holiday' })
  await world.pass(5 * DAY)
  const failed = await row<{ state: string; failure_reason: string }>(world.db)`
    select state, failure_reason from payouts where ${true}::boolean`
  assert.deepEqual(failed, { state: 'failed', failure_reason: 'not released in time' })
  assert.equal(await booked(world, 'shop_available', shop.id), 19_000n)
  await world.verify()
})

test('what the bank sends back after success is its owner’s again: told by callback, believed when asked', async () => {
  await using world = await testWorld()
  const { shop, ask, states } = await shopWithMoney(world)
  const { number } = await ask(6_000)
  await world.settle()
  assert.deepEqual(await states(), ['succeeded'])
  // The callback alone changes nothing: asked, the provider still says that it arrived.
  await tell(world, { kind: 'payout', number, amount: 6_000n, state: 'failed' })
  await world.pass(MINUTE)
  assert.deepEqual(await states(), ['succeeded'])
  await world.pass(DAY)
  assert.equal((await world.stranger.post(`/sandbox/pay/payouts/${number}/return`)).status, 200)
  await world.pass(MINUTE)
  assert.deepEqual(await states(), ['bounced'])
  const balance = (await shop.owner.get(`/v1/shops/${shop.shown}/balance`)).body
  assert.deepEqual([balance.available, balance.in_transit, balance.paid_out], [19_000, 0, 0])
  assert.deepEqual(
    (
      await rows<{ kind: string }>(world.db)`
        select kind from journals where event like 'payout:%' order by id`
    ).map(({ kind }) => kind),
    ['payout_request', 'payout', 'payout_bounce', 'payout_return'],
  )
  const payouts = `/v1/shops/${shop.shown}/payouts`
  assert.equal((await shop.owner.get(`${payouts}?standing=back`)).body.data.length, 1)
  assert.equal((await shop.owner.get(`${payouts}?standing=arrived`)).body.data.length, 0)

  // The next one bounces unheard: the day's file says so. Another one's return is what our books have refused.
  const { number: unheard } = await ask(500)
  const { number: refused } = await ask(400)
  await world.settle()
  await rows(world.db)`
    update sandbox.trades set state = 'failed', returned_at = ${world.now()} where merchant_number = ${unheard}`
  await rows(world.db)`
    update sandbox.trades set amount = 399, state = 'failed', returned_at = ${world.now()} where merchant_number = ${refused}`
  await world.pass(DAY)
  await world.pass(HOUR)
  assert.deepEqual(await states(), ['succeeded', 'bounced', 'bounced'])
  assert.deepEqual(
    await rows(world.db)`
      select kind, number, state, expected, found from payment_differences where number like ${'pot_%'} order by kind, number`,
    [
      { kind: 'amount', number: refused, state: 'open', expected: 400n, found: 399n },
      { kind: 'missing_here', number: unheard, state: 'resolved', expected: 500n, found: 500n },
      { kind: 'payout_differs', number: refused, state: 'open', expected: 400n, found: 399n },
    ],
  )
  assert.equal(await booked(world, 'unmatched'), 399n)

  // Statements say that it came back, and every sum of theirs is the sum of the rows that it leads to.
  await world.pass(2 * DAY)
  const at = `/v1/shops/${shop.shown}/statements`
  const statements = (await shop.owner.get(at)).body.data
  const rowsOf = async (day: string, of: string) =>
    (await shop.owner.get(`${at}/${day}/entries?limit=100&of=${of}`)).body.data
  const sum = (all: any[], key = 'amount') => all.reduce((so_far, one) => so_far + one[key], 0)
  for (const one of statements) {
    const lines = await rowsOf(one.day, 'income')
    assert.deepEqual(
      {
        lines_count: new Set(lines.map((line: any) => line.order_line_id)).size,
        income: sum(lines, 'income'),
        fees: sum(lines, 'fee') + sum(lines, 'premium'),
        commissions: sum(lines, 'commission'),
        reserved: sum(await rowsOf(one.day, 'reserved')),
        net: sum(await rowsOf(one.day, 'net')),
        paid_out: 0 - sum(await rowsOf(one.day, 'paid_out')),
        paid_back: sum(await rowsOf(one.day, 'paid_back')),
      },
      (({ lines_count, income, fees, commissions, reserved, net, paid_out, paid_back }) => ({
        lines_count,
        income,
        fees,
        commissions,
        reserved,
        net,
        paid_out,
        paid_back,
      }))(one),
    )
  }
  const back = statements.find((one: any) => one.paid_back > 500)
  assert.equal(back.paid_back, 6_000)
  assert.match((await rowsOf(back.day, 'paid_back'))[0].memo, new RegExp(`^${number}`))
  assert.equal(sum(statements, 'lines_count') > 0, true)
  const entries = `/v1/shops/${shop.shown}/ledger-entries`
  assert.equal(sum((await shop.owner.get(`${entries}?account=available`)).body.data), 18_600)
  assert.equal(sum((await shop.owner.get(`${entries}?account=in_transit`)).body.data), 0)
  await world.verify()
})

test('a released payout is held back before its call while its account or shop is not what it was; a call that went out is only asked about', async () => {
  await using world = await testWorld()
  const { shop, ask, states } = await shopWithMoney(world)
  const whole = await booked(world, 'shop_available', shop.id)
  const bankIs = (account_number: string) =>
    shop.owner.put(`/v1/shops/${shop.shown}/payout-account`, { ...bank, account_number })
  const newest = async () => (await shop.owner.get(`/v1/shops/${shop.shown}/payouts`)).body.data[0]
  const [admin, ann] = await Promise.all([world.operator('admin'), world.operator('finance')])

  // Replaced between release and call, then changed back.
  await ask(6_000)
  await bankIs('6222999999999999')
  await world.settle()
  const held = await newest()
  assert.deepEqual([held.state, held.hold_reason], ['held', 'account_changed'])
  assert.equal(Date.parse(held.deadline_at) - Date.parse(held.state_at), 10 * DAY)
  assert.deepEqual(
    (await ann.get('/v1/waiting-payouts?held=true')).body.data.map((one: any) => [
      one.number,
      one.hold_reason,
    ]),
    [[held.number, 'account_changed']],
  )
  await world.verify()
  await bankIs(bank.account_number)
  await world.pass(MINUTE)
  assert.deepEqual(await states(), ['succeeded'])
  assert.equal((await newest()).hold_reason, null)

  // Suspended: finance returns one at once, the other goes out when the shop opens again.
  await ask(500)
  await ask(400)
  const suspend = await admin.post(`/v1/shops/${shop.shown}/suspension`, {
    suspend: true,
    reason: 'complaints',
  })
  assert.equal(suspend.status < 300, true, suspend.text)
  await world.settle()
  assert.deepEqual(await states(), ['held', 'held', 'succeeded'])
  const { id } = await newest()
  assert.equal((await ann.post(`/v1/payouts/${id}/refusal`, { reason: 'no' })).status, 204)
  await world.pass(7 * DAY + HOUR)
  assert.deepEqual(await states(), ['failed', 'succeeded', 'succeeded'])

  // Nobody changes it back: after ten days it is available again, and nothing went out.
  await ask(300)
  await bankIs('6222999999999999')
  await world.settle()
  await world.pass(10 * DAY + HOUR)
  const returned = await newest()
  assert.deepEqual(
    [returned.state, returned.hold_reason, returned.failure_reason],
    ['failed', 'account_changed', 'held back too long'],
  )

  // Its call went out and nobody answered: it is asked about, never sent again, and ends when nobody has it.
  await bankIs(bank.account_number)
  await ask(200)
  await rows(world.db)`alter table sandbox.trades rename to trades_away`
  await world.settle().catch(() => {})
  await bankIs('6222999999999999')
  await rows(world.db)`alter table sandbox.trades_away rename to trades`
  await world.pass(HOUR)
  assert.equal((await newest()).state, 'sent')
  await world.pass(DAY + HOUR)
  const never = await newest()
  assert.deepEqual(
    [never.state, never.failure_reason],
    ['failed', 'stopped before the provider had it'],
  )
  assert.equal(await booked(world, 'shop_available', shop.id), whole - 6_500n)
  await world.verify()
})
