import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countdown } from '../shared/i18n/countdown.ts'
import { type Flash, flashButton, percentTaken } from './features/checkout/flash-state.ts'

const at = Date.parse('2026-03-01T12:00:00.000Z')
const offer: Flash = {
  price: 5_990,
  quota: 100,
  taken: 18,
  limit_per_buyer: 2,
  opens_at: '2026-03-01T12:00:00.000Z',
  closes_at: '2026-03-01T12:10:00.000Z',
  state: 'scheduled',
}

test('soon, open, over: by the platform’s clock, not by a state that may come late', () => {
  assert.deepEqual(flashButton(offer, at - 3_000), { state: 'soon', left_ms: 3_000 })
  assert.deepEqual(flashButton(offer, at), { state: 'open', left_ms: 600_000, left: 82 })
  assert.deepEqual(flashButton(offer, at + 600_000), { state: 'over' })
  assert.deepEqual(flashButton({ ...offer, state: 'closed' }, at), { state: 'over' })
  assert.deepEqual(flashButton(null, at), { state: 'none' })
})

test('the quota’s end and the platform’s refusals outweigh the clock', () => {
  assert.deepEqual(flashButton({ ...offer, taken: 100 }, at), { state: 'sold_out' })
  assert.deepEqual(flashButton(offer, at, 'flash_sold_out'), { state: 'sold_out' })
  assert.deepEqual(flashButton(offer, at, 'flash_limit'), { state: 'limit' })
})

test('one’s own try: on its way, then won, whatever the quota does meanwhile', () => {
  assert.deepEqual(flashButton(offer, at, 'busy'), { state: 'submitting' })
  assert.deepEqual(flashButton({ ...offer, taken: 100 }, at, 'won'), { state: 'won' })
})

test('a refusal because it was not open yet leads back to what the clock says', () => {
  assert.equal(flashButton(offer, at - 200, 'flash_not_open').state, 'soon')
  assert.equal(flashButton(offer, at + 50, 'flash_not_open').state, 'open')
})

test('how much is gone and how long is left', () => {
  assert.equal(percentTaken(offer), 18)
  assert.equal(percentTaken({ ...offer, quota: 1_000, taken: 1 }), 1)
  assert.equal(percentTaken({ ...offer, taken: 100 }), 100)
  assert.deepEqual(
    [countdown(433_000), countdown(7_633_000), countdown(1), countdown(-5)],
    ['07:13', '2:07:13', '00:01', '00:00'],
  )
})
