import { type Consumer, type Heard, hear } from '../../platform/outbox.ts'
import { paymentClosed, paymentSucceeded } from '../payments/index.ts'
import { aftersaleChanged, parcelSigned } from './orders.events.ts'
import { hurryUnpaid, keepAftersale } from './orders.sql.ts'
import { notePayments } from './pay-orders.ts'
import { recordDelivered } from './receive-order.ts'

/** The successes among facts that pay for checkouts. */
const paidCheckouts = (heard: readonly Heard[]) =>
  heard
    .filter(
      ({ type, payload }) => type === paymentSucceeded.type && payload.subject_kind === 'checkout',
    )
    .map(({ payload }) => ({
      payment_id: payload.payment_id as string,
      checkout_id: payload.subject_id as string,
      paid_at: new Date(payload.paid_at),
    }))

const on: Consumer['on'] = {
  ...hear(paymentSucceeded, (tx, fact) => notePayments(tx, paidCheckouts([fact]))),
  ...hear(paymentClosed, async (tx, { payload, at }) => {
    if (payload.subject_kind !== 'checkout') return
    await hurryUnpaid(tx, payload.subject_id, at)
  }),
  ...hear(parcelSigned, async (tx, { payload, at }) => {
    if (payload.direction !== 'outbound' || !payload.all_signed) return
    await recordDelivered(tx, {
      order_id: payload.order_id,
      signed_at: new Date(payload.signed_at),
      now: at,
    })
  }),
  ...hear(aftersaleChanged, async (tx, { payload, at }) => {
    await keepAftersale(tx, { ...payload, at })
  }),
}

/** What orders do when they hear of others' facts. Every listener may hear a fact twice. */
export const ordersConsumer: Consumer = {
  name: 'orders',
  on,
  // After a sale hundreds of successes stand in line: they are noted by one statement.
  all: async (tx, heard) => {
    await notePayments(tx, paidCheckouts(heard))
    for (const fact of heard)
      if (fact.type !== paymentSucceeded.type) await on[fact.type]?.(tx, fact)
  },
}
