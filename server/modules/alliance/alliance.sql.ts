import { type Db, rows } from '../../platform/db.ts'

/**
 * Products that a person may put into a cart, newest first, before `before`: on the shelf of an open shop, and either
 * offered to all creators or of a shop where this person works. `patterns` are for ILIKE; all must fit.
 */
export const listSelection = (
  db: Db,
  {
    account_id,
    patterns,
    before,
    limit,
  }: { account_id: string; patterns: readonly string[]; before: string; limit: number },
) => rows<{ id: string; commission_ppm: bigint | null }>(db)`
  select p.id, plan.commission_ppm
  from products as p
  join shops as s on s.id = p.shop_id and s.state = 'open'
  left join plans as plan on plan.product_id = p.id and plan.kind = 'open' and plan.state = 'open'
  where p.state = 'on_shelf' and p.source = 'own' and p.id < ${before}::uuid
    and (plan.id is not null or exists (select from shop_staff as t where t.shop_id = p.shop_id and t.account_id = ${account_id}))
    and p.title ilike all (${patterns}::text[])
  order by p.id desc limit ${limit}`
