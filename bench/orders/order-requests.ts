import { showId } from '../../server/kernel/ids.ts'
import { KEY, requestText } from '../load/index.ts'
import type { Buyer, Flash, Goods } from './market.ts'

/** What the server answers that is not the end of it: the same key is sent again. */
export const AGAIN = { codes: ['queue_full', 'busy'], after_ms: 50 } as const
/** The checkout's id in the answer of a purchase. */
export const BOUGHT = { status: 201, after: '"id":"' } as const

const order = (buyer: Buyer, lines: readonly object[], more: object = {}): string =>
  requestText({
    method: 'POST',
    path: '/v1/checkouts',
    headers: { cookie: buyer.cookie, 'idempotency-key': KEY },
    // The order itself carries the buyer's name for the purchase: the check need not believe the server's memory of keys.
    body: { lines, address_id: buyer.address_id, note: KEY, ...more },
  })

const flashLine = (goods: Goods, flash: Flash) => ({
  sku_id: goods.shown,
  quantity: 1,
  room_id: showId('room', flash.room_id),
  flash_offer_id: flash.shown,
  seen_price: flash.price,
})

/** One piece of the flash offer, from its room, at the price that was seen. */
export const flashOrder = (buyer: Buyer, goods: Goods, flash: Flash): string =>
  order(buyer, [flashLine(goods, flash)])

/** The same with a coupon in hand that takes `amount_off` off, at the total that was seen. */
export const couponOrder = (
  buyer: Buyer,
  goods: Goods,
  flash: Flash,
  { coupon_id, amount_off }: { coupon_id: string; amount_off: number },
): string =>
  order(buyer, [flashLine(goods, flash)], {
    coupon_ids: [coupon_id],
    seen_total: flash.price - amount_off,
  })

/** One piece each of ordinary goods, from a room or from the shelf. */
export const shelfOrder = (buyer: Buyer, goods: readonly Goods[], room_id?: string): string =>
  order(
    buyer,
    goods.map((one) => ({
      sku_id: one.shown,
      quantity: 1,
      ...(room_id ? { room_id: showId('room', room_id) } : {}),
      seen_price: one.price,
    })),
  )
