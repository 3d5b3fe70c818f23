import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { test } from 'node:test'
import fc from 'fast-check'
import type { FlvTag } from './flv-tags.ts'
import { feed, mediaWorld, until, watchFlv } from './media-world.ts'
import { ChunkReader, controlMessage, MESSAGE } from './rtmp-chunks.ts'

const times = (tags: FlvTag[], type: number) =>
  tags.filter((tag) => tag.type === type && tag.payload[1] === 1).map((tag) => tag.timestamp)

const assertRising = (all: number[]) =>
  all.forEach((time, index) => {
    assert.ok(index === 0 || time >= (all[index - 1] as number), `time runs back at ${index}`)
  })

const assertNoHole = (all: number[], most_ms: number) =>
  all.forEach((time, index) => {
    if (index > 0) assert.ok(time - (all[index - 1] as number) <= most_ms, `a hole at ${index}`)
  })

test('a push becomes FLV: header, codec headers, key frame first, rising time', async () => {
  await using world = await mediaWorld()
  const publisher = await world.publish()
  await feed(publisher, 0, 2_000)
  await until(() => world.changes().includes('publishing'), 'the stream is live')
  const viewer = await watchFlv(world.flv())
  await feed(publisher, 2_000, 4_000)
  await until(() => (times(viewer.tags(), MESSAGE.video).at(-1) ?? 0) > 3_900, 'four seconds')
  const tags = viewer.tags()
  assert.equal(viewer.response.headers.get('content-type'), 'video/x-flv')
  assert.equal(viewer.response.headers.get('transfer-encoding'), null)
  assert.equal(viewer.header().toString('hex'), '464c5601050000000900000000')
  assert.deepEqual(
    tags.slice(0, 4).map(({ type }) => type),
    [18, 18, 9, 8],
  )
  const first = tags.find(({ type, payload }) => type === 9 && payload[1] === 1)
  assert.equal(first?.payload[0], 0x17)
  assertRising(times(tags, MESSAGE.video))
  assertRising(times(tags, MESSAGE.audio))
  assertNoHole(times(tags, MESSAGE.video), 40)
  // Only the codec headers of the head: the same ones again would restart a player.
  assert.equal(tags.filter(({ type, payload }) => type === 9 && payload[1] === 0).length, 1)
  assert.ok((world.engine.offsetMs('tea') ?? 0) >= 0)
  assert.equal(world.engine.state('tea')?.status, 'publishing')
  await viewer.stop()
  await publisher.close()
})

test('wrong, expired, foreign and play tokens are refused and leave no trace of a stream', async () => {
  let asked = 0
  await using world = await mediaWorld({
    async authorizePublish({ stream_key, address }) {
      asked++
      assert.match(address, /127\.0\.0\.1/)
      const read = world.tokens.readPublishKey(stream_key, new Date())
      assert.ok(read.ok)
      if (read.session_id === 'foreign') return { ok: true, stream_id: 'other', session_id: 'x' }
      return { ok: false, code: 'not_your_room' }
    },
  })
  const refusals: [string, string][] = [
    ['nonsense', 'token_malformed'],
    ['', 'token_malformed'],
    ['x'.repeat(4_000), 'token_malformed'],
    ['../../etc/passwd', 'token_malformed'],
    [world.token(), 'token_wrong'],
    [`${world.key().slice(0, -3)}AAA`, 'token_wrong'],
    [world.key('tea', 'show-1', new Date(Date.now() - 1)), 'token_expired'],
    [world.key(), 'not_your_room'],
    [world.key('tea', 'foreign'), 'key_for_another_stream'],
  ]
  for (const [key, code] of refusals) await assert.rejects(world.publish(key), { code })
  assert.equal(asked, 2)
  assert.deepEqual(world.events, [])
  assert.deepEqual(world.engine.streams(), [])
  assert.equal((await fetch(world.flv())).status, 404)
  assert.ok(!world.logged.join().includes(world.key().slice(0, 20)), 'no key is logged')
})

test('key expiry follows the platform’s clock', async () => {
  await using world = await mediaWorld()
  const key = world.key()
  world.setClock(2 * 3_600_000)
  await assert.rejects(world.publish(key), { code: 'token_expired' })
})

test('one publisher per stream: the second is refused, also of two at the same moment', async () => {
  await using world = await mediaWorld()
  const both = await Promise.allSettled([world.publish(), world.publish()])
  assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  await assert.rejects(world.publish(), { code: 'already_publishing' })
  for (const one of both) if (one.status === 'fulfilled') one.value.drop()
})

test('a dropped publisher returns: viewers stay, time goes on without a hole', async () => {
  await using world = await mediaWorld()
  const first = await world.publish()
  await feed(first, 0, 2_000)
  const viewer = await watchFlv(world.flv())
  await until(() => times(viewer.tags(), MESSAGE.video).length >= 30, 'the first part')
  first.drop()
  await until(() => world.changes().at(-1) === 'interrupted', 'interrupted')
  const second = await world.publish()
  await feed(second, 0, 2_000, 500_000)
  await until(() => (times(viewer.tags(), MESSAGE.video).at(-1) ?? 0) > 3_900, 'the second part')
  assertRising(times(viewer.tags(), MESSAGE.video))
  assertNoHole(times(viewer.tags(), MESSAGE.video), 80)
  assert.ok(!viewer.over())
  assert.deepEqual(world.changes(), ['publishing', 'interrupted', 'resumed'])
  await viewer.stop()
  await second.close()
})

test('who does not come back in time has ended, and may not begin again under the same session', async () => {
  await using world = await mediaWorld({ resume_ms: 200 })
  const publisher = await world.publish()
  await feed(publisher, 0, 1_500)
  const viewer = await watchFlv(world.flv())
  publisher.drop()
  await until(() => world.changes().at(-1) === 'ended', 'ended')
  await until(() => viewer.over(), 'viewers are let go')
  await assert.rejects(world.publish(), { code: 'session_ended' })
  const next = await world.publish(world.key('tea', 'show-2'))
  await feed(next, 0, 1_500)
  await until(() => world.changes().at(-1) === 'publishing', 'the next show')
  assert.equal(world.engine.state('tea')?.session_id, 'show-2')
})

test('kick cuts the publisher off with a word; end is for good', async () => {
  await using world = await mediaWorld()
  const publisher = await world.publish()
  await feed(publisher, 0, 1_500)
  await until(() => world.changes().includes('publishing'), 'live')
  await world.engine.kick('tea', 'rule_broken')
  assert.equal(await publisher.closed, 'rule_broken')
  await until(() => world.changes().at(-1) === 'interrupted', 'interrupted')
  const again = await world.publish()
  await feed(again, 0, 1_500)
  await until(() => world.changes().at(-1) === 'resumed', 'resumed')
  await world.engine.end('tea')
  assert.equal(await again.closed, 'ended')
  await assert.rejects(world.publish(), { code: 'session_ended' })
  assert.equal(world.engine.state('tea')?.status, 'ended')
  await assert.rejects(world.engine.end('../../etc'))
})

test('a rate beyond the plan ends the push, not the engine', async () => {
  await using world = await mediaWorld({ max_kbps: 300 })
  const publisher = await world.publish()
  await feed(publisher, 0, 8_000).catch(() => {})
  await publisher.closed
  assert.ok(world.logged.some((line) => line.includes('bitrate_too_high')))
  assert.equal((await fetch(world.flv('none'))).status, 404)
})

test('an address holds few connections, and a silent one is closed', async () => {
  await using world = await mediaWorld({ connections_per_address: 3 })
  const open = () =>
    new Promise<ReturnType<typeof connect>>((resolve) => {
      const socket = connect(world.engine.rtmp_port, '127.0.0.1', () => resolve(socket))
      socket.on('error', () => {})
    })
  const sockets = [await open(), await open(), await open()]
  const fourth = await open()
  await new Promise((resolve) => fourth.once('close', resolve))
  await until(() => sockets.every((one) => one.destroyed || one.readableEnded), 'closed')
})

test('floods of nonsense: no crash, nothing left behind', async () => {
  await using world = await mediaWorld({ connections_per_address: 64 })
  const hello = Buffer.concat([Buffer.from([3]), Buffer.alloc(1_536), Buffer.alloc(1_536)])
  const throwAt = (bytes: Buffer) =>
    new Promise<void>((resolve) => {
      const socket = connect(world.engine.rtmp_port, '127.0.0.1', () => socket.end(bytes))
      socket.on('error', () => {})
      socket.on('close', () => resolve())
      socket.resume()
    })
  const bytes = fc.uint8Array({ maxLength: 400 }).map((one) => Buffer.from(one))
  const samples = fc.sample(
    fc.oneof(
      bytes,
      bytes.map((one) => Buffer.concat([hello, one])),
      bytes.map((one) =>
        Buffer.concat([hello, controlMessage(MESSAGE.set_chunk_size, 4_096), one]),
      ),
    ),
    400,
  )
  for (let at = 0; at < samples.length; at += 40)
    await Promise.all(samples.slice(at, at + 40).map(throwAt))
  assert.deepEqual(world.events, [])
  const publisher = await world.publish()
  await feed(publisher, 0, 1_500)
  await until(() => world.changes().includes('publishing'), 'the engine still works')
  assert.ok(new ChunkReader().bytes === 0)
})
