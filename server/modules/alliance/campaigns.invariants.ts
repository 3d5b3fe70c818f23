import type { Invariant } from '../../platform/context.ts'

export const campaignInvariants: Invariant[] = [
  {
    name: 'I-50 campaigns, their goods and changes wait with a deadline or are over without one',
    sql: `select 'campaign' as what, id, state from campaigns where (deadline_at is null) <> (state = 'closed')
      union all select 'goods', id, state from campaign_items where (deadline_at is null) <> (state not in ('pending', 'promoting'))
      union all select 'change', id, state from campaign_changes where (deadline_at is null) <> (state <> 'asked') limit 100`,
  },
  {
    name: 'goods in a campaign carry its leader and fee, and at least its commission when they were put in',
    sql: `select i.id from campaign_items as i join campaigns as c on c.id = i.campaign_id join products as p on p.id = i.product_id
      where i.leader_id <> c.leader_id or i.leader_ppm <> c.leader_ppm or p.shop_id <> i.shop_id or p.source <> 'own'
        or i.is_open_to_all <> c.is_open_to_all limit 100`,
  },
  {
    name: 'a closed campaign has no goods that wait, and goods that left have no creators and no open question',
    sql: `select i.id, i.state from campaign_items as i join campaigns as c on c.id = i.campaign_id where i.state = 'pending' and c.state = 'closed'
      union all select i.id, i.state from campaign_joins as j join campaign_items as i on i.id = j.item_id where j.left_at is null and i.state <> 'promoting'
      union all select i.id, i.state from campaign_changes as a join campaign_items as i on i.id = a.item_id where a.state = 'asked' and i.state <> 'promoting' limit 100`,
  },
]
