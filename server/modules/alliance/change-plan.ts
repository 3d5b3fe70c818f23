import { newId } from '../../kernel/ids.ts'
import { notAllowed, notFound } from '../../kernel/refusal.ts'
import { type Actor, system } from '../../kernel/state.ts'
import { type Db, inTransaction, rows, type Tx } from '../../platform/db.ts'
import { recordBirth, transition } from '../../platform/transition.ts'
import { findRole, mayManage } from '../shops/index.ts'
import { dueAt, type NoticeRule } from './notice.ts'
import {
  decideMove,
  noNoticeNow,
  notices,
  type OwnPlanKind,
  type PlanWish,
  planConflict,
  planExclusive,
  planNeedsCreators,
  planNeedsOwnGoods,
  planPaysLess,
  plans,
} from './plan.ts'
import {
  findGoods,
  findNotice,
  findPlan,
  holdPlansOf,
  insertNotice,
  insertPlan,
  noteChanges,
  plansOf,
  writeExclusion,
  writeRate,
} from './plans.sql.ts'

/** Who wants something of a plan, when, and which rule of notice holds here. */
export type By = { shop_id: string; by: string; now: Date; rule: NoticeRule }

export type Known = Awaited<ReturnType<typeof plansOf>>[number]
const byAccount = (id: string): Actor => ({ kind: 'account', id })

/** @throws notAllowed unless this person manages the shop */
export async function assertManages(tx: Tx, { shop_id, by }: By): Promise<void> {
  if (!mayManage(await findRole(tx, shop_id, by))) throw notAllowed({ needs: 'manager' })
}

/** Makes a plan in draft; the one that is there when the product may have only one of that kind. Its id. */
export async function draftPlan(
  tx: Tx,
  wish: { product_id: string; kind: OwnPlanKind; commission_ppm: bigint },
  { shop_id, by, now }: By,
): Promise<string> {
  const id = newId()
  const made = await insertPlan(tx, { id, shop_id, now, ...wish })
  if (made)
    await recordBirth(tx, plans, {
      ids: [id],
      state: 'draft',
      actor: byAccount(by),
      reason: 'drafted',
      now,
    })
  if (made) return id
  const all = await plansOf(tx, wish.product_id, now)
  return (all.find(({ kind }) => kind === 'open') as Known).id
}

/**
 * Changes what a plan pays, opens or closes it. For the better at once, and what was announced is off; for the worse after
 * notice, which takes the place of an earlier one. Owner and managers only; the product need not be on the shelf yet.
 * @throws notFound, notAllowed, noNoticeNow, planNeedsOwnGoods, planPaysLess, planExclusive, planConflict, planNeedsCreators
 */
export const changePlan = (db: Db, plan_id: string, wish: PlanWish, by: By): Promise<string> =>
  inTransaction(db, async (tx) => {
    const found = await findPlan(tx, by.shop_id, plan_id)
    if (!found) throw notFound()
    await assertManages(tx, by)
    await holdPlansOf(tx, found.product_id)
    await movePlan(tx, found.product_id, plan_id, wish, by)
    return plan_id
  })

/** The same for the plan that every creator sells by, which is made when the product has none. Its id. */
export const offerPlan = (
  db: Db,
  { product_id, ...wish }: PlanWish & { product_id: string },
  by: By,
): Promise<string> =>
  inTransaction(db, async (tx) => {
    const goods = await findGoods(tx, by.shop_id, product_id)
    if (!goods) throw notFound()
    await assertManages(tx, by)
    await holdPlansOf(tx, product_id)
    const { commission_ppm } = wish
    const plan_id = await draftPlan(tx, { product_id, kind: 'open', commission_ppm }, by)
    await movePlan(tx, product_id, plan_id, wish, by)
    return plan_id
  })

/** Does what a wish means for a plan of a product whose plans are held. */
export async function movePlan(
  tx: Tx,
  product_id: string,
  plan_id: string,
  wish: PlanWish,
  by: By,
): Promise<void> {
  const { now, rule } = by
  let all = await plansOf(tx, product_id, now)
  if ((await writeDue(tx, [plan_id], now)) > 0) all = await plansOf(tx, product_id, now)
  const plan = all.find(({ id }) => id === plan_id) as Known
  const move = decideMove(plan, wish)
  const announced = await findNotice(tx, plan_id)
  if (move.kind === 'announce') {
    if (announced && announced.to_ppm === move.to_ppm) return
    const due_at = dueAt(rule, now)
    if (!due_at) throw noNoticeNow()
    if (announced) await withdraw(tx, announced.id, by)
    await announce(tx, plan, move.to_ppm, due_at, by)
    return
  }
  if (announced) await withdraw(tx, announced.id, by)
  if (move.kind === 'nothing') return
  if (move.state === 'open') await assertMayPay(tx, plan, move.commission_ppm, all, by)
  if (move.commission_ppm !== plan.commission_ppm)
    await writeRate(tx, plan_id, move.commission_ppm, now)
  if (move.state !== plan.state) {
    if (plan.kind === 'exclusive') await writeExclusion(tx, plan_id, excludesFrom(all, plan, by))
    await transition(tx, plans, {
      ids: [plan_id],
      to: move.state,
      actor: byAccount(by.by),
      reason: 'merchant',
      now,
    })
  }
  await noteChanges(tx, [plan_id], by.by, now)
}

/** What stands against a plan that is to be in force at this rate. */
async function assertMayPay(
  tx: Tx,
  plan: Known,
  commission_ppm: bigint,
  all: readonly Known[],
  { shop_id }: By,
): Promise<void> {
  const goods = await findGoods(tx, shop_id, plan.product_id)
  if (!goods) throw notFound()
  if (goods.source !== 'own') throw planNeedsOwnGoods({ source: goods.source })
  if (plan.kind !== 'open' && plan.staying.length === 0) throw planNeedsCreators()
  const others = all.filter((one) => one.in_force && one.id !== plan.id)
  const open = others.find(({ kind }) => kind === 'open')
  if (plan.kind !== 'open' && open && commission_ppm < open.commission_ppm)
    throw planPaysLess({ open_ppm: open.commission_ppm })
  const alone = others.find(({ kind }) => kind === 'exclusive')
  const adds =
    plan.kind === 'open'
      ? plan.state !== 'open'
      : plan.creators.some((id) => !alone?.creators.includes(id))
  if (alone && (adds || plan.kind === 'exclusive')) throw planExclusive()
  if (plan.kind === 'exclusive') {
    const promised = others.filter(({ kind }) => kind === 'targeted').flatMap((one) => one.creators)
    if (promised.some((id) => !plan.creators.includes(id))) throw planConflict()
  }
}

/** Keeping others out takes from them what the open plan promised: that has its notice, else it is at once. */
function excludesFrom(all: readonly Known[], { id }: Known, { rule, now }: By): Date {
  if (!all.some((one) => one.in_force && one.kind === 'open' && one.id !== id)) return now
  const due_at = dueAt(rule, now)
  if (!due_at) throw noNoticeNow()
  return due_at
}

async function announce(
  tx: Tx,
  plan: Known,
  to_ppm: bigint | null,
  due_at: Date,
  { by, now }: By,
): Promise<void> {
  const id = newId()
  await insertNotice(tx, {
    id,
    plan_id: plan.id,
    from_ppm: plan.commission_ppm,
    to_ppm,
    announced_by: by,
    announced_at: now,
    due_at,
  })
  await recordBirth(tx, notices, {
    ids: [id],
    state: 'announced',
    actor: byAccount(by),
    reason: to_ppm === null ? 'closing' : 'cut',
    now,
    deadline_at: due_at,
  })
}

const withdraw = (tx: Tx, id: string, { by, now }: By) =>
  transition(tx, notices, {
    ids: [id],
    to: 'withdrawn',
    actor: byAccount(by),
    reason: 'merchant',
    now,
  })

/**
 * Takes an announced change back; the plan stays as it is.
 * @throws notFound where nothing is announced any more, notAllowed
 */
export const withdrawNotice = (db: Db, plan_id: string, by: By): Promise<void> =>
  inTransaction(db, async (tx) => {
    const found = await findPlan(tx, by.shop_id, plan_id)
    if (!found) throw notFound()
    await assertManages(tx, by)
    await holdPlansOf(tx, found.product_id)
    await plansOf(tx, found.product_id, by.now)
    await writeDue(tx, [plan_id], by.now)
    const announced = await findNotice(tx, plan_id)
    if (!announced) throw notFound()
    await withdraw(tx, announced.id, by)
  })

const BATCH = 200

/**
 * Writes announced changes that are due into their plans; all that are due, or those of the plans named. They counted
 * from their instant already, and the history says that instant. Gives how many.
 */
export async function writeDue(
  tx: Tx,
  plan_ids: readonly string[] | null,
  now: Date,
): Promise<number> {
  const due = await rows<{ id: string; plan_id: string; to_ppm: bigint | null }>(tx)`
    with locked as (
      select plan.id from plans as plan
      where plan.id in (
        select plan_id from plan_notices where state = 'announced' and deadline_at <= ${now}
          and (${plan_ids}::uuid[] is null or plan_id = any(${plan_ids}::uuid[])) order by deadline_at limit ${BATCH})
      order by plan.id for no key update
    )
    select n.id, n.plan_id, n.to_ppm from plan_notices as n join locked on locked.id = n.plan_id
    where n.state = 'announced' and n.deadline_at <= ${now} order by n.plan_id`
  if (due.length === 0) return 0
  const done = new Set(
    (
      await transition(tx, notices, {
        ids: due.map(({ id }) => id),
        to: 'done',
        actor: system('alliance.notices'),
        reason: 'due',
        now,
      })
    ).map(({ id }) => id),
  )
  const mine = due.filter(({ id }) => done.has(id))
  await rows(tx)`
    update plans set commission_ppm = coalesce(n.to_ppm, commission_ppm), changed_at = n.due_at
    from plan_notices as n where n.plan_id = plans.id and n.id = any(${mine.map(({ id }) => id)}::uuid[])`
  await transition(tx, plans, {
    ids: mine.filter(({ to_ppm }) => to_ppm === null).map(({ plan_id }) => plan_id),
    to: 'closed',
    actor: system('alliance.notices'),
    reason: 'announced',
    now,
  })
  await rows(tx)`
    insert into plan_changes (plan_id, commission_ppm, state, changed_by, at)
    select plan.id, plan.commission_ppm, plan.state, n.announced_by, n.due_at
    from plans as plan join plan_notices as n on n.plan_id = plan.id
    where n.id = any(${mine.map(({ id }) => id)}::uuid[]) order by plan.id`
  return mine.length
}
