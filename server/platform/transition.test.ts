import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from '../kernel/ids.ts'
import { system } from '../kernel/state.ts'
import { seedShop } from '../test-seed.ts'
import { testWorld } from '../test-world.ts'
import { rows } from './db.ts'
import { allMachines, historyOf, machine, transition } from './transition.ts'

test('the edges in the code are the edges in the database, for every machine', async () => {
  await using world = await testWorld()
  const drawn = new Map<string, string[]>()
  for (const { noun, from_state, to_state } of await rows<{
    noun: string
    from_state: string
    to_state: string
  }>(world.db)`select noun, from_state, to_state from state_edges`)
    drawn.set(noun, [...(drawn.get(noun) ?? []), `${from_state}>${to_state}`])
  const coded = new Map(
    allMachines().map(({ table, edges }) => [
      table,
      Object.entries(edges).flatMap(([from, to]) => to.map((one) => `${from}>${one}`)),
    ]),
  )
  for (const [noun, edges] of drawn)
    assert.deepEqual(coded.get(noun)?.sort(), edges.sort(), `edges of ${noun}`)
  assert.equal(coded.size, drawn.size)
})

test('each trigger knows the arrows of its noun and no others', async () => {
  await using world = await testWorld()
  const odd = await rows(world.db)`
    with drawn as (
      select noun, array_agg(from_state || '>' || to_state order by from_state || '>' || to_state) as arrows from state_edges group by noun
    ), known as (
      select tgrelid::regclass::text as noun,
        (select array_agg(arrow order by arrow) from unnest(split_part(pg_get_triggerdef(oid), '''', 4)::text[]) as arrow) as arrows
      from pg_trigger where tgname = 'keep_to_edges'
    )
    select noun, drawn.arrows, known.arrows as known from drawn full join known using (noun) where drawn.arrows is distinct from known.arrows`
  assert.deepEqual(odd, [])
})

test('of two movers one wins, and the history names who, why and until when', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const shops =
    allMachines().find(({ table }) => table === 'shops') ??
    machine('shops', { open: ['suspended'], suspended: ['open'] })
  const now = world.now()
  const deadline_at = new Date(now.getTime() + 1_000)
  const moves = await Promise.all(
    ['a', 'b', 'c'].map((rule) =>
      transition(world.db, shops, {
        ids: [shop.id],
        from: ['open'],
        to: 'suspended',
        actor: system(rule),
        reason: 'patrol',
        now,
        deadline_at,
      }),
    ),
  )
  assert.equal(moves.flat().length, 1)
  const last = (await historyOf(world.db, 'shops', shop.id)).at(-1)
  assert.deepEqual(
    [last?.from_state, last?.to_state, last?.reason, last?.actor_kind, last?.deadline_at],
    ['open', 'suspended', 'patrol', 'system', deadline_at],
  )
})

test('a state written past the drawing is refused by the database, and history cannot be rewritten', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  await assert.rejects(
    rows(world.db)`update shops set state = 'draft' where id = ${shop.id}`,
    /may not go from open to draft/,
  )
  await assert.rejects(
    rows(world.db)`update state_changes set reason = 'nothing happened' where noun_id = ${shop.id}`,
    /append-only/,
  )
  await assert.rejects(
    rows(world.db)`delete from state_changes where noun_id = ${shop.id}`,
    /append-only/,
  )
  await assert.rejects(rows(world.db)`truncate state_changes`, /append-only/)
  assert.equal(
    (
      await transition(world.db, allMachines().find(({ table }) => table === 'shops') as never, {
        ids: [newId()],
        to: 'suspended' as never,
        actor: system('x'),
        reason: 'x',
        now: world.now(),
      })
    ).length,
    0,
  )
})
