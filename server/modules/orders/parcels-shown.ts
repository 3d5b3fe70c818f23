import type { Db } from '../../platform/db.ts'

/** A parcel as buyers and shops see it on an order. */
export type ShownParcel = {
  id: string
  carrier: string
  tracking_number: string
  state: string
  state_at: Date
  signed_at: Date | null
  events: { state: string; place: string; words: string; happened_at: Date }[]
  lines: { order_line_id: string; quantity: number }[]
}
export type ParcelReader = (db: Db, order_id: string) => Promise<ShownParcel[]>

let reader: ParcelReader | undefined

/**
 * Shipping stands below orders and cannot be imported; it hands in how to read an order's outbound parcels. Without it
 * there are no parcels to show.
 */
export const provideParcels = (read: ParcelReader): void => {
  reader = read
}

export const parcelsOf = async (db: Db, order_id: string): Promise<ShownParcel[]> =>
  reader ? reader(db, order_id) : []
