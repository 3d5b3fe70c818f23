import { malformed, notFound } from '../../kernel/refusal.ts'
import { after, SECOND } from '../../kernel/time.ts'
import { type Db, inTransaction, row, type Tx } from '../../platform/db.ts'
import { closeFlash, type FlashOffer, openFlash } from '../inventory/index.ts'
import { offerOnWire } from './cart-view.ts'
import { holdForCart } from './fill-cart.ts'
import { notInCart, notYourGoods } from './room.ts'
import { tell } from './room-events.ts'
import { holdRoom } from './rooms.sql.ts'

type Step = { room_id: string; host_id: string; now: Date }
type Wish = {
  sku_id: string
  price: number
  quota: number
  limit_per_buyer: number
  countdown_s: number
  duration_s: number
}

/**
 * "3, 2, 1, link!": opens a flash offer after its countdown, on a SKU that lies in this room's cart. The price is the
 * owner's money, so only staff of the shop that owns the goods may set it, and only below the price on the shelf.
 * @throws notInCart, notYourGoods, and what `openFlash` refuses
 */
export async function openRoomFlash(tx: Tx, step: Step, wish: Wish): Promise<FlashOffer> {
  const { room_id, host_id, now } = step
  await holdForCart(tx, step)
  const sku = await row<{ price: bigint; is_staff: boolean }>(tx)`
    select k.price, exists (select from shop_staff as s where s.shop_id = k.shop_id and s.account_id = ${host_id}) as is_staff
    from skus as k join room_items as i on i.product_id = k.product_id and i.room_id = ${room_id} and i.state = 'listed'
    join products as p on p.id = k.product_id and p.source = 'own' and p.state = 'on_shelf'
    where k.id = ${wish.sku_id} and k.is_on_sale`
  if (!sku) throw notInCart({ sku_id: wish.sku_id })
  if (!sku.is_staff) throw notYourGoods()
  if (BigInt(wish.price) >= sku.price)
    throw malformed({
      errors: [{ path: '/price', message: 'must be below the price on the shelf' }],
    })
  const opens_at = after(now, wish.countdown_s * SECOND)
  const offer = await openFlash(tx, {
    room_id,
    sku_id: wish.sku_id,
    price: wish.price,
    quota: wish.quota,
    limit_per_buyer: wish.limit_per_buyer,
    opens_at,
    closes_at: after(opens_at, wish.duration_s * SECOND),
    created_by: host_id,
    now,
  })
  await tell(tx, [{ room_id, fact: { e: 'flash', offer: offerOnWire(offer) } }], now)
  return offer
}

/** Ends a flash offer of the host's room early. */
export const closeRoomFlash = (
  db: Db,
  { flash_offer_id, room_id, host_id, now }: Step & { flash_offer_id: string },
): Promise<FlashOffer> =>
  inTransaction(db, async (tx) => {
    if (!(await holdRoom(tx, room_id, host_id, now))) throw notFound()
    const offer = await closeFlash(tx, {
      id: flash_offer_id,
      room_id,
      actor: { kind: 'account', id: host_id },
      reason: 'closed_by_host',
      now,
    })
    await tell(tx, [{ room_id, fact: { e: 'flash', offer: offerOnWire(offer) } }], now)
    return offer
  })
