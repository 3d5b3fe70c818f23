import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId, showId } from '../../kernel/ids.ts'
import { DAY, HOUR } from '../../kernel/time.ts'
import { inTransaction, row, rows } from '../../platform/db.ts'
import { publish } from '../../platform/outbox.ts'
import { seedShop, uuidOf } from '../../test-seed.ts'
import { testWorld, type World } from '../../test-world.ts'
import { aftersaleClosed, aftersaleOpened, aftersaleRefunding } from '../aftersales/index.ts'
import { recordRefunded } from '../orders/index.ts'
import { requestRefund } from '../payments/index.ts'
import { pay } from '../payments/payments.world.ts'
import { settleDue } from './settle-lines.ts'
import {
  booked,
  completeOrder,
  type SoldOrder,
  sellOrder,
  settleOrder,
} from './settlement.world.ts'
import { takeBack } from './take-back.ts'

/** Pieces of a line go back, as the after-sales module decides and tells it; the clock plays no part. */
async function refund(
  world: World,
  sold: SoldOrder,
  line: number,
  quantity: number,
  { amount, before_ship = false, again }: { amount: bigint; before_ship?: boolean; again?: string },
): Promise<string> {
  const aftersale_id = again ?? newId()
  const now = world.now()
  const { id: order_line_id } = sold.lines[line] as { id: string }
  await inTransaction(world.db, async (tx) => {
    const order = await row<{ payment_id: string }>(
      tx,
    )`select payment_id from orders where id = ${sold.order_id} for no key update`
    let refund_id: string | null = null
    if (!again) {
      await recordRefunded(tx, { order_line_id, quantity, amount, before_ship }, now)
      refund_id = await requestRefund(tx, {
        payment_id: order?.payment_id as string,
        // There is no after-sale behind it that could hear how the refund went.
        reason_kind: 'order_cancelled',
        reason_id: aftersale_id,
        order_id: sold.order_id,
        amount,
        now,
      })
    }
    await publish(
      tx,
      aftersaleRefunding,
      [
        {
          key: aftersale_id,
          payload: {
            aftersale_id,
            refund_id,
            order_id: sold.order_id,
            order_line_id,
            quantity,
            amount,
            currency: 'CNY',
            before_ship,
          },
        },
      ],
      now,
    )
  })
  return aftersale_id
}

const example = async (world: World) => {
  const [creator, leader] = await Promise.all([
    world.person({ nickname: 'Lin' }),
    world.person({ nickname: 'Mei' }),
  ])
  const sold = await sellOrder(
    world,
    {},
    {
      prices: [9_990n, 5_990n],
      discounts: { shop: 2_000n, platform: 1_000n, creator: 500n },
      premium: 54n,
      creator,
      leader,
    },
  )
  const books = async () => ({
    escrow: await booked(world, 'escrow'),
    fee: await booked(world, 'platform_fee'),
    cut: await booked(world, 'leader_cut'),
    insurer: await booked(world, 'insurer'),
    platform_subsidy: await booked(world, 'platform_subsidy'),
    creator_subsidy: await booked(world, 'creator_subsidy', uuidOf(creator.id)),
    creator: await booked(world, 'creator_available', uuidOf(creator.id)),
    leader: await booked(world, 'leader_available', uuidOf(leader.id)),
    merchant: await booked(world, 'shop_available', sold.shop.id),
    unallocated: await booked(world, 'unallocated'),
  })
  return { sold, creator, leader, books }
}

const SETTLED = {
  escrow: 0n,
  fee: 699n,
  cut: 62n,
  insurer: 54n,
  platform_subsidy: -1_000n,
  creator_subsidy: -500n,
  creator: 2_496n,
  leader: 562n,
  merchant: 10_107n,
  unallocated: 0n,
}

test('the order of DESIGN section 6: paid, settled, line B returned, to the fen in the ledger', async () => {
  await using world = await testWorld()
  const { sold, creator, books } = await example(world)
  assert.deepEqual(await books(), {
    ...SETTLED,
    escrow: 13_980n,
    fee: 0n,
    cut: 0n,
    insurer: 0n,
    creator: 0n,
    leader: 0n,
    merchant: 0n,
  })
  const before = await sold.shop.owner.get(`/v1/shops/${sold.shop.shown}/balance`)
  assert.deepEqual([before.body.pending, before.body.available], [10_107, 0])

  await settleOrder(world, sold)
  assert.deepEqual(await books(), SETTLED)
  await world.verify()

  const aftersale_id = await refund(world, sold, 1, 1, { amount: 4_678n })
  await world.settle()
  assert.deepEqual(await books(), {
    ...SETTLED,
    fee: 699n - 262n,
    cut: 62n - 23n,
    platform_subsidy: -625n,
    creator_subsidy: -313n,
    creator: 2_496n - 936n,
    leader: 562n - 211n,
    merchant: 10_107n - 3_808n,
  })
  const back = await row<{ amount: bigint }>(world.db)`
    select e.amount from journals as j join ledger_entries as e on e.journal_id = j.id join ledger_accounts as a on a.id = e.account_id
    where j.event = ${`aftersale:${aftersale_id}`} and a.kind = 'refund_transit'`
  assert.equal(back?.amount, 4_678n)

  // Heard again, it does nothing again (I-26).
  await refund(world, sold, 1, 1, { amount: 4_678n, again: aftersale_id })
  await world.settle()
  assert.equal((await books()).merchant, 6_299n)

  const lines = (await sold.shop.owner.get(`/v1/shops/${sold.shop.shown}/settlement-lines`)).body
    .data
  assert.deepEqual(
    lines
      .map((line: any) => [line.state, line.merchant_net, line.clawed_back, line.refunded_amount])
      .sort(),
    [
      ['settled', 0, 3_808, 4_678],
      ['settled', 6_299, 0, 0],
    ],
  )
  const earnings = (await creator.get('/v1/me/earnings')).body.data
  assert.deepEqual(
    earnings.map((one: any) => [one.estimated, one.effective, one.clawed_back]).sort(),
    [
      [1_560, 1_560, 0],
      [936, 0, 936],
    ],
  )
  await world.verify()
})

test('line A goes back before settlement: escrow gives it back, the rest settles as if it were alone', async () => {
  await using world = await testWorld()
  const { sold, books } = await example(world)
  await refund(world, sold, 0, 1, { amount: 7_802n, before_ship: true })
  await world.settle()
  assert.deepEqual(await books(), {
    ...SETTLED,
    escrow: 5_240n,
    fee: 0n,
    cut: 0n,
    insurer: 0n,
    platform_subsidy: -375n,
    creator_subsidy: -187n,
    creator: 0n,
    leader: 0n,
    merchant: 0n,
  })
  assert.deepEqual(await statesOf(world, sold), ['void', 'pending'])
  await settleOrder(world, sold)
  const { merchant, cut, leader, insurer } = await books()
  assert.deepEqual([merchant, cut, leader, insurer], [5_240n - 262n - 936n - 234n, 23n, 211n, 0n])
  await world.verify()
})

test('goods that were sent and came back before settlement: the premium is kept and is the shop’s to bear', async () => {
  await using world = await testWorld()
  const { sold, books } = await example(world)
  await completeOrder(world, sold)
  await refund(world, sold, 0, 1, { amount: 7_802n })
  await refund(world, sold, 1, 1, { amount: 4_678n })
  await world.pass(8 * DAY)
  const { merchant, insurer, escrow, fee, creator } = await books()
  assert.deepEqual([merchant, insurer, escrow, fee, creator], [0n, 54n, 0n, 0n, 0n])
  assert.equal(await booked(world, 'shop_debt', sold.shop.id), -54n)
  assert.deepEqual(await statesOf(world, sold), ['settled', 'void'])
  await world.verify()
})

const statesOf = async (world: World, { order_id }: SoldOrder) =>
  (
    await rows<{ state: string }>(
      world.db,
    )`select state from settlements where order_id = ${order_id} order by position`
  ).map(({ state }) => state)

test('a line settles after T+7 and its return window, not a moment before; an after-sale holds it', async () => {
  await using world = await testWorld()
  const sold = await sellOrder(world, {}, { prices: [5_000n, 3_000n], return_days: 15 })
  await completeOrder(world, sold)
  const { id: order_line_id } = sold.lines[0] as { id: string }
  const aftersale_id = newId()
  await publish(
    world.db,
    aftersaleOpened,
    [{ key: aftersale_id, payload: { aftersale_id, order_id: sold.order_id, order_line_id } }],
    world.now(),
  )
  await world.pass(15 * DAY - HOUR)
  assert.deepEqual(await statesOf(world, sold), ['held', 'counting'])
  await world.pass(2 * HOUR)
  assert.deepEqual(await statesOf(world, sold), ['held', 'settled'])
  await publish(
    world.db,
    aftersaleClosed,
    [
      {
        key: aftersale_id,
        payload: {
          aftersale_id,
          order_id: sold.order_id,
          order_line_id,
          outcome: 'buyer_withdrew',
        },
      },
    ],
    world.now(),
  )
  await world.settle()
  assert.deepEqual(await statesOf(world, sold), ['settled', 'settled'])
  await world.verify()
})

test('what a clawback cannot take becomes a debt: payouts are blocked and later earnings pay it first', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const first = await sellOrder(world, { shop }, { prices: [10_000n] })
  await settleOrder(world, first)
  const owner = shop.owner
  const account = { holder: 'Tea Co.', bank: 'ICBC', account_number: '6222 0000 1111 2222' }
  assert.equal(
    (await owner.post(`/v1/shops/${shop.shown}/payouts`, { amount: 100, currency: 'CNY' })).body
      .code,
    'payout_account_missing',
  )
  assert.equal(
    (await owner.put(`/v1/shops/${shop.shown}/payout-account`, account)).body.account_number,
    '************2222',
  )
  assert.equal(
    (await owner.post(`/v1/shops/${shop.shown}/payouts`, { amount: 9_501, currency: 'CNY' })).body
      .code,
    'balance_too_low',
  )
  const payout = await owner.post(`/v1/shops/${shop.shown}/payouts`, {
    amount: 9_500,
    currency: 'CNY',
  })
  assert.equal(payout.status, 201, payout.text)
  await refund(world, first, 0, 1, { amount: 10_000n })
  await world.settle()
  const owes = (await owner.get(`/v1/shops/${shop.shown}/balance`)).body
  assert.deepEqual([owes.available, owes.debt], [0, 9_500])
  const blocked = await owner.post(`/v1/shops/${shop.shown}/payouts`, {
    amount: 1,
    currency: 'CNY',
  })
  assert.deepEqual([blocked.status, blocked.body.code], [409, 'payout_blocked'])
  await settleOrder(world, await sellOrder(world, { shop }, { prices: [20_000n] }))
  const again = (await owner.get(`/v1/shops/${shop.shown}/balance`)).body
  assert.deepEqual([again.available, again.debt], [9_500, 0])
  await world.verify()
})

test('a clawback after the payout: a debt, set off from later earnings, then paid from the deposit; statements say each step', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  await rows(world.db)`
    insert into state_edges (noun, from_state, to_state) values ('shops', 'open', 'deposit_due') on conflict do nothing`
  await rows(world.db)`
    update shops set state = 'deposit_due', deposit_required = 100000, deadline_at = ${new Date(world.now().getTime() + 30 * DAY)} where id = ${shop.id}`
  await rows(world.db)`
    insert into state_changes (noun, noun_id, from_state, to_state, actor_kind, actor_id, reason, at) values ('shops', ${shop.id}, 'open', 'deposit_due', 'system', 'seed', 'seeded', ${world.now()})`
  await pay(
    world,
    shop.owner,
    (await shop.owner.post(`/v1/shops/${shop.shown}/deposit-payments`)).body.id,
  )
  await world.settle()
  const first = await sellOrder(world, { shop }, { prices: [10_000n] })
  await settleOrder(world, first)
  await shop.owner.put(`/v1/shops/${shop.shown}/payout-account`, {
    holder: 'Tea Co.',
    bank: 'ICBC',
    account_number: '6222000011112222',
  })
  const asked = { amount: 9_500, currency: 'CNY' }
  assert.equal((await shop.owner.post(`/v1/shops/${shop.shown}/payouts`, asked)).status, 201)
  await world.pass(DAY)
  await refund(world, first, 0, 1, { amount: 10_000n })
  await world.settle()
  assert.equal(await booked(world, 'shop_debt', shop.id), -9_500n)
  await settleOrder(world, await sellOrder(world, { shop }, { prices: [4_000n] }))
  assert.deepEqual(
    [await booked(world, 'shop_debt', shop.id), await booked(world, 'shop_available', shop.id)],
    [-5_700n, 0n],
  )
  await shop.owner.get('/v1/me')
  await world.pass(8 * DAY)
  assert.equal(await booked(world, 'shop_debt', shop.id), 0n)
  assert.equal(await booked(world, 'shop_deposit', shop.id), 100_000n - 5_700n)
  await world.pass(2 * DAY)
  const days = await rows<{ day: string }>(world.db)`
    select day::text as day from statements where owner_id = ${shop.id} order by day`
  const steps = []
  for (const { day } of days)
    for (const one of (await shop.owner.get(`/v1/shops/${shop.shown}/statements/${day}/entries`))
      .body.data)
      steps.push([one.kind, one.account, one.amount, one.balance_after])
  assert.deepEqual(steps, [
    ['settle', 'available', 9_500, 9_500],
    ['payout_request', 'available', -9_500, 0],
    ['clawback', 'debt', -9_500, -9_500],
    ['settle', 'debt', 3_800, -5_700],
    ['deposit_debt', 'debt', 5_700, 0],
  ])
  await world.verify()
})

test('two payouts of the same money: one is refused; only the owner may ask and say where it goes', async () => {
  await using world = await testWorld()
  const sold = await sellOrder(world, {}, { prices: [10_000n] })
  await settleOrder(world, sold)
  const { shop } = sold
  const clerk = await world.person()
  await rows(
    world.db,
  )`insert into shop_staff (shop_id, account_id, role, added_at) values (${shop.id}, ${uuidOf(clerk.id)}, 'clerk', ${world.now()})`
  const account = { holder: 'Tea Co.', bank: 'ICBC', account_number: '6222000011112222' }
  assert.equal((await clerk.put(`/v1/shops/${shop.shown}/payout-account`, account)).status, 403)
  await shop.owner.put(`/v1/shops/${shop.shown}/payout-account`, account)
  assert.equal(
    (await clerk.post(`/v1/shops/${shop.shown}/payouts`, { amount: 100, currency: 'CNY' })).status,
    403,
  )
  assert.equal((await clerk.get(`/v1/shops/${shop.shown}/balance`)).status, 200)
  assert.equal((await sold.buyer.get(`/v1/shops/${shop.shown}/balance`)).status, 404)
  const ask = () =>
    shop.owner.post(`/v1/shops/${shop.shown}/payouts`, { amount: 6_000, currency: 'CNY' })
  const answers = await Promise.all([ask(), ask(), ask()])
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409])
  assert.equal((await shop.owner.get(`/v1/shops/${shop.shown}/payouts`)).body.data.length, 1)
  const key = { 'idempotency-key': 'once' }
  const [one, two] = [
    await shop.owner.post(
      `/v1/shops/${shop.shown}/payouts`,
      { amount: 1_000, currency: 'CNY' },
      key,
    ),
    await shop.owner.post(
      `/v1/shops/${shop.shown}/payouts`,
      { amount: 1_000, currency: 'CNY' },
      key,
    ),
  ]
  assert.equal(one.body.id, two.body.id)
  await world.settle()
  await world.verify()
})

test('refund × settle: whichever is first, the money adds up', async () => {
  await using world = await testWorld()
  const [creator, leader] = await Promise.all([world.person(), world.person()])
  for (let round = 0; round < 6; round++) {
    const sold = await sellOrder(
      world,
      {},
      {
        prices: [9_999n, 777n],
        quantities: [3, 1],
        creator,
        leader,
        discounts: { platform: 100n },
        premium: 54n,
      },
    )
    await completeOrder(world, sold)
    await world.app.context.clock.advance(8 * DAY)
    const paid = sold.lines[0]?.paid_amount as bigint
    await refund(world, sold, 0, 1, { amount: (paid * 2n + 3n) / 6n })
    const now = world.now()
    await Promise.all([
      settleDue(world.db, now),
      takeBack(world.db, now),
      world.settle(),
      settleDue(world.db, now),
      takeBack(world.db, now),
    ])
    await world.settle()
    assert.deepEqual(await statesOf(world, sold), ['settled', 'settled'])
  }
  assert.equal(await booked(world, 'escrow'), 0n)
  await world.verify()
})

test('payout × clawback: never below zero, whichever is first', async () => {
  await using world = await testWorld()
  for (let round = 0; round < 4; round++) {
    const sold = await sellOrder(world, {}, { prices: [10_000n] })
    await settleOrder(world, sold)
    const { shop } = sold
    await shop.owner.put(`/v1/shops/${shop.shown}/payout-account`, {
      holder: 'Tea Co.',
      bank: 'ICBC',
      account_number: '6222000011112222',
    })
    await refund(world, sold, 0, 1, { amount: 10_000n })
    const [payout] = await Promise.all([
      shop.owner.post(`/v1/shops/${shop.shown}/payouts`, { amount: 9_000, currency: 'CNY' }),
      world.settle(),
    ])
    await world.settle()
    const { available, debt } = (await shop.owner.get(`/v1/shops/${shop.shown}/balance`)).body
    assert.deepEqual([available, debt], payout.status === 201 ? [0, 9_000] : [0, 0])
  }
  await world.verify()
})

test('a cancelled order gives everything back, freight and premium too', async () => {
  await using world = await testWorld()
  const { sold, books } = await example(world)
  const freighted = await sellOrder(
    world,
    { shop: sold.shop },
    { prices: [3_000n, 2_000n], freight: 800n, premium: 54n },
  )
  assert.equal((await books()).escrow, 13_980n + 5_800n)
  for (const order of [sold, freighted]) {
    const cancelled = await order.buyer.post(`/v1/orders/${shownOrder(order)}/cancellation`, {
      reason: 'changed_mind',
    })
    assert.equal(cancelled.status, 201, cancelled.text)
  }
  await world.settle()
  const { escrow, merchant, insurer, platform_subsidy, creator_subsidy } = await books()
  assert.deepEqual(
    [escrow, merchant, insurer, platform_subsidy, creator_subsidy],
    [0n, 0n, 0n, 0n, 0n],
  )
  assert.deepEqual(await statesOf(world, freighted), ['void', 'void'])
  await world.verify()
})

const shownOrder = ({ order_id }: SoldOrder) => showId('ord', order_id)

test('daily statements add up to the ledger, and a day can be taken home as a table', async () => {
  await using world = await testWorld()
  const { sold, creator } = await example(world)
  await settleOrder(world, sold)
  const { shop } = sold
  await shop.owner.put(`/v1/shops/${shop.shown}/payout-account`, {
    holder: 'Tea Co.',
    bank: 'ICBC',
    account_number: '6222000011112222',
  })
  await world.pass(2 * DAY)
  await refund(world, sold, 1, 1, { amount: 4_678n })
  await world.settle()
  await world.pass(2 * DAY)
  const { data } = (await shop.owner.get(`/v1/shops/${shop.shown}/statements`)).body
  assert.deepEqual(
    data.map((one: any) => [
      one.lines_count,
      one.income,
      one.fees,
      one.commissions,
      one.clawed_back,
      one.net,
      one.balance_after,
    ]),
    [
      [0, 0, 0, 0, 3_808, -3_808, 6_299],
      [2, 13_980, 753, 3_120, 0, 10_107, 10_107],
    ],
  )
  const csv = await shop.owner.get(`/v1/shops/${shop.shown}/statements/${data[1].day}`)
  assert.match(String(csv.headers['content-type']), /^text\/csv/)
  assert.ok(csv.text.startsWith('\ufefftime,kind,'))
  assert.equal(csv.text.trim().split('\r\n').length, 3)
  assert.match(csv.text, /,'=Tea 0,1,87\.40,4\.37,19\.50,0\.54,62\.99,CNY/)
  const clawed = await shop.owner.get(`/v1/shops/${shop.shown}/statements/${data[0].day}`)
  assert.match(clawed.text, /clawback.*,-38\.08,CNY/)
  const mine = await rows(
    world.db,
  )`select net from statements where owner_id = ${uuidOf(creator.id)} order by day`
  assert.deepEqual(
    mine.map(({ net }) => net),
    [2_496n, -936n],
  )
  assert.equal((await sold.buyer.get(`/v1/shops/${shop.shown}/statements`)).status, 404)
  await world.verify()
})

test('ledger entries, figures and balances are read by those they belong to', async () => {
  await using world = await testWorld()
  const { sold, creator, leader } = await example(world)
  await settleOrder(world, sold)
  const entries = (await sold.shop.owner.get(`/v1/shops/${sold.shop.shown}/ledger-entries?limit=1`))
    .body
  assert.equal(entries.data[0].kind, 'settle')
  assert.ok(entries.next)
  const rest = (
    await sold.shop.owner.get(
      `/v1/shops/${sold.shop.shown}/ledger-entries?limit=5&after=${entries.next}`,
    )
  ).body
  assert.equal(rest.data.length, 1)
  assert.equal(entries.data[0].amount + rest.data[0].amount, 10_107)
  assert.equal((await creator.get('/v1/me/balance')).body.available, 2_496 - 500)
  assert.equal((await leader.get('/v1/me/balance')).body.available, 562)
  const operator = await world.operator('finance')
  const figures = (await operator.get('/v1/platform-figures')).body
  assert.deepEqual(
    [
      figures.gmv,
      figures.orders,
      figures.fees,
      figures.commissions,
      figures.merchants_available,
      figures.merchants_pending,
    ],
    [12_480, 1, 761, 2_496 + 562, 10_107, 0],
  )
  assert.equal((await creator.get('/v1/platform-figures')).status, 403)
})
