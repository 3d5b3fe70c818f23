import { system } from '../../kernel/state.ts'
import { type Consumer, hear } from '../../platform/outbox.ts'
import { paymentClosed, paymentSucceeded } from '../payments/index.ts'
import { cancelUnpaid } from './cancel-order.ts'
import { aftersaleChanged, parcelSigned } from './orders.events.ts'
import { keepAftersale } from './orders.sql.ts'
import { markPaid } from './pay-orders.ts'
import { recordDelivered } from './receive-order.ts'

/** What orders do when they hear of others' facts. Every listener may hear a fact twice. */
export const ordersConsumer: Consumer = {
  name: 'orders',
  on: {
    ...hear(paymentSucceeded, async (tx, { payload, at }) => {
      if (payload.subject_kind !== 'checkout') return
      await markPaid(tx, {
        checkout_id: payload.subject_id,
        payment_id: payload.payment_id,
        paid_at: new Date(payload.paid_at),
        now: at,
      })
    }),
    ...hear(paymentClosed, async (tx, { payload, at }) => {
      if (payload.subject_kind !== 'checkout') return
      const why = { actor: system('orders.payment_closed'), reason: 'unpaid_timeout', now: at }
      await cancelUnpaid(tx, [payload.subject_id], why)
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
