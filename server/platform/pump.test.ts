import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testWorld } from '../test-world.ts'
import { type Db, inTransaction, rows } from './db.ts'
import { runSweep } from './deadlines.ts'
import { silentLog } from './log.ts'
import { type Consumer, event, hear, publish } from './outbox.ts'
import { settleDown } from './pump.ts'

const said = event<object>('test.said')

test('rest waits for a listener that failed once, and for what another is hearing at this moment', async () => {
  await using world = await testWorld()
  const heard: string[] = []
  let deadlocks = 1
  const consumer: Consumer = {
    name: 'resting',
    on: hear(said, async (_, { key }) => {
      if (deadlocks-- > 0) throw new Error('deadlock detected')
      heard.push(key)
    }),
  }
  const say = (key: string) =>
    inTransaction(world.db, (tx) => publish(tx, said, [{ key, payload: {} }], world.now()))
  const rest = () => settleDown(world.db, [consumer], [], world.now, silentLog())

  await say('once')
  await rest()
  assert.deepEqual(heard, ['once'])

  const elsewhere = await world.db.startTransaction().execute()
  await rows(
    elsewhere as never,
  )`select from outbox_positions where consumer = 'resting' and ${true}::boolean for update`
  await say('twice')
  let rested = false
  const resting = rest().then(() => {
    rested = true
  })
  // What another is hearing is not heard yet: one round of looking ends well within this.
  await new Promise((done) => setTimeout(done, 150))
  assert.deepEqual([rested, heard], [false, ['once']])
  await elsewhere.rollback().execute()
  await resting
  assert.deepEqual(heard, ['once', 'twice'])
})

test('a sweep goes on once at a time; who comes meanwhile waits for it', async () => {
  const { promise: gate, resolve: open } = Promise.withResolvers<void>()
  const seen: string[] = []
  const sweep = async () => {
    seen.push('begins')
    await gate
    seen.push('ends')
    return 0
  }
  const one = { name: 'test.slow', every_ms: 1_000, sweep }
  // Nothing is dealt with, so no database is asked.
  const both = [1, 2].map(() => runSweep({} as Db, one, new Date(0)))
  open()
  await Promise.all(both)
  assert.deepEqual(seen, ['begins', 'ends', 'begins', 'ends'])
})
