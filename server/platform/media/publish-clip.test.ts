import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEMO_CLIP, demoClip, mediaWorld, until, watchFlv } from './media-world.ts'
import { publishClip } from './publish-clip.ts'
import { MESSAGE } from './rtmp-chunks.ts'

test('the demo clip loops without a seam: whole pictures, whole sounds, the same length', async () => {
  const { messages, duration_ms, video, audio } = await demoClip()
  const of = (type: number) => messages.filter((message) => message.type === type)
  assert.equal(Math.round(duration_ms), 16_000)
  assert.equal(of(MESSAGE.video).length, 480)
  assert.equal(of(MESSAGE.audio).length, 750)
  assert.equal(of(MESSAGE.video)[0]?.payload[0], 0x17)
  assert.ok(video.length > 20 && audio && audio.length > 3)
  messages.forEach(({ time }, at) => {
    assert.ok(at === 0 || time >= (messages[at - 1]?.time ?? 0))
  })
})

test('it is pushed in real time through the same door, until it is told to stop', async () => {
  await using world = await mediaWorld()
  const stop = new AbortController()
  const began = performance.now()
  const pushed = publishClip({
    url: world.rtmp,
    key: world.key(),
    file: DEMO_CLIP,
    loop: true,
    signal: stop.signal,
  })
  await until(() => world.changes().includes('publishing'), 'live')
  const viewer = await watchFlv(world.flv())
  await until(() => (viewer.tags().at(-1)?.timestamp ?? 0) > 1_000, 'a second of it')
  assert.ok(performance.now() - began >= 950, 'not faster than it plays')
  await until(() => world.events.some(({ type }) => type === 'health'), 'health is told')
  const health = world.events.find((event) => event.type === 'health')
  assert.deepEqual([health?.width, health?.height, health?.viewers], [540, 960, 1])
  stop.abort()
  await pushed
  await until(() => world.changes().at(-1) === 'interrupted', 'interrupted')
  await viewer.stop()
})

test('a refusal and a lost server are told', async () => {
  const world = await mediaWorld()
  const clip = { url: world.rtmp, file: DEMO_CLIP, loop: true }
  await assert.rejects(publishClip({ ...clip, key: world.token() }), { code: 'token_wrong' })
  const pushed = publishClip({ ...clip, key: world.key() })
  await until(() => world.changes().includes('publishing'), 'live')
  await Promise.all([
    assert.rejects(pushed, { code: 'server_stopping' }),
    world[Symbol.asyncDispose](),
  ])
})

test('asked to, it comes back after the connection broke, but not after a refusal', async () => {
  await using world = await mediaWorld()
  const stop = new AbortController()
  const clip = { url: world.rtmp, file: DEMO_CLIP, loop: true, retry_ms: 50, signal: stop.signal }
  const pushed = publishClip({ ...clip, key: world.key() })
  await until(() => world.changes().includes('publishing'), 'live')
  await world.engine.kick('tea', 'connection_lost')
  await until(() => world.changes().at(-1) === 'resumed', 'resumed')
  stop.abort()
  await pushed
  await assert.rejects(
    publishClip({ ...clip, signal: new AbortController().signal, key: world.token() }),
    { code: 'token_wrong' },
  )
})
