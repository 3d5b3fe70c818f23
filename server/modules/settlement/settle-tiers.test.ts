import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from '../../kernel/ids.ts'
import { BUSINESS_ZONE, DAY, dayIn, HOUR } from '../../kernel/time.ts'
import { row, rows } from '../../platform/db.ts'
import { seedShop, uuidOf } from '../../test-seed.ts'
import { testWorld, type World } from '../../test-world.ts'
import { explainLine } from './explain-line.ts'
import { releaseReserves } from './reserves.ts'
import { booked, completeOrder, refund, type SoldOrder, sellOrder } from './settlement.world.ts'
import { noteRefund, takeBack } from './take-back.ts'

const rest = async (world: World, sold: SoldOrder) =>
  (
    await rows<{ days: number; commission_days: number }>(world.db)`
      select extract(day from s.settle_at - o.received_at)::int as days, extract(day from s.creator_settle_at - o.received_at)::int as commission_days
      from settlements as s join orders as o on o.id = s.order_id where s.order_id = ${sold.order_id} order by s.position`
  ).map(({ days, commission_days }) => [days, commission_days])

/** Pieces go back as after-sales say it; the order's own count is kept in step by hand. */
async function giveBack(world: World, sold: SoldOrder, quantity: number): Promise<void> {
  const line = sold.lines[0] as { id: string }
  await rows(world.db)`
    update order_lines set refunded_quantity = refunded_quantity + ${quantity} where id = ${line.id}`
  const note = { line_id: line.id, order_id: sold.order_id, quantity }
  await noteRefund(
    world.db,
    { ...note, event: `aftersale:${newId()}`, is_unshipped: false, is_cancellation: false },
    world.now(),
  )
  await takeBack(world.db, world.now())
}

test('shop and creator settle each at their own instant, whichever is first; agencies have their part; reserves are used and let go', async () => {
  await using world = await testWorld()
  const [creator, house] = await Promise.all([
    world.person({ nickname: 'Lin' }),
    world.person({ nickname: 'House' }),
  ])
  const finance = await world.operator('finance')
  const rule = { role: 'creator', tier: 'good', score_from: 440, hold_days: 7 }
  const kept = { ...rule, reserve_ppm: 50_000, reserve_days: 8 }
  const tomorrow = dayIn(new Date(world.now().getTime() + DAY), BUSINESS_ZONE)
  assert.equal(
    (await finance.post('/v1/tier-rules', { ...kept, valid_from: tomorrow })).status,
    201,
  )
  assert.equal(
    (await finance.post('/v1/tier-rules', { ...kept, valid_from: tomorrow })).body.code,
    'rule_taken',
  )
  assert.equal(
    (await finance.post('/v1/tier-rules', { ...kept, valid_from: '2026-01-01' })).body.code,
    'rule_not_ahead',
  )
  assert.equal((await creator.get('/v1/tier-rules')).body.data[0].reserve_ppm, 50_000)

  const terms = {
    prices: [10_000n],
    quantities: [2],
    return_days: 3,
    creator,
    agency: house,
    agency_ppm: 333_333n,
  }
  // The shop of 4.6 waits four days, the creator of 4.2 fifteen: the rule of tomorrow is not theirs.
  const early = await sellOrder(world, {}, { ...terms, scores: { shop: 460, creator: 420 } })
  await completeOrder(world, early)
  assert.deepEqual(await rest(world, early), [[4, 15]])
  await world.pass(4 * DAY + HOUR)
  const held = {
    shop: await booked(world, 'shop_available', early.shop.id),
    creator: await booked(world, 'creator_available', uuidOf(creator.id)),
    commission: await booked(world, 'commission_held'),
    escrow: await booked(world, 'escrow'),
  }
  assert.deepEqual(held, { shop: 7_500n, creator: 0n, commission: 2_000n, escrow: 0n })
  assert.equal((await creator.get('/v1/me/earnings')).body.data[0].state, 'counting')
  assert.deepEqual(
    [
      (await creator.get('/v1/me/balance')).body.pending,
      (await house.get('/v1/me/balance')).body.pending,
    ],
    [2_000 - 666, 666],
  )
  // One of two goes back in between: the shop gives from its purse, the commission shrinks where it waits.
  await giveBack(world, early, 1)
  assert.equal(await booked(world, 'commission_held'), 1_000n)
  assert.equal(await booked(world, 'shop_available', early.shop.id), 3_750n)

  // A shop of 4.2 and a creator of 4.6, by the rule that holds now: the commission goes first, a twentieth stays.
  const late = await sellOrder(
    world,
    { shop: early.shop, buyer: early.buyer },
    { ...terms, scores: { shop: 420, creator: 460 } },
  )
  await completeOrder(world, late)
  assert.deepEqual(await rest(world, late), [[10, 7]])
  await world.pass(7 * DAY + HOUR)
  const part = 2_000n - 666n
  const aside = (part * 50_000n) / 1_000_000n
  assert.equal(await booked(world, 'creator_available', uuidOf(creator.id)), part - aside)
  assert.equal(await booked(world, 'creator_reserve', uuidOf(creator.id)), aside)
  assert.equal(await booked(world, 'agency_available', uuidOf(house.id)), 666n)
  assert.equal(await booked(world, 'commission_held'), 1_000n - 2_000n)
  assert.equal((await creator.get('/v1/me/balance')).body.reserved, Number(aside))

  // One of two goes back before the shop has its part: the reserve pays first, agency and creator give their shares.
  await giveBack(world, late, 1)
  assert.equal(await booked(world, 'creator_reserve', uuidOf(creator.id)), 0n)
  assert.equal(await booked(world, 'agency_available', uuidOf(house.id)), 333n)
  assert.equal(await booked(world, 'creator_available', uuidOf(creator.id)), 1_000n - 333n)
  assert.deepEqual(
    (await house.get('/v1/me/earnings')).body.data.map((one: any) => [
      one.role,
      one.rate_ppm,
      one.state,
      one.estimated,
      one.effective,
      one.clawed_back,
    ]),
    [
      ['agency', 333_333, 'settled', 666, 333, 333],
      ['agency', 333_333, 'counting', 666, 333, 0],
    ],
  )
  assert.equal(await booked(world, 'escrow'), 5_000n)

  await world.pass(5 * DAY)
  assert.deepEqual(
    [await booked(world, 'commission_held'), await booked(world, 'escrow')],
    [0n, 0n],
  )
  assert.equal(await booked(world, 'agency_available', uuidOf(house.id)), 666n)
  assert.equal(await booked(world, 'shop_available', early.shop.id), 7_500n)
  const shown = await explainLine(world.db, early.shop.id, (late.lines[0] as { id: string }).id)
  assert.deepEqual([shown.tier, shown.hold_days, shown.creator_hold_days], ['ordinary', 10, 7])
  assert.deepEqual(
    shown.journals.map(({ kind }) => kind),
    ['allocate', 'settle_commission', 'take_back', 'settle'],
  )
})

test('a reserve pays for what comes back, alone if it can; what nothing came back of is let go after its days', async () => {
  await using world = await testWorld()
  const [creator, other] = await Promise.all([world.person(), world.person()])
  const terms = { prices: [10_000n], return_days: 0, creator, scores: { creator: 300 } }
  const sold = await sellOrder(world, {}, terms)
  const many = await sellOrder(world, sold, { ...terms, creator: other, quantities: [40] })
  await completeOrder(world, sold)
  await completeOrder(world, many)
  await world.pass(10 * DAY)
  await world.pass(10 * DAY + HOUR)
  const id = uuidOf(creator.id)
  assert.deepEqual(
    [await booked(world, 'creator_available', id), await booked(world, 'creator_reserve', id)],
    [1_900n, 100n],
  )
  // One of forty comes back: 50 of the commission, out of the 100 put aside. The day has its statement all the same.
  await world.pass(DAY)
  await refund(world, many, 0, 1, { amount: 250n })
  await world.settle()
  await world.pass(7 * DAY - 2 * HOUR)
  // Another one is decided when the rest is to be let go, and not heard of yet: it waits for that.
  await world.app.context.clock.advance(2 * HOUR)
  await refund(world, many, 0, 1, { amount: 250n })
  assert.equal(await releaseReserves(world.db, world.now()), 1)
  await world.settle()
  assert.equal(await booked(world, 'creator_reserve', uuidOf(other.id)), 0n)
  assert.equal(await booked(world, 'creator_available', uuidOf(other.id)), 1_900n)
  assert.deepEqual(
    [await booked(world, 'creator_available', id), await booked(world, 'creator_reserve', id)],
    [2_000n, 0n],
  )
  await world.pass(2 * DAY)
  const days = await rows<{ reserved: bigint; net: bigint }>(world.db)`
    select reserved, net from statements where owner_id = ${id} order by day`
  assert.deepEqual(
    days.map(({ reserved, net }) => [reserved, net]),
    [
      [100n, 1_900n],
      [-100n, 100n],
    ],
  )
  assert.deepEqual(
    await rows(world.db)`
      select reserved, clawed_back, net from statements where owner_id = ${uuidOf(other.id)} order by day`,
    [
      { reserved: 100n, clawed_back: 0n, net: 1_900n },
      { reserved: -50n, clawed_back: 50n, net: 0n },
      { reserved: -50n, clawed_back: 50n, net: 0n },
    ],
  )
  const kept = await row<{ taken: bigint }>(world.db)`
    select taken from settlement_reserves where released_at is not null and owner_id = ${id}`
  assert.equal(kept?.taken, 0n)
  await world.verify()
})

test('a rule of a tier is previewed by the scores of today, for those whose days or reserve it changes, and changes nothing', async () => {
  await using world = await testWorld()
  const finance = await world.operator('finance')
  const [top, fair, fresh] = [
    await seedShop(world, { name: 'Top tea' }),
    await seedShop(world, { name: 'Fair tea' }),
    await seedShop(world, { name: 'Fresh tea' }),
  ]
  const [sam, lin] = [
    await world.person({ nickname: 'Sam', is_creator: true }),
    await world.person({ nickname: 'Lin' }),
  ]
  const today = dayIn(world.now(), BUSINESS_ZONE)
  const tomorrow = dayIn(new Date(world.now().getTime() + DAY), BUSINESS_ZONE)
  for (const [shop, score] of [
    [top, 460],
    [fair, 430],
  ] as const)
    assert.equal(
      (
        await finance.put(`/v1/shop-scores/${shop.shown}`, {
          day: dayIn(new Date(world.now().getTime() - 2 * DAY), BUSINESS_ZONE),
          score,
        })
      ).status,
      204,
    )
  const rule = {
    role: 'shop',
    tier: 'good',
    score_from: 420,
    hold_days: 2,
    reserve_ppm: 0,
    reserve_days: 0,
    valid_from: tomorrow,
  }
  const preview = (body: object) => finance.post('/v1/tier-rule-previews', body)
  const shown = await preview(rule)
  assert.equal(shown.status, 200, shown.text)
  const { parties, ...counts } = shown.body
  assert.deepEqual(counts, {
    parties_count: 3,
    longer_count: 0,
    shorter_count: 2,
    reserve_count: 0,
  })
  assert.deepEqual(
    parties.map((one: any) => [one.shop_id, one.name, one.score, one.before, one.after.hold_days]),
    [
      [fair.shown, 'Fair tea', 430, tier('ordinary', 10), 2],
      [top.shown, 'Top tea', 460, tier('good', 4), 2],
    ],
  )
  // A shop without a score is new; a reserve alone is a change as well; who is no creator is not asked about.
  const kept = { ...rule, tier: 'new', score_from: null, hold_days: 10 }
  const reserve = await preview({ ...kept, reserve_ppm: 30_000, reserve_days: 8 })
  assert.deepEqual(
    [reserve.body.reserve_count, reserve.body.parties.map((one: any) => one.shop_id)],
    [1, [fresh.shown]],
  )
  const longer = await preview({ ...kept, role: 'creator', hold_days: 30 })
  assert.deepEqual(
    [longer.body.longer_count, longer.body.parties.map((one: any) => one.creator_id)],
    [1, [sam.id]],
  )

  const refused = [
    { ...rule, valid_from: today },
    { ...rule, tier: 'new' },
    { ...rule, score_from: null },
    { ...rule, reserve_ppm: 10 },
  ]
  const codes = ['rule_not_ahead', 'malformed', 'malformed', 'malformed']
  for (const [at, body] of refused.entries())
    assert.deepEqual(
      [(await preview(body)).body.code, (await finance.post('/v1/tier-rules', body)).body.code],
      [codes[at], codes[at]],
    )
  assert.equal((await lin.get('/v1/tier-rules')).body.data.length, 7, 'nothing was announced')
})

const tier = (name: string, hold_days: number) => ({
  tier: name,
  hold_days,
  reserve_ppm: 0,
  reserve_days: 0,
})
