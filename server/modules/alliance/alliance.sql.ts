import { type Db, rows } from '../../platform/db.ts'

/** What creators earn now for these products; products without an open plan are not in the map. */
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
