/** What the buyer means to buy, as it goes to `POST /v1/checkouts`. */
export type Intent = {
  lines: readonly {
    sku_id: string
    quantity: number
    room_id?: string | null
    flash_offer_id?: string | null
    seen_price?: number
  }[]
  address_id: string
  note?: string
  from_basket?: boolean
}

type Shelf = { get: () => string | null; set: (value: string) => void; clear: () => void }

/**
 * One Idempotency-Key for one intent: pressing again after a lost answer, or after a reload, sends the same key and
 * so never buys twice; another quantity or address is another intent.
 */
export function checkoutKeys(shelf: Shelf, fresh: () => string) {
  return {
    keyFor: (intent: Intent): string => {
      const meant = JSON.stringify(intent)
      const kept = JSON.parse(shelf.get() ?? 'null') as { meant: string; key: string } | null
      if (kept?.meant === meant) return kept.key
      const key = fresh()
      shelf.set(JSON.stringify({ meant, key }))
      return key
    },
    /** The platform answered for good: the next press is a new purchase. */
    done: () => shelf.clear(),
  }
}
