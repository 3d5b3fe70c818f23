import { notFound } from '../../kernel/refusal.ts'
import { type Db, inTransaction, type Tx } from '../../platform/db.ts'
import { assertManages, type By, draftPlan, type Known, movePlan } from './change-plan.ts'
import { dueAt } from './notice.ts'
import {
  noNoticeNow,
  onlyCreators,
  planExclusive,
  planNeedsCreators,
  planPaysLess,
} from './plan.ts'
import {
  creatorsAmong,
  findGoods,
  findPlan,
  holdPlansOf,
  plansOf,
  putCreators,
  takeCreatorOff,
} from './plans.sql.ts'

/**
 * A plan for named creators, in force at once unless it is to stay a draft. Its id.
 * @throws notFound, notAllowed, onlyCreators, and what stands against opening it (see changePlan)
 */
export const planForNamed = (
  db: Db,
  wish: {
    product_id: string
    kind: 'targeted' | 'exclusive'
    commission_ppm: bigint
    creator_ids: readonly string[]
    is_open: boolean
  },
  by: By,
): Promise<string> =>
  inTransaction(db, async (tx) => {
    const { product_id, kind, commission_ppm, creator_ids, is_open } = wish
    if (!(await findGoods(tx, by.shop_id, product_id))) throw notFound()
    await assertManages(tx, by)
    await assertCreators(tx, creator_ids)
    await holdPlansOf(tx, product_id)
    const plan_id = await draftPlan(tx, { product_id, kind, commission_ppm }, by)
    await putCreators(tx, { plan_id, creator_ids: [...new Set(creator_ids)], ...by })
    if (is_open) await movePlan(tx, product_id, plan_id, { commission_ppm, is_open }, by)
    return plan_id
  })

/**
 * Puts a creator on a plan, at once; again on it, when they were to leave.
 * @throws notFound, notAllowed, onlyCreators, planExclusive, planPaysLess: nobody is put on a plan to earn less by it
 */
export const addCreator = (db: Db, plan_id: string, creator_id: string, by: By): Promise<void> =>
  changeNamed(db, plan_id, by, async (tx, plan, all) => {
    await assertCreators(tx, [creator_id])
    const others = all.filter((one) => one.in_force && one.id !== plan.id)
    if (plan.in_force) {
      const open = others.find(({ kind }) => kind === 'open')
      if (open && plan.commission_ppm < open.commission_ppm)
        throw planPaysLess({ open_ppm: open.commission_ppm })
      const alone = others.find(({ kind }) => kind === 'exclusive')
      if (alone && !alone.creators.includes(creator_id)) throw planExclusive()
    }
    await putCreators(tx, { plan_id, creator_ids: [creator_id], ...by })
  })

/**
 * Takes a creator off: from a plan in force after notice, from another at once.
 * @throws notFound, notAllowed, noNoticeNow, planNeedsCreators when nobody would be left: close the plan instead
 */
export const removeCreator = (db: Db, plan_id: string, creator_id: string, by: By): Promise<void> =>
  changeNamed(db, plan_id, by, async (tx, plan) => {
    if (plan.in_force && plan.staying.every((id) => id === creator_id)) throw planNeedsCreators()
    const until = plan.in_force ? dueAt(by.rule, by.now) : by.now
    if (!until) throw noNoticeNow()
    if (!(await takeCreatorOff(tx, { plan_id, creator_id, until, ...by }))) throw notFound()
  })

const changeNamed = (
  db: Db,
  plan_id: string,
  by: By,
  change: (tx: Tx, plan: Known, all: readonly Known[]) => Promise<void>,
): Promise<void> =>
  inTransaction(db, async (tx) => {
    const found = await findPlan(tx, by.shop_id, plan_id)
    if (!found) throw notFound()
    await assertManages(tx, by)
    await holdPlansOf(tx, found.product_id)
    const all = await plansOf(tx, found.product_id, by.now)
    const plan = all.find(({ id }) => id === plan_id)
    if (!plan || plan.kind === 'open') throw notFound()
    await change(tx, plan, all)
  })

async function assertCreators(tx: Tx, ids: readonly string[]): Promise<void> {
  const known = await creatorsAmong(tx, ids)
  if (ids.some((id) => !known.has(id))) throw onlyCreators()
}
