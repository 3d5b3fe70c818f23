import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { connect } from 'node:net'
import { test } from 'node:test'
import { buildApp } from '../../app.ts'
import { rows } from '../../platform/db.ts'
import { silentLog } from '../../platform/log.ts'
import { seedShop, seedSku, uuidOf } from '../../test-seed.ts'
import { type Person, testWorld } from '../../test-world.ts'
import { enterRoom, type RoomSocket, rawSocket, until } from './live.world.ts'

async function onAir(host: Person): Promise<string> {
  const id = (await host.post('/v1/rooms', { title: 'Tea evening' })).body.room.id
  await host.post(`/v1/rooms/${id}/start`)
  return id
}
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms))

test('a ticket lets in once, into its room, for thirty seconds, and only its own browser', async () => {
  await using world = await testWorld({ jobs: true })
  const [lin, kim, sam] = await Promise.all([
    world.person({ is_creator: true }),
    world.person({ is_creator: true }),
    world.person(),
  ])
  const [id, other] = [await onAir(lin), await onAir(kim)]
  const ticketFor = async (person: Person, room = id) =>
    (await person.post(`/v1/rooms/${room}/ticket`)).body.ticket as string
  const path = (ticket: string, room = id) => `/v1/rooms/${room}/socket?ticket=${ticket}`
  const code = async (visit: RoomSocket) => (await visit.closed).code

  const ticket = await ticketFor(sam)
  const first = rawSocket(world, path(ticket))
  await until(() => first.hello(), 'hello')
  assert.equal(await code(rawSocket(world, path(ticket))), 4401, 'used before')
  const fresh = await ticketFor(sam)
  const both = [1, 2, 3].map(() => rawSocket(world, path(fresh)))
  await until(() => both.filter((one) => one.hello()).length === 1, 'one of three')
  await until(
    () => both.filter((one) => one.socket.readyState === one.socket.CLOSED).length === 2,
    'the others are closed',
  )
  assert.equal(await code(rawSocket(world, path(await ticketFor(sam, other)))), 4401, 'foreign')
  assert.equal(await code(rawSocket(world, path(''))), 4401)
  assert.equal(await code(rawSocket(world, path(`${await ticketFor(sam)}x`))), 4401)
  const lin_browser = { cookie: lin.cookie }
  assert.equal(await code(rawSocket(world, path(await ticketFor(sam)), lin_browser)), 4401)
  const stranger = await enterRoom(world, world.stranger, id)
  assert.equal(stranger.hello().muted_until, null)
  const late = await ticketFor(sam)
  await world.app.context.clock.advance(31_000)
  assert.equal(await code(rawSocket(world, path(late))), 4401, 'expired')
  const missing = `room_${'0'.repeat(26)}`
  assert.equal((await sam.post(`/v1/rooms/${missing}/ticket`)).status, 404)
})

test('other pages, other paths and too many headers do not get as far as a socket', async () => {
  await using world = await testWorld({ jobs: true })
  const lin = await world.person({ is_creator: true })
  const id = await onAir(lin)
  const knock = (path: string, lines: string[]) =>
    new Promise<number>((done, fail) => {
      const { port } = new URL(world.url)
      const socket = connect(Number(port), '127.0.0.1', () =>
        socket.write(
          [
            `GET ${path} HTTP/1.1`,
            `Host: 127.0.0.1:${port}`,
            'Connection: Upgrade',
            'Upgrade: websocket',
            'Sec-WebSocket-Version: 13',
            'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
            ...lines,
            '',
            '',
          ].join('\r\n'),
        ),
      )
      socket.once('data', (data) => {
        socket.destroy()
        done(Number(data.toString().split(' ')[1]))
      })
      socket.once('error', fail)
    })
  const path = `/v1/rooms/${id}/socket?ticket=x`
  assert.equal(await knock(path, []), 101)
  assert.equal(await knock(path, [`Origin: ${world.url}`]), 101)
  assert.equal(await knock(path, ['Origin: https://evil.example']), 403)
  assert.equal(await knock(path, ['Origin: null']), 403)
  assert.equal(await knock('/v1/rooms/x/socket', []), 404)
  assert.equal(await knock('/v1/me', []), 404)
  assert.equal(await knock('http://[', []), 404)
  const many = Array.from({ length: 400 }, (_, index) => `X-${index}: 1`)
  assert.equal(await knock(path, many), 431)
  assert.equal((await world.stranger.get(`/v1/rooms/${id}`)).status, 200)
})

test('bad frames are refused or end the visit; the gateway goes on', async () => {
  await using world = await testWorld({ jobs: true })
  const [lin, sam] = await Promise.all([world.person({ is_creator: true }), world.person()])
  const id = await onAir(lin)
  const visit = () => enterRoom(world, sam, id)

  const binary = await visit()
  binary.socket.send(Buffer.from([1, 2, 3]))
  assert.equal((await binary.closed).code, 1003)
  const long = await visit()
  long.say('x'.repeat(4_097))
  assert.equal((await long.closed).code, 1009)
  const invalid = await visit()
  ;(invalid.socket as any)._socket.write(Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28]))
  assert.equal((await invalid.closed).code, 1007)
  const length = await visit()
  ;(length.socket as any)._socket.write(
    Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0x40, 0, 0, 0, 1, 2, 3, 4]),
  )
  assert.equal((await length.closed).code, 1009, 'a gigabyte announced')
  const unmasked = await visit()
  ;(unmasked.socket as any)._socket.write(Buffer.from([0x81, 0x02, 0x7b, 0x7d]))
  assert.equal((await unmasked.closed).code, 1002)

  const odd = [
    '{"do":',
    '[]',
    'null',
    '"x"',
    '{"do":"fly"}',
    '{"do":"like","count":1e999}',
    '{"do":"like","count":-1}',
    '{"do":"like"}',
    '{"do":"click","item_id":"prd_x"}',
    '{"do":"chat"}',
    '{"do":"chat","words":{"a":1}}',
    '{"do":"chat","words":"\\u0000"}',
    '{"do":"chat","words":"\\ud800"}',
    '{"do":"chat","words":"   "}',
    '{"__proto__":{"do":"chat"},"constructor":1}',
    `{"do":"chat","words":"${'字'.repeat(201)}"}`,
  ]
  for (const text of odd) {
    const one = await visit()
    one.say(text)
    const refused = await until(() => one.messages.find((message) => message.refused), text)
    assert.equal(refused.refused.code, 'malformed', text)
    await one.leave()
  }
  const stubborn = await visit()
  for (let index = 0; index < 6; index++) stubborn.say('{')
  assert.equal((await stubborn.closed).code, 1008)
  const flood = await visit()
  for (let index = 0; index < 60; index++) flood.say({ do: 'ping' })
  assert.equal((await flood.closed).code, 1008)
  const pings = await visit()
  for (let index = 0; index < 60; index++) pings.socket.ping()
  assert.equal((await pings.closed).code, 1008)

  const good = await visit()
  good.say({ do: 'ping' })
  await until(() => good.messages.some((message) => message.ev?.length === 0), 'a pong frame')
  await world.verify()
})

test('who comes back with the last number gets each later event once, over any cuts', async () => {
  await using world = await testWorld({ jobs: true })
  const lin = await world.person({ is_creator: true })
  const shop = await seedShop(world, { owner: lin })
  const id = await onAir(lin)
  const goods = []
  for (let index = 0; index < 6; index++) goods.push(await seedSku(world, shop))
  const items: string[] = []
  for (const { shown_product } of goods)
    items.push((await lin.post(`/v1/rooms/${id}/items`, { product_id: shown_product })).body.id)

  let done = false
  const busy = (async () => {
    for (let index = 0; index < 120; index++) {
      await lin.put(`/v1/rooms/${id}/explaining`, { item_id: items[index % items.length] })
      await pause(randomInt(25))
    }
    done = true
  })()
  const headNow = async () => (await world.stranger.get(`/v1/rooms/${id}`)).body.event_seq as number
  const watch = async () => {
    const seqs: number[] = []
    let since = await headNow()
    const first = since
    for (;;) {
      const last_round = done
      const visit = await enterRoom(world, world.stranger, id, since)
      assert.equal(visit.hello().resync, false)
      const heard = () => visit.events().findLast((event) => event.seq)?.seq ?? since
      if (last_round) {
        const head = await headNow()
        await until(() => heard() >= head, 'the rest')
      } else await pause(randomInt(400))
      visit.socket.terminate()
      const fresh = visit
        .events()
        .filter((event) => event.seq)
        .map((event) => event.seq as number)
      seqs.push(...fresh)
      since = fresh.at(-1) ?? since
      if (last_round) break
    }
    return { first, seqs }
  }
  const seen = await Promise.all([watch(), watch(), watch(), watch()])
  await busy
  const head = await headNow()
  for (const { first, seqs } of seen) {
    const expected = Array.from({ length: head - first }, (_, index) => first + 1 + index)
    assert.deepEqual(seqs, expected)
  }
  const future = await enterRoom(world, world.stranger, id, head + 1_000)
  assert.equal(future.hello().resync, true)
  await rows(world.db)`
    with more as (update rooms set event_seq = event_seq + 600 where id = ${uuidOf(id)} returning event_seq)
    insert into room_events (room_id, seq, type, payload, at)
    select ${uuidOf(id)}, event_seq - 600 + n, 'explaining', '{"e": "explaining", "item_id": null, "offset_ms": null}', ${world.now()} from more, generate_series(1, 600) as n`
  // The gateway looks a few times a second.
  const behind = await until(async () => {
    const visit = await enterRoom(world, world.stranger, id, head)
    await visit.leave()
    return visit.hello().seq >= head + 600 && visit.hello()
  }, 'the gateway has read them')
  assert.equal(behind.resync, true, 'too much was missed: load the room again')
  await world.verify()
})

test('chat: own words at once, everybody’s within a tick, at most twenty a second, muted and hidden at once', async () => {
  await using world = await testWorld({ jobs: true })
  const people = await Promise.all(Array.from({ length: 12 }, () => world.person()))
  const [lin, sam] = [
    await world.person({ is_creator: true, nickname: 'Lin' }),
    people[0] as Person,
  ]
  const id = await onAir(lin)
  const viewer = await enterRoom(world, world.stranger, id)
  const talker = await enterRoom(world, sam, id)
  const started = performance.now()
  talker.say({ do: 'chat', words: '  你好 <b>x</b> ' })
  const echo = await talker.event((event) => event.e === 'chat', 'echo')
  assert.equal(echo.words, '你好 <b>x</b>')
  assert.ok(performance.now() - started < 1_000)
  const seen = await viewer.event((event) => event.id === echo.id, 'chat')
  assert.deepEqual([seen.is_host, seen.account_id], [false, sam.id])
  const posted = await lin.post(`/v1/rooms/${id}/chat`, { words: 'welcome' })
  assert.equal(posted.status, 201)
  assert.equal(
    (await viewer.event((event) => event.id === posted.body.id, 'the host’s words')).is_host,
    true,
  )
  viewer.say({ do: 'chat', words: 'nobody' })
  const refused = await until(() => viewer.messages.find((one) => one.refused), 'strangers')
  assert.deepEqual([refused.refused.code, refused.refused.of], ['not_signed_in', 'chat'])

  await pause(1_100)
  const before = viewer.events().filter((event) => event.e === 'chat').length
  const flood = performance.now()
  await Promise.all(
    people.flatMap((person, n) =>
      Array.from({ length: 12 }, (_, index) =>
        person.post(`/v1/rooms/${id}/chat`, { words: `${n} ${index}` }),
      ),
    ),
  )
  await until(() => viewer.events().filter((event) => event.e === 'chat').length > before, 'some')
  await pause(600)
  const seconds = (performance.now() - flood) / 1_000
  const shown = viewer.events().filter((event) => event.e === 'chat').length - before
  assert.ok(shown > 0 && shown <= 20 * (seconds + 1), `${shown} in ${seconds} s`)
  const ids = viewer.events().flatMap((event) => (event.e === 'chat' ? [BigInt(event.id)] : []))
  assert.deepEqual(
    ids,
    ids.toSorted((a, b) => (a < b ? -1 : 1)),
    'numbers rise',
  )

  assert.equal((await lin.delete(`/v1/rooms/${id}/chat/${echo.id}`)).status, 204)
  await viewer.event((event) => event.e === 'chat_gone' && event.id === echo.id, 'gone')
  const page = (await world.stranger.get(`/v1/rooms/${id}`)).body
  assert.ok(!page.chat.some((one: any) => one.id === echo.id))

  const mute = await lin.post(`/v1/rooms/${id}/mutes`, { account_id: sam.id, minutes: 5 })
  assert.equal(mute.status, 204)
  talker.say({ do: 'chat', words: 'can you hear me' })
  await until(
    () => talker.messages.find((one) => one.refused?.code === 'muted'),
    'the muted are told',
  )
  assert.equal((await sam.post(`/v1/rooms/${id}/chat`, { words: 'or so' })).body.code, 'muted')
  const back = await enterRoom(world, sam, id)
  assert.ok(back.hello().muted_until)
  await pause(500)
  assert.ok(!viewer.events().some((event) => event.words === 'can you hear me'))
  await world.pass(5 * 60_000)
  assert.equal((await sam.post(`/v1/rooms/${id}/chat`, { words: 'again' })).status, 201)
  await world.verify()
})

test('who signs out is out within a second; who is banned with the room, too', async () => {
  await using world = await testWorld({ jobs: true })
  const [lin, sam] = await Promise.all([world.person({ is_creator: true }), world.person()])
  const id = await onAir(lin)
  const [visit, stranger] = [
    await enterRoom(world, sam, id),
    await enterRoom(world, world.stranger, id),
  ]
  const started = performance.now()
  await sam.delete('/v1/session')
  assert.equal((await visit.closed).code, 4401)
  assert.ok(performance.now() - started < 1_500)
  const reviewer = await world.operator('reviewer')
  await reviewer.post(`/v1/rooms/${id}/ban`, { reason: 'Fake goods' })
  assert.equal((await stranger.closed).code, 4403)
  assert.ok(stranger.events().some((event) => event.e === 'room' && event.state === 'banned'))
  const again = rawSocket(
    world,
    `/v1/rooms/${id}/socket?ticket=${(await world.stranger.post(`/v1/rooms/${id}/ticket`)).body.ticket}`,
  )
  assert.equal((await again.closed).code, 4403)
})

test('likes and viewers are summed for all; clicks for the desk; a peak stays', async () => {
  await using world = await testWorld({ jobs: true })
  const [lin, sam] = await Promise.all([world.person({ is_creator: true }), world.person()])
  const shop = await seedShop(world)
  const tea = await seedSku(world, shop)
  const id = await onAir(lin)
  const item = (await lin.post(`/v1/rooms/${id}/items`, { product_id: tea.shown_product })).body.id
  const visits = [
    await enterRoom(world, sam, id),
    await enterRoom(world, world.stranger, id),
    await enterRoom(world, world.stranger, id),
  ]
  const desk = await enterRoom(world, lin, id)
  visits[0]?.say({ do: 'like', count: 30 })
  visits[1]?.say({ do: 'like', count: 5_000 })
  visits[1]?.say({ do: 'click', item_id: item })
  const crowd = await desk.event((event) => event.e === 'crowd' && event.likes === 90, 'the sum')
  assert.equal(crowd.viewers, 3, 'the host is no viewer')
  await visits[2]?.leave()
  await desk.event((event) => event.e === 'crowd' && event.viewers === 2, 'one left')
  // The desk's figures are a copy that may be a second old.
  const figures = await until(async () => {
    const { figures } = (await lin.get(`/v1/rooms/${id}/desk`)).body
    return figures.viewers === 2 && figures.item_clicks === 1 && figures
  }, 'the desk has heard of both')
  assert.deepEqual(
    [figures.viewers, figures.viewers_peak, figures.likes, figures.item_clicks],
    [2, 3, 90, 1],
  )
})

test('two processes are one room: events, words, viewers and tickets', async () => {
  await using world = await testWorld({ jobs: true })
  const { config, database_url } = world
  const second = await buildApp(
    { ...config, roles: new Set(['http', 'live'] as const) },
    { database_url, log: silentLog(), pool: 4 },
  )
  const url = await second.listen()
  await second.startJobs()
  try {
    const [lin, sam] = await Promise.all([world.person({ is_creator: true }), world.person()])
    const id = await onAir(lin)
    const here = await enterRoom(world, world.stranger, id)
    const there = await enterRoom({ ...world, url }, world.stranger, id)
    there.say({ do: 'like', count: 3 })
    assert.equal((await sam.post(`/v1/rooms/${id}/chat`, { words: 'both hear' })).status, 201)
    await lin.post(`/v1/rooms/${id}/pause`)
    for (const visit of [here, there]) {
      await visit.event((event) => event.words === 'both hear', 'chat')
      await visit.event((event) => event.e === 'room' && event.state === 'paused', 'the pause')
      await visit.event((event) => event.viewers === 2 && event.likes === 3, 'one sum')
    }
    const { ticket } = (await sam.post(`/v1/rooms/${id}/ticket`)).body
    const path = `/v1/rooms/${id}/socket?ticket=${ticket}`
    const both = [rawSocket(world, path), rawSocket({ ...world, url }, path)]
    await until(() => both.filter((one) => one.hello()).length === 1, 'one of two')
    await until(() => both.some((one) => one.socket.readyState === one.socket.CLOSED), 'not both')
    const left = both.find((one) => one.hello())
    await left?.leave()
  } finally {
    await second.close()
  }
})

test('a reader that does not read is dropped, and costs the others nothing', async () => {
  await using world = await testWorld({ jobs: true })
  const lin = await world.person({ is_creator: true })
  const id = await onAir(lin)
  const slow = await enterRoom(world, world.stranger, id)
  const quick = await enterRoom(world, world.stranger, id)
  ;(slow.socket as any)._socket.pause()
  const filler = 'x'.repeat(60_000)
  let dropped = false
  void slow.closed.then(() => {
    dropped = true
  })
  const sockets = async (): Promise<number> => {
    const gauge: any = world.app.context.metrics.registry.getSingleMetric('room_sockets')
    return (await gauge.get()).values[0].value
  }
  assert.equal(await sockets(), 2)
  const head = (await world.stranger.get(`/v1/rooms/${id}`)).body.event_seq as number
  let sent = 0
  const end = Date.now() + 30_000
  while ((await sockets()) > 1 && Date.now() < end) {
    await rows(world.db)`
      with more as (update rooms set event_seq = event_seq + 20 where id = ${uuidOf(id)} returning event_seq)
      insert into room_events (room_id, seq, type, payload, at)
      select ${uuidOf(id)}, event_seq - 20 + n, 'item', jsonb_build_object('e', 'item', 'item', ${filler}::text), ${world.now()} from more, generate_series(1, 20) as n`
    sent += 20
    await pause(100)
  }
  assert.equal(await sockets(), 1, `dropped after ${(sent * 60) / 1_000} MB`)
  await until(
    () => quick.events().filter((event) => event.seq > head).length === sent,
    'the quick one got everything',
  )
  ;(slow.socket as any)._socket.resume()
  await until(() => dropped, 'closed')
})
