import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { ruleReasons } from './rule-reasons.ts'

const SEED = join(import.meta.dirname, '../../../db/migrations/0003_policies.sql')

test('every rule that comes with an installation gives its reason in Chinese too', () => {
  const seeded = [
    ...readFileSync(SEED, 'utf8').matchAll(/'((?:[^']|'')+)', '2026-01-01 00:00\+08'\)/g),
  ].map(([, reason]) => reason)
  assert.ok(seeded.length > 20)
  assert.deepEqual([...new Set(seeded)].sort(), Object.keys(ruleReasons).sort())
})
