import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildApp } from '../../app.ts'
import { rows } from '../../platform/db.ts'
import { silentLog } from '../../platform/log.ts'
import { statementsDuring } from '../../test-crowd.ts'
import { uuidOf } from '../../test-seed.ts'
import { testWorld } from '../../test-world.ts'

/** Counts the statements that look up who sent a request. */
const lookUps = async (work: () => Promise<unknown>): Promise<number> =>
  (await statementsDuring(work)).filter((text) =>
    /from (unnest.*join sessions|sessions as)|join sessions/s.test(text),
  ).length

test('a crowd that refreshes is looked up once, together', async () => {
  await using world = await testWorld()
  const people = await Promise.all(Array.from({ length: 12 }, () => world.person()))
  const first = await lookUps(() =>
    Promise.all(people.flatMap((person) => [person.get('/v1/basket'), person.get('/v1/basket')])),
  )
  assert.ok(first <= 6, `${first} look-ups for 24 requests`)
  const again = await lookUps(async () => {
    for (const person of people) assert.equal((await person.get('/v1/basket')).status, 200)
  })
  assert.equal(again, 0)
})

test('what ends here ends at once, what ends elsewhere within a second', async () => {
  await using world = await testWorld()
  const other = await buildApp(
    { ...world.config, port: 0 },
    { database_url: world.database_url, log: silentLog(), pool: 3 },
  )
  const there = await other.listen()
  try {
    const status = async (base: string, cookie: string, path = '/v1/basket') =>
      (await fetch(`${base}${path}`, { headers: { cookie } })).status
    const sam = await world.person()
    assert.deepEqual(
      [await status(world.url, sam.cookie), await status(there, sam.cookie)],
      [200, 200],
    )
    await sam.delete('/v1/session')
    assert.equal(await status(world.url, sam.cookie), 401)
    await new Promise((done) => setTimeout(done, 1_050))
    assert.equal(await status(there, sam.cookie), 401)

    // Whoever changes the tables is heard, also when it is nobody of ours.
    const kim = await world.person({ duties: ['finance'] })
    const finance = '/v1/payment-differences'
    assert.equal(await status(there, kim.cookie, finance), 200)
    await rows(world.db)`delete from operator_duties where account_id = ${uuidOf(kim.id)}`
    await new Promise((done) => setTimeout(done, 1_050))
    assert.equal(await status(there, kim.cookie, finance), 403)
    await rows(
      world.db,
    )`update accounts set closed_at = ${world.now()} where id = ${uuidOf(kim.id)}`
    await new Promise((done) => setTimeout(done, 1_050))
    assert.equal(await status(there, kim.cookie), 401)
  } finally {
    await other.close()
  }
})
