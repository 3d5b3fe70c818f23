import { notFound, unreadable } from '../../kernel/refusal.ts'
import type { Context } from '../../platform/context.ts'
import type { HttpApp } from '../../platform/http.ts'
import { isSigned } from '../../platform/signing.ts'
import { findOrder } from '../orders/index.ts'
import { CARRIERS, isCarrier } from './carriers.ts'
import { badSignature } from './parcel.ts'
import { sendParcel } from './send-parcel.ts'
import { shippingContract } from './shipping.contract.ts'
import { shownParcels } from './shipping.sql.ts'
import { type CarrierWord, takeCarrierWord } from './track-parcel.ts'

/** Reads a carrier's message; what has another form than agreed is refused, an unknown state is not. */
function readWord(body: Buffer): CarrierWord {
  let said: Record<string, unknown>
  try {
    said = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    throw unreadable()
  }
  const word = (name: string, max: number, pattern?: RegExp): string => {
    const value = said?.[name]
    const fits = typeof value === 'string' && value.length <= max && !value.includes('\u0000')
    if (!fits || (pattern && !pattern.test(value))) throw unreadable({ field: name })
    return value
  }
  const happened_at = new Date(word('happened_at', 40, /^\d{4}-\d\d-\d\dT/))
  if (Number.isNaN(happened_at.getTime())) throw unreadable({ field: 'happened_at' })
  return {
    event_id: word('event_id', 100, /^[\x21-\x7e]+$/),
    tracking_number: word('tracking_number', 40, /^[A-Za-z0-9-]+$/),
    state: word('state', 40, /^[a-z_]+$/),
    place: word('place', 100),
    words: word('words', 300),
    happened_at,
  }
}

export const shippingRoutes = (context: Context) => {
  const { db, config } = context
  return (http: HttpApp) =>
    http.serve(
      shippingContract,
      {
        'GET /v1/carriers': async () => ({ data: CARRIERS }),
        'POST /v1/shops/:shop_id/orders/:order_id/parcels': ({
          params,
          body,
          account_id,
          claim,
          now,
        }) => sendParcel(context, claim, { ...params, ...body, account_id, now }),
        'GET /v1/orders/:order_id/parcels': async ({ params, account_id }) => {
          const order = await findOrder(db, params.order_id)
          if (order?.buyer_id !== account_id) throw notFound()
          return { data: await shownParcels(db, params) }
        },
        'POST /v1/carriers/:carrier/callbacks': async ({ params: { carrier }, request, now }) => {
          const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
          if (!isCarrier(carrier)) throw notFound()
          if (!isSigned(config.secrets.sandbox_carrier, request.headers, body, now))
            throw badSignature()
          await takeCarrierWord(db, { carrier, word: readWord(body), raw: body.toString(), now })
          context.wake()
          return { code: 'ok' }
        },
      },
      'shipping',
    )
}
