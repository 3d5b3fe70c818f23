import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileOf, rewritten } from '../broken/variants.ts'
import { drill } from '../reconcile.ts'
import { BREAKS } from './breaks.ts'

for (const [name, edit] of Object.entries(BREAKS))
  test(`${name}: what it rewrites stands where it looks for it, once`, () => {
    const text = readFileSync(fileOf(edit), 'utf8')
    assert.notEqual(rewritten(edit, text), text)
  })

test('planted differences of seventeen kinds in a provider’s day: all found, none false, and a checker that looks away is caught', async () => {
  const { ok, teeth, ...figures } = await drill([
    '--lines',
    '1500',
    '--planted',
    '150',
    '--teeth',
    '1',
    '--seed',
    String(1 + Math.floor(Math.random() * 1e6)),
  ])
  assert.equal(teeth, 'caught', JSON.stringify(figures))
  assert.equal(ok, true, JSON.stringify(figures))
})
