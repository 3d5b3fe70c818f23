import { type Db, row, rows, type Tx } from '../../platform/db.ts'
import { SHOWCASE_MAX } from './showcase.ts'

export type ShowcaseItem = { product_id: string; is_shown: boolean; added_at: Date }

/** What lies in a creator's showcase, in their order, and whether buyers can have it now. */
export const findShowcase = (db: Db, creator_id: string) => rows<ShowcaseItem>(db)`
  select i.product_id, p.state = 'on_shelf' and s.state = 'open' as is_shown, i.added_at
  from showcase_items as i join products as p on p.id = i.product_id join shops as s on s.id = p.shop_id
  where i.creator_id = ${creator_id} order by i.position, i.product_id limit ${SHOWCASE_MAX}`

/** One showcase is changed by one at a time. */
export const holdShowcase = (tx: Tx, creator_id: string) => row(tx)`
  select pg_advisory_xact_lock(hashtextextended(${`showcase of ${creator_id}`}, 0))`

/** Goods sold here, on the shelf of an open shop; the person's own shop may be without a plan. */
export const findForShowcase = (db: Db, product_id: string, creator_id: string) => row<{
  is_own: boolean
  is_creator: boolean
}>(db)`
  select exists (select from shop_staff as t where t.shop_id = p.shop_id and t.account_id = ${creator_id}) as is_own,
    (select is_creator from accounts where id = ${creator_id}) as is_creator
  from products as p join shops as s on s.id = p.shop_id and s.state = 'open'
  where p.id = ${product_id} and p.state = 'on_shelf' and p.source = 'own'`

/** At the top; undefined when it lies there already or the showcase is full. */
export const putOnTop = (tx: Tx, creator_id: string, product_id: string, now: Date) => row(tx)`
  insert into showcase_items (creator_id, product_id, position, added_at)
  select ${creator_id}, ${product_id}, coalesce(min(position), 1) - 1, ${now}
  from showcase_items where creator_id = ${creator_id} having count(*) < ${SHOWCASE_MAX}
  on conflict (creator_id, product_id) do nothing
  returning product_id`

export const isInShowcase = async (db: Db, creator_id: string, product_id: string) =>
  (await row(
    db,
  )`select from showcase_items where creator_id = ${creator_id} and product_id = ${product_id}`) !==
  undefined

export const takeOut = (db: Db, creator_id: string, product_id: string) => rows(db)`
  delete from showcase_items where creator_id = ${creator_id} and product_id = ${product_id}`

/** Those named first and in this order, the others behind as they were. */
export const reorder = (tx: Tx, creator_id: string, product_ids: readonly string[]) => rows(tx)`
  with placed as (
    select i.product_id, row_number() over (order by array_position(${product_ids}::uuid[], i.product_id) nulls last, i.position, i.product_id) as place
    from showcase_items as i where i.creator_id = ${creator_id}
  )
  update showcase_items as i set position = placed.place from placed
  where i.creator_id = ${creator_id} and i.product_id = placed.product_id and i.position <> placed.place`
