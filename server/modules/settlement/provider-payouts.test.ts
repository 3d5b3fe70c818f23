import assert from 'node:assert/strict'
import { test } from 'node:test'
import { after, DAY, MINUTE } from '../../kernel/time.ts'
import { row, rows } from '../../platform/db.ts'
import { type SeededSku, seedRoom, seedShop, seedSku, uuidOf } from '../../test-seed.ts'
import { buy, ship } from '../orders/orders.world.ts'
import { pay } from '../payments/payments.world.ts'
import { openMarket } from '../payments/providers/market.world.ts'
import type { Mishap } from '../payments/providers/simulators/faults.ts'
import { claim, redPackets } from '../promotions/promotions.world.ts'
import { booked, refund, sellOrder, settleOrder } from './settlement.world.ts'

test('a verified account has payouts go through its provider: once per number over a line that breaks, booked when they arrive', async () => {
  await using market = await openMarket({
    offered: 'sandbox',
    env: { PAYOUT_RELEASE_UP_TO: '6000' },
  })
  const { world, faults, wechat, alipay, stripe } = market
  wechat.fund(50_000n)
  alipay.fund(50_000n)
  stripe.fund(50_000n, 'cny')
  const sold = await sellOrder(world, {}, { prices: [40_000n] })
  await settleOrder(world, sold)
  const { shop } = sold
  const at = `/v1/shops/${shop.shown}/provider-accounts`
  const [ann, bob] = await Promise.all([world.operator('finance'), world.operator('finance')])
  const available = () => booked(world, 'shop_available', shop.id)
  const whole = await available()

  // Named by its owner: nothing goes there yet.
  assert.equal(
    (await shop.owner.post(at, { provider: 'paypal', external_id: 'tea@tea', holder: 'Tea' })).body
      .code,
    'provider_not_connected',
  )
  assert.equal(
    (await shop.owner.post(at, { provider: 'stripe', external_id: 'tea@tea', holder: 'Tea' })).body
      .code,
    'provider_account_malformed',
  )
  const name = async (provider: string, external_id: string) => {
    const named = await shop.owner.post(at, { provider, external_id, holder: '陈茶' })
    assert.equal(named.status, 201, named.text)
    return named.body.data.find((one: any) => one.provider === provider && one.state === 'pending')
  }
  const first = await name('stripe', 'acct_1Nv0FGQ9RKHgCVdK')
  assert.equal((await name('stripe', 'acct_1Nv0FGQ9RKHgCVdK')).id, first.id)
  assert.equal(first.external_id, '*****************CVdK')
  const ask = (amount: number) =>
    shop.owner.post(`/v1/shops/${shop.shown}/payouts`, { amount, currency: 'CNY' })
  assert.equal((await ask(5_000)).body.code, 'payout_account_missing')
  const waiting = (await ann.get('/v1/provider-accounts')).body.data
  assert.deepEqual(
    waiting.map((one: any) => [one.external_id, one.owner_id, one.state, one.why]),
    [['acct_1Nv0FGQ9RKHgCVdK', shop.shown, 'pending', 'named']],
  )
  const verify = (id: string, who = ann) => who.post(`/v1/provider-accounts/${id}/verification`)
  assert.equal((await verify(first.id, shop.owner)).status, 403)
  assert.equal((await verify(first.id)).status, 204)
  assert.equal((await verify(first.id)).body.code, 'wrong_state')
  // Not even by another way into the table.
  await assert.rejects(
    rows(world.db)`update provider_accounts set verified_by = named_by where ${true}::boolean`,
    /provider_accounts_two_persons/,
  )

  // Each call is lost after it was done; then asked about under the same number.
  const payout = async (amount: number, mishaps: readonly (Mishap | undefined)[]) => {
    faults.next(...mishaps)
    const asked = await ask(amount)
    assert.equal(asked.status, 201, asked.text)
    for (let look = 0; look <= mishaps.length; look++) {
      await world.settle()
      wechat.finish()
      await world.pass(MINUTE)
    }
    return (await row<{ state: string; provider: string; attempts: number }>(
      world.db,
    )`select state, provider, attempts from payouts where number = ${asked.body.number}`) as {
      state: string
      provider: string
      attempts: number
    }
  }
  const through_stripe = await payout(5_000, ['failed_after'])
  assert.deepEqual([through_stripe.state, through_stripe.provider], ['succeeded', 'stripe'])
  assert.ok(through_stripe.attempts > 1)
  assert.equal(stripe.book().sent, 5_000n)

  const second = await name('wechat', 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o')
  assert.equal((await verify(second.id)).status, 204)
  const through_wechat = await payout(4_000, ['failed_before', undefined, 'lost_after'])
  assert.deepEqual([through_wechat.state, through_wechat.provider], ['succeeded', 'wechat'])
  assert.equal(wechat.book().sent, 4_000n)
  assert.equal(await available(), whole - 9_000n)

  // What waits for its run comes back when the account is stopped, and the next one goes elsewhere.
  assert.equal((await ask(7_000)).body.state, 'requested')
  const stop = await bob.post(`/v1/provider-accounts/${second.id}/disablement`, {
    reason: 'holder differs',
  })
  assert.equal(stop.status, 204, stop.text)
  await world.settle()
  const [returned] = (await shop.owner.get(`/v1/shops/${shop.shown}/payouts`)).body.data
  assert.deepEqual([returned.state, returned.failure_reason], ['failed', 'holder differs'])
  assert.equal(await available(), whole - 9_000n)
  const third = await name('alipay', 'tea@example.com')
  assert.equal((await verify(third.id, bob)).status, 204)
  assert.equal((await payout(3_000, [])).provider, 'alipay')
  assert.equal(alipay.book().sent, 3_000n)

  // A clear no of the provider returns the money with its words.
  assert.equal((await payout(5_500, [])).state, 'succeeded')
  alipay.fund(-50_000n + 8_500n)
  assert.equal((await payout(5_400, [])).state, 'failed')
  assert.equal(await available(), whole - 17_500n)

  // Ended by its owner; one that nobody verifies lapses; another person's is nobody's to touch.
  const kim = await world.person()
  assert.equal((await kim.post(`/v1/me/provider-accounts/${third.id}/end`)).status, 404)
  const ended = await shop.owner.post(`${at}/${third.id}/end`)
  assert.equal(ended.body.data.find((one: any) => one.id === third.id).why, 'ended')
  const fourth = await name('alipay', '2088102122458832')
  await rows(
    world.db,
  )`update provider_accounts set deadline_at = ${world.now()} where state = 'pending'`
  await world.pass(10 * MINUTE)
  const shown = (await shop.owner.get(at)).body
  assert.deepEqual(
    shown.data.map((one: any) => [one.provider, one.state, one.why]),
    [
      ['stripe', 'verified', 'verified'],
      ['alipay', 'disabled', 'not_verified_in_time'],
      ['alipay', 'disabled', 'ended'],
      ['wechat', 'disabled', 'holder differs'],
    ],
  )
  assert.equal((await verify(fourth.id)).body.code, 'wrong_state')

  // A deposit goes back the way payouts go: this shop never named a bank account.
  const cup = await seedShop(world)
  const path = `/v1/shops/${cup.shown}`
  await rows(world.db)`
    insert into state_edges (noun, from_state, to_state) values ('shops', 'open', 'deposit_due') on conflict do nothing`
  await rows(world.db)`
    update shops set state = 'deposit_due', deposit_required = 100000, deadline_at = ${after(world.now(), 30 * DAY)} where id = ${cup.id}`
  await rows(world.db)`
    insert into state_changes (noun, noun_id, from_state, to_state, actor_kind, actor_id, reason, at) values ('shops', ${cup.id}, 'open', 'deposit_due', 'system', 'seed', 'seeded', ${world.now()})`
  await pay(world, cup.owner, (await cup.owner.post(`${path}/deposit-payments`)).body.id)
  await world.settle()
  const blocked = await cup.owner.post(`${path}/deposit-refund`)
  assert.deepEqual(
    blocked.body.details?.blocks.map(({ kind }: any) => kind),
    ['payout_account'],
    blocked.text,
  )
  const fifth = await cup.owner.post(`${path}/provider-accounts`, {
    ...{ provider: 'alipay', external_id: 'cup@example.com', holder: '杯' },
  })
  assert.equal((await verify(fifth.body.data[0].id)).status, 204)
  assert.equal((await cup.owner.post(`${path}/deposit-refund`)).status, 201)
  alipay.fund(100_000n)
  const sent = alipay.book().sent
  faults.next('failed_after')
  const answered = await ann.post(`/v1/deposits/${cup.shown}/refund-answer`, {
    ...{ approve: true, words: '' },
  })
  assert.equal(answered.body.state, 'refund_hold', answered.text)
  await world.pass(MINUTE)
  await world.pass(MINUTE)
  assert.equal(alipay.book().sent - sent, 100_000n)
  assert.equal((await cup.owner.get(`${path}/deposit`)).body.state, 'refunded')
  await world.verify()
})

test('one checkout over two shops: what settles is split off the trade for the shop and the creator who want it sent, once, and the day’s file agrees', async () => {
  await using market = await openMarket({ env: { PAYOUT_RELEASE_UP_TO: '100000' } })
  const { world, faults, stripe } = market
  const [tea, cup] = await Promise.all([seedShop(world), seedShop(world)])
  const skus = await Promise.all([
    seedSku(world, tea, { price: 20_000n, commission_ppm: 200_000n }),
    seedSku(world, cup, { price: 30_000n }),
  ])
  const [ann, sam, lin] = await Promise.all([
    world.operator('finance'),
    world.person(),
    world.person({ is_creator: true }),
  ])
  const room = await seedRoom(world, lin, skus.slice(0, 1))
  for (const [owner, whose, external_id, is_automatic] of [
    [tea.owner, `shops/${tea.shown}`, 'acct_1TeaHouse00000001', true],
    [cup.owner, `shops/${cup.shown}`, 'acct_1CupHouse00000002', false],
    [lin, 'me', 'acct_1LinLives00000003', true],
  ] as const) {
    const at = `/v1/${whose}/provider-accounts`
    const named = await owner.post(at, { provider: 'stripe', external_id, holder: 'Tea' })
    const { id } = named.body.data[0]
    await ann.post(`/v1/provider-accounts/${id}/verification`)
    const chosen = await owner.put(`${at}/${id}/sending`, { is_automatic })
    assert.equal(chosen.body.data[0].is_automatic, is_automatic, chosen.text)
    assert.equal((await sam.put(`${at}/${id}/sending`, { is_automatic: true })).status, 404)
  }
  const [pot, mug] = skus as [SeededSku, SeededSku]
  // What the host gave in a red packet stays with the host until it is earned back.
  const packet = await claim(sam, await redPackets(lin, room))
  const wishes = [{ sku: pot, room }, { sku: mug }]
  const made = await buy(world, sam, wishes, { coupon_ids: [packet] })
  const cashier = await sam.post(`/v1/payments/${made.payment.shown}/cashier?provider=stripe`)
  stripe.pay(cashier.body.cashier_url)
  await world.pass(MINUTE)
  await ship(world, made)
  for (const { shown } of made.orders)
    assert.equal((await sam.post(`/v1/orders/${shown}/receipt`)).status, 201)
  await world.settle()
  const due = async (shop_id: string) =>
    (await row<{ shops: bigint; creators: bigint }>(world.db)`
      select merchant_net - merchant_net * reserve_ppm / 1000000 as shops,
        commission - commission * creator_reserve_ppm / 1000000 as creators
      from settlements where shop_id = ${shop_id}`) as { shops: bigint; creators: bigint }
  // Its time is over, its line is settled; the call that splits its share off is done although the answer says otherwise.
  faults.chances.failed_after = 0.5
  await rows(
    world.db,
  )`update settlements set deadline_at = ${world.now()}, settle_at = ${world.now()}, hold_days = 0,
      creator_settle_at = case when creator_id is null then creator_settle_at else ${world.now()} end, creator_hold_days = 0
    where state = 'counting'`
  for (let look = 0; look < 6; look++) await world.pass(2 * MINUTE)
  faults.chances.failed_after = 0
  await world.pass(30 * MINUTE)
  const [of_tea, of_cup] = await Promise.all([due(tea.id), due(cup.id)])
  assert.ok(of_tea.shops > 10_000n && of_tea.creators > 2_000n)
  const split = { state: 'succeeded', provider: 'stripe', of_the_trade: true }
  assert.deepEqual(
    await rows(world.db)`
      select owner_id, amount, state, provider, trade_number = (select provider_number from payments) as of_the_trade
      from payouts where ${true}::boolean order by owner_kind desc`,
    [
      { owner_id: tea.id, amount: of_tea.shops, ...split },
      { owner_id: uuidOf(lin.id), amount: of_tea.creators - 500n, ...split },
    ],
  )
  assert.equal(stripe.book().sent, of_tea.shops + of_tea.creators - 500n)
  assert.equal(await booked(world, 'shop_available', tea.id), 0n)
  assert.equal(await booked(world, 'creator_available', uuidOf(lin.id)), 500n)
  assert.equal(await booked(world, 'shop_available', cup.id), of_cup.shops)
  await world.pass(DAY)
  assert.deepEqual(
    await rows(world.db)`select kind, words from payment_differences where ${true}::boolean`,
    [],
  )
  await world.verify()

  // The pot goes back after all: what was split off is taken back there, over answers that are lost, as far as it goes.
  const owed = async () => [
    await booked(world, 'shop_debt', tea.id),
    await booked(world, 'creator_debt', uuidOf(lin.id)),
  ]
  stripe.spend('acct_1LinLives00000003', 'cny', 100n)
  faults.chances.failed_after = 0.5
  const line = (await row<{ id: string; order_id: string; paid: bigint }>(world.db)`
    select id, order_id, paid + freight as paid from settlements where shop_id = ${tea.id}`) as any
  await refund(world, { order_id: line.order_id, lines: [line] } as any, 0, 1, {
    amount: line.paid,
  })
  for (let look = 0; look < 6; look++) await world.pass(2 * MINUTE)
  faults.chances.failed_after = 0
  stripe.finish()
  await world.pass(30 * MINUTE)
  assert.equal(stripe.book().returned, of_tea.shops)
  assert.deepEqual(await owed(), [0n, 500n - of_tea.creators])
  assert.deepEqual(
    await rows(world.db)`
      select p.owner_id, r.amount, r.state, r.failure_reason from payout_reversals as r join payouts as p on p.id = r.payout_id
      where ${true}::boolean order by p.owner_kind desc`,
    [
      { owner_id: tea.id, amount: of_tea.shops, state: 'succeeded', failure_reason: null },
      {
        ...{ owner_id: uuidOf(lin.id), amount: of_tea.creators - 500n, state: 'failed' },
        failure_reason: 'balance_insufficient',
      },
    ],
  )
  await world.verify()
  await world.pass(DAY)
  assert.deepEqual(
    await rows(world.db)`select kind, words from payment_differences where ${true}::boolean`,
    [],
  )
  await world.verify()
})
