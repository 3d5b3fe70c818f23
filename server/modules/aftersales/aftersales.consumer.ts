import { type Consumer, hear } from '../../platform/outbox.ts'
import { parcelSigned } from '../orders/index.ts'
import { refundFailed, refundSucceeded } from '../payments/index.ts'
import { endRefund, failRefund } from './refund.ts'
import { hurrySeller } from './return-goods.ts'

/** What we do when we hear of others. */
export const aftersalesConsumer: Consumer = {
  name: 'aftersales',
  on: {
    ...hear(refundSucceeded, async (tx, { payload, at }) => {
      if (payload.reason_kind === 'aftersale') await endRefund(tx, payload.reason_id, at)
    }),
    ...hear(refundFailed, async (tx, { payload, at }) => {
      if (payload.reason_kind === 'aftersale') await failRefund(tx, payload.reason_id, at)
    }),
    ...hear(parcelSigned, async (tx, { payload, at }) => {
      if (payload.direction === 'return' && payload.aftersale_id)
        await hurrySeller(tx, payload.aftersale_id, at)
    }),
  },
}
