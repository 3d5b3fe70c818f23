import type { Invariant } from '../../platform/context.ts'

/** What must hold of promises to creators at every commit; each query returns offenders. */
export const allianceInvariants: Invariant[] = [
  {
    name: 'a plan belongs to the shop of its product',
    sql: 'select plan.id from plans as plan join products as p on p.id = plan.product_id where p.shop_id <> plan.shop_id limit 100',
  },
  {
    name: 'only goods sold here have a plan in force',
    sql: `select plan.id, p.source from plans as plan join products as p on p.id = plan.product_id where plan.state = 'open' and p.source <> 'own' limit 100`,
  },
  {
    name: 'the history of a plan ends in what the plan is',
    sql: `select plan.id, plan.commission_ppm, plan.state, last.commission_ppm as last_ppm, last.state as last_state
      from plans as plan join lateral (
        select commission_ppm, state from plan_changes where plan_id = plan.id order by id desc limit 1) as last on true
      where (last.commission_ppm, last.state) is distinct from (plan.commission_ppm, plan.state) limit 100`,
  },
  {
    name: 'a commission was lowered, or a plan in force closed, by announcement only',
    sql: `select change.id, change.plan_id from (
        select id, plan_id, commission_ppm, state, at,
          lag(commission_ppm) over (partition by plan_id order by id) as was_ppm,
          lag(state) over (partition by plan_id order by id) as was
        from plan_changes) as change
      where change.was = 'open' and (change.commission_ppm < change.was_ppm or change.state <> 'open')
        and change.at > (select min(at) from state_changes where noun = 'plans' and noun_id = change.plan_id)
        and not exists (
          select from plan_notices as n where n.plan_id = change.plan_id and n.state = 'done' and n.due_at = change.at
            and (n.to_ppm = change.commission_ppm or (n.to_ppm is null and change.state = 'closed'))) limit 100`,
  },
  {
    name: 'I-50 every announced change says from when it counts, and that it waits until then',
    sql: `select id from plan_notices where (state = 'announced') <> (deadline_at is not null) or (deadline_at is not null and deadline_at <> due_at) limit 100`,
  },
  {
    name: 'I-50 every agreement that waits says until when, no other does',
    sql: `select id, state from agency_agreements where (state in ('invited', 'ending')) <> (deadline_at is not null) limit 100`,
  },
  {
    name: 'a creator is with one agency at a time, over all of the past',
    sql: `select a.id, b.id as other from agency_agreements as a join agency_agreements as b on b.creator_id = a.creator_id and b.id > a.id
      where a.started_at is not null and b.started_at is not null
        and tstzrange(a.started_at, a.ends_at) && tstzrange(b.started_at, b.ends_at) limit 100`,
  },
  {
    name: 'a line names the agency that was agreed on when it was ordered, at the share agreed on',
    sql: `select l.id from order_lines as l join orders as o on o.id = l.order_id
      where l.plan_kind is not null and l.agency_id in (select account_id from agencies) and not exists (
        select from agency_agreements as g where g.agency_id = l.agency_id and g.creator_id = l.creator_id and g.share_ppm = l.agency_ppm
          and g.started_at <= o.created_at and (g.ends_at is null or g.ends_at > o.created_at)) limit 100`,
  },
  {
    name: 'an exclusive plan in force says from when it keeps others out; one for named creators names some',
    sql: `select id, kind from plans as plan where plan.state = 'open' and plan.kind <> 'open'
      and ((kind = 'exclusive' and excludes_from is null) or not exists (select from plan_creators where plan_id = plan.id)) limit 100`,
  },
]
