import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testWorld } from '../test-world.ts'
import { inTransaction, openDb, row, rows } from './db.ts'
import { silentLog } from './log.ts'
import { type Consumer, consume, event, type Heard, hear, publish, sequence } from './outbox.ts'

const happened = event<{ n: number }>('test.happened')
const fact = (key: string, n: number) => [{ key, payload: { n } }]
const log = silentLog()

const collecting = (name: string, heard: Heard[]): Consumer => ({
  name,
  on: hear(happened, async (_, one) => {
    heard.push(one)
  }),
})

test('a fact whose transaction commits late is heard all the same', async () => {
  await using world = await testWorld()
  const heard: Heard[] = []
  const consumer = collecting('late', heard)
  const other = openDb(world.database_url, { max: 1 })
  let commit: () => void = () => {}
  const held = new Promise<void>((done) => {
    commit = done
  })
  let written: () => void = () => {}
  const wrote = new Promise<void>((done) => {
    written = done
  })
  const late = inTransaction(other.db, async (tx) => {
    await publish(tx, happened, fact('a', 1), world.now())
    written()
    await held
  })
  await wrote
  await publish(world.db, happened, fact('b', 2), world.now())
  await sequence(world.db)
  await consume(world.db, consumer, log)
  assert.deepEqual(
    heard.map((one) => one.payload.n),
    [2],
  )
  commit()
  await late
  await sequence(world.db)
  await consume(world.db, consumer, log)
  assert.deepEqual(
    heard.map((one) => one.payload.n),
    [2, 1],
  )
  await other.close()
})

test('what another process places while one reads is not passed over', async () => {
  await using world = await testWorld()
  const heard: Heard[] = []
  const consumer = collecting('beside', heard)
  const other = openDb(world.database_url, { max: 3 })
  const COUNT = 600
  let written = false
  const writing = (async () => {
    for (let n = 0; n < COUNT; n++) await publish(other.db, happened, fact(`k${n}`, n), world.now())
    written = true
  })()
  const placing = (async () => {
    while (!written) await sequence(other.db)
  })()
  while (!written) await consume(world.db, consumer, log)
  await Promise.all([writing, placing])
  await sequence(world.db)
  while ((await consume(world.db, consumer, log)) > 0);
  assert.deepEqual(
    heard.map((one) => one.payload.n),
    Array.from({ length: COUNT }, (_, n) => n),
  )
  await other.close()
})

test('what is rolled back was never said', async () => {
  await using world = await testWorld()
  const heard: Heard[] = []
  await assert.rejects(
    inTransaction(world.db, async (tx) => {
      await publish(tx, happened, fact('a', 1), world.now())
      throw new Error('changed my mind')
    }),
  )
  await sequence(world.db)
  await consume(world.db, collecting('rolled-back', heard), log)
  assert.equal(heard.length, 0)
})

test('facts of one key arrive in the order of their row locks, under many writers', async () => {
  await using world = await testWorld()
  const heard: Heard[] = []
  await rows(world.db)`create table counters (id text primary key, n int not null default 0)`
  await rows(world.db)`insert into counters (id) select 'k' || i from generate_series(0, 4) as i`
  const writers = Array.from({ length: 200 }, (_, index) =>
    inTransaction(world.db, async (tx) => {
      const key = `k${index % 5}`
      const counted = await row<{ n: number }>(
        tx,
      )`update counters set n = n + 1 where id = ${key} returning n`
      await publish(tx, happened, fact(key, counted?.n ?? 0), world.now())
    }),
  )
  const readers = (async () => {
    for (let round = 0; round < 40; round++) {
      await sequence(world.db)
      await consume(world.db, collecting('ordered', heard), log)
    }
  })()
  await Promise.all([...writers, readers])
  while (
    (await sequence(world.db)) + (await consume(world.db, collecting('ordered', heard), log)) >
    0
  );
  assert.equal(heard.length, 200)
  for (const key of ['k0', 'k1', 'k2', 'k3', 'k4'])
    assert.deepEqual(
      heard.filter((one) => one.key === key).map((one) => one.payload.n),
      Array.from({ length: 40 }, (_, index) => index + 1),
    )
})

test('effect and position commit together: a listener that fails half way leaves nothing and is tried again', async () => {
  await using world = await testWorld()
  await rows(world.db)`create table effects (n int primary key)`
  await publish(
    world.db,
    happened,
    [...fact('a', 1), ...fact('a', 2), ...fact('a', 3)],
    world.now(),
  )
  await sequence(world.db)
  let failures = 2
  const consumer: Consumer = {
    name: 'effects',
    on: hear(happened, async (tx, { payload }) => {
      await rows(tx)`insert into effects (n) values (${payload.n})`
      if (payload.n === 2 && failures-- > 0) throw new Error('not yet')
    }),
  }
  const effects = async () =>
    (await rows<{ n: number }>(world.db)`select n from effects order by n`).map((one) => one.n)
  await consume(world.db, consumer, log)
  assert.deepEqual(await effects(), [1])
  const retryNow = () => rows(world.db)`update outbox_positions set retry_at = null`
  await retryNow()
  await consume(world.db, consumer, log)
  assert.deepEqual(await effects(), [1])
  await retryNow()
  await consume(world.db, consumer, log)
  assert.deepEqual(await effects(), [1, 2, 3])
})

test('a fact that can never be heard ends in the dead-letter list and the line moves on', async () => {
  await using world = await testWorld()
  await publish(world.db, happened, [...fact('a', 1), ...fact('b', 2)], world.now())
  await sequence(world.db)
  const heard: number[] = []
  const consumer: Consumer = {
    name: 'poisoned',
    on: hear(happened, async (_, { payload }) => {
      if (payload.n === 1) throw new Error('poison')
      heard.push(payload.n)
    }),
  }
  for (let tries = 0; tries < 8; tries++) {
    await consume(world.db, consumer, log)
    await rows(world.db)`update outbox_positions set retry_at = null`
  }
  assert.deepEqual(heard, [2])
  const dead = await rows<{ key: string; error: string }>(
    world.db,
  )`select key, error from outbox_dead_letters`
  assert.deepEqual(dead, [{ key: 'a', error: 'poison' }])
  await assert.rejects(world.verify(), /dead-letter/)
})

test('two processes that consume at once do not hear a fact twice', async () => {
  await using world = await testWorld()
  await rows(world.db)`create table effects (n int primary key)`
  await publish(
    world.db,
    happened,
    Array.from({ length: 300 }, (_, n) => ({ key: `k${n}`, payload: { n } })),
    world.now(),
  )
  await sequence(world.db)
  const consumer: Consumer = {
    name: 'twins',
    on: hear(happened, async (tx, { payload }) => {
      await rows(tx)`insert into effects (n) values (${payload.n})`
    }),
  }
  await Promise.all(
    Array.from({ length: 6 }, async () => {
      for (let round = 0; round < 4; round++) await consume(world.db, consumer, log)
    }),
  )
  assert.equal((await row<{ count: bigint }>(world.db)`select count(*) from effects`)?.count, 300n)
})
