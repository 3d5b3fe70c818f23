import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from '../kernel/ids.ts'
import { testWorld } from '../test-world.ts'
import { bigints, booleans, instants, ints, jsonbs, jsons, texts, uuids } from './columns.ts'
import { row } from './db.ts'

test('columns arrive as they were: ids, integers, instants, words with every sign, JSON, nulls, nothing', async () => {
  await using world = await testWorld()
  const said = ['', ' a ', 'NULL', null, '{x,y}', '"quoted" \\ and \\"', 'tea,\n茶 🍵', '\u001e']
  const docs = [{ a: '"\u001e" 茶' }, ['x'], 1, null, 'é\\']
  const json = docs.map((doc) => JSON.stringify(doc))
  const at = new Date('2026-11-11T00:00:00.123Z')
  const old = new Date('1999-12-31T23:59:59.999Z')
  const far = new Date('9999-12-31T23:59:59.999Z')
  const most = 2n ** 63n - 1n
  const twice = newId()
  const ids = [twice, twice, null, twice, 'FFFFFFFF-0000-7000-8000-00000000000a']
  const found = await row<Record<string, unknown>>(world.db)`
    select to_json(${bigints([1n, 2, null, -9_007_199_254_740_991n, most, -most - 1n, 2 ** 40 + 7, -(2 ** 40) - 7, -1])}::bigint[])::text as numbers, to_json(${ints([-1, 2_147_483_647])}::int[]) as ints,
      to_json(${booleans([true, false])}::boolean[]) as flags, ${texts(said)}::text[] as words, ${instants([at, null, old, far])}::timestamptz[] as instants,
      array_to_json(${jsons(json)}::json[]) as docs, array_to_json(${jsonbs(json)}::jsonb[]) as docs_b, to_json(${uuids(ids)}::uuid[]) as ids,
      cardinality(${texts([])}::text[]) as nothing, (select count(*) from unnest(${uuids([])}::uuid[], ${bigints([])}::bigint[])) as no_rows`
  assert.equal(
    found?.numbers,
    '[1,2,null,-9007199254740991,9223372036854775807,-9223372036854775808,1099511627783,-1099511627783,-1]',
  )
  assert.deepEqual(found?.ints, [-1, 2_147_483_647])
  assert.deepEqual(found?.flags, [true, false])
  assert.deepEqual(found?.words, said)
  assert.deepEqual(found?.instants, [at, null, old, far])
  assert.deepEqual(found?.docs, docs)
  assert.deepEqual(found?.docs_b, docs)
  assert.deepEqual(
    found?.ids,
    ids.map((id) => id?.toLowerCase() ?? null),
  )
  assert.deepEqual([found?.nothing, found?.no_rows], [0, 0n])
  assert.throws(() => uuids(['no id']), RangeError)
  for (const wrong of [2n ** 63n, -(2n ** 63n) - 1n, 1.5, Number.NaN, Number.POSITIVE_INFINITY])
    assert.throws(() => bigints([wrong]), RangeError)
  assert.throws(() => instants([new Date(Number.NaN)]), RangeError)
})
