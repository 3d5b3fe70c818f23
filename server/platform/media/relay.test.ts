import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { readFlv } from './flv-tags.ts'
import { RELAY_LIMITS } from './limits.ts'
import { Relay } from './relay.ts'
import { MESSAGE } from './rtmp-chunks.ts'

/** A socket whose reader can be slow or stop altogether. */
class Reader extends Duplex {
  readonly got: Buffer[] = []
  stalled = false
  private held: (() => void)[] = []

  override _read(): void {}

  override _write(bytes: Buffer, _: string, done: () => void): void {
    this.got.push(bytes)
    if (this.stalled) this.held.push(done)
    else done()
  }

  go(): void {
    this.stalled = false
    for (const done of this.held.splice(0)) done()
  }

  destroySoon(): void {
    this.destroy()
  }
}

const HEADER = Buffer.from([0x17, 0, 0, 0, 0, 1, 2, 3])
const frame = (key: boolean, size = 100) =>
  Buffer.concat([Buffer.from([key ? 0x17 : 0x27, 1, 0, 0, 0]), randomBytes(size)])

function begin() {
  const relay = new Relay(() => ({ width: 540, height: 960, fps: 30 }))
  relay.setHeader(MESSAGE.video, 0, HEADER)
  const join = () => {
    const reader = new Reader()
    relay.join(reader as unknown as Socket)
    return reader
  }
  return { relay, join }
}

const pushes = (relay: Relay, from: number, count: number, size?: number) => {
  for (let at = from; at < from + count; at++)
    relay.push(MESSAGE.video, at * 33, frame(at % 30 === 0, size), at % 30 === 0)
}

test('all viewers are given the very same Buffer', async () => {
  const { relay, join } = begin()
  const readers = [join(), join(), join()]
  pushes(relay, 0, 5)
  await sleep(RELAY_LIMITS.batch_ms + 30)
  const [one, two, three] = readers.map(({ got }) => got.at(-1))
  assert.ok(one && one === two && two === three)
  relay.end()
})

test('a newcomer starts with the last key frame at once, and with nothing older', async () => {
  const { relay, join } = begin()
  pushes(relay, 0, 45)
  await sleep(RELAY_LIMITS.batch_ms + 30)
  const tags = readFlv(Buffer.concat(join().got))
  assert.deepEqual(tags.map(({ type }) => type).slice(0, 3), [18, 18, 9])
  assert.equal(tags[3]?.timestamp, 30 * 33)
  assert.equal(tags.length, 3 + 15)
  relay.end()
})

test('a viewer who stops reading costs a bounded queue, skips to key frames and is dropped', async () => {
  const { relay, join } = begin()
  const slow = join()
  const quick = join()
  slow.stalled = true
  let most = 0
  for (let second = 0; second < 12; second++) {
    pushes(relay, second * 30, 30, 20_000)
    await sleep(5)
    most = Math.max(most, slow.writableLength)
  }
  await sleep(RELAY_LIMITS.batch_ms + 30)
  assert.ok(most > RELAY_LIMITS.queued_bytes, 'the limit was reached')
  assert.ok(most < RELAY_LIMITS.queued_bytes + 1_300_000, `at most a GOP above it, not ${most}`)
  slow.go()
  await sleep(20)
  pushes(relay, 360, 31)
  await sleep(RELAY_LIMITS.batch_ms + 30)
  const tags = readFlv(Buffer.concat(slow.got)).filter(({ payload }) => payload[1] === 1)
  const hole = tags.findIndex(
    (tag, at) => at > 0 && tag.timestamp - (tags[at - 1]?.timestamp ?? 0) > 40,
  )
  assert.ok(hole > 0, 'something was skipped')
  assert.equal(tags[hole]?.payload[0], 0x17, 'the skip ends at a key frame')
  const all = readFlv(Buffer.concat(quick.got)).filter(({ payload }) => payload[1] === 1)
  assert.equal(all.length, 391, 'the quick one missed nothing')

  for (let round = 0; round < RELAY_LIMITS.skips && !slow.destroyed; round++) {
    slow.stalled = true
    for (let second = 0; second < 8; second++) {
      pushes(relay, (20 + round * 20 + second) * 30, 30, 20_000)
      await sleep(2)
    }
    slow.go()
    await sleep(5)
  }
  assert.ok(slow.destroyed, 'five skips are enough')
  assert.ok(!quick.destroyed)
  relay.end()
})

test('a viewer that reads nothing for long is dropped even while nothing is published', async () => {
  const { relay, join } = begin()
  const stuck = join()
  stuck.stalled = true
  pushes(relay, 0, 30 * 6, 20_000)
  await sleep(RELAY_LIMITS.batch_ms + 30)
  relay.sweep(Date.now() + RELAY_LIMITS.stuck_ms + 1)
  assert.ok(stuck.destroyed)
  relay.end()
})

test('without key frames the cache is given up rather than grown', async () => {
  const { relay, join } = begin()
  relay.push(MESSAGE.video, 0, frame(true), true)
  for (let at = 1; at < 500; at++) {
    relay.push(MESSAGE.video, at * 33, frame(false, 20_000), false)
    if (at % 50 === 0) await sleep(RELAY_LIMITS.batch_ms + 10)
  }
  await sleep(RELAY_LIMITS.batch_ms + 30)
  assert.equal(join().got.length, 0)
  relay.end()
})
