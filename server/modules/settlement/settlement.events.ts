import { row, rows, type Tx } from '../../platform/db.ts'
import { type Consumer, event, type Heard, hear } from '../../platform/outbox.ts'
import { aftersaleClosed, aftersaleOpened, aftersaleRefunding } from '../aftersales/index.ts'
import { orderCancelled, orderCompleted, orderPaid, orderRestCancelled } from '../orders/index.ts'
import { paymentSucceeded, payoutBounced, payoutFailed } from '../payments/index.ts'
import { holdLine, releaseLine, startCounting } from './hold-lines.ts'
import { noteCancellation, noteRefund } from './take-back.ts'
import { takeIn } from './take-in.ts'

/** A shop paid a deposit; the shop opens by it. */
export const depositPaid = event<{ shop_id: string; amount: bigint; currency: string }>(
  'deposit.paid',
)

const on: Consumer['on'] = {
  ...hear(orderPaid, (tx, { payload, at }) => takeIn(tx, [payload.order_id], at)),
  ...hear(orderCompleted, (tx, { payload, at }) => startCounting(tx, payload.order_id, at)),
  ...hear(orderCancelled, async (tx, { payload, at }) => {
    if (payload.was_paid) await noteCancellation(tx, payload.order_id, at)
    // Refunded line by line before: what may be left is freight, which then is the shop's.
    else await startCounting(tx, payload.order_id, at)
  }),
  ...hear(orderRestCancelled, async (tx, { payload, at }) => {
    for (const { line_id, quantity } of payload.cancelled)
      await noteRefund(
        tx,
        {
          event: `rest:${line_id}`,
          line_id,
          order_id: payload.order_id,
          quantity,
          is_unshipped: true,
          is_cancellation: false,
        },
        at,
      )
  }),
  ...hear(aftersaleOpened, async (tx, { payload, at }) => {
    await holdLine(tx, payload.order_line_id, at)
  }),
  ...hear(aftersaleClosed, (tx, { payload, at }) => releaseLine(tx, payload.order_line_id, at)),
  ...hear(aftersaleRefunding, async (tx, { payload, at }) => {
    await noteRefund(
      tx,
      {
        event: `aftersale:${payload.aftersale_id}`,
        line_id: payload.order_line_id,
        order_id: payload.order_id,
        quantity: payload.quantity,
        is_unshipped: payload.before_ship,
        is_cancellation: false,
      },
      at,
    )
  }),
  ...hear(paymentSucceeded, async (tx, { payload, at }) => {
    if (payload.subject_kind === 'deposit') await noteDeposit(tx, payload, at)
  }),
  ...hear(payoutFailed, (tx, { payload, at }) => noteReturn(tx, payload, at)),
  ...hear(payoutBounced, (tx, { payload, at }) => noteReturn(tx, payload, at)),
}

/**
 * What we do when we hear of others. Listeners only note and move states; money is posted by sweeps, so that no
 * listener holds the platform's accounts while it waits for somebody's row.
 */
export const settlementConsumer: Consumer = {
  name: 'settlement',
  on,
  // A paid order comes before everything else that can be heard of it.
  all: async (tx, heard) => {
    const paid = heard.filter(({ type }) => type === orderPaid.type)
    for (const [, facts] of Map.groupBy(paid, ({ at }) => at.getTime()))
      await takeIn(tx, orderIdsOf(facts), (facts[0] as Heard).at)
    for (const fact of heard) if (fact.type !== orderPaid.type) await on[fact.type]?.(tx, fact)
  },
}

const orderIdsOf = (heard: readonly Heard[]): string[] => [
  ...new Set(heard.map(({ payload }) => payload.order_id as string)),
]

const noteReturn = async (
  tx: Tx,
  { payout_id }: { payout_id: string },
  at: Date,
): Promise<void> => {
  await rows(tx)`
    insert into payout_returns (payout_id, heard_at) values (${payout_id}, ${at}) on conflict do nothing`
}

const noteDeposit = (
  tx: Tx,
  paid: { payment_id: string; subject_id: string; amount: number; currency: string },
  at: Date,
) => row(tx)`
  insert into deposit_payments (payment_id, shop_id, amount, currency, heard_at)
  select ${paid.payment_id}, id, ${paid.amount}, ${paid.currency}, ${at} from shops where id = ${paid.subject_id}
  on conflict do nothing`
