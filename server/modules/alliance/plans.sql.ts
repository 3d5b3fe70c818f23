import { type Db, row, rows, type Tx } from '../../platform/db.ts'
import type { OwnPlanKind, Plan } from './plan.ts'

/** A product of this shop that still exists. */
export const findGoods = (db: Db, shop_id: string, product_id: string) => row<{ source: string }>(
  db,
)`
  select source from products where id = ${product_id} and shop_id = ${shop_id} and state <> 'deleted'`

/**
 * A plan in draft; undefined when the product has an open plan already and this were another. Plans of a product are made
 * one after the other, so that no two contradict each other.
 */
export const insertPlan = (
  tx: Tx,
  plan: {
    id: string
    product_id: string
    shop_id: string
    kind: OwnPlanKind
    commission_ppm: bigint
    now: Date
  },
) => row<{ id: string }>(tx)`
  insert into plans (id, product_id, shop_id, kind, commission_ppm, state, state_at, created_at, changed_at)
  values (${plan.id}, ${plan.product_id}, ${plan.shop_id}, ${plan.kind}, ${plan.commission_ppm}, 'draft', ${plan.now}, ${plan.now}, ${plan.now})
  on conflict (product_id) where kind = 'open' do nothing
  returning id`

/** Waits until nobody else changes the plans of this product, and lets nobody until the transaction ends. */
export const holdPlansOf = (tx: Tx, product_id: string) => row(tx)`
  select pg_advisory_xact_lock(hashtextextended(${`plans of ${product_id}`}, 0))`

/** All plans of a product, locked. What was announced and is due counts as done, whether or not it was swept. */
export const plansOf = (tx: Tx, product_id: string, now: Date) => rows<
  Plan & { in_force: boolean; creators: string[]; staying: string[] }
>(tx)`
  select plan.id, plan.product_id, plan.shop_id, plan.kind, plan.commission_ppm, plan.state, plan.excludes_from,
    plan.state = 'open' and not exists (
      select from plan_notices as n where n.plan_id = plan.id and n.state = 'announced' and n.to_ppm is null and n.due_at <= ${now}) as in_force,
    array(select creator_id from plan_creators as c where c.plan_id = plan.id and (c.until is null or c.until > ${now}) order by 1) as creators,
    array(select creator_id from plan_creators as c where c.plan_id = plan.id and c.until is null order by 1) as staying
  from plans as plan where plan.product_id = ${product_id} order by plan.id for no key update of plan`

/** Of which product this shop's plan is. */
export const findPlan = (db: Db, shop_id: string, plan_id: string) => row<{ product_id: string }>(
  db,
)`
  select product_id from plans where id = ${plan_id} and shop_id = ${shop_id}`

/** The rate as it shall be. */
export const writeRate = (tx: Tx, plan_id: string, commission_ppm: bigint, now: Date) => rows(tx)`
  update plans set commission_ppm = ${commission_ppm}, changed_at = ${now} where id = ${plan_id}`

/** What the plans have become, by whom, as a line each in their history. */
export const noteChanges = (
  tx: Tx,
  plan_ids: readonly string[],
  changed_by: string,
  now: Date,
) => rows(tx)`
  insert into plan_changes (plan_id, commission_ppm, state, changed_by, at)
  select id, commission_ppm, state, ${changed_by}, ${now} from plans where id = any(${plan_ids}::uuid[]) order by id`

export const writeExclusion = (tx: Tx, plan_id: string, from: Date) => rows(tx)`
  update plans set excludes_from = ${from} where id = ${plan_id}`

export type Notice = {
  id: string
  plan_id: string
  from_ppm: bigint
  to_ppm: bigint | null
  announced_by: string
  announced_at: Date
  due_at: Date
}

/** What is announced of a plan and not yet written into it. */
export const findNotice = (db: Db, plan_id: string) => row<Notice>(db)`
  select id, plan_id, from_ppm, to_ppm, announced_by, announced_at, due_at from plan_notices
  where plan_id = ${plan_id} and state = 'announced'`

export const insertNotice = (tx: Tx, notice: Notice) => rows(tx)`
  insert into plan_notices (id, plan_id, from_ppm, to_ppm, announced_by, announced_at, due_at, state, state_at, deadline_at)
  values (${notice.id}, ${notice.plan_id}, ${notice.from_ppm}, ${notice.to_ppm}, ${notice.announced_by}, ${notice.announced_at},
    ${notice.due_at}, 'announced', ${notice.announced_at}, ${notice.due_at})`

/** Which of these are creators. */
export const creatorsAmong = async (db: Db, ids: readonly string[]): Promise<Set<string>> =>
  new Set(
    (
      await rows<{ id: string }>(
        db,
      )`select id from accounts where id = any(${ids}::uuid[]) and is_creator`
    ).map(({ id }) => id),
  )

/** Puts creators on a plan, or back on it. */
export const putCreators = (
  tx: Tx,
  {
    plan_id,
    creator_ids,
    by,
    now,
  }: {
    plan_id: string
    creator_ids: readonly string[]
    by: string
    now: Date
  },
) => rows(tx)`
  insert into plan_creators (plan_id, creator_id, added_by, added_at)
  select ${plan_id}, id, ${by}, ${now} from unnest(${creator_ids}::uuid[]) as id
  on conflict (plan_id, creator_id) do update
    set added_by = excluded.added_by, added_at = excluded.added_at, until = null, removed_by = null, removed_at = null
    where plan_creators.until is not null`

/** Takes a creator off a plan from an instant on. */
export const takeCreatorOff = (
  tx: Tx,
  {
    plan_id,
    creator_id,
    until,
    by,
    now,
  }: {
    plan_id: string
    creator_id: string
    until: Date
    by: string
    now: Date
  },
) => row(tx)`
  update plan_creators set until = ${until}, removed_by = ${by}, removed_at = ${now}
  where plan_id = ${plan_id} and creator_id = ${creator_id} and until is null returning creator_id`
