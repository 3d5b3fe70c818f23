import { createHash } from 'node:crypto'
import { newId } from '../../kernel/ids.ts'
import { malformed, notFound, wrongState } from '../../kernel/refusal.ts'
import type { Actor } from '../../kernel/state.ts'
import type { Context } from '../../platform/context.ts'
import type { Tx } from '../../platform/db.ts'
import { type Claim, once } from '../../platform/idempotency.ts'
import { recordBirth } from '../../platform/transition.ts'
import {
  findOrder,
  itemTwice,
  leftToShip,
  linesOf,
  lockOrder,
  type OrderRow,
  recordShipped,
} from '../orders/index.ts'
import { isCarrier } from './carriers.ts'
import { issueWaybill } from './issue-waybill.ts'
import {
  nextWordBy,
  nothingToShip,
  type ParcelRow,
  parcels,
  trackingNumberTaken,
  unknownCarrier,
} from './parcel.ts'
import { insertParcel, shownParcels } from './shipping.sql.ts'

export type ParcelWish = {
  shop_id: string
  order_id: string
  account_id: string
  carrier: string
  /** Left out: the carrier gives one. */
  tracking_number?: string
  /** Left out: all that is left. */
  lines?: readonly { order_line_id: string; quantity: number }[]
  now: Date
}

/**
 * The shop hands units of an order to a carrier. The tracking number is asked for before the transaction, under the
 * caller's claim as reference, so a repeated request gets the same number and the same parcel.
 * @throws notFound, wrongState, nothingToShip `{ order_line_id, left }`, itemTwice, unknownCarrier, carrierSilent,
 * trackingNumberTaken
 */
export async function sendParcel(context: Context, claim: Claim, wish: ParcelWish) {
  const { shop_id, order_id, carrier, now } = wish
  if (!isCarrier(carrier)) throw unknownCarrier({ carrier })
  const seen = await findOrder(context.db, order_id)
  if (seen?.shop_id !== shop_id) throw notFound()
  const tracking_number =
    wish.tracking_number ??
    (await issueWaybill(context, {
      carrier,
      reference: referenceOf(claim, order_id),
    }))
  const sent = await once(context.db, claim, now, async (tx) => {
    const order = await lockOrder(tx, order_id)
    if (order?.shop_id !== shop_id) throw notFound()
    const lines = await chooseLines(tx, order, wish.lines)
    const actor: Actor = { kind: 'account', id: wish.account_id }
    const parcel = await registerParcel(tx, {
      order_id,
      shop_id,
      direction: 'outbound',
      aftersale_id: null,
      carrier,
      tracking_number,
      lines,
      actor,
      now,
    })
    await recordShipped(tx, order_id, lines, actor, now)
    const [shown] = await shownParcels(tx, { order_id, parcel_id: parcel.id })
    return shown as NonNullable<typeof shown>
  })
  context.wake()
  return sent
}

/** Our name for a waybill: the same request asks under the same one. */
const referenceOf = ({ id }: Claim, order_id: string): string =>
  createHash('sha256').update(`${id} ${order_id}`).digest('base64url')

/** All that is left, or what is named: once each, and no more than is left. */
async function chooseLines(
  tx: Tx,
  order: OrderRow,
  named: ParcelWish['lines'],
): Promise<{ line_id: string; quantity: number }[]> {
  if (order.state !== 'to_ship' && order.state !== 'part_shipped')
    throw wrongState({ state: order.state })
  const left = new Map(
    (await linesOf(tx, [order.id])).map((line) => [line.id, leftToShip(line)] as const),
  )
  if (!named) {
    const all = [...left].flatMap(([line_id, quantity]) =>
      quantity > 0 ? [{ line_id, quantity }] : [],
    )
    if (all.length === 0) throw nothingToShip()
    return all
  }
  if (new Set(named.map((line) => line.order_line_id)).size < named.length) throw itemTwice()
  return named.map(({ order_line_id, quantity }) => {
    const rest = left.get(order_line_id)
    if (rest === undefined)
      throw malformed({ errors: [{ path: '/lines', message: 'names a line of another order' }] })
    if (quantity > rest) throw nothingToShip({ order_line_id, left: rest })
    return { line_id: order_line_id, quantity }
  })
}

type NewParcel = {
  order_id: string
  shop_id: string
  direction: 'outbound' | 'return'
  aftersale_id: string | null
  carrier: string
  tracking_number: string
  lines: readonly { line_id: string; quantity: number }[]
  actor: Actor & { kind: 'account' }
  now: Date
}

async function registerParcel(tx: Tx, wish: NewParcel): Promise<ParcelRow> {
  const { lines, actor, now, ...about } = wish
  if (!isCarrier(about.carrier)) throw unknownCarrier({ carrier: about.carrier })
  const deadline_at = nextWordBy('created', now)
  const parcel = await insertParcel(
    tx,
    { ...about, id: newId(), deadline_at, created_by: actor.id, created_at: now },
    lines,
  )
  if (!parcel) throw trackingNumberTaken({ tracking_number: about.tracking_number })
  await recordBirth(tx, parcels, {
    ids: [parcel.id],
    state: 'created',
    actor,
    reason: about.direction === 'return' ? 'sent_back' : 'sent',
    now,
    deadline_at,
  })
  return parcel
}

/**
 * Goods on their way back to the shop, for an after-sale. Ask `issueWaybill` first, outside of the transaction, where
 * the buyer names no number. When the carrier says "signed", `parcel.signed` tells with `direction: 'return'`.
 * @throws unknownCarrier, trackingNumberTaken
 */
export const registerReturnParcel = (
  tx: Tx,
  wish: {
    order_id: string
    shop_id: string
    aftersale_id: string
    carrier: string
    tracking_number: string
    lines: readonly { line_id: string; quantity: number }[]
    account_id: string
    now: Date
  },
): Promise<ParcelRow> => {
  const { account_id, ...about } = wish
  return registerParcel(tx, {
    ...about,
    direction: 'return',
    actor: { kind: 'account', id: account_id },
  })
}
