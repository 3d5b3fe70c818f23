import { newId } from '../../kernel/ids.ts'
import { notAllowed, notFound } from '../../kernel/refusal.ts'
import { type Db, inTransaction } from '../../platform/db.ts'
import { findRole, mayManage } from '../shops/index.ts'
import { findGoods, findPlan, savePlan } from './alliance.sql.ts'
import { type OpenPlan, planNeedsOwnGoods } from './plan.ts'

type PlanWish = {
  shop_id: string
  product_id: string
  commission_ppm: bigint
  is_open: boolean
  by: string
  now: Date
}

/**
 * Offers a product to all creators, changes what they earn, or stops: at once, for orders to come. Owner and managers
 * only. The product need not be on the shelf yet; creators see it once it is. Refuses `plan_needs_own_goods`.
 */
export const offerPlan = (
  db: Db,
  { shop_id, product_id, commission_ppm, is_open, by, now }: PlanWish,
): Promise<OpenPlan> =>
  inTransaction(db, async (tx) => {
    const goods = await findGoods(tx, shop_id, product_id)
    if (!goods) throw notFound()
    if (!mayManage(await findRole(tx, shop_id, by))) throw notAllowed({ needs: 'manager' })
    if (is_open && goods.source !== 'own') throw planNeedsOwnGoods({ source: goods.source })
    const saved = await savePlan(tx, {
      id: newId(),
      product_id,
      shop_id,
      commission_ppm,
      is_open,
      by,
      now,
    })
    return saved ?? ((await findPlan(tx, product_id)) as OpenPlan)
  })
