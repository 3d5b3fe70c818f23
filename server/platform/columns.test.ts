import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testWorld } from '../test-world.ts'
import { instants, jsons, plain, words } from './columns.ts'
import { row } from './db.ts'

test('columns arrive as they were: ids, integers, nulls, instants, words with every sign, JSON', async () => {
  await using world = await testWorld()
  const said = ['', ' a ', 'NULL', null, '{x,y}', '"quoted" \\ and \\"', 'tea,\n茶 🍵', '\u001e']
  const docs = [{ a: '"\u001e"' }, ['x'], 1, null, 'é\\']
  const at = new Date('2026-11-11T00:00:00.123Z')
  const found = await row<Record<string, unknown>>(world.db)`
    select ${plain([1n, 2, null])}::bigint[] as numbers, ${plain([true, false])}::boolean[] as flags,
      ${words(said)}::text[] as words, ${instants([at, null])}::timestamptz[] as instants,
      array_to_json(string_to_array(${jsons(docs.map((doc) => JSON.stringify(doc)))}, chr(30))::json[]) as docs`
  assert.deepEqual(
    found?.numbers,
    [1n, 2n, null].map((one) => (one === null ? null : String(one))),
  )
  assert.deepEqual(found?.flags, [true, false])
  assert.deepEqual(found?.words, said)
  assert.deepEqual(found?.instants, [at, null])
  assert.deepEqual(found?.docs, docs)
})
