import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY, HOUR } from '../../kernel/time.ts'
import { row, rows } from '../../platform/db.ts'
import {
  type SeededShop,
  type SeededSku,
  seedRoom,
  seedShop,
  seedSku,
  uuidOf,
} from '../../test-seed.ts'
import { type Person, testWorld, type World } from '../../test-world.ts'
import { addressOf, payFor, ship } from '../orders/orders.world.ts'
import {
  claim,
  line,
  platformPromotion,
  redPackets,
  shopPromotion,
} from '../promotions/promotions.world.ts'
import { booked } from '../settlement/settlement.world.ts'
import { termsFor } from './index.ts'

let leaders = 0
const leader = async (world: World): Promise<Person> => {
  const person = await world.person()
  leaders += 1
  const made = await person.put('/v1/me/leader', { name: `Leader ${leaders}` })
  assert.deepEqual([made.status, made.body.leader_cut_ppm], [200, 100_000], made.text)
  return person
}

const campaign = async (world: World, by: Person, wish: Record<string, unknown> = {}) => {
  const made = await by.post('/v1/me/campaigns', {
    title: 'Autumn tea',
    leader_ppm: 50_000,
    min_commission_ppm: 100_000,
    min_promotion_days: 15,
    protection_months: 1,
    is_open_to_all: false,
    applies_until: new Date(world.now().getTime() + 20 * DAY).toISOString(),
    ends_at: new Date(world.now().getTime() + 60 * DAY).toISOString(),
    ...wish,
  })
  assert.equal(made.status, 201, made.text)
  return made.body.id as string
}

const putIn = (shop: SeededShop, campaign_id: string, sku: SeededSku, commission_ppm = 200_000) =>
  shop.owner.post(`/v1/shops/${shop.shown}/campaign-items`, {
    campaign_id,
    product_id: sku.shown_product,
    commission_ppm,
  })

/** Put in and taken; the item's id. */
const promote = async (by: Person, shop: SeededShop, id: string, sku: SeededSku, ppm?: number) => {
  const asked = await putIn(shop, id, sku, ppm)
  assert.equal(asked.status, 201, asked.text)
  const taken = await by.post(`/v1/me/campaign-items/${asked.body.id}/approval`, {})
  assert.deepEqual([taken.status, taken.body.state], [201, 'promoting'], taken.text)
  return asked.body.id as string
}

const earns = async (world: World, sku: SeededSku, creator: Person) =>
  [
    ...(
      await termsFor(
        world.db,
        [{ product_id: sku.product_id, creator_id: uuidOf(creator.id) }],
        world.now(),
      )
    ).values(),
  ][0]

/** As the tables have it: sessions end sooner than some of these clocks. */
const stateOf = async (world: World, item: string) =>
  (
    await row<{ state: string }>(
      world.db,
    )`select state from campaign_items where id = ${uuidOf(item)}`
  )?.state

test('goods go into a campaign, creators join, changes need the leader; silence decides by the clock', async () => {
  await using world = await testWorld()
  const [shop, mei, lin] = await Promise.all([
    seedShop(world),
    leader(world),
    world.person({ is_creator: true }),
  ])
  const tea = await seedSku(world, shop, { commission_ppm: 150_000n })
  const [cup, pot] = [await seedSku(world, shop), await seedSku(world, shop)]
  const autumn = await campaign(world, mei)

  // Who may, and what fits.
  const stranger = await world.person()
  assert.equal((await stranger.post('/v1/me/campaigns', {})).status, 422)
  assert.equal((await stranger.get('/v1/me/leader')).body, null)
  assert.equal(
    (await stranger.put('/v1/me/leader', { name: 'Leader 1' })).body.code,
    'leader_name_taken',
  )
  for (const [rate, code] of [
    [149_999, 'commission_too_low'],
    [850_001, 'rates_too_high'],
  ] as const)
    assert.equal((await putIn(shop, autumn, tea, rate)).body.code, code)
  const item = await putIn(shop, autumn, tea)
  assert.equal((await putIn(shop, autumn, tea)).body.code, 'already_in_campaign')
  assert.equal(
    (await lin.post('/v1/me/campaign-joins', { item_id: item.body.id })).body.code,
    'wrong_state',
  )

  // The leader takes one, refuses one, says nothing to the third: it lapses.
  const waiting = (await mei.get('/v1/me/campaign-items?waiting=true')).body.data
  assert.deepEqual(
    waiting.map((one: any) => one.id),
    [item.body.id],
  )
  const refused = await putIn(shop, autumn, cup)
  const silent = await putIn(shop, autumn, pot)
  assert.equal(
    (await stranger.post(`/v1/me/campaign-items/${item.body.id}/approval`, {})).status,
    404,
  )
  assert.equal(
    (await mei.post(`/v1/me/campaign-items/${item.body.id}/approval`, {})).body.state,
    'promoting',
  )
  assert.equal(
    (await mei.post(`/v1/me/campaign-items/${refused.body.id}/rejection`, { words: 'No cups' }))
      .body.state,
    'rejected',
  )
  assert.equal(
    (await mei.post(`/v1/me/campaign-items/${refused.body.id}/approval`, {})).body.code,
    'wrong_state',
  )

  // Until Lin joins, the shop's own offer counts; then the campaign does, for Lin alone.
  assert.deepEqual(
    await earns(world, tea, lin).then((one) => [one?.plan_kind, one?.commission_ppm]),
    ['open', 150_000n],
  )
  const goods = (await lin.get('/v1/campaign-goods')).body.data
  assert.deepEqual(
    goods.map((one: any) => [one.item_id, one.commission_ppm, one.is_joined]),
    [[item.body.id, 200_000, false]],
  )
  assert.equal((await lin.post('/v1/me/campaign-joins', { item_id: item.body.id })).status, 204)
  assert.deepEqual(await earns(world, tea, lin), {
    plan_id: uuidOf(item.body.id),
    plan_kind: 'campaign',
    commission_ppm: 200_000n,
    leader_id: uuidOf(mei.id),
    leader_ppm: 50_000n,
    leader_cut_ppm: 100_000n,
    campaign_id: uuidOf(autumn),
    agency_id: null,
    agency_ppm: 0n,
  })
  assert.equal((await earns(world, tea, stranger))?.plan_kind, 'open')

  // Another commission: asked of the leader, agreed to; a cut counts two days later.
  const ask = (body: object) =>
    shop.owner.post(`/v1/shops/${shop.shown}/campaign-items/${item.body.id}/changes`, body)
  assert.equal((await ask({})).body.code, 'promotion_too_short')
  assert.equal((await ask({ commission_ppm: 160_000 })).body.change.kind, 'rate')
  assert.equal((await ask({ commission_ppm: 170_000 })).body.code, 'change_waiting')
  await mei.post(`/v1/me/campaign-items/${item.body.id}/change-answer`, { is_agreed: true })
  assert.equal((await earns(world, tea, lin))?.commission_ppm, 200_000n)
  await world.pass(2 * DAY)
  assert.equal((await earns(world, tea, lin))?.commission_ppm, 160_000n)
  await world.pass(5 * DAY)
  assert.equal(await stateOf(world, silent.body.id), 'expired')

  // Another leader cannot have the goods while the protection runs.
  const wei = await leader(world)
  const winter = await campaign(world, wei)
  const protection = await putIn(shop, winter, tea)
  assert.equal(protection.body.code, 'product_protected')

  // An early end after the agreed time: the leader says nothing for seven days and has agreed; two days later they leave.
  await world.pass(8 * DAY)
  const early = await ask({})
  assert.deepEqual([early.status, early.body.change?.kind], [201, 'end'], early.text)
  await world.pass(7 * DAY)
  assert.equal((await earns(world, tea, lin))?.plan_kind, 'campaign')
  await world.pass(2 * DAY)
  assert.equal(await stateOf(world, item.body.id), 'terminated')
  assert.equal((await earns(world, tea, lin))?.plan_kind, 'open')

  // What is left of the campaigns ends by itself.
  await world.pass(60 * DAY)
  assert.equal(
    (await row<{ count: bigint }>(world.db)`select count(*) from campaigns where state = 'open'`)
      ?.count,
    0n,
  )
  await world.verify()
})

test('races: two leaders want protected goods, one gets them; a creator sells a product by one campaign', async () => {
  await using world = await testWorld()
  const [shop, mei, wei, lin] = await Promise.all([
    seedShop(world),
    leader(world),
    leader(world),
    world.person({ is_creator: true }),
  ])
  const tea = await seedSku(world, shop)
  const [one, other] = [await campaign(world, mei), await campaign(world, wei)]
  const items = [await putIn(shop, one, tea), await putIn(shop, other, tea, 300_000)].map(
    ({ body }) => body.id,
  )
  const answers = await Promise.all([
    mei.post(`/v1/me/campaign-items/${items[0]}/approval`, {}),
    wei.post(`/v1/me/campaign-items/${items[1]}/approval`, {}),
  ])
  assert.deepEqual(answers.map(({ body }) => body.code ?? body.state).sort(), [
    'product_protected',
    'promoting',
  ])

  // Without protection both may; then the creator's last choice counts, and open campaigns count for everybody else.
  const cup = await seedSku(world, shop)
  const free = { protection_months: 0, is_open_to_all: true }
  const [a, b] = [
    await promote(mei, shop, await campaign(world, mei, free), cup, 200_000),
    await promote(
      wei,
      shop,
      await campaign(world, wei, { ...free, leader_ppm: 60_000 }),
      cup,
      250_000,
    ),
  ]
  assert.equal(
    (await earns(world, cup, lin))?.plan_id,
    uuidOf(b),
    'the better paid of two that are open to all',
  )
  const joined = await Promise.all(
    [a, a, a].map((item_id) => lin.post('/v1/me/campaign-joins', { item_id })),
  )
  assert.ok(joined.every(({ status }) => status === 204 || status === 409))
  assert.equal((await earns(world, cup, lin))?.plan_id, uuidOf(a), 'the one that was joined')
  assert.equal((await lin.post('/v1/me/campaign-joins', { item_id: b })).status, 204)
  assert.equal((await earns(world, cup, lin))?.leader_ppm, 60_000n)
  assert.equal(
    (await rows(world.db)`select id from campaign_joins where left_at is null`).length,
    1,
  )
  assert.equal((await lin.delete(`/v1/me/campaign-joins/${a}`)).status, 404)
  assert.equal((await lin.delete(`/v1/me/campaign-joins/${b}`)).status, 204)

  // A shop that offers everybody more than an open campaign is taken at its word by whoever joined none.
  assert.equal((await earns(world, cup, lin))?.plan_kind, 'campaign')
  await shop.owner.put(`/v1/shops/${shop.shown}/goods/${cup.shown_product}/plan`, {
    commission_ppm: 300_000,
    is_open: true,
  })
  assert.deepEqual(
    await earns(world, cup, lin).then((one) => [one?.plan_kind, one?.commission_ppm]),
    ['open', 300_000n],
  )
  // Nor does a campaign that nobody chose take from a creator what a plan of their own promised.
  const bowl = await seedSku(world, shop)
  await shop.owner.post(`/v1/shops/${shop.shown}/plans`, {
    product_id: bowl.shown_product,
    kind: 'targeted',
    commission_ppm: 300_000,
    creator_ids: [lin.id],
    is_open: true,
  })
  const short = await campaign(world, mei, { ...free, min_promotion_days: 0 })
  const cheap = await promote(mei, shop, short, bowl, 120_000)
  assert.equal((await earns(world, bowl, lin))?.commission_ppm, 300_000n)
  assert.equal((await lin.post('/v1/me/campaign-joins', { item_id: cheap })).status, 204)
  assert.equal((await earns(world, bowl, lin))?.commission_ppm, 120_000n, 'their own choice')

  // The shop asks for an end, the leader lets the goods go just before the silence would count: that is no obstacle to others.
  const ends = `/v1/shops/${shop.shown}/campaign-items/${cheap}/changes`
  assert.equal((await shop.owner.post(ends, {})).status, 201)
  await world.pass(6 * DAY)
  assert.equal((await mei.post(`/v1/me/campaign-items/${cheap}/end`, {})).status, 201)
  await world.pass(DAY + HOUR)
  assert.deepEqual(
    await row(world.db)`select state from campaign_changes where item_id = ${uuidOf(cheap)}`,
    { state: 'agreed' },
  )
  await world.verify()
})

test('the order of DESIGN section 6 through a campaign and real coupons: the leader gets 562, the platform 62', async () => {
  await using world = await testWorld()
  const [shop, mei, lin, buyer, finance] = await Promise.all([
    seedShop(world),
    leader(world),
    world.person({ is_creator: true }),
    world.person(),
    world.operator('finance'),
  ])
  const [tea, cup] = [
    await seedSku(world, shop, { price: 9_990n }),
    await seedSku(world, shop, { price: 5_990n }),
  ]
  const id = await campaign(world, mei)
  for (const sku of [tea, cup]) {
    const item_id = await promote(mei, shop, id, sku)
    await lin.post('/v1/me/campaign-joins', { item_id })
  }
  const room = await seedRoom(world, lin, [tea, cup])
  const coupon_ids = [
    await claim(buyer, await shopPromotion(world, shop, { threshold: 15_980 })),
    await claim(buyer, await platformPromotion(world, finance, { amount_off: 1_000 })),
    await claim(buyer, await redPackets(lin, room)),
  ]
  const bought = await buyer.post('/v1/checkouts', {
    address_id: await addressOf(buyer),
    lines: [line(tea, { room_id: room.shown }), line(cup, { room_id: room.shown })],
    coupon_ids,
  })
  assert.equal(bought.body.amount, 12_480, bought.text)
  await payFor(world, buyer, { payment: { id: '', shown: bought.body.payment.id } })
  const [order] = bought.body.orders
  const lines = await rows<Record<string, unknown>>(world.db)`
    select plan_kind, campaign_id, creator_id, leader_id, commission_ppm, leader_ppm, leader_cut_ppm from order_lines`
  assert.equal(lines.length, 2)
  for (const frozen of lines)
    assert.deepEqual(frozen, {
      plan_kind: 'campaign',
      campaign_id: uuidOf(id),
      creator_id: uuidOf(lin.id),
      leader_id: uuidOf(mei.id),
      commission_ppm: 200_000n,
      leader_ppm: 50_000n,
      leader_cut_ppm: 100_000n,
    })

  // What becomes of the campaign later changes nothing of what was sold.
  await mei.post(`/v1/me/campaigns/${id}/closing`)
  await ship(world, { orders: [{ id: uuidOf(order.id), shop_id: shop.id, shown: '', number: '' }] })
  assert.equal((await buyer.post(`/v1/orders/${order.id}/receipt`)).status, 201)
  await world.pass(13 * DAY)
  const parts = await rows<Record<string, bigint>>(world.db)`
    select paid, income, fee, commission, leader_fee, leader_cut, merchant_net from settlements order by paid desc`
  // Without the premium of 54, which is nobody's here: 6,353 + 3,808 = 10,107 + 54.
  assert.deepEqual(
    parts.map((one) => Object.values(one).map(Number)),
    [
      [7_802, 8_740, 437, 1_560, 390, 39, 6_353],
      [4_678, 5_240, 262, 936, 234, 23, 3_808],
    ],
  )
  const books = {
    leader: await booked(world, 'leader_available', uuidOf(mei.id)),
    cut: await booked(world, 'leader_cut'),
    fee: await booked(world, 'platform_fee'),
    shop: await booked(world, 'shop_available', shop.id),
    platform_subsidy: await booked(world, 'platform_subsidy'),
    creator_subsidy: await booked(world, 'creator_subsidy', uuidOf(lin.id)),
  }
  const settled = { leader: 562n, cut: 62n, fee: 699n, shop: 10_161n }
  assert.deepEqual(books, { ...settled, platform_subsidy: -1_000n, creator_subsidy: -500n })
  await world.verify()
})
