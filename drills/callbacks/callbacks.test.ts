import assert from 'node:assert/strict'
import { test } from 'node:test'
import { drill } from '../callbacks.ts'

test('callbacks doubled, reordered, late, lost, forged and wrong, the server killed: all money is where it belongs', async () => {
  const { ok, teeth, ...figures } = await drill([
    '--rounds',
    '1',
    '--payments',
    '30',
    '--copies',
    '12',
    '--seed',
    String(1 + Math.floor(Math.random() * 1e6)),
  ])
  assert.equal(teeth, 'caught', JSON.stringify(figures))
  assert.equal(ok, true, JSON.stringify(figures))
})
