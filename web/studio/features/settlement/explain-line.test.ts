import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settlementLines } from '../../../mock/studio-data.ts'
import { explainLine } from './explain-line.ts'

test('line A of the design adds up to the fen', () => {
  const { steps, adds_up } = explainLine(settlementLines[0]!)
  assert.equal(adds_up, true)
  assert.deepEqual(
    steps.map(({ word, amount }) => [word, amount]),
    [
      ['paid', 7_802],
      ['platform_discount', 625],
      ['creator_discount', 313],
      ['income', 8_740],
      ['fee', -437],
      ['commission', -1_560],
      ['leader', -390],
      ['premium', -54],
      ['net', 6_299],
    ],
  )
})

test('a figure that does not add up is not called so', () => {
  assert.equal(explainLine({ ...settlementLines[0]!, fee: 436 }).adds_up, false)
})
