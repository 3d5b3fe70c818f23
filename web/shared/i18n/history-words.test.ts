import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { CARRIERS } from '../../../server/modules/shipping/carriers.ts'
import { carrierWords } from './carrier-words.ts'
import { historyWords } from './history-words.ts'

const root = join(import.meta.dirname, '../../..')
/** Whose histories the desks show. */
const SHOWN = [
  'server/modules/{orders,aftersales,shops,catalog}/*.ts',
  'server/modules/payments/{escalate-differences,resolve-difference,take-difference,check-bill,payments.sql}.ts',
]
/** As code gives a reason: by its name, or just before the instant. */
const GIVEN = [/\breason\s*(?::|=|\?\?)\s*'([a-z_]+)'/g, /'([a-z]+(?:_[a-z]+)*)', now\b/g]

function reasonsInCode(): Map<string, string> {
  const found = new Map<string, string>()
  for (const file of globSync(SHOWN, { cwd: root })) {
    if (/\.(test|world)\.ts$/.test(file)) continue
    const text = readFileSync(join(root, file), 'utf8')
    for (const pattern of GIVEN)
      for (const [, reason] of text.matchAll(pattern)) found.set(reason as string, file)
  }
  return found
}

test('every reason that code gives to a history has words', () => {
  const reasons = reasonsInCode()
  assert.ok(
    reasons.size > 40,
    `only ${reasons.size} reasons were found: does the code give them otherwise?`,
  )
  assert.deepEqual(
    [...reasons].filter(([reason]) => !Object.hasOwn(historyWords.en, reason)),
    [],
  )
  assert.deepEqual(Object.keys(historyWords.en), Object.keys(historyWords['zh-CN']))
})

test('every carrier has a name in both languages', () => {
  assert.deepEqual(
    Object.keys(carrierWords.en),
    CARRIERS.map(({ code }) => code),
  )
  assert.deepEqual(Object.keys(carrierWords['zh-CN']), Object.keys(carrierWords.en))
})
