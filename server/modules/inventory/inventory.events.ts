import type { Tx } from '../../platform/db.ts'
import { event, publish } from '../../platform/outbox.ts'
import type { FlashOffer } from './stock.ts'

/** Available units of a product's SKUs changed; key is the product. Rooms and lists show it. */
export const stockChanged = event<{
  product_id: string
  skus: { sku_id: string; available: bigint }[]
}>('stock.changed')

/** A flash offer was made, opened, sold from, or closed; key is the room. */
export const flashChanged = event<FlashOffer>('flash.changed')

type Level = { sku_id: string; product_id: string; available: bigint }

/** One fact per product, whatever number of its SKUs moved. */
export async function tellStock(tx: Tx, levels: readonly Level[], now: Date): Promise<void> {
  const products = new Map<string, { sku_id: string; available: bigint }[]>()
  for (const { product_id, sku_id, available } of levels) {
    const skus = products.get(product_id) ?? []
    products.set(product_id, skus)
    skus.push({ sku_id, available })
  }
  await publish(
    tx,
    stockChanged,
    [...products].map(([product_id, skus]) => ({ key: product_id, payload: { product_id, skus } })),
    now,
  )
}

export const tellFlash = (tx: Tx, offers: readonly FlashOffer[], now: Date): Promise<void> =>
  publish(
    tx,
    flashChanged,
    offers.map((offer) => ({ key: offer.room_id, payload: offer })),
    now,
  )
