import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { newId } from '../kernel/ids.ts'
import { buy } from '../modules/orders/orders.world.ts'
import { seedShop, seedSku } from '../test-seed.ts'
import { testWorld, type World } from '../test-world.ts'
import { rows, sql } from './db.ts'
import { checkInvariants } from './invariants.ts'

const CATALOGUE = join(import.meta.dirname, '../../docs/invariants.md')
const numberOf = (name: string): string[] => name.match(/^I-\d\d/) ?? []

const brokenIn = async (world: World): Promise<string[]> =>
  (await checkInvariants(world.db, await world.app.invariants()))
    .filter(({ rows: found }) => found.length > 0)
    .map(({ name }) => name)

test('verify asks for I-01 to I-29, and the catalogue lists each number it asks for and no other', async () => {
  await using world = await testWorld()
  const asked = new Set((await world.app.invariants()).flatMap(({ name }) => numberOf(name)))
  for (let number = 1; number <= 29; number++)
    assert.ok(asked.has(`I-${String(number).padStart(2, '0')}`), `I-${number} is not asked for`)
  const listed = readFileSync(CATALOGUE, 'utf8').matchAll(/^\| (I-\d\d) \|/gm)
  assert.deepEqual([...listed].map(([, number]) => number).sort(), [...asked].sort())
})

test('amounts, currencies and claims that are not as they must be are named', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const made = await buy(world, await world.person(), [{ sku: await seedSku(world, shop) }])
  assert.deepEqual(await brokenIn(world), [])

  await sql`create table planted (amount bigint, fee bigint, currency text)`.execute(world.db)
  await rows(world.db)`insert into planted values (${2n ** 53n - 1n}, null, ${'CNY'})`
  assert.deepEqual(await brokenIn(world), [])
  await rows(world.db)`insert into planted values (1, ${-(2n ** 53n)}, ${'RMB'})`
  await sql`alter table planted add price numeric`.execute(world.db)
  assert.deepEqual(await brokenIn(world), [
    'I-14 every amount is a whole number that JSON can carry',
    'I-14 every currency is a code of ISO 4217',
    'I-14 nothing is kept as a fraction',
  ])
  await sql`drop table planted`.execute(world.db)

  const claim = async (answer: object) => rows(world.db)`
    insert into idempotency_keys (id, hash, answer, at) values (${newId()}, 'x', ${JSON.stringify(answer)}::json, ${world.now()})`
  await claim({ checkout_id: made.checkout_id, order_ids: [made.orders[0]?.id] })
  assert.deepEqual(await brokenIn(world), [
    'I-15 what a claim was answered is there, and no purchase answers two claims',
  ])
  await rows(world.db)`delete from idempotency_keys where hash = ${'x'}`
  await claim({ checkout_id: newId(), order_ids: [] })
  await sql`alter table idempotency_keys drop constraint idempotency_keys_pkey`.execute(world.db)
  assert.deepEqual(await brokenIn(world), [
    'I-16 the database itself holds that a claim is made once',
    'I-15 what a claim was answered is there, and no purchase answers two claims',
  ])
})
