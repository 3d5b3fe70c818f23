import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brieflyKept, keptInStep } from './briefly-kept.ts'

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms))
const NOW = new Date('2026-11-22T12:00:00Z')

test('one question for all who ask at once; a second one when the answer is old, forgotten, or the clock moved', async () => {
  const kept = brieflyKept<number>({ fresh_ms: 60 })
  let asked = 0
  const ask = async () => {
    asked += 1
    await pause(5)
    return asked
  }
  const get = (now = NOW) => kept.get('tea', now, ask)
  assert.deepEqual(await Promise.all([get(), get(), get()]), [1, 1, 1])
  kept.forget('tea')
  assert.equal(await get(), 2)
  assert.equal(await get(new Date(NOW.getTime() + 3_600_000)), 3)
  await pause(80)
  assert.equal(await get(new Date(NOW.getTime() + 3_600_000)), 4)
  kept.forgetAll()
  assert.equal(await get(), 5)
})

test('what was being read when it was forgotten is nobody’s answer who asks afterwards', async () => {
  const kept = brieflyKept<string>()
  const { promise, resolve } = Promise.withResolvers<string>()
  const early = kept.get('room', NOW, () => promise)
  kept.forget('room')
  const late = kept.get('room', NOW, async () => 'after')
  resolve('before')
  assert.deepEqual([await early, await late], ['before', 'after'])
  assert.equal(await kept.get('room', NOW, async () => 'third'), 'after')
})

test('a failure is told to those who waited and asked again by the next', async () => {
  const kept = brieflyKept<string>()
  const fail = async (): Promise<string> => {
    throw new Error('away')
  }
  const both = [kept.get('a', NOW, fail), kept.get('a', NOW, fail)]
  for (const one of both) await assert.rejects(one, /away/)
  assert.equal(await kept.get('a', NOW, async () => 'back'), 'back')
})

test('what is kept is bounded: the oldest makes room', async () => {
  const kept = brieflyKept<number>({ most: 3 })
  let asked = 0
  const get = (key: string) => kept.get(key, NOW, async () => ++asked)
  for (const key of ['a', 'b', 'c', 'd']) await get(key)
  assert.deepEqual([await get('d'), await get('c'), await get('b')], [4, 3, 2])
  assert.equal(await get('a'), 5)
})

test('many things are read together; what is looked at and due soon comes along with the next', async () => {
  const loads: string[][] = []
  const kept = keptInStep<string>({
    fresh_ms: 2_000,
    load: async (keys, was) => {
      loads.push([...keys])
      return keys.map((key, place) => `${key}${Number(was[place]?.slice(1) ?? 0) + 1}`)
    },
  })
  const get = (...keys: string[]) => Promise.all(keys.map((key) => kept.get(key, NOW)))
  assert.deepEqual(await get('a', 'b', 'a'), ['a1', 'b1', 'a1'])
  assert.deepEqual(await get('c', 'a'), ['c1', 'a1'])
  assert.deepEqual(loads, [['a', 'b'], ['c']])
  await pause(1_600)
  // Nobody waits for `a`, but somebody looked at it; at `b` and `c` nobody did.
  assert.deepEqual(await get('a', 'd'), ['a1', 'd1'])
  assert.deepEqual(loads[2], ['d', 'a'])
  assert.deepEqual(await get('a'), ['a2'])
  kept.forget('a')
  assert.deepEqual(await get('a'), ['a1'], 'nothing is said of what was before')
  const later = new Date(NOW.getTime() + 3_600_000)
  assert.equal(await kept.get('a', later), 'a2', 'the clock moved')
})

test('learnt from elsewhere it need not be read; a reading that fails is tried again', async () => {
  let is_away = true
  const kept = keptInStep<string>({
    load: async (keys) => {
      if (is_away) throw new Error('away')
      return keys.map((key) => `read ${key}`)
    },
  })
  kept.learn('a', NOW, performance.now(), 'told')
  assert.equal(await kept.get('a', NOW), 'told')
  await assert.rejects(kept.get('b', NOW), /away/)
  is_away = false
  assert.equal(await kept.get('b', NOW), 'read b')
})
