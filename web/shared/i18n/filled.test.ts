import assert from 'node:assert/strict'
import { test } from 'node:test'
import { filled } from './filled.ts'

test('words are filled in, and a number has the word that fits it', () => {
  assert.equal(
    filled('{who} buys {count|piece|pieces}', { who: 'Sam', count: 1 }),
    'Sam buys 1 piece',
  )
  assert.equal(
    filled('{count|piece|pieces} for {who}', { who: 'Sam', count: 0 }),
    '0 pieces for Sam',
  )
  assert.equal(filled('{count|like|likes}', { count: '1.2K' }), '1.2K likes')
  assert.equal(filled('{count} 件', { count: 1 }), '1 件')
  assert.equal(filled('{nobody}', {}), '')
})
