import { event } from '../../platform/outbox.ts'

/** The shop sells from now on: for the first time, or again after a suspension. */
export const shopOpened = event<{ shop_id: string }>('shop.opened')

/** The shop’s goods are off sale at once; orders already placed go on. */
export const shopSuspended = event<{ shop_id: string; reason: string }>('shop.suspended')

/** A deposit arrived, says whoever keeps the money; amount in minor units. Heard here. */
export const depositPaid = event<{ shop_id: string; amount: bigint; currency: string }>(
  'deposit.paid',
)
