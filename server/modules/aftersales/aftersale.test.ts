import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Refusal } from '../../kernel/refusal.ts'
import { after, DAY, HOUR } from '../../kernel/time.ts'
import type { OrderLine, OrderRow } from '../orders/index.ts'
import {
  type AftersaleReason,
  type AftersaleState,
  aftersales,
  assertMayReject,
  deadlineOf,
  judgeWish,
  waitingFor,
  whenAgreed,
} from './aftersale.ts'

const NOW = new Date('2026-03-01T08:00:00Z')
const order = (more: Partial<OrderRow> = {}) =>
  ({ state: 'shipped', received_at: null, ...more }) as OrderRow
const line = (more: Partial<OrderLine> = {}) =>
  ({
    quantity: 3,
    shipped_quantity: 3,
    cancelled_quantity: 0,
    refunded_quantity: 0,
    return_days: 7,
    return_exception: null,
    ...more,
  }) as OrderLine
const wish = (
  kind: 'refund_before_ship' | 'refund_only' | 'return_refund',
  reason: AftersaleReason = 'changed_mind',
  quantity = 1,
) => ({
  kind,
  reason,
  quantity,
})
const fresh = { has_open: false, count: 0, now: NOW }
const refused = (code: string) => (error: Refusal) => error.code === code

test('every state that waits for somebody has a deadline and a default, the ends have none', () => {
  for (const [state, next] of Object.entries(aftersales.edges)) {
    const waiting = waitingFor(state as AftersaleState, 'return_refund')
    assert.equal(waiting === null, next.length === 0, state)
    assert.equal(deadlineOf(state as AftersaleState, NOW) === null, next.length === 0, state)
  }
  assert.equal(waitingFor('await_seller', 'refund_only')?.on_deadline, 'refund')
  assert.equal(waitingFor('await_seller', 'return_refund')?.on_deadline, 'approve')
  assert.deepEqual(deadlineOf('await_seller', NOW), after(NOW, 48 * HOUR))
})

test('before shipping: only pieces that were not sent, at once and for any reason', () => {
  const half = line({ shipped_quantity: 1 })
  const part = order({ state: 'part_shipped' })
  assert.deepEqual(
    judgeWish(wish('refund_before_ship', 'changed_mind', 2), { order: part, line: half }, fresh),
    { is_of_right: false },
  )
  assert.throws(
    () =>
      judgeWish(wish('refund_before_ship', 'changed_mind', 3), { order: part, line: half }, fresh),
    refused('quantity_too_large'),
  )
  assert.throws(
    () => judgeWish(wish('return_refund', 'damaged', 2), { order: part, line: half }, fresh),
    refused('quantity_too_large'),
  )
  const excepted = line({ shipped_quantity: 0, return_exception: 'perishable', return_days: 0 })
  assert.deepEqual(
    judgeWish(
      wish('refund_before_ship'),
      { order: order({ state: 'to_ship' }), line: excepted },
      fresh,
    ),
    { is_of_right: false },
  )
})

test('a return without a reason is of right inside its window, and too late after it', () => {
  const completed = order({ state: 'completed', received_at: after(NOW, -7 * DAY) })
  assert.deepEqual(judgeWish(wish('return_refund'), { order: completed, line: line() }, fresh), {
    is_of_right: true,
  })
  assert.throws(
    () =>
      judgeWish(
        wish('return_refund'),
        { order: completed, line: line() },
        { ...fresh, now: after(NOW, 1) },
      ),
    refused('aftersale_too_late'),
  )
  assert.deepEqual(judgeWish(wish('return_refund'), { order: order(), line: line() }, fresh), {
    is_of_right: true,
  })
  assert.deepEqual(
    judgeWish(wish('return_refund', 'damaged'), { order: order(), line: line() }, fresh),
    { is_of_right: false },
  )
  assert.deepEqual(judgeWish(wish('refund_only'), { order: order(), line: line() }, fresh), {
    is_of_right: false,
  })
})

test('excepted goods are not returned without a reason, but faults of them are claimed for seven days', () => {
  const fruit = line({ return_exception: 'perishable', return_days: 0 })
  const received = order({ state: 'completed', received_at: after(NOW, -6 * DAY) })
  assert.throws(
    () => judgeWish(wish('return_refund'), { order: received, line: fruit }, fresh),
    refused('no_return_for_these'),
  )
  assert.deepEqual(
    judgeWish(wish('refund_only', 'damaged'), { order: received, line: fruit }, fresh),
    { is_of_right: false },
  )
  assert.throws(
    () =>
      judgeWish(
        wish('refund_only', 'damaged'),
        { order: received, line: fruit },
        { ...fresh, now: after(NOW, 2 * DAY) },
      ),
    refused('aftersale_too_late'),
  )
})

test('one open at a time, five in all, none for what is unpaid or cancelled', () => {
  const sold = { order: order(), line: line() }
  assert.throws(
    () => judgeWish(wish('refund_only'), sold, { ...fresh, has_open: true }),
    refused('aftersale_open'),
  )
  assert.throws(
    () => judgeWish(wish('refund_only'), sold, { ...fresh, count: 5 }),
    refused('too_many_aftersales'),
  )
  for (const state of ['unpaid', 'cancelled'] as const)
    assert.throws(
      () => judgeWish(wish('refund_before_ship'), { order: order({ state }), line: line() }, fresh),
      refused('aftersale_too_late'),
    )
})

test('what is of right is refused only for the goods that came back', () => {
  const right = { is_of_right: true }
  assert.throws(
    () => assertMayReject({ state: 'await_seller', ...right }, 'used_or_damaged_by_buyer'),
    refused('rejection_not_allowed'),
  )
  assert.throws(
    () => assertMayReject({ state: 'await_seller_receive', ...right }, 'other'),
    refused('rejection_not_allowed'),
  )
  assertMayReject({ state: 'await_seller_receive', ...right }, 'empty_parcel')
  assertMayReject({ state: 'await_seller', is_of_right: false }, 'no_evidence')
})

test('agreeing means money, or goods first where there is somewhere to send them', () => {
  assert.equal(whenAgreed({ kind: 'refund_only', return_parcel_id: null }, true), 'refunding')
  assert.equal(
    whenAgreed({ kind: 'return_refund', return_parcel_id: null }, true),
    'await_buyer_ship',
  )
  assert.equal(whenAgreed({ kind: 'return_refund', return_parcel_id: null }, false), 'refunding')
  assert.equal(whenAgreed({ kind: 'return_refund', return_parcel_id: 'parcel' }, true), 'refunding')
})
