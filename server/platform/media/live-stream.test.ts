import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { readAvcConfig } from './codec-config.ts'
import { LiveStream } from './live-stream.ts'
import type { StreamChange } from './media.ts'
import { demoClip } from './media-world.ts'
import { Recorder } from './recorder.ts'
import { MESSAGE } from './rtmp-chunks.ts'
import { RtmpFault } from './rtmp-fault.ts'

async function begin() {
  const dir = await mkdtemp(join(tmpdir(), 'stream-'))
  const recorder = await Recorder.open(dir, 'show', 60_000, () => {})
  const changes: StreamChange['type'][] = []
  const ids = { stream_id: 'tea', session_id: 'show' }
  const stream = new LiveStream(ids, recorder, 0, (_, { type }) => changes.push(type))
  const closed: string[] = []
  const publisher = { id: 1, close: (code: string) => void closed.push(code) }
  return {
    stream,
    changes,
    closed,
    publisher,
    async [Symbol.asyncDispose]() {
      await stream.end('over', 0)
      await rm(dir, { recursive: true })
    },
  }
}

const message = (type: number, timestamp: number, payload: Buffer) => {
  return { type, timestamp, stream: 1, payload }
}

test('any audio and video bodies are taken or refused with a fault', async () => {
  await using world = await begin()
  const { stream, publisher } = world
  const { video, audio } = await demoClip()
  const body = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes))
  const after = (...head: number[]) => body.map((one) => Buffer.concat([Buffer.from(head), one]))
  const cut = (whole: Buffer) => fc.nat(whole.length).map((at) => whole.subarray(0, at))
  const bent = (whole: Buffer) =>
    fc.tuple(fc.nat(whole.length - 1), fc.nat(255)).map(([at, byte]) => {
      const copy = Buffer.from(whole)
      copy[at] = byte
      return copy
    })
  const payload = fc.oneof(
    body,
    after(0x17, 0, 0, 0, 0),
    after(0x17, 1, 0, 0, 0),
    after(0x27, 1, 0xff, 0xff, 0xff),
    after(0xaf, 0),
    after(0xaf, 1),
    after(0x90, 0x68, 0x76, 0x63, 0x31),
    after(0x91, 0x61, 0x76, 0x30, 0x31),
    ...[video, audio ?? video].flatMap((whole) => [cut(whole), bent(whole)]),
  )
  const time = fc.oneof(fc.nat(10_000), fc.integer({ min: 0, max: 2 ** 32 - 1 }))
  stream.attach(publisher, 0)
  let now = 0
  fc.assert(
    fc.property(fc.constantFrom(MESSAGE.audio, MESSAGE.video), time, payload, (type, at, bytes) => {
      try {
        stream.message(publisher, message(type, at, bytes), now++)
      } catch (error) {
        assert.ok(error instanceof RtmpFault, String(error))
      }
    }),
    { numRuns: 20_000 },
  )
})

test('a picture larger than the plan is refused before anything is set up for it', async () => {
  await using world = await begin()
  const { stream, publisher } = world
  stream.attach(publisher, 0)
  const record = avcRecord(8_192, 4_320)
  assert.deepEqual([readAvcConfig(record).width, readAvcConfig(record).height], [8_192, 4_320])
  const payload = Buffer.concat([Buffer.from([0x17, 0, 0, 0, 0]), record])
  assert.throws(() => stream.message(publisher, message(MESSAGE.video, 0, payload), 0), {
    code: 'picture_too_large',
  })
  assert.deepEqual(world.changes, [])
})

test('silence interrupts within five seconds, makes room for another, and ends the connection', async () => {
  await using world = await begin()
  const { stream, publisher } = world
  const { video, messages } = await demoClip()
  stream.attach(publisher, 0)
  stream.message(publisher, message(MESSAGE.video, 0, video), 0)
  const first = messages.find(({ type }) => type === MESSAGE.video)?.payload as Buffer
  stream.message(publisher, message(MESSAGE.video, 0, first), 100)
  stream.tick(3_000)
  assert.deepEqual(world.changes, ['publishing'])
  stream.tick(4_200)
  assert.deepEqual(world.changes, ['publishing', 'interrupted'])
  assert.ok(stream.taken(9_000))
  assert.ok(!stream.taken(10_200))
  stream.message(publisher, message(MESSAGE.video, 9_000, first), 9_100)
  assert.deepEqual(world.changes, ['publishing', 'interrupted', 'resumed'])
  const other = { id: 2, close: () => {} }
  stream.attach(other, 20_000)
  assert.deepEqual(world.closed, ['replaced'])
  stream.message(publisher, message(MESSAGE.video, 9_033, first), 20_001)
  assert.equal(stream.offset_ms, 40, 'the one before is not heard any more')
})

test('sound alone goes live after a second of waiting for a picture', async () => {
  await using world = await begin()
  const { stream, publisher } = world
  const { audio, messages } = await demoClip()
  stream.attach(publisher, 0)
  stream.message(publisher, message(MESSAGE.audio, 0, audio as Buffer), 0)
  for (const { type, time, payload } of messages)
    if (type === MESSAGE.audio && time < 4_000)
      stream.message(publisher, message(type, time, payload), time)
  assert.deepEqual(world.changes, ['publishing'])
  assert.ok(await stream.window.ready(0))
})

/** The description of a baseline picture of whole macroblocks. */
function avcRecord(width: number, height: number): Buffer {
  const code = (value: number) => {
    const binary = (value + 1).toString(2)
    return '0'.repeat(binary.length - 1) + binary
  }
  const numbers = [0, 0, 2, 1].map(code).join('')
  const bits = `${numbers}0${code(width / 16 - 1)}${code(height / 16 - 1)}1001`
  const bytes = bits.match(/.{1,8}/g)?.map((one) => Number.parseInt(one.padEnd(8, '0'), 2)) ?? []
  const sps = Buffer.from([0x67, 66, 0, 60, ...bytes])
  return Buffer.concat([Buffer.from([1, 66, 0, 60, 0xff, 0xe1, 0, sps.length]), sps])
}
