import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { newId, readId, showId } from './ids.ts'

test('a shown id reads back to its uuid and fits a payment provider’s 32 characters', () => {
  fc.assert(
    fc.property(fc.uuid(), (uuid) => {
      const shown = showId('ord', uuid)
      assert.equal(shown.length, 30)
      assert.equal(readId('ord', shown), uuid)
    }),
  )
  assert.ok(readId('ord', showId('ord', newId())))
})

test('ids of another kind, damaged or too large are no ids', () => {
  const shown = showId('ord', newId())
  for (const bad of [
    shown.replace('ord', 'shp'),
    shown.slice(1),
    `${shown}0`,
    `ord_${'z'.repeat(26)}`,
    `ord_${'u'.repeat(26)}`,
    '',
  ])
    assert.equal(readId('ord', bad), undefined)
})
