import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HOUR, MINUTE } from '../../kernel/time.ts'
import { rows } from '../../platform/db.ts'
import { seedShop, seedSku, uuidOf } from '../../test-seed.ts'
import { type Person, testWorld, type World } from '../../test-world.ts'
import { enterRoom, seedLink, until } from './live.world.ts'

const announce = async (admin: Person, change: object): Promise<any> => {
  const answer = await admin.post('/v1/link-policy/rules', {
    source: 'taobao_alliance',
    sub_source: null,
    category: null,
    placement: 'live_cart',
    effect: 'block',
    reason: 'The cooperation ends',
    ...change,
  })
  assert.equal(answer.status, 201, answer.text)
  return answer.body
}

async function linkedRoom(world: World, { start = true } = {}) {
  const lin = await world.person({ is_creator: true })
  const shop = await seedShop(world)
  const own = await seedSku(world, shop, { title: 'Own tea' })
  const link = await seedLink(world, shop)
  const jd = await seedLink(world, shop, {
    source: 'jd_alliance',
    sub_source: 'jd_self',
    title: 'JD tea',
  })
  const id = (await lin.post('/v1/rooms', { title: 'Tea evening' })).body.room.id as string
  const added = []
  for (const { shown_product } of [own, link, jd])
    added.push(await lin.post(`/v1/rooms/${id}/items`, { product_id: shown_product }))
  assert.deepEqual(
    added.map(({ status }) => status),
    [201, 201, 201],
    added.map(({ text }) => text).join(),
  )
  if (start) assert.equal((await lin.post(`/v1/rooms/${id}/start`)).status, 201)
  const titles = async () =>
    (await world.stranger.get(`/v1/rooms/${id}`)).body.items.map((one: any) => one.product.title)
  return { lin, id, titles, link, items: added.map(({ body }) => body.id as string) }
}

test('a rule that starts takes its goods out of a running room within a second, with its name', async () => {
  await using world = await testWorld({ jobs: true })
  const admin = await world.operator()
  const { lin, id, items, titles, link } = await linkedRoom(world)
  await lin.put(`/v1/rooms/${id}/explaining`, { item_id: items[1] })
  const [viewer, desk] = [
    await enterRoom(world, world.stranger, id),
    await enterRoom(world, lin, id),
  ]
  const starts = world.now().getTime() + 30_000
  const rule = await announce(admin, { effective_from: new Date(starts).toISOString() })
  const warning = await desk.event((event) => event.e === 'policy_warning', 'a warning ahead')
  assert.deepEqual(
    [warning.item_id, warning.rule_id, warning.effect, warning.at],
    [items[1], rule.id, 'block', rule.effective_from],
  )
  assert.equal((await titles()).length, 3)
  assert.ok(world.now().getTime() < starts, 'warned before')
  assert.ok(
    !viewer.events().some((event) => event.e === 'item_gone'),
    'nor is anything gone before',
  )
  await world.app.context.clock.advance(starts - world.now().getTime())
  const gone = await viewer.event((event) => event.e === 'item_gone', 'gone')
  assert.deepEqual([gone.item_id, gone.why, gone.rule_id], [items[1], 'hidden_by_policy', rule.id])
  // Nobody let it happen but the sweep itself, which looks so often that a second is plenty.
  const sweep = world.app.modules
    .flatMap(({ sweeps = [] }) => sweeps)
    .find(({ name }) => name === 'live.link_policy')
  assert.ok((sweep?.every_ms ?? Number.POSITIVE_INFINITY) <= 250)
  await viewer.event((event) => event.e === 'explaining' && event.item_id === null, 'unpinned')
  assert.ok(!viewer.events().some((event) => event.e === 'policy_warning'), 'hosts only')
  assert.deepEqual(await titles(), ['Own tea', 'JD tea'])
  const hidden = (await lin.get(`/v1/rooms/${id}/desk`)).body.room.items[1]
  assert.deepEqual(
    [hidden.state, hidden.verdict.effect, hidden.verdict.rule_id],
    ['hidden_by_policy', 'block', rule.id],
  )
  const again = await lin.post(`/v1/rooms/${id}/items`, { product_id: link.shown_product })
  assert.deepEqual(
    [again.body.code, again.body.details.rule_id],
    ['blocked_by_link_policy', rule.id],
  )

  const jd = await announce(admin, {
    source: 'jd_alliance',
    sub_source: 'jd_self',
    effective_from: world.now().toISOString(),
  })
  await viewer.event((event) => event.rule_id === jd.id, 'at once')
  await world.verify()
})

test('a cart never shows what the policy blocks at this instant, whether or not the sweep has run', async () => {
  await using world = await testWorld()
  const admin = await world.operator()
  const { lin, id, titles, items } = await linkedRoom(world)
  const starts = world.now().getTime() + 2_000
  await announce(admin, { effective_from: new Date(starts).toISOString() })
  assert.equal((await titles()).length, 3)
  await until(() => world.now().getTime() >= starts, 'the start')
  assert.deepEqual(await titles(), ['Own tea', 'JD tea'])
  const [{ state } = { state: '' }] = await rows<{ state: string }>(
    world.db,
  )`select state from room_items where id = ${uuidOf(items[1] as string)}`
  assert.equal(state, 'listed', 'no sweep has run here')
  const desk = (await lin.get(`/v1/rooms/${id}/desk`)).body.room.items[1]
  assert.equal(desk.state, 'hidden_by_policy')
  assert.equal(
    (await lin.put(`/v1/rooms/${id}/explaining`, { item_id: items[1] })).body.code,
    'blocked_by_link_policy',
  )
})

test('what was hidden can be added again once a rule admits it; it does not come back by itself', async () => {
  await using world = await testWorld()
  const admin = await world.operator()
  const { lin, id, titles, link, items } = await linkedRoom(world)
  const at = (ms: number) => new Date(world.now().getTime() + ms).toISOString()
  await announce(admin, { effective_from: at(HOUR), effective_to: at(2 * HOUR) })
  await rows(world.db)`update rooms set deadline_at = null where id = ${uuidOf(id)}`
  await world.pass(HOUR)
  assert.deepEqual(await titles(), ['Own tea', 'JD tea'])
  await world.pass(HOUR)
  assert.deepEqual(await titles(), ['Own tea', 'JD tea'])
  const back = await lin.post(`/v1/rooms/${id}/items`, { product_id: link.shown_product })
  assert.deepEqual([back.status, back.body.id, back.body.state], [201, items[1], 'listed'])
  assert.equal((await titles()).length, 3)
  await world.verify()
})

test('hosts are warned at the announcement, a day, an hour and five minutes ahead, each once', async () => {
  await using world = await testWorld()
  const admin = await world.operator()
  const { lin, id, items } = await linkedRoom(world)
  await rows(world.db)`update rooms set deadline_at = null where id = ${uuidOf(id)}`
  const starts = new Date(world.now().getTime() + 50 * HOUR)
  const rule = await announce(admin, { effective_from: starts.toISOString() })
  const warnings = async () =>
    (
      await rows<{ mark: string }>(world.db)`select mark from policy_warnings order by at, mark`
    ).map(({ mark }) => mark)
  const told = async () =>
    Number(
      (
        await rows<{ count: bigint }>(
          world.db,
        )`select count(*) from room_events where type = 'policy_warning' and host_only and room_id = ${uuidOf(id)}`
      )[0]?.count,
    )
  await world.settle()
  assert.deepEqual([await warnings(), await told()], [['announced'], 1])
  await world.pass(20 * HOUR)
  assert.equal(await told(), 1)
  await world.pass(6 * HOUR)
  assert.deepEqual([await warnings(), await told()], [['announced', 'day'], 2])
  await world.pass(23 * HOUR)
  await world.pass(55 * MINUTE)
  assert.deepEqual([await warnings(), await told()], [['announced', 'day', 'hour', 'minutes'], 4])
  const desk = (await lin.get(`/v1/rooms/${id}/desk`)).body
  assert.deepEqual(desk.warnings, [
    { item_id: items[1], rule_id: rule.id, effect: 'block', at: starts.toISOString() },
  ])
  await world.pass(6 * MINUTE)
  assert.deepEqual((await lin.get(`/v1/rooms/${id}/desk`)).body.warnings, [])
  assert.equal(await told(), 4)
  await world.verify()
})

test('a room does not go on air with blocked goods: they are hidden as it starts', async () => {
  await using world = await testWorld()
  const admin = await world.operator()
  const { lin, id, titles } = await linkedRoom(world, { start: false })
  const starts = new Date(world.now().getTime() + MINUTE)
  await announce(admin, { source: null, effective_from: starts.toISOString() })
  await world.pass(2 * MINUTE)
  const desk = await lin.post(`/v1/rooms/${id}/start`)
  assert.deepEqual(
    desk.body.room.items.map((one: any) => one.state),
    ['listed', 'hidden_by_policy', 'hidden_by_policy'],
  )
  assert.deepEqual(await titles(), ['Own tea'])
  await world.verify()
})
