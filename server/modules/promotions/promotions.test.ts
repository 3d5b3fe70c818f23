import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rows } from '../../platform/db.ts'
import { seedRoom, seedShop, seedSku, uuidOf } from '../../test-seed.ts'
import { testWorld } from '../../test-world.ts'
import {
  claim,
  couponState,
  platformPromotion,
  promotionBody,
  redPackets,
  shopPromotion,
  usage,
} from './promotions.world.ts'

const HOUR = 3_600_000

test('a promotion begins, pauses, ends and is called off; what was claimed stays good until its date', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const [buyer, other] = [await world.person(), await world.person()]
  const at = (hours: number) => new Date(world.now().getTime() + hours * HOUR).toISOString()
  const window = { starts_at: at(1), ends_at: at(3), use_until: at(5) }
  const [later, draft] = [
    await shopPromotion(world, shop, { ...window, quantity: 2 }),
    await shopPromotion(world, shop, { ...window, publish: false }),
  ]
  assert.deepEqual([later.state, draft.state], ['scheduled', 'draft'])
  const tryClaim = async (who = other) =>
    (await who.post(`/v1/promotions/${later.id}/claims`)).body.code
  const act = async (what: string, promotion = later) =>
    (
      await shop.owner.put(`/v1/shops/${shop.shown}/promotions/${promotion.id}/state`, {
        act: what,
      })
    ).body
  assert.equal(await tryClaim(), 'promotion_not_open')
  // A draft is nobody's business but the shop's.
  assert.equal((await buyer.post(`/v1/promotions/${draft.id}/claims`)).body.code, 'not_found')
  await world.pass(HOUR)
  const coupon = await claim(buyer, later)
  const seen = async () =>
    (await buyer.get(`/v1/promotions?shop_id=${shop.shown}`)).body.data.map((one: any) => [
      one.id,
      one.mine,
    ])
  assert.deepEqual(await seen(), [[later.id, 1]])
  assert.equal(await tryClaim(buyer), 'coupon_limit')
  assert.equal((await act('pause')).state, 'paused')
  assert.equal(await tryClaim(), 'promotion_not_open')
  assert.equal((await act('publish')).code, 'wrong_state')
  assert.equal((await act('resume')).state, 'ongoing')
  await world.pass(2 * HOUR)
  assert.equal((await usage(shop, later)).state, 'ended')
  assert.equal((await act('cancel')).code, 'wrong_state')
  // Nobody published the draft before its end.
  assert.equal((await usage(shop, draft)).state, 'cancelled')
  assert.equal(await couponState(buyer, coupon), 'usable')
  await world.pass(2 * HOUR)
  assert.equal(await couponState(buyer, coupon), 'expired')
  await world.verify()
})

test('managers make promotions, clerks do not; what is impossible is refused plainly', async () => {
  await using world = await testWorld()
  const [shop, rival] = [await seedShop(world), await seedShop(world)]
  const theirs = await seedSku(world, rival)
  const clerk = await world.person()
  await rows(
    world.db,
  )`insert into shop_staff (shop_id, account_id, role, added_at) values (${shop.id}, ${uuidOf(clerk.id)}, 'clerk', ${world.now()})`
  const make = async (more: object, who = shop.owner) =>
    (await who.post(`/v1/shops/${shop.shown}/promotions`, promotionBody(world, more))).body.code
  assert.equal(await make({}, clerk), 'not_allowed')
  assert.equal(await make({}, rival.owner), 'not_found')
  assert.equal(await make({ product_ids: [theirs.shown_product] }), 'not_found')
  assert.equal(await make({ budget: 1_999 }), 'promotion_too_much')
  assert.equal(await make({ rate_ppm: 100_000 }), 'promotion_too_much')
  assert.equal(await make({ rate_ppm: 100_000, most_off: 5, amount_off: 5 }), 'promotion_too_much')
  assert.equal(await make({ ends_at: world.now().toISOString() }), 'promotion_window')
  assert.equal(await make({ use_until: world.now().toISOString() }), 'promotion_window')
  assert.equal(await make({ rate_ppm: 100_000, most_off: 5 }), undefined)

  // A draft is written anew until it is published; from then on it is what buyers were promised.
  const own = await seedSku(world, shop)
  const draft = await shopPromotion(world, shop, { publish: false, quantity: 5 })
  const edit = async (more: object, who = shop.owner) =>
    (
      await who.put(
        `/v1/shops/${shop.shown}/promotions/${draft.id}`,
        promotionBody(world, { publish: false, ...more }),
      )
    ).body
  assert.equal((await edit({}, clerk)).code, 'not_allowed')
  assert.equal((await edit({}, rival.owner)).code, 'not_found')
  assert.equal((await edit({ product_ids: [theirs.shown_product] })).code, 'not_found')
  assert.equal((await edit({ budget: 1_999 })).code, 'promotion_too_much')
  const edited = await edit({
    kind: 'full_reduction',
    title: 'Tea for some',
    rate_ppm: 100_000,
    most_off: 900,
    budget: 1_000,
    product_ids: [own.shown_product],
  })
  assert.deepEqual(
    [edited.state, edited.kind, edited.title, edited.amount_off, edited.rate_ppm, edited.quantity],
    ['draft', 'full_reduction', 'Tea for some', null, 100_000, null],
  )
  assert.deepEqual(
    [edited.budget, edited.product_ids, edited.goods.map((one: any) => one.id)],
    [1_000, [own.shown_product], [own.shown_product]],
  )
  assert.equal((await edit({ publish: true })).state, 'ongoing')
  assert.equal((await edit({})).code, 'wrong_state')
  const finance = await world.operator('finance')
  const platforms = await platformPromotion(world, finance, { publish: false })
  const path = `/v1/platform-promotions/${platforms.id}`
  const named = { product_ids: [own.shown_product, theirs.shown_product], publish: true }
  assert.equal(
    (await finance.put(path, promotionBody(world, named))).body.product_ids.length,
    2,
    'of any shop',
  )
  const nothing = { product_ids: [platforms.id.replace('prm_', 'prd_')] }
  assert.equal(
    (await finance.post('/v1/platform-promotions', promotionBody(world, nothing))).body.code,
    'not_found',
  )
  await world.verify()
})

test('red packets are for the viewers of a room on air, given by its host alone', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const tea = await seedSku(world, shop)
  const [host, viewer] = [await world.person({ is_creator: true }), await world.person()]
  const room = await seedRoom(world, host, [tea])
  const packets = await redPackets(host, room, { count: 1 })
  const stranger = await viewer.post(`/v1/rooms/${room.shown}/red-packets`, {
    title: 'x',
    amount: 1,
    count: 1,
    threshold: 0,
    minutes: 1,
  })
  assert.equal(stranger.body.code, 'not_found')
  const { data } = (await world.stranger.get(`/v1/promotions?room_id=${room.shown}`)).body
  assert.deepEqual(
    data.map((one: any) => [one.id, one.kind, one.mine]),
    [[packets.id, 'red_packet', 0]],
  )
  const coupon = await claim(viewer, packets)
  // Bought anywhere else it takes nothing off.
  const quote = async (more: object) =>
    (await viewer.post('/v1/quotes', { lines: [{ sku_id: tea.shown_sku, quantity: 1, ...more }] }))
      .body
  assert.equal((await quote({})).total, 9_990)
  assert.equal((await quote({ room_id: room.shown })).total, 9_490)
  assert.equal((await host.post(`/v1/promotions/${packets.id}/claims`)).body.code, 'coupons_gone')
  const over = await redPackets(host, room)
  await host.post(`/v1/rooms/${room.shown}/end`)
  assert.equal(
    (await viewer.post(`/v1/promotions/${over.id}/claims`)).body.code,
    'promotion_not_open',
  )
  const mine = (await host.get('/v1/me/red-packets')).body.data
  assert.deepEqual(
    mine.map((one: any) => [one.claimed, one.budget]),
    [
      [0, 5_000],
      [1, 500],
    ],
  )
  assert.equal(await couponState(viewer, coupon), 'usable')
  await world.verify()
})
