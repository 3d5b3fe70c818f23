import { pick, uuids } from '../../platform/columns.ts'
import { type Db, rowsOf } from '../../platform/db.ts'
import { campaignsInForce } from './campaign-terms.sql.ts'

export type PlanKind = 'open' | 'targeted' | 'exclusive' | 'campaign'

/** By what a creator sells a product: what a line freezes. Rates in parts per million. */
export type SaleTerms = {
  plan_id: string
  plan_kind: PlanKind
  commission_ppm: bigint
  leader_id: string | null
  leader_ppm: bigint
  /** The platform's part of the leader's fee. */
  leader_cut_ppm: bigint
  campaign_id: string | null
  /** The agency that shares the commission, and its part of it. */
  agency_id: string | null
  agency_ppm: bigint
}

/** A promise to a creator that has run out, or has not: `until` is when a name that was taken off stops to count. */
const isNamed = (list: string, now: string): string =>
  `(${list}.until is null or ${list}.until > ${now})`

/**
 * The plans by which the creator `creator` may sell the product `product` at `now`, as a subquery; arguments are SQL.
 * An announced change counts from its instant, written into the plan or not. While an exclusive plan excludes, nobody
 * else earns by any plan of the merchant.
 */
const plansInForce = (product: string, creator: string, now: string): string => `
  select plan.id as plan_id, plan.kind as plan_kind, coalesce(due.to_ppm, plan.commission_ppm) as commission_ppm,
    null::uuid as leader_id, 0::bigint as leader_ppm, 0::bigint as leader_cut_ppm, null::uuid as campaign_id, false as is_joined
  from plans as plan
  left join plan_notices as due on due.plan_id = plan.id and due.state = 'announced' and due.due_at <= ${now}
  left join plan_creators as named on named.plan_id = plan.id and named.creator_id = ${creator} and ${isNamed('named', now)}
  where plan.product_id = ${product} and plan.state = 'open' and (due.id is null or due.to_ppm is not null)
    and (plan.kind = 'open' or named.plan_id is not null)
    and not exists (
      select from plans as alone
      where alone.product_id = ${product} and alone.kind = 'exclusive' and alone.state = 'open' and alone.excludes_from <= ${now}
        and not exists (
          select from plan_notices as ends
          where ends.plan_id = alone.id and ends.state = 'announced' and ends.to_ppm is null and ends.due_at <= ${now})
        and not exists (
          select from plan_creators as mine
          where mine.plan_id = alone.id and mine.creator_id = ${creator} and ${isNamed('mine', now)}))`

/** All that pays `creator` for selling `product` at `now`: the merchant's plans and leaders' campaigns. Arguments are SQL. */
export const waysToSell = (product: string, creator: string, now: string): string => `
  ${plansInForce(product, creator, now)} union all ${campaignsInForce(product, creator, now)}`

/**
 * Which of them counts: the campaign that the creator joined, whatever it pays; else what pays most, and of what pays the
 * same a campaign before a targeted plan before an exclusive one before what everybody gets (TikTok Shop's order). A plan
 * or campaign for others to come in never lowers what somebody was promised: that takes its notice.
 */
export const BEST_FIRST = `
  is_joined desc, commission_ppm desc, array_position(array['campaign', 'targeted', 'exclusive', 'open'], plan_kind), plan_id`

/** The agreement that binds the creator `creator` at `now`: after its notice has run out it does not, whoever swept. */
const agreementInForce = (creator: string, now: string): string => `
  select agency_id, share_ppm from agency_agreements
  where creator_id = ${creator} and state in ('active', 'ending') and (ends_at is null or ends_at > ${now})`

const TERMS = `
  select asked.product_id, asked.creator_id, best.plan_id, best.plan_kind, best.commission_ppm, best.leader_id, best.leader_ppm,
    best.leader_cut_ppm, best.campaign_id, agency.agency_id, coalesce(agency.share_ppm, 0) as agency_ppm
  from (select distinct * from unnest($1::uuid[], $2::uuid[]) as one (product_id, creator_id)) as asked
  join lateral (
    select * from (${waysToSell('asked.product_id', 'asked.creator_id', '$3')}) as plans
    order by ${BEST_FIRST} limit 1
  ) as best on true
  left join lateral (${agreementInForce('asked.creator_id', '$3')}) as agency on true`

/** Names a pair in the answer of `termsFor`. */
export const termsKey = (product_id: string, creator_id: string): string =>
  `${product_id}|${creator_id}`

/**
 * By what these creators sell these products at `now`, by `product|creator`: one statement for all who ask. Pairs that
 * no plan covers are not in the map: such a sale pays no commission.
 */
export async function termsFor(
  db: Db,
  asks: readonly { product_id: string; creator_id: string }[],
  now: Date,
): Promise<Map<string, SaleTerms>> {
  if (asks.length === 0) return new Map()
  const found = await rowsOf<SaleTerms & { product_id: string; creator_id: string }>(db, TERMS, [
    uuids(pick(asks, 'product_id')),
    uuids(pick(asks, 'creator_id')),
    now,
  ])
  return new Map(
    found.map(({ product_id, creator_id, ...terms }) => [termsKey(product_id, creator_id), terms]),
  )
}
