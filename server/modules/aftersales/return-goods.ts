import { wrongState } from '../../kernel/refusal.ts'
import { after } from '../../kernel/time.ts'
import type { Context } from '../../platform/context.ts'
import { inTransaction, row, rows, type Tx } from '../../platform/db.ts'
import { issueWaybill, registerReturnParcel } from '../shipping/index.ts'
import { LOOK_AT_RETURN } from './aftersale.ts'
import { change, holdAftersale } from './aftersales.sql.ts'

/**
 * The buyer sent the goods back. Where no number is named the carrier gives one: asked for before the transaction, under
 * the after-sale as reference, so asking again gives the same.
 * @throws notFound, wrongState, unknownCarrier, trackingNumberTaken, carrierSilent
 */
export async function sendBack(
  context: Context,
  sent: { id: string; buyer_id: string; carrier: string; tracking_number?: string; now: Date },
): Promise<void> {
  const { id, buyer_id, carrier, now } = sent
  const tracking_number = sent.tracking_number ?? (await numberFor(context, sent))
  await inTransaction(context.db, async (tx) => {
    const { aftersale } = await holdAftersale(tx, id, { buyer_id })
    if (aftersale.state !== 'await_buyer_ship') throw wrongState({ state: aftersale.state })
    const parcel = await registerReturnParcel(tx, {
      order_id: aftersale.order_id,
      shop_id: aftersale.shop_id,
      aftersale_id: id,
      carrier,
      tracking_number,
      lines: [{ line_id: aftersale.order_line_id, quantity: aftersale.quantity }],
      account_id: buyer_id,
      now,
    })
    await rows(tx)`update aftersales set return_parcel_id = ${parcel.id} where id = ${id}`
    await change(tx, aftersale, {
      to: 'await_seller_receive',
      actor: { kind: 'account', id: buyer_id },
      reason: 'sent_back',
      now,
    })
  })
}

/** Looks before it asks the carrier: no number is wasted on what cannot be sent. */
async function numberFor(
  context: Context,
  { id, buyer_id, carrier }: { id: string; buyer_id: string; carrier: string },
): Promise<string> {
  const seen = await row<{ state: string }>(context.db)`
    select state from aftersales where id = ${id} and buyer_id = ${buyer_id}`
  if (seen?.state !== 'await_buyer_ship')
    return inTransaction(context.db, async (tx) => {
      const { aftersale } = await holdAftersale(tx, id, { buyer_id })
      throw wrongState({ state: aftersale.state })
    })
  return issueWaybill(context, { carrier, reference: `aftersale:${id}` })
}

/** The carrier says that the return was signed for: the shop has two days to look at it, if not less anyway. */
export async function hurrySeller(tx: Tx, aftersale_id: string, now: Date): Promise<void> {
  const { aftersale } = await holdAftersale(tx, aftersale_id, 'anybody')
  if (aftersale.state !== 'await_seller_receive') return
  const soon = after(now, LOOK_AT_RETURN)
  if (aftersale.deadline_at && aftersale.deadline_at <= soon) return
  await change(tx, aftersale, {
    to: 'await_seller_receive',
    actor: { kind: 'carrier', id: 'signed' },
    reason: 'return_signed',
    now,
    deadline_at: soon,
  })
}
