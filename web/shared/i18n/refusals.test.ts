import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import '../../../server/app.ts'
import { allRefusals } from '../../../server/kernel/refusal.ts'

test('every refusal of the platform has words in both languages', () => {
  const words = readFileSync(join(import.meta.dirname, 'refusals.ts'), 'utf8')
  for (const { code } of allRefusals())
    assert.equal(words.match(new RegExp(`^    ${code}:`, 'gm'))?.length, 2, code)
})
