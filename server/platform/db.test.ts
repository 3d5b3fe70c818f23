import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testWorld } from '../test-world.ts'
import { commitWith, inTransaction, row, rows, type Tx } from './db.ts'

const note = (tx: Tx, key: string) =>
  rows(tx)`insert into outbox (type, key, payload, at) values ('test', ${key}, '{}'::json, now())`

const noted = async (tx: Tx, key: string) =>
  (await row<{ found: bigint }>(tx)`select count(*) as found from outbox where key = ${key}`)?.found

test('a commit sent with the last statements keeps all of them', async () => {
  await using world = await testWorld()
  await inTransaction(world.db, (tx) => commitWith(tx, [note(tx, 'a'), note(tx, 'a')]))
  assert.equal(await noted(world.db, 'a'), 2n)
})

test('a last statement that fails undoes the whole transaction, whether the database refused it or it was never sent', async () => {
  await using world = await testWorld()
  await assert.rejects(
    inTransaction(world.db, async (tx) => {
      await note(tx, 'b')
      await commitWith(tx, [note(tx, 'b'), rows(tx)`select 1 / ${0}::int`, note(tx, 'b')])
    }),
    { code: '22012' },
  )
  const neverSent = async (): Promise<void> => {
    throw new RangeError('no such value')
  }
  await assert.rejects(
    inTransaction(world.db, (tx) => commitWith(tx, [note(tx, 'b'), neverSent()])),
    RangeError,
  )
  assert.equal(await noted(world.db, 'b'), 0n)
})

test('inside another transaction nothing is committed early', async () => {
  await using world = await testWorld()
  await assert.rejects(
    inTransaction(world.db, async (tx) => {
      await inTransaction(tx, (inner) => commitWith(inner, [note(inner, 'd')]))
      throw new Error('after all not')
    }),
    /after all not/,
  )
  assert.equal(await noted(world.db, 'd'), 0n)
})

test('last statements that all fail at once are their caller’s error and nobody else’s', async () => {
  await using world = await testWorld()
  const unheard: unknown[] = []
  const hear = (error: unknown) => void unheard.push(error)
  process.on('unhandledRejection', hear)
  try {
    const cut = () => Promise.reject(new Error('write EPIPE'))
    await assert.rejects(
      inTransaction(world.db, (tx) => commitWith(tx, [cut(), cut()])),
      /write EPIPE/,
    )
    assert.deepEqual(unheard, [])
  } finally {
    process.off('unhandledRejection', hear)
  }
})
