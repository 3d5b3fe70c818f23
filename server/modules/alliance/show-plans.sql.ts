import { type Db, rows } from '../../platform/db.ts'
import type { OwnPlanKind, PlanState } from './plan.ts'

type Told = { from_ppm: bigint; to_ppm: bigint | null; announced_at: Date; due_at: Date }
export type ShownPlan = {
  id: string
  product_id: string
  shop_id: string
  title: string
  kind: OwnPlanKind
  state: PlanState
  commission_ppm: bigint
  is_open: boolean
  excludes_from: Date | null
  creators: bigint
  changed_at: Date
  notice: Told | null
}
type Flat = Omit<ShownPlan, 'notice' | 'is_open'> & {
  from_ppm: bigint | null
  to_ppm: bigint | null
  announced_at: Date | null
  due_at: Date | null
}

const shape = ({ from_ppm, to_ppm, announced_at, due_at, ...plan }: Flat): ShownPlan => ({
  ...plan,
  is_open: plan.state === 'open',
  notice:
    from_ppm !== null && announced_at && due_at ? { from_ppm, to_ppm, announced_at, due_at } : null,
})

/**
 * Plans of a shop as they are at `now`, newest first: a change that is due counts, written into the plan or not, and
 * only what is yet to come is told as announced.
 */
export const listPlans = async (
  db: Db,
  {
    shop_id,
    ids = null,
    kind = null,
    product_id = null,
    before = null,
    limit,
    now,
  }: {
    shop_id: string
    ids?: readonly string[] | null
    kind?: string | null
    product_id?: string | null
    before?: string | null
    limit: number
    now: Date
  },
): Promise<ShownPlan[]> =>
  (
    await rows<Flat>(db)`
      select plan.id, plan.product_id, plan.shop_id, p.title, plan.kind, plan.excludes_from, plan.changed_at,
        case when n.due_at <= ${now} and n.to_ppm is null then 'closed' else plan.state end as state,
        case when n.due_at <= ${now} then coalesce(n.to_ppm, plan.commission_ppm) else plan.commission_ppm end as commission_ppm,
        (select count(*) from plan_creators as c where c.plan_id = plan.id and (c.until is null or c.until > ${now})) as creators,
        case when n.due_at > ${now} then n.from_ppm end as from_ppm, n.to_ppm, n.announced_at, n.due_at
      from plans as plan join products as p on p.id = plan.product_id
      left join plan_notices as n on n.plan_id = plan.id and n.state = 'announced'
      where plan.shop_id = ${shop_id}
        and (${ids}::uuid[] is null or plan.id = any(${ids}::uuid[]))
        and (${kind}::text is null or plan.kind = ${kind})
        and (${product_id}::uuid is null or plan.product_id = ${product_id})
        and (${before}::uuid is null or plan.id < ${before})
      order by plan.id desc limit ${limit}`
  ).map(shape)

/** Whom a plan is for, and until when those who were taken off. */
export const listNamed = (db: Db, plan_id: string, now: Date) => rows<{
  id: string
  nickname: string
  added_at: Date
  until: Date | null
}>(db)`
  select a.id, a.nickname, c.added_at, c.until from plan_creators as c join accounts as a on a.id = c.creator_id
  where c.plan_id = ${plan_id} and (c.until is null or c.until > ${now}) order by c.added_at, a.id limit 300`

/** What a plan was, newest first. */
export const listChanges = (db: Db, plan_id: string) => rows<{
  commission_ppm: bigint
  state: PlanState
  by: string
  at: Date
}>(db)`
  select c.commission_ppm, c.state, a.nickname as by, c.at from plan_changes as c join accounts as a on a.id = c.changed_by
  where c.plan_id = ${plan_id} order by c.id desc limit 100`

/** Creators whose name contains these words, the best known first. */
export const searchCreators = (db: Db, patterns: readonly string[]) => rows<{
  id: string
  nickname: string
  followers: bigint
}>(db)`
  select a.id, a.nickname, coalesce(m.followers, 0) as followers
  from accounts as a left join follow_marks as m on m.account_id = a.id
  where a.is_creator and a.nickname ilike all (${patterns}::text[])
  order by 3 desc, a.id limit 20`
