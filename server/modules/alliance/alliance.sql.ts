import { type Db, row, rows } from '../../platform/db.ts'
import type { OpenPlan } from './plan.ts'

/** What creators earn now for these products, in parts per million; products without an open plan are not in the map. */
export async function commissionsFor(
  db: Db,
  product_ids: readonly string[],
): Promise<Map<string, { plan_id: string; commission_ppm: bigint }>> {
  if (product_ids.length === 0) return new Map()
  const plans = await rows<{ product_id: string; plan_id: string; commission_ppm: bigint }>(db)`
    select product_id, id as plan_id, commission_ppm from open_plans
    where product_id = any(${product_ids}::uuid[]) and is_open`
  return new Map(plans.map(({ product_id, ...plan }) => [product_id, plan]))
}

/** A product of this shop that still exists. */
export const findGoods = (db: Db, shop_id: string, product_id: string) => row<{ source: string }>(
  db,
)`
  select source from products where id = ${product_id} and shop_id = ${shop_id} and state <> 'deleted'`

/** The plan as it shall be, and a line in its history. What is already so leaves no line. */
export const savePlan = (
  tx: Db,
  plan: OpenPlan & { shop_id: string; by: string; now: Date },
) => row<OpenPlan>(tx)`
  with saved as (
    insert into open_plans (id, product_id, shop_id, commission_ppm, is_open, created_at, changed_at)
    values (${plan.id}, ${plan.product_id}, ${plan.shop_id}, ${plan.commission_ppm}, ${plan.is_open}, ${plan.now}, ${plan.now})
    on conflict (product_id) do update set commission_ppm = excluded.commission_ppm, is_open = excluded.is_open, changed_at = excluded.changed_at
      where (open_plans.commission_ppm, open_plans.is_open) is distinct from (excluded.commission_ppm, excluded.is_open)
    returning id, commission_ppm, is_open
  )
  insert into open_plan_changes (plan_id, commission_ppm, is_open, changed_by, at)
  select id, commission_ppm, is_open, ${plan.by}, ${plan.now} from saved
  returning plan_id as id, ${plan.product_id}::uuid as product_id, commission_ppm, is_open`

export const findPlan = (db: Db, product_id: string) => row<OpenPlan>(db)`
  select id, product_id, commission_ppm, is_open from open_plans where product_id = ${product_id}`

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
  left join open_plans as plan on plan.product_id = p.id and plan.is_open
  where p.state = 'on_shelf' and p.source = 'own' and p.id < ${before}::uuid
    and (plan.id is not null or exists (select from shop_staff as t where t.shop_id = p.shop_id and t.account_id = ${account_id}))
    and p.title ilike all (${patterns}::text[])
  order by p.id desc limit ${limit}`
