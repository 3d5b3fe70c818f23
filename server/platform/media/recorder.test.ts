import assert from 'node:assert/strict'
import { appendFile, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { Recorder, readRecording, recordingDir } from './recorder.ts'

const segment = (sequence: number, init = 0) => ({
  sequence,
  init,
  start_ms: sequence * 1_000,
  duration_ms: 1_000,
  at: sequence * 1_000,
  discontinuity: false,
  bytes: Buffer.alloc(10, sequence),
})
const silent = () => {}

async function place() {
  const root = await mkdtemp(join(tmpdir(), 'record-'))
  return {
    dir: recordingDir(root, 'tea'),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true }),
  }
}

test('the ring keeps the last minutes and clears away what fell out, init segments too', async () => {
  await using at = await place()
  const recorder = await Recorder.open(at.dir, 'show', 10_000, silent)
  recorder.addInit(0, Buffer.from('init'))
  for (let index = 0; index < 100; index++) {
    if (index === 50) recorder.addInit(1, Buffer.from('other'))
    recorder.addSegment(segment(index, index < 50 ? 0 : 1))
  }
  await recorder.end()
  const found = await readRecording(at.dir)
  assert.deepEqual(
    found?.segments.map(({ sequence }) => sequence),
    [90, 91, 92, 93, 94, 95, 96, 97, 98, 99],
  )
  assert.ok(found?.ended)
  const names = await readdir(at.dir)
  assert.equal(names.length, 12)
  assert.ok(!names.includes('init-0.mp4') && names.includes('init-1.mp4'))
})

test('a line torn by a crash is passed over and the session goes on after it', async () => {
  await using at = await place()
  const first = await Recorder.open(at.dir, 'show', 60_000, silent)
  first.addSegment(segment(0))
  first.addSegment(segment(1))
  await first.settled()
  await appendFile(join(at.dir, 'index.jsonl'), '{"segment":{"seq')
  const second = await Recorder.open(at.dir, 'show', 60_000, silent)
  assert.equal(second.found?.end_ms, 2_000)
  second.addSegment(segment(2))
  second.addSegment(segment(3))
  await second.settled()
  const found = await readRecording(at.dir)
  assert.deepEqual(
    found?.segments.map(({ sequence }) => sequence),
    [0, 1, 2, 3],
  )
})

test('another session on the same stream begins with an empty recording', async () => {
  await using at = await place()
  const first = await Recorder.open(at.dir, 'show', 60_000, silent)
  first.addSegment(segment(0))
  await first.end()
  const second = await Recorder.open(at.dir, 'next-show', 60_000, silent)
  assert.equal(second.found, undefined)
  assert.deepEqual(await readdir(at.dir), ['index.jsonl'])
})

test('a disk that fails stops the recording and nothing else', async () => {
  await using at = await place()
  const said: string[] = []
  const recorder = await Recorder.open(at.dir, 'show', 60_000, (_, message) => said.push(message))
  await rm(at.dir, { recursive: true })
  recorder.addSegment(segment(0))
  recorder.addSegment(segment(1))
  await recorder.end()
  assert.deepEqual(said, ['recording stopped'])
})
