import { type Consumer, hear } from '../../platform/outbox.ts'
import { paymentClosed, paymentSucceeded } from '../payments/index.ts'
import { aftersaleChanged, parcelSigned } from './orders.events.ts'
import { hurryUnpaid, keepAftersale } from './orders.sql.ts'
import { notePayment } from './pay-orders.ts'
import { recordDelivered } from './receive-order.ts'

/** What orders do when they hear of others' facts. Every listener may hear a fact twice. */
export const ordersConsumer: Consumer = {
  name: 'orders',
  on: {
    ...hear(paymentSucceeded, async (tx, { payload }) => {
      if (payload.subject_kind !== 'checkout') return
      await notePayment(tx, {
        payment_id: payload.payment_id,
        checkout_id: payload.subject_id,
        paid_at: new Date(payload.paid_at),
      })
    }),
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
  },
}
