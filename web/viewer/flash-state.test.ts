import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countdown } from '../shared/i18n/countdown.ts'
import type { Attempt, BuyState } from './features/checkout/buy-state.ts'
import { type Flash, faceOf, flashButton, percentTaken } from './features/checkout/flash-state.ts'

const at = Date.parse('2026-03-01T12:00:00.000Z')
const offer: Flash = {
  id: 'fla_1',
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

const attempt: Attempt = {
  place: 'prd_1',
  account_id: 'acc_1',
  key: 'k',
  intent: { lines: [{ sku_id: 'sku_1', quantity: 1, flash_offer_id: 'fla_1' }], address_id: 'adr' },
  tapped_at: at,
  tries: 1,
  lost: 0,
  faults: 0,
}
const refused = (code: string, details = {}): BuyState => ({
  at: 'refused',
  attempt,
  no: { status: 409, code, title: code, details },
  since: at,
})

test('the quota’s end and the platform’s refusals outweigh the clock', () => {
  assert.deepEqual(flashButton({ ...offer, taken: 100 }, at), { state: 'sold_out' })
  const gone = { since: at, taken: offer.taken }
  assert.equal(flashButton(offer, at, refused('flash_sold_out'), gone).state, 'sold_out')
  assert.equal(flashButton(offer, at, refused('flash_limit')).state, 'limit')
})

test('sold out holds against numbers that lag, and not against those that came after', () => {
  const said = refused('flash_sold_out')
  const gone = { since: at, taken: 82 }
  const look = (taken: number, after_ms: number) =>
    flashButton({ ...offer, taken }, at + after_ms, said, gone).state
  assert.equal(look(82, 60_000), 'sold_out')
  assert.equal(look(90, 400), 'sold_out')
  assert.equal(look(100, 400), 'sold_out')
  assert.equal(look(99, 2_000), 'open')
  // Fewer than when it was said: units came back, whatever the time.
  assert.equal(look(81, 100), 'open')
})

test('the limit is reached when all of one’s share is taken, of this offer', () => {
  const more = refused('flash_limit', { taken: 1, limit_per_buyer: 2 })
  assert.equal(flashButton(offer, at, more).state, 'open')
  const all = refused('flash_limit', { taken: 2, limit_per_buyer: 2 })
  assert.equal(flashButton(offer, at, all).state, 'limit')
  assert.equal(flashButton({ ...offer, id: 'fla_2' }, at, all).state, 'open')
})

test('one’s own try outweighs what the offer does meanwhile', () => {
  const gone = { state: 'sold_out' } as const
  const of = (buying: BuyState, now = at) => faceOf(buying, gone, { stock: 0, now })
  const asking: BuyState = { at: 'asking', attempt }
  assert.equal(of(asking), 'sending')
  assert.equal(of(asking, at + 300), 'queued')
  assert.equal(of({ at: 'asking', attempt: { ...attempt, tries: 2 } }), 'queued')
  assert.equal(of({ at: 'waiting', attempt, pause_ms: 9, why: 'queue' }), 'queued')
  assert.equal(of({ at: 'waiting', attempt, pause_ms: 9, why: 'opening' }), 'sending')
  assert.equal(of({ at: 'left', attempt, in_flight: false, fault: false }), 'unknown')
  const no = { status: 429, code: 'too_many_requests', title: '', details: {} }
  assert.equal(of({ at: 'later', attempt, until: at + 1, no }), 'later')
  assert.equal(of({ at: 'later', attempt, until: at + 1, no }, at + 1), 'gone')
  assert.equal(
    faceOf({ at: 'idle' }, { state: 'open', left_ms: 1, left: 1 }, { stock: 3, now: at }),
    'open',
  )
})

test('how much is gone and how long is left', () => {
  assert.equal(percentTaken(offer), 18)
  assert.equal(percentTaken({ ...offer, quota: 1_000, taken: 1 }), 1)
  assert.equal(percentTaken({ ...offer, quota: 1_000, taken: 999 }), 99)
  assert.equal(percentTaken({ ...offer, taken: 100 }), 100)
  assert.deepEqual(
    [countdown(433_000), countdown(7_633_000), countdown(1), countdown(-5)],
    ['07:13', '2:07:13', '00:01', '00:00'],
  )
})
