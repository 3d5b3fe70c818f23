/**
 * The room socket, `GET /v1/rooms/:room_id/socket?ticket=…&since=<seq>`: every message there is, one union a direction.
 * Ids are shown ids (`room_…`), money integers of minor units, instants ISO text, as everywhere on the wire.
 */

/** What a room tells its viewers and the desk. One frame holds all of one tick (200 ms). */
export type Frame = {
  /** Server time when the frame was built. */
  t: string
  /** Sequence of the last critical event in this frame, when it holds any. */
  seq?: number
  ev: RoomEvent[]
}

/** Critical: sequenced, resumable with `since`, never dropped. `seq` is present on these. */
export type CriticalEvent =
  | {
      e: 'room'
      seq: number
      state: 'preview' | 'live' | 'paused' | 'ended' | 'banned'
      reason?: string
    }
  | { e: 'stream'; seq: number; stream: 'none' | 'on_air' | 'interrupted' | 'ended' }
  /** An item came, changed or moved: the whole item as `GET /v1/rooms/:id` shows it (without verdict). */
  | { e: 'item'; seq: number; item: Record<string, unknown> }
  | {
      e: 'item_gone'
      seq: number
      item_id: string
      why: 'removed' | 'hidden_by_policy' | 'off_shelf'
      rule_id?: string
    }
  | { e: 'order'; seq: number; item_ids: string[] }
  | { e: 'explaining'; seq: number; item_id: string | null; offset_ms: number | null }
  /** Stock of a product in the cart, total over its SKUs and by SKU. */
  | {
      e: 'stock'
      seq: number
      product_id: string
      stock: number
      skus: { id: string; stock: number }[]
    }
  | { e: 'flash'; seq: number; offer: FlashWire }
  | { e: 'sold'; seq: number; item_id: string; sold_count: number; buyer: string; quantity: number }
  /** A message was taken back; also told to those who come back with `since`. */
  | { e: 'chat_gone'; seq: number; id: string }
  /** A rule will take the item out at `at` (host only). */
  | {
      e: 'policy_warning'
      seq: number
      item_id: string
      rule_id: string
      effect: string
      at: string
    }

export type FlashWire = {
  id: string
  room_id: string
  sku_id: string
  price: number
  quota: number
  taken: number
  limit_per_buyer: number
  opens_at: string
  closes_at: string
  state: 'scheduled' | 'open' | 'closed'
}

/** Comments are capped per room (20 a second) and may be sampled; aggregates are sums every second or two. */
export type LossyEvent =
  | {
      e: 'chat'
      id: string
      account_id: string
      nickname: string
      is_host: boolean
      words: string
      at: string
    }
  | { e: 'crowd'; viewers: number; likes: number }
  | { e: 'joined'; nickname: string }

export type RoomEvent = CriticalEvent | LossyEvent

/** First message after joining, or when what was missed is no longer kept: load the room again. */
export type Hello = {
  hello: { seq: number; t: string; resync: boolean; muted_until: string | null }
}
/**
 * Answer to an intent that failed. What somebody says comes back at once in a frame of its own, and again with the
 * room's next frame under the same id: draw each id once. A ping is answered by a frame without events.
 */
export type Refused = { refused: { code: string; title: string; of: string } }

export type FromServer = Frame | Hello | Refused

/** What a viewer may send. Likes are counted on the phone and sent at most once a second. */
export type FromViewer =
  | { do: 'chat'; words: string }
  | { do: 'like'; count: number }
  /** Somebody looked at an item of the cart; the desk shows the sum. */
  | { do: 'click'; item_id: string }
  | { do: 'ping' }

/** Close codes: 4401 ticket not good, 4403 not allowed, 4404 no such room, 4408 too slow (come back with `since`), 1013 restart. */
