import assert from 'node:assert/strict'
import { execFile, spawn, spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { ALL_FORMATS, BufferSource, Input } from 'mediabunny'
import { mediaWorld, until } from './media-world.ts'

const run = promisify(execFile)
const found = ['ffmpeg', 'ffprobe'].every((one) => spawnSync(one, ['-version']).status === 0)
const skip = found ? false : 'there is no ffmpeg on this machine'

const push = (url: string, seconds: number, size = '270x480') =>
  spawn(
    'ffmpeg',
    [
      ...['-v', 'error', '-re', '-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=30`],
      ...['-f', 'lavfi', '-i', 'sine=frequency=300:sample_rate=44100', '-t', String(seconds)],
      ...['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-g', '30'],
      ...['-pix_fmt', 'yuv420p', '-c:a', 'aac', '-f', 'flv', url],
    ],
    { stdio: 'ignore' },
  )

const streams = async (file: string, ...more: string[]) => {
  const { stdout } = await run('ffprobe', [
    ...['-v', 'error', ...more, '-show_entries', 'stream=codec_name,width,height', '-of', 'json'],
    file,
  ])
  return JSON.parse(stdout).streams
}

test('ffmpeg pushes under an opaque key; its own probe reads FLV, HLS and the replay', {
  skip,
}, async () => {
  await using world = await mediaWorld()
  const encoder = push(`${world.rtmp}/${world.key()}`, 5)
  await until(() => world.changes().includes('publishing'), 'live')
  const flv = await streams(world.flv(), '-analyzeduration', '1000000')
  const codecs = flv.map(({ codec_name }: { codec_name?: string }) => codec_name)
  assert.ok(codecs.includes('h264') && codecs.includes('aac'), codecs.join())
  await until(async () => (await fetch(world.hls())).ok, 'segments')
  const hls = await streams(world.hls(), '-allowed_extensions', 'ALL')
  assert.deepEqual([hls[0].width, hls[0].height], [270, 480])
  await new Promise((resolve) => encoder.once('exit', resolve))
  await world.engine.end('tea')
  const { stderr } = await run('ffmpeg', [
    ...['-v', 'warning', '-allowed_extensions', 'ALL', '-i', world.replay(), '-f', 'null', '-'],
  ])
  assert.ok(!/invalid|error|corrupt|non.?monoton/i.test(stderr), stderr)
})

test('ffmpeg with a bad key is turned away', { skip }, async () => {
  await using world = await mediaWorld()
  const encoder = push(`${world.rtmp}/${world.token()}`, 5)
  const code = await new Promise((resolve) => encoder.once('exit', resolve))
  assert.notEqual(code, 0)
  assert.deepEqual(world.events, [])
})

test('a publisher that returns with another picture: a new init, a discontinuity', {
  skip,
}, async () => {
  await using world = await mediaWorld()
  const first = push(`${world.rtmp}/${world.key()}`, 2)
  await new Promise((resolve) => first.once('exit', resolve))
  await until(() => world.changes().at(-1) === 'interrupted', 'interrupted')
  const second = push(`${world.rtmp}/${world.key()}`, 2, '480x270')
  await new Promise((resolve) => second.once('exit', resolve))
  await world.engine.end('tea')
  const list = await (await fetch(world.replay())).text()
  assert.equal(list.match(/#EXT-X-DISCONTINUITY\n/g)?.length, 1)
  assert.equal(list.match(/#EXT-X-MAP/g)?.length, 2)
  const sizes = await Promise.all(
    [...list.matchAll(/#EXT-X-MAP:URI="(.+)"/g)].map(async ([, uri]) => {
      const response = await fetch(new URL(uri ?? '', world.replay()))
      using input = new Input({
        source: new BufferSource(await response.arrayBuffer()),
        formats: ALL_FORMATS,
      })
      const track = await input.getPrimaryVideoTrack()
      return [await track?.getCodedWidth(), await track?.getCodedHeight()]
    }),
  )
  assert.deepEqual(sizes, [
    [270, 480],
    [480, 270],
  ])
})
