import { event } from '../../platform/outbox.ts'

export type RoomShown = {
  room_id: string
  host_id: string
  /** Picture that viewers got, in milliseconds. */
  on_air_ms: bigint
  /** Goods that lay in the cart at its end or were explained. */
  product_ids: string[]
  orders_paid: bigint
}
/** Published by live rooms when one that had begun is over; key is the room. What a host has shown, and for how long. */
export const roomShown = event<RoomShown>('room.shown')
