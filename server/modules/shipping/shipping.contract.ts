import { contract, IdOf, Instant, Maybe, Obj, Text, Type } from '../../kernel/contract.ts'
import { itemTwice } from '../orders/order.ts'
import { OrderId } from '../orders/orders.contract.ts'
import { ShopId } from '../shops/shops.contract.ts'
import {
  badSignature,
  carrierSilent,
  nothingToShip,
  trackingNumberTaken,
  unknownCarrier,
} from './parcel.ts'

export const ParcelView = Obj({
  id: IdOf('prc'),
  order_id: OrderId,
  carrier: Type.String(),
  tracking_number: Type.String(),
  state: Type.String(),
  state_at: Instant,
  signed_at: Maybe(Instant),
  /** `no_carrier_event`: announced, never handed over; `carrier_silent`: stuck on the way. */
  suspicious_reason: Type.Optional(Maybe(Type.String())),
  events: Type.Array(
    Obj({ state: Type.String(), place: Type.String(), words: Type.String(), happened_at: Instant }),
  ),
  lines: Type.Array(Obj({ order_line_id: IdOf('lin'), quantity: Type.Integer() })),
})

export const shippingContract = contract({
  'GET /v1/carriers': {
    summary: 'Carriers that can be named',
    who: 'anyone',
    answers: { 200: Obj({ data: Type.Array(Obj({ code: Type.String(), name: Type.String() })) }) },
  },
  'POST /v1/shops/:shop_id/orders/:order_id/parcels': {
    summary: 'Ship: all that is left, or the named lines',
    who: 'shop',
    params: Obj({ shop_id: ShopId, order_id: OrderId }),
    idempotent: true,
    body: Obj({
      carrier: Text(40),
      tracking_number: Type.Optional(
        Type.String({
          pattern: '^[A-Za-z0-9-]{5,40}$',
          description: 'left out: the carrier gives one',
        }),
      ),
      lines: Type.Optional(
        Type.Array(
          Obj({ order_line_id: IdOf('lin'), quantity: Type.Integer({ minimum: 1, maximum: 999 }) }),
          { minItems: 1, maxItems: 50 },
        ),
      ),
    }),
    answers: { 201: ParcelView },
    refusals: [nothingToShip, unknownCarrier, trackingNumberTaken, carrierSilent, itemTwice],
  },
  'GET /v1/orders/:order_id/parcels': {
    summary: 'Where my parcels are',
    who: 'account',
    params: Obj({ order_id: OrderId }),
    answers: { 200: Obj({ data: Type.Array(ParcelView) }) },
  },
  'POST /v1/carriers/:carrier/callbacks': {
    summary: 'Signed tracking events of carriers',
    who: 'anyone',
    params: Obj({ carrier: Type.String({ pattern: '^[a-z0-9_]{2,40}$' }) }),
    raw_body: 'bytes',
    answers: { 200: Obj({ code: Type.String() }) },
    refusals: [badSignature],
    per_minute: 60_000,
  },
})
