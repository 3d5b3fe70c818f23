import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Refusal } from '../kernel/refusal.ts'
import { DAY, MINUTE } from '../kernel/time.ts'
import { testWorld } from '../test-world.ts'
import { row, rows } from './db.ts'
import { claimOf, once } from './idempotency.ts'

test('twenty twins in flight do it once and all get the same answer', async () => {
  await using world = await testWorld()
  await rows(world.db)`create table effects (id bigint generated always as identity)`
  const claim = claimOf('sam', 'POST /x', 'key-1', { amount: 5n })
  const answers = await Promise.all(
    Array.from({ length: 20 }, () =>
      once(world.db, claim, world.now(), async (tx) => {
        const made = await row<{ id: bigint }>(tx)`insert into effects default values returning id`
        return { id: Number(made?.id) }
      }),
    ),
  )
  assert.equal(new Set(answers.map((answer) => answer.id)).size, 1)
  assert.equal((await row<{ count: bigint }>(world.db)`select count(*) from effects`)?.count, 1n)
})

test('the same key with another body is refused; other callers and routes have keys of their own', async () => {
  await using world = await testWorld()
  const work = async () => 'done'
  await once(world.db, claimOf('sam', 'POST /x', 'k', { a: 1 }), world.now(), work)
  await assert.rejects(
    once(world.db, claimOf('sam', 'POST /x', 'k', { a: 2 }), world.now(), work),
    (error: unknown) =>
      error instanceof Refusal && error.code === 'idempotency_key_reused' && error.status === 422,
  )
  assert.equal(
    await once(world.db, claimOf('kim', 'POST /x', 'k', { a: 2 }), world.now(), work),
    'done',
  )
  assert.equal(
    await once(world.db, claimOf('sam', 'POST /y', 'k', { a: 2 }), world.now(), work),
    'done',
  )
})

test('a try that failed leaves no claim behind', async () => {
  await using world = await testWorld()
  const claim = claimOf('sam', 'POST /x', 'k', {})
  await assert.rejects(
    once(world.db, claim, world.now(), async () => Promise.reject(new Error('crash'))),
  )
  assert.equal(await once(world.db, claim, world.now(), async () => 'second try'), 'second try')
})

test('a claim is kept for thirty days, and forgotten then', async () => {
  await using world = await testWorld()
  let done = 0
  const again = () =>
    once(world.db, claimOf('sam', 'POST /x', 'k', {}), world.now(), async () => ++done)
  assert.equal(await again(), 1)
  await world.pass(30 * DAY - MINUTE)
  assert.equal(await again(), 1)
  await world.pass(2 * MINUTE)
  assert.equal(await again(), 2)
})
