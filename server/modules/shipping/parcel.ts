import { refusal } from '../../kernel/refusal.ts'

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
