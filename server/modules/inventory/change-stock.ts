import { notFound } from '../../kernel/refusal.ts'
import { type Actor, system } from '../../kernel/state.ts'
import { rows, type Tx } from '../../platform/db.ts'
import { tellStock } from './inventory.events.ts'
import { lockStock } from './inventory.sql.ts'
import { stockInUse } from './stock.ts'

type StockChange = { sku_id: string; change: number | bigint }

/**
 * Receives goods (positive) or writes them off (negative), all or none. Written off can only be what is
 * available: what is promised to buyers stays.
 * @throws notFound for a SKU that is not of this shop, stockInUse `{ sku_ids }`
 */
export async function addStock(
  tx: Tx,
  {
    shop_id,
    changes,
    reason,
    actor,
    now,
  }: {
    shop_id: string
    changes: readonly StockChange[]
    reason: string
    actor: Actor
    now: Date
  },
): Promise<void> {
  const ids = [...new Set(changes.map((one) => one.sku_id))].sort()
  const wanted = ids.map((sku_id) => {
    const parts = changes.filter((one) => one.sku_id === sku_id).map((one) => BigInt(one.change))
    const total = (sign: (part: bigint) => boolean) =>
      parts.filter(sign).reduce((sum, part) => sum + part, 0n)
    return { sku_id, received: total((part) => part > 0n), lost: -total((part) => part < 0n) }
  })
  await rows(tx)`
    insert into stock (sku_id, shop_id)
    select id, shop_id from skus where id = any(${ids}::uuid[]) and shop_id = ${shop_id} order by id
    on conflict (sku_id) do nothing`
  const levels = (await lockStock(tx, ids)).filter((level) => level.shop_id === shop_id)
  if (levels.length < ids.length) throw notFound({ what: 'sku' })
  const available = new Map(levels.map((level) => [level.sku_id, level.available]))
  const short = wanted.filter(
    ({ sku_id, received, lost }) => (available.get(sku_id) ?? 0n) + received < lost,
  )
  if (short.length > 0) throw stockInUse({ sku_ids: short.map((one) => one.sku_id) })
  const after = await rows<{ sku_id: string; available: bigint; product_id: string }>(tx)`
    with change as (
      select * from unnest(${wanted.map((one) => one.sku_id)}::uuid[], ${wanted.map((one) => one.received)}::bigint[], ${wanted.map((one) => one.lost)}::bigint[])
        as change (sku_id, received, lost)
    ), noted as (
      insert into stock_changes (sku_id, change, reason, actor_kind, actor_id, at)
      select sku_id, part, ${reason}, ${actor.kind}, ${actor.id}, ${now}
      from change cross join lateral (values (received), (-lost)) as parts (part) where part <> 0
    )
    update stock set received = stock.received + change.received, written_off = stock.written_off + change.lost,
      available = stock.available + change.received - change.lost
    from change join skus on skus.id = change.sku_id where stock.sku_id = change.sku_id
    returning stock.sku_id, stock.available, skus.product_id`
  await tellStock(tx, after, now)
}

/**
 * The stock a listing came with: received once for each SKU. Hearing the same fact again changes nothing,
 * and goods that were received before it are kept.
 */
export async function receiveInitialStock(
  tx: Tx,
  { skus, now }: { skus: readonly { sku_id: string; initial_stock: number }[]; now: Date },
): Promise<void> {
  if (skus.length === 0) return
  const actor = system('inventory.listing')
  const after = await rows<{ sku_id: string; available: bigint; product_id: string }>(tx)`
    with given as (
      select * from unnest(${skus.map((one) => one.sku_id)}::uuid[], ${skus.map((one) => one.initial_stock)}::bigint[]) as given (sku_id, quantity)
    ), made as (
      insert into stock (sku_id, shop_id, received, available, is_listed)
      select skus.id, skus.shop_id, given.quantity, given.quantity, true
      from given join skus on skus.id = given.sku_id order by skus.id
      on conflict (sku_id) do update
        set received = stock.received + excluded.received, available = stock.available + excluded.received, is_listed = true
        where not stock.is_listed
      returning sku_id, available
    ), noted as (
      insert into stock_changes (sku_id, change, reason, actor_kind, actor_id, at)
      select made.sku_id, given.quantity, 'listed', ${actor.kind}, ${actor.id}, ${now}
      from made join given using (sku_id) where given.quantity > 0
    )
    select made.sku_id, made.available, skus.product_id from made join skus on skus.id = made.sku_id`
  await tellStock(tx, after, now)
}
