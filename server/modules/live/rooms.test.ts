import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY, HOUR, MINUTE } from '../../kernel/time.ts'
import { row, rows } from '../../platform/db.ts'
import { seedShop, seedSku, uuidOf } from '../../test-seed.ts'
import { testWorld } from '../../test-world.ts'
import { attributionFor } from './attribution.ts'

const open = async (host: Awaited<ReturnType<Awaited<ReturnType<typeof testWorld>>['person']>>) =>
  (await host.post('/v1/rooms', { title: 'Tea evening' })).body.room.id as string

test('a room runs its course, and each step is written down', async () => {
  await using world = await testWorld()
  const [lin, sam] = await Promise.all([world.person({ is_creator: true }), world.person()])
  assert.equal((await sam.post('/v1/rooms', { title: 'No' })).body.code, 'not_a_creator')
  const made = await lin.post('/v1/rooms', { title: ' Tea evening ' })
  assert.equal(made.status, 201, made.text)
  const { id } = made.body.room
  assert.deepEqual([made.body.room.title, made.body.room.state], ['Tea evening', 'preview'])
  assert.equal((await lin.post(`/v1/rooms/${id}/pause`)).status, 409)
  for (const [step, state] of [
    ['start', 'live'],
    ['pause', 'paused'],
    ['resume', 'live'],
    ['end', 'ended'],
  ]) {
    const answer = await lin.post(`/v1/rooms/${id}/${step}`)
    assert.deepEqual([answer.status, answer.body.room?.state], [201, state], answer.text)
    assert.equal((await world.stranger.get(`/v1/rooms/${id}`)).body.state, state)
  }
  for (const step of ['start', 'pause', 'resume', 'end', 'push-key'])
    assert.equal((await lin.post(`/v1/rooms/${id}/${step}`)).body.code, 'room_over', step)
  assert.equal((await lin.post(`/v1/rooms/${id}/chat`, { words: 'late' })).body.code, 'room_over')
  const history = await rows<{ to_state: string; reason: string }>(world.db)`
    select to_state, reason from state_changes where noun = 'rooms' and noun_id = ${uuidOf(id)} order by id`
  assert.deepEqual(
    history.map((one) => `${one.to_state} ${one.reason}`),
    [
      'preview prepared',
      'live started',
      'paused paused_by_host',
      'live resumed',
      'ended ended_by_host',
    ],
  )
  await world.verify()
})

test('the desk and every step are the host’s; to others the room’s inside does not exist', async () => {
  await using world = await testWorld()
  const [lin, kim] = await Promise.all([
    world.person({ is_creator: true }),
    world.person({ is_creator: true }),
  ])
  const shop = await seedShop(world, { owner: lin })
  const tea = await seedSku(world, shop)
  const id = await open(lin)
  const item = await lin.post(`/v1/rooms/${id}/items`, { product_id: tea.shown_product })
  assert.equal(item.status, 201, item.text)
  const said = await lin.post(`/v1/rooms/${id}/chat`, { words: 'hello' })
  const flash = {
    sku_id: tea.shown_sku,
    price: 100,
    quota: 1,
    limit_per_buyer: 1,
    countdown_s: 0,
    duration_s: 60,
  }
  const answers = await Promise.all([
    kim.get(`/v1/rooms/${id}/desk`),
    kim.patch(`/v1/rooms/${id}`, { title: 'Mine' }),
    ...['push-key', 'start', 'pause', 'resume', 'end'].map((step) =>
      kim.post(`/v1/rooms/${id}/${step}`),
    ),
    kim.post(`/v1/rooms/${id}/items`, { product_id: tea.shown_product }),
    kim.put(`/v1/rooms/${id}/items/order`, { item_ids: [item.body.id] }),
    kim.delete(`/v1/rooms/${id}/items/${item.body.id}`),
    kim.put(`/v1/rooms/${id}/explaining`, { item_id: item.body.id }),
    kim.post(`/v1/rooms/${id}/flash-offers`, flash),
    kim.post(`/v1/rooms/${id}/mutes`, { account_id: lin.id }),
    kim.delete(`/v1/rooms/${id}/chat/${said.body.id}`),
  ])
  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [404])
  assert.equal((await kim.post(`/v1/rooms/${id}/ban`, { reason: 'x' })).status, 403)
  assert.equal((await kim.get('/v1/live-rooms')).status, 403)
  assert.equal((await lin.get(`/v1/rooms/${id}`)).body.title, 'Tea evening')
})

test('of a host’s rooms one is on air, also when two start at once', async () => {
  await using world = await testWorld()
  const lin = await world.person({ is_creator: true })
  const ids = [await open(lin), await open(lin), await open(lin)]
  const started = await Promise.all(ids.map((id) => lin.post(`/v1/rooms/${id}/start`)))
  assert.deepEqual(started.map(({ status }) => status).sort(), [201, 409, 409])
  assert.deepEqual(
    [...new Set(started.filter(({ status }) => status === 409).map(({ body }) => body.code))],
    ['already_on_air'],
  )
  const twice = ids[started.findIndex(({ status }) => status === 201)] as string
  const both = await Promise.all([1, 2].map(() => lin.post(`/v1/rooms/${twice}/end`)))
  assert.deepEqual(both.map(({ status }) => status).sort(), [201, 409])
  await world.verify()
})

test('rooms that wait end by their deadlines', async () => {
  await using world = await testWorld()
  const lin = await world.person({ is_creator: true })
  const [never, silent] = [await open(lin), await open(lin)]
  const later = (
    await lin.post('/v1/rooms', {
      title: 'Next week',
      scheduled_at: new Date(world.now().getTime() + 3 * DAY).toISOString(),
    })
  ).body.room.id
  await lin.post(`/v1/rooms/${silent}/start`)
  const state = async (id: string) => {
    const { state, end_reason } = (await row<{ state: string; end_reason: string | null }>(
      world.db,
    )`select state, end_reason from rooms where id = ${uuidOf(id)}`) as {
      state: string
      end_reason: string | null
    }
    return [state, end_reason]
  }
  await world.pass(9 * MINUTE)
  assert.deepEqual(await state(silent), ['live', null])
  await world.pass(MINUTE)
  assert.deepEqual(await state(silent), ['paused', null])
  await world.pass(2 * HOUR)
  assert.deepEqual(await state(silent), ['ended', 'paused_too_long'])
  await world.pass(DAY)
  assert.deepEqual(await state(never), ['ended', 'never_started'])
  assert.deepEqual(await state(later), ['preview', null])
  await world.pass(3 * DAY)
  assert.deepEqual(await state(later), ['ended', 'never_started'])
  await world.verify()
})

test('an operator cuts a room off: its host reads why, its viewers see nothing of it', async () => {
  await using world = await testWorld()
  const lin = await world.person({ is_creator: true })
  const reviewer = await world.operator('reviewer')
  const id = await open(lin)
  await lin.post(`/v1/rooms/${id}/push-key`)
  await lin.post(`/v1/rooms/${id}/start`)
  assert.equal((await reviewer.get('/v1/live-rooms')).body.data[0].id, id)
  assert.equal((await reviewer.post(`/v1/rooms/${id}/ban`, { reason: 'Fake goods' })).status, 204)
  assert.equal(
    (await reviewer.post(`/v1/rooms/${id}/ban`, { reason: 'again' })).body.code,
    'room_over',
  )
  const seen = (await world.stranger.get(`/v1/rooms/${id}`)).body
  assert.deepEqual([seen.state, seen.items, seen.chat, seen.play.flv], ['banned', [], [], null])
  const told = await row<{ payload: any }>(world.db)`
    select payload from room_events where room_id = ${uuidOf(id)} and type = 'room' order by seq desc limit 1`
  assert.deepEqual([told?.payload.state, told?.payload.reason], ['banned', 'Fake goods'])
  assert.equal((await lin.post(`/v1/rooms/${id}/push-key`)).body.code, 'room_over')
  assert.deepEqual((await reviewer.get('/v1/live-rooms')).body.data, [])
  await world.verify()
})

test('the feed: on air by viewers, then replays by their end, page by page; only followed ones when asked', async () => {
  await using world = await testWorld()
  const hosts = await Promise.all(
    Array.from({ length: 6 }, () => world.person({ is_creator: true })),
  )
  const ids: string[] = []
  for (const host of hosts) ids.push(await open(host))
  for (const [index, host] of hosts.entries()) {
    await host.post(`/v1/rooms/${ids[index]}/start`)
    if (index < 3)
      await rows(
        world.db,
      )`update rooms set viewers = ${index * 10} where id = ${uuidOf(ids[index] as string)}`
    else {
      await host.post(`/v1/rooms/${ids[index]}/end`)
      await rows(world.db)`
        update rooms set ended_at = ${new Date(world.now().getTime() - index * HOUR)},
          replay_ready_at = ${index === 5 ? null : world.now()} where id = ${uuidOf(ids[index] as string)}`
    }
  }
  const expected = [ids[2], ids[1], ids[0], ids[3], ids[4]]
  const whole = await world.stranger.get('/v1/feed/rooms')
  assert.deepEqual(
    whole.body.data.map((one: any) => one.id),
    expected,
  )
  for (const limit of [1, 2, 3, 4]) {
    const seen: string[] = []
    let after = ''
    for (;;) {
      const page = (
        await world.stranger.get(`/v1/feed/rooms?limit=${limit}${after && `&after=${after}`}`)
      ).body
      seen.push(...page.data.map((one: any) => one.id))
      if (!page.next) break
      after = page.next
    }
    assert.deepEqual(seen, expected, `by ${limit}`)
  }
  assert.equal((await world.stranger.get('/v1/feed/rooms?after=bm8')).status, 422)
  assert.equal((await world.stranger.get('/v1/feed/rooms?following=true')).status, 401)
  const sam = await world.person()
  await sam.put(`/v1/people/${(hosts[1] as { id: string }).id}/follow`)
  const followed = (await sam.get('/v1/feed/rooms?following=true')).body.data
  assert.deepEqual(
    followed.map((one: any) => one.id),
    [ids[1]],
  )
  assert.equal((await sam.get(`/v1/rooms/${ids[1]}`)).body.is_followed, true)
  assert.equal((await sam.get(`/v1/rooms/${ids[0]}`)).body.is_followed, false)
  const mine = (await (hosts[0] as (typeof hosts)[0]).get('/v1/me/rooms')).body.data
  assert.deepEqual(
    mine.map((one: any) => one.id),
    [ids[0]],
  )
})

test('whom a sale belongs to: the room’s host, whether the goods lie in its cart', async () => {
  await using world = await testWorld()
  const lin = await world.person({ is_creator: true })
  const shop = await seedShop(world)
  const [tea, cup] = [await seedSku(world, shop), await seedSku(world, shop)]
  const id = await open(lin)
  await lin.post(`/v1/rooms/${id}/items`, { product_id: tea.shown_product })
  const room_id = uuidOf(id)
  const wants = [tea, cup].map(({ product_id }) => ({ room_id, product_id }))
  const stranger = { room_id: tea.product_id, product_id: tea.product_id }
  const ask = async () => [...(await attributionFor(world.db, [...wants, stranger])).entries()]
  assert.deepEqual(
    (await ask()).map(([, one]) => one.is_listed),
    [false, false],
  )
  await lin.post(`/v1/rooms/${id}/start`)
  const found = await ask()
  assert.equal(found.length, 2)
  const listed = found.find(([key]) => key === `${room_id}|${tea.product_id}`)?.[1]
  assert.deepEqual(listed, {
    room_id,
    host_id: uuidOf(lin.id),
    host_shop_id: null,
    stream_offset_ms: null,
    is_listed: true,
  })
  await rows(world.db)`
    update rooms set stream = 'on_air', stream_at = ${new Date(world.now().getTime() - 5_000)}, stream_offset_ms = 60000 where id = ${room_id}`
  const at = (await attributionFor(world.db, wants)).get(
    `${room_id}|${tea.product_id}`,
  )?.stream_offset_ms
  assert.ok(at !== null && at !== undefined && at >= 65_000 && at < 70_000, String(at))
})
