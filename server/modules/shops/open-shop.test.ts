import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY, HOUR } from '../../kernel/time.ts'
import { rows } from '../../platform/db.ts'
import { seedShop, seedSku, uuidOf } from '../../test-seed.ts'
import { testWorld } from '../../test-world.ts'
import { isShopOpen, shopNames } from './shops.sql.ts'
import {
  applicationOf,
  draftShop,
  openShop,
  payDeposit,
  stepsOf,
  submittedShop,
  toldOf,
} from './shops.world.ts'

test('who works for a shop decides nothing about it', async () => {
  await using world = await testWorld()
  const [owner, clerk, admin] = await Promise.all([
    world.person({ duties: ['admin'] }),
    world.operator('reviewer', 'admin'),
    world.operator('admin'),
  ])
  const { id } = await submittedShop(owner)
  await owner.put(`/v1/shops/${id}/staff`, { sign_in_name: clerk.sign_in_name, role: 'clerk' })
  const { version } = (await admin.get(`/v1/shop-applications/${id}`)).body
  for (const insider of [owner, clerk]) {
    const refused = await insider.post(`/v1/shop-applications/${id}/decision`, {
      decision: 'approve',
      version,
    })
    assert.deepEqual(
      [refused.status, refused.body.code, refused.body.details.why],
      [403, 'not_allowed', 'recusal'],
    )
  }
  assert.equal(
    (await admin.post(`/v1/shop-applications/${id}/decision`, { decision: 'approve', version }))
      .status,
    200,
  )
  await payDeposit(world, id, 100_000n)
  assert.equal(
    (await clerk.post(`/v1/shops/${id}/suspension`, { suspend: true, reason: 'x' })).status,
    403,
  )
  assert.equal(
    (await admin.post(`/v1/shops/${id}/suspension`, { suspend: true, reason: 'x' })).status,
    200,
  )
  await world.verify()
})

test('suspension takes a shop off sale, lapses by itself, and is confirmed or lifted by an administrator', async () => {
  await using world = await testWorld()
  const [owner, reviewer] = await Promise.all([world.person(), world.operator('reviewer')])
  let admin = await world.operator('admin')
  const { id } = await openShop(world, owner, reviewer)
  const suspend = (suspending: boolean, reason = '假货投诉') =>
    admin.post(`/v1/shops/${id}/suspension`, { suspend: suspending, reason })
  assert.equal((await suspend(false)).body.code, 'shop_not_open')
  const suspended = await suspend(true)
  assert.deepEqual(
    [suspended.body.state, stepsOf(suspended.body.history).at(-1)],
    ['suspended', 'suspended: 假货投诉'],
  )
  assert.equal((await world.stranger.get(`/v1/shops/${id}`)).body.is_open, false)
  assert.equal(await isShopOpen(world.db, uuidOf(id)), false)
  assert.deepEqual((await shopNames(world.db, [uuidOf(id)])).get(uuidOf(id)), {
    name: suspended.body.name,
    is_self_operated: false,
    is_open: false,
  })
  await world.pass(6 * DAY)
  admin = await world.operator('admin')
  const confirmed = await suspend(true, '仍在调查')
  assert.ok(Date.parse(confirmed.body.deadline_at) >= world.now().getTime() + 6 * DAY)
  assert.equal((await toldOf(world, 'shop.suspended')).length, 1)
  await world.pass(6 * DAY)
  assert.equal((await owner.get(`/v1/shops/${id}/file`)).body.state, 'suspended')
  await world.pass(1 * DAY + HOUR)
  const { body: file } = await owner.get(`/v1/shops/${id}/file`)
  assert.deepEqual([file.state, stepsOf(file.history).at(-1)], ['open', 'open: suspension_lapsed'])
  admin = await world.operator('admin')
  await suspend(true)
  assert.equal((await suspend(false, '查无实据')).body.state, 'open')
  assert.equal((await toldOf(world, 'shop.opened')).length, 3)
  const draft = await draftShop(owner)
  assert.equal(
    (await admin.post(`/v1/shops/${draft.id}/suspension`, { suspend: true, reason: 'x' })).body
      .code,
    'shop_not_open',
  )
  await world.verify()
})

test('of applicants who take the same name at once, in whatever spelling, one gets it', async () => {
  await using world = await testWorld()
  const people = await Promise.all([1, 2, 3, 4].map(() => world.person()))
  const names = ['Tea Palace', 'TEA PALACE', 'Ｔｅａ　Ｐａｌａｃｅ', 'Tеa PaIace']
  const answers = await Promise.all(
    people.map((person, index) => person.post('/v1/shops', applicationOf({ name: names[index] }))),
  )
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409, 409])
  assert.ok(answers.every(({ status, body }) => status === 201 || body.code === 'shop_name_taken'))
  const loser = people[answers.findIndex(({ status }) => status === 409)]
  const own = await loser?.post('/v1/shops', applicationOf())
  assert.equal(
    (await loser?.patch(`/v1/shops/${own?.body.id}/file`, { name: 'tea palace' }))?.body.code,
    'shop_name_taken',
  )
})

test('one person opens five shops, also when asking for all at once', async () => {
  await using world = await testWorld()
  const sam = await world.person()
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => sam.post('/v1/shops', applicationOf())),
  )
  assert.deepEqual(
    answers.map(({ status }) => status).sort(),
    [201, 201, 201, 201, 201, 422, 422, 422],
  )
  assert.equal(answers.find(({ status }) => status === 422)?.body.code, 'too_many_shops')
  await world.verify()
})

test('staff: the owner gives and takes roles; managers keep the file, clerks read it, and who is off is off at once', async () => {
  await using world = await testWorld()
  const [owner, manager, clerk, other] = await Promise.all([
    world.person(),
    world.person(),
    world.person(),
    world.person(),
  ])
  const { id } = await draftShop(owner)
  const staff = `/v1/shops/${id}/staff`
  assert.equal(
    (await owner.put(staff, { sign_in_name: manager.sign_in_name, role: 'manager' })).status,
    204,
  )
  assert.equal(
    (await owner.put(staff, { sign_in_name: `+86 ${clerk.sign_in_name}`, role: 'manager' })).status,
    204,
  )
  assert.equal(
    (await owner.put(staff, { sign_in_name: clerk.sign_in_name, role: 'clerk' })).status,
    204,
  )
  const { body: list } = await clerk.get(staff)
  assert.deepEqual(
    list.data.map((one: any) => [one.account_id, one.role]),
    [
      [owner.id, 'owner'],
      [manager.id, 'manager'],
      [clerk.id, 'clerk'],
    ],
  )
  for (const inside of [manager, clerk]) {
    assert.equal(
      (await inside.put(staff, { sign_in_name: other.sign_in_name, role: 'clerk' })).body.code,
      'not_allowed',
    )
    assert.equal((await inside.delete(`${staff}/${owner.id}`)).body.code, 'not_allowed')
  }
  assert.equal((await manager.patch(`/v1/shops/${id}/file`, { about: '经理写的' })).status, 200)
  assert.equal(
    (await clerk.patch(`/v1/shops/${id}/file`, { about: '店员写的' })).body.code,
    'not_allowed',
  )
  assert.equal((await clerk.post(`/v1/shops/${id}/submission`)).body.code, 'not_allowed')
  assert.equal((await clerk.get(`/v1/shops/${id}/file`)).status, 200)
  assert.equal((await owner.delete(`${staff}/${owner.id}`)).body.code, 'wrong_state')
  assert.equal(
    (await owner.put(staff, { sign_in_name: owner.sign_in_name, role: 'clerk' })).body.code,
    'wrong_state',
  )
  assert.equal((await owner.put(staff, { sign_in_name: '13899999999', role: 'clerk' })).status, 404)
  assert.equal(
    (await owner.put(staff, { sign_in_name: 'nobody at all', role: 'clerk' })).body.code,
    'bad_sign_in_name',
  )
  assert.equal(
    (await owner.put(staff, { sign_in_name: clerk.sign_in_name, role: 'owner' })).status,
    422,
  )
  assert.equal((await owner.delete(`${staff}/${clerk.id}`)).status, 204)
  assert.equal((await owner.delete(`${staff}/${clerk.id}`)).status, 404)
  assert.equal((await clerk.get(`/v1/shops/${id}/file`)).status, 404)
  const changes = await rows<{ role: string | null }>(
    world.db,
  )`select role from shop_staff_changes where account_id = ${uuidOf(clerk.id)} order by id`
  assert.deepEqual(
    changes.map(({ role }) => role),
    ['manager', 'clerk', null],
  )
  await world.verify()
})

test('another shop’s id answers like a missing one, and each door asks who comes', async () => {
  await using world = await testWorld()
  const [owner, other, finance] = await Promise.all([
    world.person(),
    world.person(),
    world.operator('finance'),
  ])
  const { id, documents } = await draftShop(owner)
  const missing = `shp_${'0'.repeat(26)}`
  const calls: [string, string, unknown?][] = [
    ['get', 'file'],
    ['patch', 'file', { about: 'x' }],
    ['post', 'submission'],
    ['get', 'staff'],
    ['put', 'staff', { sign_in_name: '13812345678', role: 'clerk' }],
    ['delete', `staff/${owner.id}`],
    ['get', `documents/${documents[0].id}`],
    ['delete', `documents/${documents[0].id}`],
  ]
  for (const [method, place, body] of calls) {
    const ask = async (who: any, shop: string) =>
      who[method](`/v1/shops/${shop}/${place}`, body).then((answer: any) => [
        answer.status,
        answer.body.code,
        answer.body.title,
      ])
    assert.deepEqual(await ask(other, id), await ask(other, missing), `${method} ${place}`)
    assert.equal((await ask(other, id))[0], 404, `${method} ${place}`)
    assert.equal((await ask(world.stranger, id))[0], 401, `${method} ${place}`)
  }
  for (const [who, status] of [
    [other, 403],
    [finance, 403],
    [world.stranger, 401],
  ] as const) {
    assert.equal((await who.get('/v1/shop-applications')).status, status)
    assert.equal((await who.get(`/v1/shop-applications/${id}`)).status, status)
    assert.equal(
      (await who.post(`/v1/shop-applications/${id}/decision`, { decision: 'approve', version: 1 }))
        .status,
      status,
    )
    assert.equal(
      (await who.post(`/v1/shops/${id}/suspension`, { suspend: true, reason: 'x' })).status,
      status,
    )
  }
  const reviewer = await world.operator('reviewer')
  assert.equal((await reviewer.get(`/v1/shop-applications/${missing}`)).status, 404)
  assert.equal(
    (
      await reviewer.post(`/v1/shop-applications/${missing}/decision`, {
        decision: 'approve',
        version: 1,
      })
    ).status,
    404,
  )
  assert.equal(
    (await reviewer.post(`/v1/shops/${id}/suspension`, { suspend: true, reason: 'x' })).status,
    403,
  )
})

test('the public page counts what is on the shelf and what was sold', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const [one] = [await seedSku(world, shop), await seedSku(world, shop, { title: 'Other tea' })]
  await rows(world.db)`update products set sold_count = 7 where id = ${one?.product_id}`
  const { body } = await world.stranger.get(`/v1/shops/${shop.shown}`)
  assert.deepEqual([body.products_count, body.sold_count], [2, 7])
})
