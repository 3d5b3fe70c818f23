import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from '../../kernel/ids.ts'
import { system } from '../../kernel/state.ts'
import { DAY, HOUR } from '../../kernel/time.ts'
import { inTransaction, row, rows } from '../../platform/db.ts'
import { type SeededShop, type SeededSku, seedShop, seedSku, uuidOf } from '../../test-seed.ts'
import { type Person, testWorld, type World } from '../../test-world.ts'
import { platformAccount, post } from '../ledger/index.ts'
import { paidOrder } from '../orders/orders.world.ts'
import { behave, openCashierOf, paymentOf, press } from '../payments/payments.world.ts'
import { deductDeposit, freezeDeposit, takeFromDeposit, unfreezeDeposit } from './deposit-deduct.ts'
import { endGrace } from './deposit-grace.ts'
import { postDeposits } from './deposits.ts'
import { accountOf } from './owners.ts'
import { sendShares } from './send-shares.ts'
import { settleDue } from './settle-lines.ts'
import { askDeposit, booked, completeOrder, sellOrder, topUp } from './settlement.world.ts'

/** Lets days go by in steps that keep these people signed in. */
async function stay(world: World, days: number, ...people: Person[]): Promise<void> {
  for (let left = days; left > 0; left -= 10) {
    await world.pass(Math.min(left, 10) * DAY)
    for (const person of people) await person.get('/v1/me')
  }
}

const bank = { holder: 'Tea Co.', bank: 'ICBC', account_number: '6222 0000 1111 2222' }
const by = (world: World) => ({ actor: system('test'), now: world.now() })

/** An approved shop that waits for its deposit of 1,000 yuan. */
async function approvedShop(world: World): Promise<SeededShop> {
  const shop = await seedShop(world)
  await askDeposit(world, shop)
  return shop
}

const openShop = async (world: World): Promise<SeededShop> => {
  const shop = await approvedShop(world)
  await topUp(world, shop)
  return shop
}
const depositOf = async (shop: SeededShop, who: Person = shop.owner) =>
  (await who.get(`/v1/shops/${shop.shown}/deposit`)).body
const shelve = (shop: SeededShop, sku: SeededSku, on_shelf: boolean) =>
  shop.owner.put(`/v1/shops/${shop.shown}/goods/${sku.shown_product}/shelf`, { on_shelf })
const statesOf = async (world: World, ...skus: SeededSku[]) =>
  Promise.all(
    skus.map(
      async ({ product_id }) =>
        (
          await row<{ state: string }>(
            world.db,
          )`select state from products where id = ${product_id}`
        )?.state,
    ),
  )

test('a new category makes a deposit short; after a week of grace goods are off and payouts wait; topping up restores exactly those', async () => {
  await using world = await testWorld()
  const shop = await openShop(world)
  const path = `/v1/shops/${shop.shown}`
  const first = await depositOf(shop)
  assert.deepEqual(
    [first.state, first.required, first.paid, first.missing],
    ['paid', 100_000, 100_000, 0],
  )
  assert.equal(first.lines[0].shop_kind, 'enterprise')
  assert.equal((await world.stranger.get(`${path}/deposit`)).status, 401)

  const [book, ring, own_off] = [
    await seedSku(world, shop, { category: 'books' }),
    await seedSku(world, shop, { category: 'jewelry' }),
    await seedSku(world, shop, { category: 'books' }),
  ]
  const buyer = await world.person()
  await shelve(shop, ring, false)
  await shelve(shop, own_off, false)
  await shelve(shop, book, false)
  await shelve(shop, book, true)
  await world.settle()
  const short = await depositOf(shop)
  assert.deepEqual(
    [short.state, short.required, short.missing],
    ['short', 400_000, 300_000],
    'the least sum of companies by category',
  )
  assert.equal(
    Math.round((new Date(short.deadline_at).getTime() - world.now().getTime()) / HOUR),
    7 * 24,
  )
  const notices = (await shop.owner.get(`${path}/deposit-records?kind=notice`)).body.data
  assert.deepEqual([notices.length, notices[0].reason], [1, 'goods_listed'])

  // Two at once are one payment; another sum closes it and asks anew.
  const asked = await Promise.all([
    shop.owner.post(`${path}/deposit-payments`),
    shop.owner.post(`${path}/deposit-payments`),
  ])
  assert.deepEqual(
    [asked[0].body.id, asked[0].body.amount],
    [asked[1].body.id, 300_000],
    asked[1].text,
  )
  await shelve(shop, ring, true)
  await world.settle()
  const anew = await shop.owner.post(`${path}/deposit-payments`)
  assert.equal(anew.body.amount, 1_900_000)
  assert.equal((await paymentOf(world, asked[0].body.id)).state, 'closed')

  await world.pass(6 * DAY)
  const order = await paidOrder(world, buyer, [{ sku: book }])
  assert.deepEqual(await statesOf(world, book, ring, own_off), [
    'on_shelf',
    'on_shelf',
    'off_shelf',
  ])
  await world.pass(DAY + HOUR)
  assert.deepEqual(await statesOf(world, book, ring, own_off), [
    'off_shelf',
    'off_shelf',
    'off_shelf',
  ])
  assert.equal((await shelve(shop, own_off, true)).body.code, 'listings_stopped')
  await shop.owner.put(`${path}/payout-account`, bank)
  const payout = await shop.owner.post(`${path}/payouts`, { amount: 1, currency: 'CNY' })
  assert.equal(payout.body.code, 'deposit_short', payout.text)
  assert.equal((await buyer.get(`/v1/orders/${order.shown}`)).body.state, 'to_ship')
  await world.verify()

  await topUp(world, shop)
  assert.equal((await depositOf(shop)).state, 'paid')
  assert.deepEqual(await statesOf(world, book, ring, own_off), [
    'on_shelf',
    'on_shelf',
    'off_shelf',
  ])
  assert.equal(await booked(world, 'shop_deposit', shop.id), 2_000_000n)
  await world.verify()
})

test('a deposit paid in the very moment its grace ends: whoever comes first, the goods are on sale in the end', async () => {
  await using world = await testWorld()
  for (const paysFirst of [true, false]) {
    const shop = await openShop(world)
    const sku = await seedSku(world, shop, { category: 'books' })
    await shelve(shop, sku, false)
    await shelve(shop, sku, true)
    await world.pass(6 * DAY + 23 * HOUR)
    const asked = await shop.owner.post(`/v1/shops/${shop.shown}/deposit-payments`)
    await press(world, await openCashierOf(shop.owner, asked.body.id), 'pay')
    await rows(world.db)`
      insert into deposit_payments (payment_id, shop_id, amount, currency, heard_at)
      select id, subject_id, amount, currency, ${world.now()} from payments where id = ${uuidOf(asked.body.id)} and state = 'succeeded'`
    await world.app.context.clock.advance(2 * HOUR)
    const work = [() => postDeposits(world.db, world.now()), () => endGrace(world.db, world.now())]
    await Promise.all((paysFirst ? work : work.reverse()).map((one) => one()))
    await world.settle()
    assert.deepEqual(
      [(await depositOf(shop)).state, ...(await statesOf(world, sku))],
      ['paid', 'on_shelf'],
    )
  }
  await world.verify()
})

test('zero-cost start: the shop opens unpaid and its settled sales fill the deposit by the share it chose, to the fen and no further', async () => {
  await using world = await testWorld()
  const shop = await approvedShop(world)
  const path = `/v1/shops/${shop.shown}`
  assert.equal(
    (await shop.owner.put(`${path}/deposit-from-sales`, { share_ppm: 99_999 })).status,
    422,
  )
  const started = await shop.owner.put(`${path}/deposit-from-sales`, { share_ppm: 500_000 })
  assert.deepEqual(
    [started.status, started.body.state, started.body.share_ppm, started.body.missing],
    [200, 'unpaid', 500_000, 100_000],
    started.text,
  )
  const buyer = await world.person()
  // What is sent on by itself waits until the deposit has had its part, whichever sweep comes first.
  const account_id = newId()
  await rows(world.db)`
    insert into state_changes (noun, noun_id, to_state, actor_kind, actor_id, reason, at) values ('provider_accounts', ${account_id}, 'verified', 'system', 'seed', 'seeded', ${world.now()})`
  await rows(world.db)`
    insert into provider_accounts (id, owner_kind, owner_id, provider, external_id, holder, state, state_at, named_by, verified_by, verified_at, created_at, automatic_since)
    values (${account_id}, 'shop', ${shop.id}, 'sandbox', 'tea@tea', 'Tea', 'verified', ${world.now()}, ${uuidOf(shop.owner.id)}, ${uuidOf(buyer.id)}, ${world.now()}, ${world.now()}, ${world.now()})`
  for (const expected of [47_500, 95_000, 100_000]) {
    await completeOrder(world, await sellOrder(world, { shop, buyer }, { prices: [100_000n] }))
    if (expected === 47_500) {
      await world.app.context.clock.advance(8 * DAY)
      assert.equal(await settleDue(world.db, world.now()), 1)
      assert.equal(await sendShares(world.db, 0n, world.now()), 0)
    }
    await stay(world, expected === 47_500 ? 1 : 9, shop.owner, buyer)
    assert.equal((await depositOf(shop)).paid, expected)
  }
  const filled = await depositOf(shop)
  assert.deepEqual([filled.state, filled.share_ppm, filled.missing], ['paid', null, 0])
  const records = (await shop.owner.get(`${path}/deposit-records?kind=from_sales&limit=2`)).body
  assert.deepEqual(
    records.data.map((one: any) => [one.amount, one.paid_after, typeof one.journal_id]),
    [
      [5_000, 100_000, 'number'],
      [47_500, 95_000, 'number'],
    ],
  )
  assert.ok(records.next)
  assert.equal(
    (await shop.owner.put(`${path}/deposit-from-sales`, { share_ppm: 500_000 })).body.code,
    'deposit_not_fillable',
  )
  await world.verify()
})

test('a refund names everything that blocks it; answered, unanswered, refused by the bank and withdrawn', async () => {
  await using world = await testWorld()
  const [shop, buyer] = [await openShop(world), await world.person()]
  const path = `/v1/shops/${shop.shown}/deposit-refund`
  const sold = await sellOrder(world, { shop, buyer }, { prices: [10_000n] })
  const kinds = (answer: any) => answer.body.details.blocks.map(({ kind }: any) => kind)
  const early = await shop.owner.post(path)
  assert.equal(early.body.code, 'deposit_refund_blocked', early.text)
  assert.deepEqual(kinds(early), ['listings', 'orders', 'unsettled', 'payout_account'])
  await completeOrder(world, sold)
  await stay(world, 18, shop.owner)
  const goods = (await shop.owner.get(`/v1/shops/${shop.shown}/goods`)).body.data
  for (const { id } of goods)
    await shop.owner.put(`/v1/shops/${shop.shown}/goods/${id}/shelf`, { on_shelf: false })
  await shop.owner.put(`/v1/shops/${shop.shown}/payout-account`, bank)
  assert.deepEqual(kinds(await shop.owner.post(path)), ['tail'])
  await stay(world, 13, shop.owner)

  const applied = await shop.owner.post(path)
  assert.deepEqual([applied.status, applied.body.state], [201, 'refund_applied'], applied.text)
  const listed = await shop.owner.put(`/v1/shops/${shop.shown}/goods/${goods[0].id}/shelf`, {
    on_shelf: true,
  })
  assert.equal(listed.body.code, 'listings_stopped')
  const answer = `/v1/deposits/${shop.shown}/refund-answer`
  let finance = await world.operator('finance')
  assert.equal((await finance.post(answer, { approve: false, words: '' })).status, 422)
  const refused = await finance.post(answer, { approve: false, words: 'your licence is in review' })
  assert.deepEqual(
    [refused.body.state, refused.body.refund.answer],
    ['paid', 'your licence is in review'],
  )
  assert.equal((await shop.owner.post(path)).status, 201)
  assert.equal((await shop.owner.delete(path)).body.state, 'paid', 'withdrawn')

  // Nobody answers: it goes by itself; the bank refuses: it is the deposit's again.
  await behave(world, { payout_fail: 1 })
  await shop.owner.post(path)
  await world.pass(7 * DAY + HOUR)
  for (let minute = 0; minute < 20; minute++) await world.pass(60_000)
  const back = await depositOf(shop)
  assert.deepEqual([back.state, back.paid, back.listings_stopped], ['paid', 100_000, null])
  assert.ok(back.refund.answer)
  await world.verify()

  await behave(world, { payout_fail: 0 })
  await shop.owner.post(path)
  finance = await world.operator('finance')
  const approved = await finance.post(answer, { approve: true, words: '' })
  assert.deepEqual([approved.body.state, approved.body.paid], ['refund_hold', 0], approved.text)
  await world.pass(60_000)
  assert.equal((await depositOf(shop)).state, 'refunded')
  assert.equal(await booked(world, 'shop_deposit', shop.id), 0n)
  assert.equal(await booked(world, 'payout_transit', shop.id), 0n)
  const shown = (await finance.get('/v1/deposits?state=refunded')).body.data
  assert.deepEqual(
    shown.map(({ shop_id }: any) => shop_id),
    [shop.shown],
  )
  await topUp(world, shop)
  assert.deepEqual(
    [(await depositOf(shop)).state, (await depositOf(shop)).listings_stopped],
    ['paid', null],
    'a shop that sells again pays again',
  )
  await world.verify()
})

test('nothing is deducted without a decided case or a debt that stands in the ledger, and never more than either', async () => {
  await using world = await testWorld()
  const shop = await openShop(world)
  const case_id = newId()
  const ask = { shop_id: shop.id, case_id, reason: 'false goods', loss_of: 'buyer' as const }
  const deduct = (amount: bigint, more = {}) =>
    inTransaction(world.db, (tx) => deductDeposit(tx, { ...ask, ...more, amount }, by(world)))
  const code = (wanted: string) => (error: any) => error.code === wanted
  await assert.rejects(deduct(1n), code('deposit_case_missing'))
  await assert.rejects(
    rows(world.db)`
      insert into deposit_records (id, shop_id, kind, amount, paid_after, frozen_after, event, journal_kind, reason, actor_kind, actor_id, at)
      values (${newId()}, ${shop.id}, 'deduction', -1, 99999, 0, 'x', 'y', 'no case', 'system', 'test', ${world.now()})`,
    /deposit_records_why/,
  )
  const [judge, other] = [await world.operator('judge'), await openShop(world)]
  await rows(world.db)`
    insert into decided_cases (id, shop_id, amount, reason, decided_by, decided_at)
    values (${case_id}, ${shop.id}, 30000, 'false goods', ${uuidOf(judge.id)}, ${world.now()})`
  await assert.rejects(deduct(1n, { shop_id: other.id }), code('deposit_case_missing'))
  await assert.rejects(deduct(30_001n), code('deposit_too_low'))
  await inTransaction(world.db, (tx) => freezeDeposit(tx, { ...ask, amount: 30_000n }, by(world)))
  assert.deepEqual(
    [(await depositOf(shop)).frozen, (await depositOf(shop)).available],
    [30_000, 70_000],
  )
  await Promise.all([deduct(20_000n), deduct(20_000n)])
  const after = await depositOf(shop)
  assert.deepEqual([after.paid, after.frozen, after.state], [80_000, 0, 'short'], 'taken once')
  await inTransaction(world.db, (tx) => unfreezeDeposit(tx, ask, by(world)))

  const take = () =>
    inTransaction(world.db, (tx) =>
      takeFromDeposit(tx, { shop_id: shop.id, currency: 'CNY', debt: 'claim:1' }, world.now()),
    )
  assert.equal(await take(), 0n)
  await inTransaction(world.db, (tx) =>
    post(tx, [
      {
        event: 'claim:1',
        kind: 'claim',
        at: world.now(),
        entries: [
          {
            account: { ...accountOf('shop_deposit', 'shop', shop.id, 'CNY'), kind: 'shop_debt' },
            amount: -5_000n,
          },
          { account: platformAccount('platform_fee', 'CNY'), amount: 5_000n },
        ],
      },
    ]),
  )
  await world.pass(14 * DAY)
  assert.equal(await booked(world, 'shop_debt', shop.id), -5_000n, 'later sales may set it off')
  await world.pass(2 * DAY)
  assert.equal(await take(), 0n, 'the deposit paid it by itself, once')
  assert.equal(await booked(world, 'shop_debt', shop.id), 0n)
  assert.equal(await booked(world, 'deposit_deducted'), 20_000n)
  assert.equal(await booked(world, 'shop_deposit', shop.id), 75_000n)
  await world.verify()
})

test('dated rules: announced ahead, in force from their day for the shops they name, gone after it', async () => {
  await using world = await testWorld()
  const [shop, other, finance] = [
    await openShop(world),
    await openShop(world),
    await world.operator('finance'),
  ]
  const at = (days: number) => new Date(world.now().getTime() + days * DAY).toISOString()
  const festival = {
    kind: 'event',
    name: 'Double Eleven',
    amount: 300_000,
    effective_from: at(2),
    effective_until: at(5),
    shop_ids: [shop.shown],
    reason: 'more goes out than comes back in time',
  }
  const { reason: _, ...wish } = festival
  const preview = await finance.post('/v1/deposit-rule-previews', wish)
  assert.equal(preview.status, 200, JSON.stringify(preview.body))
  const { shops, ...sums } = preview.body
  assert.deepEqual(sums, {
    shops_count: 2,
    more_count: 1,
    less_count: 0,
    short_count: 1,
    more: 200_000,
    less: 0,
  })
  assert.deepEqual(
    shops.map(({ shop_name: _, ...one }: any) => one),
    [{ shop_id: shop.shown, paid: 100_000, before: 100_000, after: 300_000, missing: 200_000 }],
  )
  const of_other = { ...wish, shop_id: other.shown }
  assert.deepEqual(
    (await finance.post('/v1/deposit-rule-previews', of_other)).body.shops.map((one: any) => [
      one.before,
      one.after,
      one.missing,
    ]),
    [[100_000, 100_000, 0]],
  )
  assert.equal(
    (await finance.post('/v1/deposit-rules', { ...festival, effective_from: at(-1) })).body.code,
    'deposit_rule_in_the_past',
  )
  assert.equal((await finance.post('/v1/deposit-rules', { ...festival, shop_ids: [] })).status, 422)
  assert.equal((await finance.post('/v1/deposit-rules', festival)).status, 201)
  const coming = (await shop.owner.get('/v1/deposit-rules')).body.data
  const told = coming.find(({ name }: any) => name === 'Double Eleven')
  assert.deepEqual([told.standing, told.reason], ['to_come', festival.reason])
  await world.pass(DAY)
  assert.equal((await depositOf(shop)).state, 'paid')
  await world.pass(2 * DAY)
  const asked = await depositOf(shop)
  assert.deepEqual(
    [asked.state, asked.required, asked.lines[0].name, (await depositOf(other)).state],
    ['short', 300_000, 'Double Eleven', 'paid'],
  )
  await world.pass(3 * DAY)
  assert.deepEqual(
    [(await depositOf(shop)).state, (await depositOf(shop)).required],
    ['paid', 100_000],
  )
  // Staff sign in every day anew.
  const later = await world.operator('finance')
  const history = await later.get('/v1/deposit-rule-history?limit=1')
  assert.deepEqual(
    history.body.data.map((one: any) => [one.name, one.standing, one.reason]),
    [['Double Eleven', 'over', festival.reason]],
  )
  const before = await later.get(`/v1/deposit-rule-history?limit=1&after=${history.body.next}`)
  assert.notEqual(before.body.data[0].name, 'Double Eleven')
  await world.verify()
})
