import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { type ForkedMediaEngine, startMediaEngine } from './engine.ts'
import { feed, mediaWorld, until } from './media-world.ts'

const pidOf = (engine: unknown) => (engine as ForkedMediaEngine).pid as number

test('a killed child is replaced on the same ports and the stream goes on where it was', async () => {
  await using world = await mediaWorld({ forked: true })
  const before = pidOf(world.engine)
  const { rtmp_port, http_port } = world.engine
  const publisher = await world.publish()
  await feed(publisher, 0, 3_100)
  await until(() => world.changes().includes('publishing'), 'live')
  await until(async () => (await fetch(world.hls())).ok, 'segments are on disk')
  await new Promise((resolve) => setTimeout(resolve, 150))
  process.kill(before, 'SIGKILL')
  await until(() => world.changes().at(-1) === 'interrupted', 'the room is told')
  await until(() => pidOf(world.engine) !== undefined, 'a new child')
  assert.notEqual(pidOf(world.engine), before)
  assert.deepEqual([world.engine.rtmp_port, world.engine.http_port], [rtmp_port, http_port])
  const again = await world.publish()
  await feed(again, 0, 2_100)
  await until(() => world.changes().at(-1) === 'resumed', 'the same stream')
  await until(async () => /#EXTINF/.test(await (await fetch(world.hls())).text()), 'new segments')
  assert.ok((world.engine.offsetMs('tea') ?? 0) >= 3_000, 'time goes on from the recording')
  await world.engine.end('tea')
  const kept = await world.engine.replay('tea')
  assert.ok(kept?.ended && kept.start_ms === 0 && kept.duration_ms >= 4_000)
  assert.equal(await world.engine.replay('../tea'), undefined)
  const replay = await (await fetch(world.replay())).text()
  assert.ok((replay.match(/#EXTINF/g)?.length ?? 0) >= 4)
  assert.equal(replay.match(/#EXT-X-DISCONTINUITY\n/g)?.length, 1)
  assert.deepEqual(world.changes(), ['publishing', 'interrupted', 'resumed', 'ended'])
  await assert.rejects(world.publish(), { code: 'session_ended' })
})

test('a stream whose child died and whose publisher stays away ends all the same', async () => {
  await using world = await mediaWorld({ forked: true, resume_ms: 800 })
  const publisher = await world.publish()
  await feed(publisher, 0, 2_100)
  await until(() => world.changes().includes('publishing'), 'live')
  process.kill(pidOf(world.engine), 'SIGKILL')
  await until(() => world.changes().at(-1) === 'ended', 'ended')
  assert.deepEqual(world.changes(), ['publishing', 'interrupted', 'ended'])
  await assert.rejects(world.publish(), { code: 'session_ended' })
})

test('what was asked while the child was away is done by the next one', async () => {
  await using world = await mediaWorld({ forked: true })
  const publisher = await world.publish()
  await feed(publisher, 0, 2_100)
  await until(() => world.changes().includes('publishing'), 'live')
  process.kill(pidOf(world.engine), 'SIGKILL')
  await world.engine.end('tea')
  assert.equal(world.changes().at(-1), 'ended')
  await assert.rejects(world.publish(), { code: 'session_ended' })
})

test('after a restart of everything a recording is still there, and its session still over', async () => {
  const data_dir = await mkdtemp(join(tmpdir(), 'media-'))
  {
    await using world = await mediaWorld({ data_dir })
    const publisher = await world.publish()
    await feed(publisher, 0, 2_100)
    await until(() => world.changes().includes('publishing'), 'live')
    await world.engine.end('tea')
  }
  {
    await using world = await mediaWorld({ data_dir, forked: true })
    assert.match(await (await fetch(world.replay())).text(), /#EXT-X-ENDLIST/)
    await assert.rejects(world.publish(), { code: 'session_ended' })
  }
  await rm(data_dir, { recursive: true })
})

test('the child starts without the environment, under Node’s permissions, with no secret in its arguments', async () => {
  await using world = await mediaWorld({ forked: true })
  const { readFile } = await import('node:fs/promises')
  const pid = pidOf(world.engine)
  const environ = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => undefined)
  if (environ !== undefined) assert.ok(!/PATH=|HOME=|PASSWORD/.test(environ))
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined)
  if (command !== undefined) {
    assert.match(command, /--permission/)
    assert.ok(!command.includes('publish-secret'))
  }
})

test('a port that is taken is told at the start', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => other.once('listening', resolve))
  const { port } = other.address() as { port: number }
  const data_dir = await mkdtemp(join(tmpdir(), 'media-'))
  await writeFile(join(data_dir, 'kept'), '')
  await assert.rejects(
    startMediaEngine(
      {
        data_dir,
        rtmp_port: port,
        http_port: 0,
        host: '127.0.0.1',
        publish_secrets: ['publish-secret-of-a-test'],
        play_secrets: ['play-secret-of-a-test'],
      },
      { authorizePublish: async () => ({ ok: false, code: 'no' }), onStream() {} },
    ),
    /EADDRINUSE/,
  )
  other.close()
  await rm(data_dir, { recursive: true })
})
