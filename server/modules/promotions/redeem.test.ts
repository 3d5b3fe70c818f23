import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allotUses } from './redeem.ts'

const now = new Date('2026-03-01T12:00:00Z')
const later = new Date('2026-03-02T12:00:00Z')
const pool = (promotion_id: string, left: bigint, more = {}) => ({
  promotion_id,
  left,
  kind: 'coupon' as const,
  state: 'ongoing' as const,
  ends_at: later,
  ...more,
})
const held = (id: string, holder_id: string, more = {}) => ({
  id,
  promotion_id: 'p',
  holder_id,
  state: 'usable' as const,
  deadline_at: later,
  ...more,
})
const wish = (buyer_id: string, coupon_id: string | null, amount = 10n, promotion_id = 'p') => ({
  checkout_id: `checkout of ${buyer_id}`,
  buyer_id,
  uses: [{ promotion_id, coupon_id, amount, lines: [] }],
})
const codes = (...args: Parameters<typeof allotUses>) => allotUses(...args).map((one) => one?.code)

test('a budget goes to whoever comes first; who is refused takes nothing from the next', () => {
  const coupons = ['a', 'b', 'c', 'd'].map((one) => held(one, one))
  const members = [wish('a', 'a'), wish('b', 'b', 30n), wish('c', 'c'), wish('d', 'd')]
  assert.deepEqual(codes(members, { pools: [pool('p', 20n)], held: coupons }, now), [
    undefined,
    'coupon_sold_out',
    undefined,
    'coupon_sold_out',
  ])
})

test('a coupon is its holder’s, once, in time', () => {
  const coupons = [
    held('used', 'a', { state: 'used' }),
    held('over', 'a', { state: 'expired' }),
    held('late', 'a', { deadline_at: now }),
    held('mine', 'a'),
    held('other', 'b'),
  ]
  const members = ['used', 'over', 'late', 'mine', 'mine', 'other', 'none'].map((id) =>
    wish('a', id),
  )
  assert.deepEqual(codes(members, { pools: [pool('p', 100n)], held: coupons }, now), [
    'coupon_used',
    'coupon_expired',
    'coupon_expired',
    undefined,
    'coupon_used',
    'coupon_missing',
    'coupon_missing',
  ])
})

test('a claimed coupon outlives the end of its promotion; a full reduction does not', () => {
  const over = { state: 'ended', ends_at: now }
  const pools = [pool('p', 100n, over), pool('r', 100n, { ...over, kind: 'full_reduction' })]
  assert.deepEqual(
    codes([wish('a', 'a'), wish('b', null, 10n, 'r')], { pools, held: [held('a', 'a')] }, now),
    [undefined, 'total_changed'],
  )
})
