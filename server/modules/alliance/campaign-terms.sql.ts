import { LEADER_CUT_PPM } from './leader.ts'

/**
 * The campaigns by which the creator `creator` may sell the product `product` at `now`, as a subquery with the columns of
 * the merchant's plans; arguments are SQL. The one that the creator joined, else those that are open to everybody, which
 * count where nothing pays more (`BEST_FIRST`): nobody earns less by what they did not choose.
 * Never past their end, whoever swept, and an agreed cut counts from its instant.
 */
export const campaignsInForce = (product: string, creator: string, now: string): string => `
  select item.id as plan_id, 'campaign' as plan_kind,
    case when item.next_from <= ${now} then item.next_commission_ppm else item.commission_ppm end as commission_ppm,
    item.leader_id, item.leader_ppm, ${LEADER_CUT_PPM}::bigint as leader_cut_ppm, item.campaign_id, mine.id is not null as is_joined
  from campaign_items as item
  left join campaign_joins as mine on mine.product_id = item.product_id and mine.creator_id = ${creator} and mine.left_at is null
  where item.product_id = ${product} and item.state = 'promoting' and item.deadline_at > ${now}
    and (mine.item_id = item.id or (mine.id is null and item.is_open_to_all))`
