import { type Db, rows } from '../../platform/db.ts'
import type { OwnPlanKind } from './plan.ts'

export type ToldNotice = {
  product_id: string
  title: string
  shop_id: string
  shop_name: string
  why: 'cut' | 'closing' | 'taken_off' | 'exclusive'
  plan_kind: OwnPlanKind
  by: string
  from_ppm: bigint
  to_ppm: bigint | null
  announced_at: Date
  due_at: Date
}

/**
 * What is announced for the worse at `now` on goods that this creator carries: in the showcase, in the cart of a room of
 * theirs that is not over, or by a plan that names them. Soonest first. (Rooms belong to live, below; they are only read.)
 */
export const noticesFor = (db: Db, creator_id: string, now: Date) => rows<ToldNotice>(db)`
  with carried as (
    select product_id from showcase_items where creator_id = ${creator_id}
    union
    select i.product_id from rooms as r join room_items as i on i.room_id = r.id and i.state = 'listed'
    where r.host_id = ${creator_id} and r.state in ('preview', 'live', 'paused')
    union
    select plan.product_id from plan_creators as c join plans as plan on plan.id = c.plan_id
    where c.creator_id = ${creator_id} and plan.state = 'open' and (c.until is null or c.until > ${now})
  ), mine as (
    select plan.* from plans as plan join carried using (product_id)
    where plan.state = 'open' and (plan.kind = 'open' or exists (
      select from plan_creators as c where c.plan_id = plan.id and c.creator_id = ${creator_id} and (c.until is null or c.until > ${now})))
  ), told as (
    select mine.product_id, mine.kind, case when n.to_ppm is null then 'closing' else 'cut' end as why, n.announced_by as by_id,
      n.from_ppm, n.to_ppm, n.announced_at, n.due_at
    from mine join plan_notices as n on n.plan_id = mine.id and n.state = 'announced' and n.due_at > ${now}
    union all
    select mine.product_id, mine.kind, 'taken_off', c.removed_by, mine.commission_ppm, null, c.removed_at, c.until
    from mine join plan_creators as c on c.plan_id = mine.id and c.creator_id = ${creator_id} and c.until > ${now}
    union all
    select mine.product_id, mine.kind, 'exclusive', change.changed_by, mine.commission_ppm, null, alone.state_at, alone.excludes_from
    from mine join plans as alone on alone.product_id = mine.product_id and alone.kind = 'exclusive' and alone.state = 'open'
      and alone.excludes_from > ${now} and alone.id <> mine.id
    join lateral (select changed_by from plan_changes where plan_id = alone.id and at = alone.state_at order by id limit 1) as change on true
    where not exists (
      select from plan_creators as c where c.plan_id = alone.id and c.creator_id = ${creator_id} and (c.until is null or c.until > alone.excludes_from))
  )
  select told.product_id, p.title, p.shop_id, s.name as shop_name, told.why, told.kind as plan_kind, a.nickname as by,
    told.from_ppm, told.to_ppm, told.announced_at, told.due_at
  from told join products as p on p.id = told.product_id join shops as s on s.id = p.shop_id join accounts as a on a.id = told.by_id
  order by told.due_at, told.product_id limit 200`
