import { type Db, row, rows, type Tx } from '../../platform/db.ts'
import { BASKET_LINES_MAX } from './order.ts'

export type BasketLine = {
  sku_id: string
  room_id: string | null
  context: string | null
  quantity: number
  price_when_added: bigint
}

/** What lies in a basket, newest first. */
export const findBasket = (db: Db, account_id: string) => rows<BasketLine>(db)`
  select sku_id, room_id, context, quantity, price_when_added from basket_lines
  where account_id = ${account_id} order by added_at desc, sku_id limit ${BASKET_LINES_MAX + 30}`

/**
 * Puts a SKU in or sets its quantity; undefined when the basket is full. The price, the room and the context of the
 * first time stay, unless it is put in again from elsewhere. A room that does not exist counts as none.
 */
export const putLine = (
  db: Db,
  line: {
    account_id: string
    sku_id: string
    quantity: number
    room_id: string | null
    context: string | null
    price: bigint
    now: Date
  },
) => row(db)`
  insert into basket_lines (account_id, sku_id, room_id, context, quantity, price_when_added, added_at)
  select ${line.account_id}::uuid, ${line.sku_id}::uuid, (select id from rooms where id = ${line.room_id}), ${line.context}::text, ${line.quantity}::int,
    ${line.price}::bigint, ${line.now}::timestamptz
  where (select count(*) from basket_lines where account_id = ${line.account_id} and sku_id <> ${line.sku_id}) < ${BASKET_LINES_MAX}
  on conflict (account_id, sku_id) do update
    set quantity = excluded.quantity, room_id = coalesce(excluded.room_id, basket_lines.room_id),
      context = coalesce(excluded.context, basket_lines.context)
  returning sku_id`

export const removeLines = (tx: Tx, account_id: string, sku_ids: readonly string[]) => rows(tx)`
  delete from basket_lines where account_id = ${account_id} and sku_id = any(${sku_ids}::uuid[])`
