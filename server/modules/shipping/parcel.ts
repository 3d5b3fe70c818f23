import { refusal } from '../../kernel/refusal.ts'
import { after, DAY, HOUR } from '../../kernel/time.ts'
import { machine } from '../../platform/transition.ts'

/**
 * A parcel is announced by whoever sends it; from then on only its carrier says where it is. Its state is a function of
 * the set of the carrier's events, so late, doubled and reordered events end in the same place.
 */

export const nothingToShip = refusal(
  'nothing_to_ship',
  409,
  'There is nothing of this order left to ship',
)
export const unknownCarrier = refusal('unknown_carrier', 422, 'This carrier is not known')
export const trackingNumberTaken = refusal(
  'tracking_number_taken',
  409,
  'This tracking number is on another parcel',
)
export const carrierSilent = refusal(
  'carrier_silent',
  503,
  'The carrier gives no tracking number now; name one, or try again shortly',
)
export const badSignature = refusal('bad_carrier_signature', 401, 'The signature does not fit')

export type ParcelState =
  | 'created'
  | 'picked_up'
  | 'in_transit'
  | 'out_for_delivery'
  | 'signed'
  | 'returned'
  | 'lost'

/** The arrows of a parcel's way; the migration draws the same. */
export const parcels = machine<ParcelState>('parcels', {
  created: ['picked_up', 'in_transit', 'out_for_delivery', 'signed', 'lost', 'returned'],
  picked_up: ['in_transit', 'out_for_delivery', 'signed', 'lost', 'returned'],
  in_transit: ['out_for_delivery', 'signed', 'returned', 'lost'],
  out_for_delivery: ['signed', 'in_transit', 'returned', 'lost'],
  // Carriers find what they lost, and take back "signed" when it was the sender who signed for the return.
  signed: ['returned'],
  returned: [],
  lost: ['signed', 'returned'],
})

export type ParcelRow = {
  id: string
  order_id: string
  shop_id: string
  direction: 'outbound' | 'return'
  aftersale_id: string | null
  carrier: string
  tracking_number: string
  state: ParcelState
  state_at: Date
  deadline_at: Date | null
  signed_at: Date | null
  suspicious_reason: 'no_carrier_event' | 'carrier_silent' | null
  created_at: Date
}

/** Announced and not seen by the carrier for this long: somebody pretended to ship (domain 3.3). */
export const NO_CARRIER_EVENT = 24 * HOUR
/** On the way and not heard of for this long: somebody should ask the carrier. */
export const CARRIER_SILENT = 7 * DAY

/** Until when the next word of the carrier is expected; ended parcels wait for nothing. */
export const nextWordBy = (state: ParcelState, now: Date): Date | null =>
  parcels.edges[state].length === 0 || state === 'signed' || state === 'lost'
    ? null
    : after(now, state === 'created' ? NO_CARRIER_EVENT : CARRIER_SILENT)

export type TrackingFact = { state: string; happened_at: Date }

const isKnown = (word: string): word is ParcelState => word !== 'created' && word in parcels.edges

/**
 * Where a parcel is by all that its carrier has said, in whatever order it was heard. Final words win over words of the
 * way: returned over signed over lost. Between "on the road" and "with the courier" the later one holds, since a
 * delivery may fail and be tried again. Words that we do not know are kept but move nothing.
 */
export function stateOf(facts: readonly TrackingFact[]): ParcelState {
  const said = new Map<ParcelState, number>()
  for (const { state, happened_at } of facts)
    if (isKnown(state))
      said.set(state, Math.max(said.get(state) ?? -Infinity, happened_at.getTime()))
  for (const final of ['returned', 'signed', 'lost'] as const) if (said.has(final)) return final
  const with_courier = said.get('out_for_delivery')
  const on_road = said.get('in_transit')
  if (with_courier !== undefined && (on_road === undefined || on_road <= with_courier))
    return 'out_for_delivery'
  if (on_road !== undefined) return 'in_transit'
  return said.has('picked_up') ? 'picked_up' : 'created'
}

/** When the parcel was handed over: the earliest "signed", never in the future. */
export function signedAt(facts: readonly TrackingFact[], now: Date): Date | null {
  const times = facts.filter((fact) => fact.state === 'signed').map((fact) => fact.happened_at)
  if (times.length === 0) return null
  return new Date(Math.min(now.getTime(), ...times.map((time) => time.getTime())))
}
