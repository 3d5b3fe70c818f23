import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeCombiner } from './combiner.ts'
import { makeTurns } from './turns.ts'

const full = (ahead: number, retry_after_ms: number) =>
  Object.assign(new Error('full'), { ahead, retry_after_ms })
/** Work that notes its batches and ends when told. */
function slow<Ask>() {
  const batches: Ask[][] = []
  const gates: (() => void)[] = []
  return {
    batches,
    let_go: () => gates.shift()?.(),
    work: async (asks: readonly Ask[]) => {
      batches.push([...asks])
      await new Promise<void>((go) => void gates.push(go))
      return asks.map((ask) => `${ask}!`)
    },
  }
}
const tick = () => new Promise((done) => setImmediate(done))

test('one caller is served at once; who comes meanwhile shares the next batch; everybody gets their own answer', async () => {
  const { work, batches, let_go } = slow<number>()
  const combiner = makeCombiner<number, string>({ work, full })
  const all = [1, 2, 3, 4].map((ask) => combiner.ask(ask))
  assert.deepEqual(batches, [[1]])
  assert.equal(combiner.waiting(), 3)
  let_go()
  await tick()
  assert.deepEqual(batches, [[1], [2, 3, 4]])
  let_go()
  assert.deepEqual(await Promise.all(all), ['1!', '2!', '3!', '4!'])
  await combiner.idle()
})

test('lanes take turns: one order of a quiet shop goes with the next batch of a crowded one', async () => {
  const { work, batches, let_go } = slow<string>()
  const combiner = makeCombiner<string, string>({
    work,
    full,
    most: 4,
    laneOf: (ask) => [...ask.slice(0, -1)],
  })
  const all = ['a0', 'a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'b1', 'c1'].map((ask) => combiner.ask(ask))
  for (let round = 0; round < 4; round++) {
    let_go()
    await tick()
  }
  assert.deepEqual(
    batches.map((batch) => batch.toSorted()),
    [['a0'], ['a1', 'a2', 'b1', 'c1'], ['a3', 'a4', 'a5', 'a6']],
  )
  await Promise.all(all)
})

test('lanes within lanes: a shop with many SKUs has no more turns than a shop with one', () => {
  const turns = makeTurns<string>()
  for (let sku = 0; sku < 8; sku++)
    for (const n of [1, 2]) turns.add(['big', `${sku}`], `big ${sku} ${n}`)
  for (const n of [1, 2, 3, 4]) turns.add(['small', '0'], `small ${n}`)
  assert.equal(turns.size(), 20)
  const first = turns.take(6)
  assert.equal(first.filter((one) => one.startsWith('small')).length, 3)
  // Each of the crowded shop's SKUs has its turn before any has its second.
  assert.deepEqual(
    [...turns.take(10)].filter((one) => one.startsWith('big')).map((one) => one.slice(-1)),
    ['1', '1', '1', '1', '1', '2', '2', '2', '2'],
  )
  assert.equal(turns.take(100).length, 4)
  assert.equal(turns.size(), 0)
})

test('an error in place of an answer is that caller’s alone', async () => {
  const combiner = makeCombiner<number, string>({
    work: async (asks) => asks.map((ask) => (ask === 2 ? new Error('not you') : 'yes')),
    full,
  })
  const answers = await Promise.allSettled([1, 2, 3].map((ask) => combiner.ask(ask)))
  assert.deepEqual(
    answers.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  )
})

test('a batch that one member broke is halved until the culprit stands alone', async () => {
  const sizes: number[] = []
  const combiner = makeCombiner<number, string>({
    work: async (asks) => {
      sizes.push(asks.length)
      await tick()
      if (asks.includes(7)) throw new Error('poison')
      return asks.map(String)
    },
    full,
    isOnes: (error) => (error as Error).message === 'poison',
  })
  const asked = Array.from({ length: 17 }, (_, place) => combiner.ask(place))
  const answers = await Promise.allSettled(asked)
  assert.deepEqual(
    answers.flatMap(({ status }, place) => (status === 'rejected' ? [place] : [])),
    [7],
  )
  assert.ok(sizes.length <= 12, `${sizes}`)
})

test('without blame all of the batch fail, once, and the next batch goes on', async () => {
  let calls = 0
  const combiner = makeCombiner<number, number>({
    work: async (asks) => {
      calls += 1
      await tick()
      if (calls === 2) throw new Error('away')
      return [...asks]
    },
    full,
  })
  const first = combiner.ask(1)
  const second = Promise.allSettled([combiner.ask(2), combiner.ask(3)])
  assert.equal(await first, 1)
  assert.deepEqual(
    (await second).map(({ status }) => status),
    ['rejected', 'rejected'],
  )
  assert.equal(await combiner.ask(4), 4)
})

test('beyond the queue the answer is an honest no that says how many are ahead', async () => {
  const { work, let_go } = slow<number>()
  const combiner = makeCombiner<number, string>({ work, full, queue: 2 })
  const served = [1, 2, 3].map((ask) => combiner.ask(ask))
  await assert.rejects(combiner.ask(4), { ahead: 2 })
  let_go()
  await tick()
  let_go()
  await Promise.all(served)
})

test('who waited beyond patience is refused, not served', async () => {
  const { work, batches, let_go } = slow<number>()
  const combiner = makeCombiner<number, string>({ work, full, patience_ms: 5 })
  const first = combiner.ask(1)
  const late = combiner.ask(2)
  await new Promise((done) => setTimeout(done, 15))
  let_go()
  await first
  await assert.rejects(late, { message: 'full' })
  assert.deepEqual(batches, [[1]])
})

test('batches become smaller when they take long, and larger again', async () => {
  const sizes: number[] = []
  let pause = 12
  const combiner = makeCombiner<number, number>({
    work: async (asks) => {
      sizes.push(asks.length)
      await new Promise((done) => setTimeout(done, pause))
      return [...asks]
    },
    full,
    most: 200,
    batch_ms: 4,
  })
  await Promise.all(Array.from({ length: 1_200 }, (_, ask) => combiner.ask(ask)))
  const smallest = Math.min(...sizes.slice(1, -1))
  assert.equal(smallest, 64, `${sizes}`)
  pause = 0
  sizes.length = 0
  await Promise.all(Array.from({ length: 2_000 }, (_, ask) => combiner.ask(ask)))
  assert.ok(Math.max(...sizes) > smallest, `${sizes}`)
})
