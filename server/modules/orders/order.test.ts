import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { after, DAY, HOUR } from '../../kernel/time.ts'
import { type OrderRow, unpaidDeadline, whatHappensNext } from './order.ts'
import {
  aftersaleChoices,
  faultWindowOf,
  keptByBuyer,
  leftToShip,
  type OrderLine,
  refundFor,
  windowOf,
} from './order-line.ts'
import { maskAddress } from './show-order.ts'

const now = new Date('2026-03-01T12:00:00Z')
const line = (more: Partial<OrderLine>): OrderLine =>
  ({
    quantity: 3,
    paid_amount: 10_000n,
    return_days: 7,
    shipped_quantity: 0,
    cancelled_quantity: 0,
    refunded_quantity: 0,
    refunded_amount: 0n,
    ...more,
  }) as OrderLine
const order = (more: Partial<OrderRow>): OrderRow =>
  ({ state: 'to_ship', received_at: null, ship_by: null, deadline_at: null, ...more }) as OrderRow

test('refunds unit by unit give back exactly what was paid, however they are cut', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10n ** 12n }),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 9 }),
      (paid_amount, parts) => {
        const quantity = parts.reduce((all, part) => all + part, 0)
        let refunded_quantity = 0
        let given = 0n
        for (const part of parts) {
          given += refundFor({ paid_amount, quantity, refunded_quantity }, part)
          refunded_quantity += part
        }
        assert.equal(given, paid_amount)
      },
    ),
  )
})

test('units are to be shipped, with the buyer, or given up: never two of it', () => {
  const half = line({ shipped_quantity: 2, cancelled_quantity: 1, refunded_quantity: 2 })
  assert.deepEqual([leftToShip(half), keptByBuyer(half)], [0, 1])
  assert.deepEqual([leftToShip(line({})), keptByBuyer(line({}))], [3, 0])
})

test('the days to return begin with receipt; faults may be claimed for seven days at least', () => {
  assert.equal(windowOf(line({}), order({})), null)
  const received = order({ state: 'completed', received_at: now })
  assert.deepEqual(windowOf(line({ return_days: 15 }), received), after(now, 15 * DAY))
  assert.deepEqual(faultWindowOf(line({ return_days: 15 }), received), after(now, 15 * DAY))
  assert.deepEqual(windowOf(line({ return_days: 0 }), received), now)
  assert.deepEqual(faultWindowOf(line({ return_days: 0 }), received), after(now, 7 * DAY))
})

test('what may be asked follows the goods', () => {
  const kinds = (one: Partial<OrderLine>, of: Partial<OrderRow>, open = false, at = now) => {
    const { aftersale_kinds, aftersale_why_not } = aftersaleChoices(line(one), order(of), open, at)
    return aftersale_why_not ?? aftersale_kinds.join(' ')
  }
  assert.equal(kinds({}, { state: 'unpaid' }), 'not_paid')
  assert.equal(kinds({}, { state: 'cancelled' }), 'cancelled')
  assert.equal(kinds({}, { state: 'to_ship' }), 'refund_before_ship')
  assert.equal(kinds({}, { state: 'to_ship' }, true), 'aftersale_open')
  assert.equal(
    kinds({ shipped_quantity: 1 }, { state: 'part_shipped' }),
    'refund_before_ship refund_only return_refund',
  )
  const sent = { shipped_quantity: 3 }
  assert.equal(kinds(sent, { state: 'shipped' }), 'refund_only return_refund')
  const received = { state: 'completed' as const, received_at: now }
  assert.equal(kinds(sent, received, false, after(now, 7 * DAY)), 'refund_only return_refund')
  assert.equal(kinds(sent, received, false, after(now, 7 * DAY + 1)), 'too_late')
  assert.equal(kinds({ ...sent, refunded_quantity: 3 }, received), 'refunded')
})

test('people are told what happens next: the promise first, then the end of patience', () => {
  const ship_by = after(now, HOUR)
  const paid = order({ ship_by, deadline_at: after(ship_by, 3 * DAY) })
  assert.deepEqual(whatHappensNext(paid, now), { deadline_at: ship_by, on_deadline: 'ship_late' })
  assert.deepEqual(whatHappensNext(paid, after(now, 2 * HOUR)), {
    deadline_at: paid.deadline_at,
    on_deadline: 'cancel',
  })
  assert.equal(whatHappensNext(order({ state: 'completed' }), now).on_deadline, null)
  assert.deepEqual(unpaidDeadline(false, now), new Date('2026-03-01T12:15:00Z'))
  assert.deepEqual(unpaidDeadline(true, now), new Date('2026-03-01T12:05:00Z'))
})

test('a masked address still tells the city, and nothing of who or where', () => {
  const masked = maskAddress({
    recipient: '𠮷野小满',
    phone: '+8613800001234',
    province: '浙江省',
    city: '杭州市',
    district: '余杭区',
    street: '文一西路 969 号',
  })
  assert.deepEqual([masked.recipient, masked.phone, masked.street], ['𠮷**', '+86****1234', '***'])
  assert.equal(masked.city, '杭州市')
})
