import type { Actor } from '../../kernel/state.ts'
import { rows, type Tx } from '../../platform/db.ts'
import { publish } from '../../platform/outbox.ts'
import { transition } from '../../platform/transition.ts'
import { listingStopOf } from '../shops/index.ts'
import { productChanged, productListed, productPassed } from './catalog.events.ts'
import type { LockedProduct } from './drafts.sql.ts'
import { type Content, productMachine } from './product.ts'

/**
 * Makes a passed content the live copy, in one step: SKUs are kept by id, those left out go off sale, new
 * ones are told with the stock they come with. A product's first pass puts it on the shelf of an open shop;
 * one taken down by the platform comes back to the shop's hands, off the shelf.
 */
export async function replaceLiveCopy(
  tx: Tx,
  product: LockedProduct,
  content: Content,
  actor: Actor,
  now: Date,
): Promise<void> {
  const prices = content.skus.map((sku) => BigInt(sku.price))
  const from = prices.reduce((low, price) => (price < low ? price : low), prices[0] ?? 0n)
  const to = prices.reduce((high, price) => (price > high ? price : high), 0n)
  await rows(tx)`
    update products set category_id = ${content.category_id}, title = ${content.title}, blocks = ${JSON.stringify(content.blocks)}::jsonb,
      picture_ids = ${content.picture_ids}::uuid[], option_names = ${content.option_names}::text[], ship_within_hours = ${content.ship_within_hours},
      source = ${content.source}, sub_source = ${content.sub_source}, external_url = ${content.external_url},
      price_from = ${from}, price_to = ${to}, version = version + 1
    where id = ${product.id}`
  const added = await replaceSkus(tx, product, content, now)
  const stock_of = new Map(content.skus.map((sku) => [sku.id, sku.stock]))
  await publish(
    tx,
    productPassed,
    [
      {
        key: product.id,
        payload: {
          product_id: product.id,
          shop_id: product.shop_id,
          skus: added.map((sku_id) => ({ sku_id, initial_stock: stock_of.get(sku_id) ?? 0 })),
        },
      },
    ],
    now,
  )
  const is_listed =
    product.state === 'draft' &&
    product.shop_state === 'open' &&
    (await listingStopOf(tx, product.shop_id)) === null
  if (product.state === 'draft')
    await transition(tx, productMachine, {
      ids: [product.id],
      to: is_listed ? 'on_shelf' : 'approved',
      actor,
      reason: 'passed',
      now,
    })
  if (product.state === 'taken_down')
    await transition(tx, productMachine, {
      ids: [product.id],
      to: 'off_shelf',
      actor,
      reason: 'passed_again',
      now,
    })
  await publish(tx, productChanged, [{ key: product.id, payload: { product_id: product.id } }], now)
  if (is_listed) {
    await rows(tx)`update products set listed_at = ${now} where id = ${product.id}`
    await publish(
      tx,
      productListed,
      [{ key: product.id, payload: { product_id: product.id, shop_id: product.shop_id } }],
      now,
    )
  }
}

/** Returns the ids of SKUs that are new. All go off sale first, so that two may swap their options. */
async function replaceSkus(
  tx: Tx,
  product: LockedProduct,
  content: Content,
  now: Date,
): Promise<string[]> {
  await rows(tx)`update skus set is_on_sale = false where product_id = ${product.id} and is_on_sale`
  const written = await rows<{ id: string; is_new: boolean }>(tx)`
    insert into skus as k (id, product_id, shop_id, code, option_values, price, list_price, picture_id, weight_g, is_on_sale, position, created_at)
    select sku.id, ${product.id}, ${product.shop_id}, sku.code, array(select jsonb_array_elements_text(sku.option_values)), sku.price, sku.list_price,
      sku.picture_id, sku.weight_g, true, sku.place, ${now}
    from rows from (
      jsonb_to_recordset(${JSON.stringify(content.skus)}::jsonb) as (
        id uuid, code text, option_values jsonb, price bigint, list_price bigint, picture_id uuid, weight_g int)
    ) with ordinality as sku (id, code, option_values, price, list_price, picture_id, weight_g, place)
    on conflict (id) do update set code = excluded.code, option_values = excluded.option_values, price = excluded.price,
      list_price = excluded.list_price, picture_id = excluded.picture_id, weight_g = excluded.weight_g, is_on_sale = true, position = excluded.position
      where k.product_id = ${product.id}
    returning k.id, old.id is null as is_new`
  return written.flatMap((sku) => (sku.is_new ? sku.id : []))
}
