import assert from 'node:assert/strict'
import { test } from 'node:test'
import { share, shareDown } from '../../kernel/money.ts'
import { DAY } from '../../kernel/time.ts'
import {
  answerBy,
  assertEnough,
  assertPeriod,
  assertRates,
  commissionAt,
  earlyEnd,
  monthsAfter,
  promotionFrom,
  ratesAfter,
} from './campaign.ts'
import { LEADER_CUT_PPM, MAX_LEADER_PPM } from './leader.ts'
import { assertFits, type SampleState, sampleDeadline, samples, sampleWaitsFor } from './sample.ts'

const now = new Date('2026-03-01T00:00:00Z')
const inDays = (days: number) => new Date(now.getTime() + days * DAY)
const refused = (work: () => void, code: string) => assert.throws(work, { code })

test('of a leader fee of 550 the platform keeps 55 and the leader gets 495', () => {
  assert.equal(shareDown(550n, LEADER_CUT_PPM), 55n)
  assert.equal(550n - shareDown(550n, LEADER_CUT_PPM), 495n)
  // The order of two lines at 5 %: 390 + 234, of which the platform keeps 62.
  const fee = share(7_802n, 50_000n) + share(4_678n, 50_000n)
  assert.deepEqual([fee, shareDown(fee, LEADER_CUT_PPM)], [624n, 62n])
})

test('commission and leader fee together are at most 90 %, and never below what was promised', () => {
  assertRates(500_000n, MAX_LEADER_PPM)
  assertRates(900_000n, 0n)
  refused(() => assertRates(500_001n, MAX_LEADER_PPM), 'rates_too_high')
  assertEnough(200_000n, 200_000n, null)
  assertEnough(200_000n, 100_000n, 200_000n)
  refused(() => assertEnough(199_999n, 200_000n, null), 'commission_too_low')
  refused(() => assertEnough(199_999n, 0n, 200_000n), 'commission_too_low')
})

test('a campaign’s dates: goods can come in, and stay as long as was agreed', () => {
  const period = { applies_until: inDays(5), ends_at: inDays(30), min_promotion_days: 30 }
  assertPeriod(period, now)
  refused(() => assertPeriod({ ...period, applies_until: now }, now), 'bad_period')
  refused(() => assertPeriod({ ...period, ends_at: inDays(4) }, now), 'bad_period')
  refused(() => assertPeriod({ ...period, min_promotion_days: 60 }, now), 'bad_period')
  refused(() => assertPeriod({ ...period, ends_at: inDays(367) }, now), 'bad_period')
  assert.deepEqual(answerBy({ ends_at: inDays(30) }, now), inDays(7))
  assert.deepEqual(answerBy({ ends_at: inDays(3) }, now), inDays(3))
  assert.deepEqual(earlyEnd(inDays(30), now), inDays(2))
  assert.deepEqual(earlyEnd(inDays(1), now), inDays(1))
  const agreed = { ends_at: inDays(30), min_promotion_days: 15, protection_months: 0 }
  assert.deepEqual(promotionFrom(agreed, now), {
    deadline_at: inDays(30),
    min_until: inDays(15),
    protected_until: null,
  })
})

test('protection runs by calendar months; a day that a month lacks becomes its last', () => {
  const months = (at: string, count: number) =>
    monthsAfter(new Date(at), count).toISOString().slice(0, 10)
  assert.equal(months('2026-03-01T00:00:00Z', 6), '2026-09-01')
  assert.equal(months('2026-08-31T00:00:00Z', 6), '2027-02-28')
  assert.equal(months('2026-12-31T00:00:00Z', 2), '2027-02-28')
  assert.equal(months('2027-12-31T00:00:00Z', 2), '2028-02-29')
})

test('a raise counts at once, a cut two days later, and the last word of two counts', () => {
  const before = { commission_ppm: 200_000n, next_commission_ppm: null, next_from: null }
  const raised = ratesAfter(before, 300_000n, now)
  assert.equal(commissionAt(raised, now), 300_000n)
  const cut = ratesAfter(raised, 100_000n, now)
  assert.equal(commissionAt(cut, inDays(1.999)), 300_000n)
  assert.equal(commissionAt(cut, inDays(2)), 100_000n)
  const again = ratesAfter(cut, 150_000n, inDays(3))
  assert.deepEqual(
    [commissionAt(again, inDays(3)), again.next_commission_ppm],
    [150_000n, null],
    'against what counts by then it is a raise',
  )
})

test('every state of a sample in which somebody is waited for has a deadline and an arrow to its default', () => {
  for (const state of Object.keys(samples.edges) as SampleState[]) {
    const waiting = sampleWaitsFor(state)
    assert.equal(sampleDeadline(state, now) === null, waiting === undefined, state)
    if (waiting) assert.ok(samples.edges[state].includes(waiting.on_deadline), state)
  }
  assert.deepEqual(sampleDeadline('pending', now), inDays(7))
  assert.deepEqual(sampleDeadline('content_pending', now), inDays(14))
  const offer = { min_followers: 10n, min_sales: 3n }
  assertFits(offer, { followers: 10n, sales: 3n })
  refused(() => assertFits(offer, { followers: 9n, sales: 3n }), 'sample_conditions')
  refused(() => assertFits(offer, { followers: 10n, sales: 2n }), 'sample_conditions')
})
