import { type Actor, system } from '../../kernel/state.ts'
import { rows, type Tx } from '../../platform/db.ts'
import { publish } from '../../platform/outbox.ts'
import { restock } from '../inventory/index.ts'
import { closeAftersale, recordRefunded } from '../orders/index.ts'
import { requestRefund } from '../payments/index.ts'
import {
  aftersaleClosed,
  aftersaleRefunded,
  aftersaleRefunding,
  type RefundOfAftersale,
} from './aftersales.events.ts'
import { type AftersaleRow, change, type Held, holdAftersale } from './aftersales.sql.ts'

/**
 * The refund is decided: the order counts the pieces as refunded at once, so that nobody ships or refunds them again
 * meanwhile; what was never shipped goes back on the shelf; the money is asked for. The after-sale is in `refunding`.
 */
export async function startRefund(
  tx: Tx,
  { aftersale, order }: Held,
  actor: Actor,
  now: Date,
): Promise<void> {
  const { id, order_line_id, quantity, amount } = aftersale
  const before_ship = aftersale.kind === 'refund_before_ship'
  if (before_ship)
    await restock(tx, [{ line_id: order_line_id, quantity }], actor, 'aftersale', now)
  await recordRefunded(tx, { order_line_id, quantity, amount, before_ship }, now)
  if (amount > 0n)
    aftersale.refund_id = await requestRefund(tx, {
      payment_id: order.payment_id as string,
      reason_kind: 'aftersale',
      reason_id: id,
      order_id: order.id,
      amount,
      now,
    })
  await rows(tx)`update aftersales set refund_id = ${aftersale.refund_id} where id = ${id}`
  await publish(tx, aftersaleRefunding, [{ key: id, payload: factOf(aftersale) }], now)
  // A gift was asked back: nothing was paid, nothing has to travel.
  if (amount === 0n) await finish(tx, aftersale, now)
}

/** The provider has given the money back. Heard twice, it ends once. */
export async function endRefund(tx: Tx, aftersale_id: string, now: Date): Promise<void> {
  const { aftersale } = await holdAftersale(tx, aftersale_id, 'anybody')
  if (aftersale.state === 'refunding' || aftersale.state === 'refund_failed')
    await finish(tx, aftersale, now)
}

/** The provider said no for good: it is visible, and tried again a day later. */
export async function failRefund(tx: Tx, aftersale_id: string, now: Date): Promise<void> {
  const { aftersale } = await holdAftersale(tx, aftersale_id, 'anybody')
  if (aftersale.state === 'refunding')
    await change(tx, aftersale, {
      to: 'refund_failed',
      actor: system('aftersales.refund'),
      reason: 'refund_failed',
      now,
    })
}

async function finish(tx: Tx, aftersale: AftersaleRow, now: Date): Promise<void> {
  await change(tx, aftersale, {
    to: 'succeeded',
    actor: system('aftersales.refund'),
    reason: 'refunded',
    now,
  })
  await publish(tx, aftersaleRefunded, [{ key: aftersale.id, payload: factOf(aftersale) }], now)
  await tellEnd(tx, aftersale, 'refunded', now)
}

/** It is over, with or without money: the order's clock goes on. */
export async function tellEnd(
  tx: Tx,
  aftersale: AftersaleRow,
  outcome: string,
  now: Date,
): Promise<void> {
  const { id, order_id, order_line_id } = aftersale
  await closeAftersale(tx, order_id, now)
  await publish(
    tx,
    aftersaleClosed,
    [{ key: id, payload: { aftersale_id: id, order_id, order_line_id, outcome } }],
    now,
  )
}

const factOf = (aftersale: AftersaleRow): RefundOfAftersale => ({
  aftersale_id: aftersale.id,
  refund_id: aftersale.refund_id,
  order_id: aftersale.order_id,
  order_line_id: aftersale.order_line_id,
  quantity: aftersale.quantity,
  amount: aftersale.amount,
  currency: aftersale.currency,
  before_ship: aftersale.kind === 'refund_before_ship',
})
