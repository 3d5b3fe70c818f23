import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { type CrashStage, openCrashStage } from '../drills/crash/stage.ts'
import { DEMO_PASSWORD } from '../server/demo/people.ts'
import { publishClip } from '../server/platform/media/publish-clip.ts'
import { HttpPerson, until } from './http-person.ts'
import { assertInvariants, assertNothingLost } from './nothing-lost.ts'
import { childrenOf, isRunning, postgresOf } from './running-server.ts'

/** The short form of `npm run drill`: kill-server and kill-postgres on one server and in this order, then two servers. */

const CLIP = join(import.meta.dirname, '../assets/demo-live.mp4')
const PROCESSES_TELL = process.platform === 'linux'
const skip = PROCESSES_TELL ? false : 'finds processes in /proc, which only Linux has'

let opened: Promise<CrashStage> | undefined
const openStage = () => (opened ??= openCrashStage({ rounds: 4, clients: 64 }))
after(async () => (await opened?.catch(() => undefined))?.close())

test('kill -9 of the server while buyers check out: nothing lost, doubled, oversold', async (t) => {
  const stage = await openStage()
  for (let round = 0; round < 2; round++) await stage.killServer()
  t.diagnostic(`back after ${stage.back_ms().map(Math.round).join(', ')} ms, restarts included`)
  await assertNothingLost(stage)
})

test('kill -9 of PostgreSQL: an honest 503, the same server, the database comes back, nothing lost', {
  skip,
}, async () => {
  const stage = await openStage()
  const server = stage.server().process.pid
  const old = postgresOf(stage.data_dir)
  await stage.killPostgres()
  assert.equal(stage.server().process.pid, server)
  assert.ok(isRunning(server as number), 'the server went on')
  assert.notEqual(postgresOf(stage.data_dir), old)
  assert.match(
    stage.server().output(),
    /PostgreSQL ended unexpectedly .+\n(.*\n)*PostgreSQL is back/,
  )
  const { answers, hung, unpolite } = stage.crowd.figures
  assert.ok((answers['503'] ?? 0) > 0, 'somebody asked in the meantime')
  assert.deepEqual(
    { other: answers['500'] ?? 0, hung, unpolite },
    { other: 0, hung: 0, unpolite: 0 },
  )
  await assertNothingLost(stage)
})

test('kill -9 of the media child: the room and its orders go on, the child comes back', {
  skip,
}, async () => {
  const stage = await openStage()
  const { url, market } = stage
  const [host, viewer] = await Promise.all(
    ['creator', 'viewer'].map((key) =>
      new HttpPerson(url, key).signIn(`${key}@demo.example`, DEMO_PASSWORD),
    ) as [Promise<HttpPerson>, Promise<HttpPerson>],
  )
  const { room } = await host.do('POST', '/v1/rooms', { title: '演练' })
  await host.do('POST', `/v1/rooms/${room.id}/items`, { product_id: market.product_id })
  const key = await host.do('POST', `/v1/rooms/${room.id}/push-key`)
  const leaving = new AbortController()
  const publishing = publishClip({
    url: key.server,
    key: key.stream_key,
    file: CLIP,
    loop: true,
    retry_ms: 300,
    signal: leaving.signal,
    // The room's end turns the publisher away, which is no fault here; a picture that never comes is seen below.
  }).catch(() => {})
  const stream = () => host.do('GET', `/v1/rooms/${room.id}/desk`).then((desk) => desk.room.stream)
  const limits = { limit_ms: 90_000 }
  try {
    await host.do('POST', `/v1/rooms/${room.id}/start`)
    await until('the picture arrives', stream, (now) => now === 'on_air', limits)
    const { ticket, socket_path } = await viewer.do('POST', `/v1/rooms/${room.id}/ticket`)
    const socket = new WebSocket(`${url.replace('http', 'ws')}${socket_path}?ticket=${ticket}`)
    let heard = ''
    let closed = false
    socket.addEventListener('message', ({ data }) => {
      heard += String(data)
    })
    socket.addEventListener('close', () => {
      closed = true
    })
    await until(
      'the room says hello',
      async () => heard,
      (all) => all.includes('hello'),
      limits,
    )

    const server = stage.server().process.pid as number
    const [child] = childrenOf(server, 'media/child.ts')
    assert.ok(child, 'the media child is there')
    process.kill(child, 'SIGKILL')

    const [address] = (await viewer.do('GET', '/v1/me/addresses')).data
    const bought = await viewer.do('POST', '/v1/checkouts', {
      lines: [{ sku_id: market.plenty[0]?.id, quantity: 1, room_id: room.id }],
      address_id: address.id,
    })
    assert.equal(bought.orders.length, 1)
    await viewer.do('POST', `/v1/rooms/${room.id}/chat`, { words: '还在吗' })
    await until(
      'the room hears it',
      async () => heard,
      (all) => all.includes('还在吗'),
      limits,
    )
    await until(
      'another child runs',
      async () => childrenOf(server, 'media/child.ts'),
      (all) => all.length === 1 && all[0] !== child,
      limits,
    )
    await until('the picture is back', stream, (now) => now === 'on_air', limits)
    assert.equal(closed, false, 'the viewer’s socket was not cut')
    socket.close()
    await host.do('POST', `/v1/rooms/${room.id}/end`)
  } finally {
    leaving.abort()
    await publishing
  }
})

test('the check bites: an answer before the commit, a second key, a sale too many are seen', async () => {
  const stage = await openStage()
  assert.deepEqual(await stage.bites(), { lost: true, doubled: true, oversold: true })
})

test('after all that every invariant holds', async () => {
  const stage = await openStage()
  await assertInvariants(stage)
  await stage.close()
})

test('two servers, one killed with -9 in the middle of the sale: the other goes on, twins buy once', async () => {
  const stage = await openCrashStage({ rounds: 2, clients: 64, servers: 2, twins: 0.2 })
  try {
    for (let round = 0; round < 2; round++) await stage.killServer()
    await assertNothingLost(stage)
    assert.ok(stage.served_meanwhile() > 0, 'somebody was served in the meantime')
    await assertInvariants(stage)
  } finally {
    await stage.close()
  }
})
