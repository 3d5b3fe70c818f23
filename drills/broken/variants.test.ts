import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { type Edit, fileOf, rewritten, variants } from './variants.ts'

for (const { name, edits } of variants())
  test(`${name}: what it rewrites stands where it looks for it, once`, () => {
    for (const edit of edits) {
      const text = readFileSync(fileOf(edit), 'utf8')
      assert.notEqual(rewritten(edit, text), text)
    }
  })

test('a text that moved is an error, not a variant that breaks nothing', () => {
  const edit: Edit = { file: 'x.ts', changes: [['for update', '']] }
  assert.throws(() => rewritten(edit, 'select 1'), /x\.ts holds 0 times/)
  assert.throws(() => rewritten(edit, 'for update for update'), /x\.ts holds 2 times/)
  assert.equal(rewritten(edit, 'select 1 for update'), 'select 1 ')
})
