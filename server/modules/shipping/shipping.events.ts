import { event } from '../../platform/outbox.ts'
import type { ParcelState } from './parcel.ts'

export { parcelSigned } from '../orders/index.ts'

export type ParcelFact = {
  parcel_id: string
  order_id: string
  shop_id: string
  direction: 'outbound' | 'return'
  aftersale_id: string | null
  state: ParcelState
}

/** The carrier moved it. Outbound parcels to the buyer, returns back to the shop. */
export const parcelMoved = event<ParcelFact>('parcel.moved')
/** Announced and never handed over (`no_carrier_event`), or stuck on the way (`carrier_silent`). */
export const parcelSuspicious = event<ParcelFact & { reason: string }>('parcel.suspicious')
