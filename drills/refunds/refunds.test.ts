import assert from 'node:assert/strict'
import { test } from 'node:test'
import { drill } from '../refunds.ts'

test('refunds through a provider that times out, succeeds late and gets calls twice: equal to the fen, and a sender that renews a number is caught', async () => {
  const { ok, teeth, ...figures } = await drill([
    '--refunds',
    '200',
    '--teeth',
    '1',
    '--seed',
    String(1 + Math.floor(Math.random() * 1e6)),
  ])
  assert.equal(teeth, 'caught', JSON.stringify(figures))
  assert.equal(ok, true, JSON.stringify(figures))
})
