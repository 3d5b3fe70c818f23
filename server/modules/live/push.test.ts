import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { DAY, MINUTE } from '../../kernel/time.ts'
import type { Context } from '../../platform/context.ts'
import { row } from '../../platform/db.ts'
import type { MediaEngine } from '../../platform/media/media.ts'
import { startMediaHere } from '../../platform/media/media-here.ts'
import { feed, watchFlv } from '../../platform/media/media-world.ts'
import { publishRtmp } from '../../platform/media/rtmp-client.ts'
import { uuidOf } from '../../test-seed.ts'
import { type Person, testWorld, type World } from '../../test-world.ts'
import { authorizePublish, onStream } from './index.ts'
import { enterRoom, until } from './live.world.ts'
import { tokensOf } from './push-key.ts'

const SECRETS = {
  SECRET_PUBLISH: 'publish-secret-of-a-test-1',
  SECRET_PLAY: 'play-secret-of-a-test-0001',
}

type MediaWorld = AsyncDisposable & { world: World; engine: MediaEngine; rtmp: string }

/** A world whose rooms have a media engine, wired as the program wires it. */
async function mediaWorld({ resume_ms = 30_000 } = {}): Promise<MediaWorld> {
  let context: Context | undefined
  const heard: Promise<void>[] = []
  const data_dir = await mkdtemp(join(tmpdir(), 'closedloop-push-'))
  const engine = await startMediaHere(
    {
      data_dir,
      rtmp_port: 0,
      http_port: 0,
      host: '127.0.0.1',
      publish_secrets: [SECRETS.SECRET_PUBLISH],
      play_secrets: [SECRETS.SECRET_PLAY],
      resume_ms,
    },
    {
      authorizePublish: async (wish) =>
        context ? authorizePublish(context)(wish) : { ok: false, code: 'starting' },
      onStream: (event) => {
        if (context) heard.push(onStream(context, event))
      },
    },
  )
  const world = await testWorld({ media: engine, jobs: true, env: SECRETS })
  context = world.app.context
  return {
    world,
    engine,
    rtmp: `rtmp://127.0.0.1:${engine.rtmp_port}/live`,
    [Symbol.asyncDispose]: async () => {
      await engine.close()
      await Promise.all(heard)
      await world[Symbol.asyncDispose]()
      await rm(data_dir, { recursive: true, force: true })
    },
  }
}

const prepare = async (host: Person): Promise<string> =>
  (await host.post('/v1/rooms', { title: 'Tea evening' })).body.room.id
const pushKey = async (host: Person, id: string) => {
  const answer = await host.post(`/v1/rooms/${id}/push-key`)
  assert.equal(answer.status, 201, answer.text)
  return answer.body
}
const refusal = async (rtmp: string, key: string): Promise<string> => {
  try {
    const publisher = await publishRtmp(rtmp, key)
    await publisher.close()
    return 'let in'
  } catch (error) {
    return String(error)
  }
}
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms))

test('from push key to picture to replay', async () => {
  await using media = await mediaWorld()
  const { world, engine } = media
  const [lin, sam] = await Promise.all([world.person({ is_creator: true }), world.person()])
  const id = await prepare(lin)
  const key = await pushKey(lin, id)
  assert.match(key.server, new RegExp(`^rtmp://[^/]+:${engine.rtmp_port}/live$`))
  assert.equal(key.url, `${key.server}/${key.stream_key}`)
  const viewer = await enterRoom(world, sam, id)
  const publisher = await publishRtmp(media.rtmp, key.stream_key)
  await feed(publisher, 0, 3_000)
  await viewer.event((event) => event.e === 'stream' && event.stream === 'on_air', 'on air')
  const before = (await sam.get(`/v1/rooms/${id}`)).body
  assert.deepEqual([before.state, before.play.flv], ['preview', null], 'the preview is the host’s')
  const desk = (await lin.get(`/v1/rooms/${id}/desk`)).body
  assert.equal((await fetch(desk.room.play.flv, { method: 'HEAD' })).status, 200)

  assert.equal((await lin.post(`/v1/rooms/${id}/start`)).status, 201)
  const { play } = (await sam.get(`/v1/rooms/${id}`)).body
  const minutes = (Date.parse(play.expires_at) - world.now().getTime()) / MINUTE
  assert.ok(minutes > 9 && minutes <= 10)
  const flv = await watchFlv(play.flv)
  await feed(publisher, 3_000, 5_000)
  await until(() => flv.tags().length > 20, 'FLV tags')
  await flv.stop()
  const other = await prepare(lin)
  const foreign = (await lin.get(`/v1/rooms/${other}/desk`)).body.room.play.flv
  const borrowed = play.flv.replace(/token=.*/, new URL(foreign).search.slice(1))
  assert.equal((await fetch(borrowed)).status, 403)

  let health: any
  for (let round = 0; round < 40 && !health; round++) {
    await feed(publisher, 5_000 + round * 100, 5_100 + round * 100)
    health = (await lin.get(`/v1/rooms/${id}/desk`)).body.health
    await pause(100)
  }
  assert.ok(health?.width > 0 && Array.isArray(health.advice), 'health on the desk')
  const offset = await row<{ offset: bigint }>(world.db)`
    select stream_offset(stream, stream_at, stream_offset_ms, ${world.now()}) as offset from rooms where id = ${uuidOf(id)}`
  const drift = Math.abs(
    Number(offset?.offset) - (engine.offsetMs(uuidOf(id).replaceAll('-', '')) ?? 0),
  )
  assert.ok(drift < 1_000, `${drift} ms apart`)

  assert.equal((await lin.post(`/v1/rooms/${id}/end`)).status, 201)
  await publisher.closed
  await viewer.event((event) => event.e === 'stream' && event.stream === 'ended', 'the end')
  const after = (await sam.get(`/v1/rooms/${id}`)).body
  assert.deepEqual([after.state, after.has_replay, after.play.flv], ['ended', true, null])
  const list = await fetch(after.play.replay)
  assert.equal(list.status, 200)
  assert.match(await list.text(), /#EXT-X-ENDLIST/)
  const kept = await engine.replay(uuidOf(id).replaceAll('-', ''))
  assert.equal(after.play.replay_from_ms, kept?.start_ms)
  assert.equal(play.replay_from_ms, null, 'on air there is none yet')
  assert.ok(
    (await world.stranger.get('/v1/feed/rooms')).body.data.some((one: any) => one.id === id),
  )
  assert.notEqual(await refusal(media.rtmp, key.stream_key), 'let in')
  await world.verify()
})

test('only the newest key of the room opens; the one before is cut off at once', async () => {
  await using media = await mediaWorld()
  const { world } = media
  const [lin, kim] = await Promise.all([
    world.person({ is_creator: true }),
    world.person({ is_creator: true }),
  ])
  const [id, other] = [await prepare(lin), await prepare(kim)]
  const first = await pushKey(lin, id)
  const publisher = await publishRtmp(media.rtmp, first.stream_key)
  await feed(publisher, 0, 2_000)
  const stream = async () =>
    (await row<{ stream: string }>(world.db)`select stream from rooms where id = ${uuidOf(id)}`)
      ?.stream
  for (let round = 0; round < 100 && (await stream()) !== 'on_air'; round++) await pause(20)
  assert.equal(await stream(), 'on_air')
  const rotated = performance.now()
  const second = await pushKey(lin, id)
  await publisher.closed
  assert.ok(performance.now() - rotated < 1_000, 'cut off within a second')
  assert.notEqual(await refusal(media.rtmp, first.stream_key), 'let in')
  const authorize = authorizePublish(world.app.context)
  const judge = async (stream_key: string) => {
    const answer = await authorize({ stream_key, address: '127.0.0.1' })
    return answer.ok ? 'ok' : answer.code
  }
  assert.equal(await judge(first.stream_key), 'key_replaced')
  assert.equal(await judge(second.stream_key), 'ok')
  assert.equal(await judge(`${second.stream_key.slice(0, -2)}xx`), 'token_wrong')
  assert.equal(await judge('nonsense'), 'token_malformed')
  const tokens = tokensOf(world.app.context)
  const forged = tokens.issuePublishKey({
    stream_id: uuidOf(other).replaceAll('-', ''),
    session_id: 's1',
    expires_at: new Date(world.now().getTime() + DAY),
  })
  assert.equal(await judge(forged), 'key_replaced', 'a good signature alone opens nothing')
  const again = await publishRtmp(media.rtmp, second.stream_key)
  await feed(again, 2_000, 4_000)
  for (let round = 0; round < 100 && (await stream()) !== 'on_air'; round++) await pause(20)
  assert.equal(await stream(), 'on_air', 'the same recording goes on under the new key')
  assert.equal((await lin.post(`/v1/rooms/${id}/start`)).status, 201)
  const reviewer = await world.operator('reviewer')
  await reviewer.post(`/v1/rooms/${id}/ban`, { reason: 'Fake goods' })
  await again.closed
  assert.equal(await judge(second.stream_key), 'room_over')
  await world.app.context.clock.advance(8 * DAY)
  const third = await pushKey(kim, other)
  assert.equal(await judge(third.stream_key), 'ok')
  await world.app.context.clock.advance(8 * DAY)
  assert.equal(await judge(third.stream_key), 'token_expired')
})

test('a key that is replaced while its publisher comes in does not stay', async () => {
  await using world = await testWorld({ env: SECRETS })
  const lin = await world.person({ is_creator: true })
  const id = await prepare(lin)
  const { stream_key } = await pushKey(lin, id)
  const kicked: string[] = []
  const media = { kick: async (...call: string[]) => void kicked.push(call.join(' ')) }
  const context = { ...world.app.context, media: media as unknown as MediaEngine }
  const judged = await authorizePublish(context)({ stream_key, address: '127.0.0.1' })
  assert.ok(judged.ok)
  await pushKey(lin, id)
  const { stream_id, session_id } = judged
  const change = { stream_id, session_id, at: world.now(), offset_ms: 0 }
  await onStream(context, { ...change, type: 'publishing' })
  assert.deepEqual(kicked, [`${stream_id} key_replaced`])
  await onStream(context, { ...change, type: 'ended' })
})

test('a picture that stops is told, and the room waits for it ten minutes; a stream given up needs a new key', async () => {
  await using media = await mediaWorld({ resume_ms: 1_500 })
  const { world, rtmp } = media
  const lin = await world.person({ is_creator: true })
  const id = await prepare(lin)
  const key = await pushKey(lin, id)
  await lin.post(`/v1/rooms/${id}/start`)
  const viewer = await enterRoom(world, world.stranger, id)
  const room = async () =>
    (await row<{ deadline_at: Date | null; state: string }>(
      world.db,
    )`select deadline_at, state from rooms where id = ${uuidOf(id)}`) as {
      deadline_at: Date | null
      state: string
    }
  assert.ok((await room()).deadline_at, 'no picture yet: the room waits')
  const publisher = await publishRtmp(rtmp, key.stream_key)
  await feed(publisher, 0, 1_000)
  await viewer.event((event) => event.stream === 'on_air', 'on air')
  assert.equal((await room()).deadline_at, null)
  publisher.drop()
  await viewer.event((event) => event.stream === 'interrupted', 'interrupted')
  assert.ok((await room()).deadline_at)
  const back = await publishRtmp(rtmp, key.stream_key)
  await feed(back, 1_000, 2_000)
  await until(() => viewer.events().filter((one) => one.stream === 'on_air').length === 2, 'back')
  back.drop()
  await viewer.event((event) => event.stream === 'ended', 'given up')
  assert.notEqual(await refusal(rtmp, key.stream_key), 'let in')
  const next = await pushKey(lin, id)
  const again = await publishRtmp(rtmp, next.stream_key)
  await feed(again, 0, 1_000)
  await until(() => viewer.events().filter((one) => one.stream === 'on_air').length === 3, 'again')
  again.drop()
  await until(() => viewer.events().filter((one) => one.stream === 'ended').length === 2, 'gone')
  await world.pass(10 * MINUTE)
  assert.equal((await room()).state, 'paused')
  await viewer.event((event) => event.e === 'room' && event.reason === 'no_signal', 'paused')
  await world.verify()
})
