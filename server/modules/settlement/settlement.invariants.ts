import type { Invariant } from '../../platform/context.ts'

/** Facts are posted by sweeps a moment after they are heard; comparisons with other modules leave those out. */
export const settlementInvariants: Invariant[] = [
  {
    name: 'I-08 what a line brought is what its receivers have',
    sql: `select id, income, freight, fee, commission, leader_fee, premium, merchant_net from settlements
      where income + freight <> fee + commission + leader_fee + premium + merchant_net limit 100`,
  },
  {
    name: 'I-08 escrow holds exactly the income of paid orders that are not settled',
    sql: `select currency, sum(held) as held, sum(booked) as booked from (
        select currency, income + freight as held, 0 as booked from settlements where allocated_at is not null and state in ('pending', 'counting', 'held')
        union all select currency, 0, balance from ledger_accounts where kind = 'escrow') as both_sides
      group by currency having sum(held) <> sum(booked)`,
  },
  {
    name: 'I-08 every settled line stands in the ledger as it stands here',
    sql: `select s.id, s.fee, s.commission, s.leader_cut, s.merchant_net, booked.* from settlements as s left join lateral (
        select coalesce(sum(e.amount) filter (where a.kind = 'platform_fee'), 0) as fee_booked,
          coalesce(sum(e.amount) filter (where a.kind in ('creator_available', 'creator_debt', 'creator_reserve')), 0) as commission_booked,
          coalesce(sum(e.amount) filter (where a.kind in ('agency_available', 'agency_debt')), 0) as agency_booked,
          coalesce(sum(e.amount) filter (where a.kind = 'commission_held'), 0) as commission_held,
          coalesce(sum(e.amount) filter (where a.kind in ('leader_available', 'leader_debt')), 0) as leader_booked,
          coalesce(sum(e.amount) filter (where a.kind = 'leader_cut'), 0) as cut_booked,
          coalesce(sum(e.amount) filter (where a.kind in ('shop_available', 'shop_debt', 'shop_reserve')), 0) as merchant_booked,
          coalesce(sum(e.amount) filter (where a.kind = 'escrow'), 0) as escrow_booked
        from ledger_entries as e join ledger_accounts as a on a.id = e.account_id where e.order_line_id = s.id) as booked on true
      where s.state = 'settled' and (s.fee, s.leader_fee - s.leader_cut, s.leader_cut, s.merchant_net, 0)
          is distinct from (fee_booked, leader_booked, cut_booked, merchant_booked, escrow_booked)
        or s.creator_settled_at is not null and (s.commission - s.agency_fee, s.agency_fee) is distinct from (commission_booked, agency_booked)
        or s.creator_settled_at is null and (commission_booked <> 0 or agency_booked <> 0)
        or commission_held <> case when s.state = 'settled' then s.commission else 0 end
          - case when s.creator_settled_at is not null then s.commission else 0 end limit 100`,
  },
  {
    name: 'I-08 reserves hold exactly what was put aside and neither used nor let go',
    sql: `select owner_id, currency, sum(held) as held, sum(booked) as booked from (
        select owner_id, currency, amount - taken as held, 0 as booked from settlement_reserves where released_at is null
        union all select owner_id, currency, 0, balance from ledger_accounts where kind in ('shop_reserve', 'creator_reserve')) as both_sides
      group by owner_id, currency having sum(held) <> sum(booked) limit 100`,
  },
  {
    name: 'I-09 no part of a line is negative but the net, and its rates are within the whole',
    sql: `select s.id, l.fee_ppm, l.commission_ppm, l.leader_ppm from settlements as s join order_lines as l on l.id = s.id
      where least(s.fee, s.commission, s.agency_fee, s.leader_fee - s.leader_cut, s.leader_cut, s.premium) < 0 or s.agency_fee > s.commission
        or l.fee_ppm + l.commission_ppm + l.leader_ppm > 1000000 limit 100`,
  },
  {
    name: 'I-27 a premium is taken once an order at most, as agreed, and not for what never left',
    sql: `select s.id, s.order_id, s.premium, l.premium as agreed from settlements as s join order_lines as l on l.id = s.id
      where s.premium not in (0, l.premium) or (s.state = 'settled' and s.premium > 0 and l.cancelled_quantity = l.quantity)
      union all select min(id::text)::uuid, order_id, sum(premium)::bigint, count(*) from settlements where premium > 0
        group by order_id having count(*) > 1 limit 100`,
  },
  {
    name: 'I-12 commissions go after their own time, once, and not before it',
    sql: `select s.id, s.creator_settled_at, s.creator_settle_at from settlements as s join orders as o on o.id = s.order_id
      where s.creator_settled_at is not null and (o.state not in ('completed', 'cancelled') or s.creator_settle_at is null
        or s.creator_settled_at < s.creator_settle_at or s.creator_settle_at < o.completed_at + make_interval(days => s.creator_hold_days)) limit 100`,
  },
  {
    name: 'I-12 only completed orders settle, after their time, and nothing contested does',
    sql: `select s.id, s.state, s.settled_at, s.settle_at, o.state as order_state from settlements as s join orders as o on o.id = s.order_id
      where s.state = 'settled' and (o.state not in ('completed', 'cancelled') or s.settled_at < s.settle_at or s.settle_at is null
        or s.settle_at < o.completed_at + make_interval(days => s.hold_days)) limit 100`,
  },
  {
    name: 'I-12 a line settles exactly once',
    sql: `select s.id, s.state, count(j.id) as journals from settlements as s left join journals as j on j.event = 'line:' || s.id and j.kind = 'settle'
      group by s.id having count(j.id) > 1 or (s.state <> 'settled' and count(j.id) > 0)
        or (s.state = 'settled' and count(j.id) = 0 and s.income + s.freight + s.premium > 0) limit 100`,
  },
  {
    name: 'I-13 every payout left what was available by exactly its amount, once',
    sql: `select p.id, p.amount, sum(e.amount) as booked from payouts as p
        left join journals as j on j.event = 'payout:' || p.id and j.kind = 'payout_request'
        left join ledger_entries as e on e.journal_id = j.id and e.amount > 0
      group by p.id having coalesce(sum(e.amount), 0) <> p.amount limit 100`,
  },
  {
    name: 'I-26 what is taken back where it went is within the debt that its clawback left, once',
    sql: `select c.reversal_id, c.event, c.debt, r.amount, booked.debt as booked from clawback_reversals as c join payout_reversals as r on r.id = c.reversal_id
        left join lateral (select -sum(e.amount) as debt from journals as j join ledger_entries as e on e.journal_id = j.id
            join ledger_accounts as a on a.id = e.account_id and a.kind = case c.part when 'merchant' then 'shop_debt' else 'creator_debt' end
          where j.event = c.event and j.kind in ('clawback', 'take_back') and e.order_line_id = c.line_id) as booked on true
      where r.amount > c.debt or c.debt is distinct from booked.debt limit 100`,
  },
  {
    name: 'I-26 what came back is given to its owner by one journal, and nothing else is',
    sql: `select r.id, r.state, c.ended_at from payout_reversals as r left join clawback_reversals as c on c.reversal_id = r.id
      where c.reversal_id is null or (c.ended_at is not null and (r.state = 'succeeded') <> exists (
        select from journals as j where j.event = 'reversal:' || r.id and j.kind = 'payout_return')) limit 100`,
  },
  {
    name: 'I-24 what went back of a line here is what the order counts, and never more than was sold',
    sql: `select s.id, s.refunded_quantity, l.refunded_quantity as order_quantity, s.refunded_amount, l.refunded_amount as order_amount
      from settlements as s join order_lines as l on l.id = s.id
      where s.refunded_quantity > l.quantity or s.paid > l.paid_amount or (
        s.refunded_quantity = l.refunded_quantity and s.paid <> l.paid_amount - l.refunded_amount) limit 100`,
  },
  {
    name: 'I-26 what was clawed back is the sum of its refunds and never more than was booked',
    sql: `select s.id, s.merchant_clawed, s.creator_clawed, s.leader_clawed from settlements as s
        left join (select line_id, sum(merchant) as merchant, sum(commission) as commission, sum(leader) as leader, sum(amount) as amount
          from settlement_refunds where posted_at is not null group by line_id) as r on r.line_id = s.id
      where (s.merchant_clawed, s.creator_clawed, s.leader_clawed, s.refunded_amount)
          is distinct from (coalesce(r.merchant, 0), coalesce(r.commission, 0), coalesce(r.leader, 0), coalesce(r.amount, 0))
        or s.creator_clawed > s.estimated_commission limit 100`,
  },
  {
    name: 'I-26 every refund that was posted has one journal and every journal its refund',
    sql: `select r.event from settlement_refunds as r where r.posted_at is not null and r.amount > 0
        and (select count(*) from journals as j where j.event = r.event and j.kind in ('take_back', 'clawback')) <> 1
      union all select j.event from journals as j where j.kind in ('take_back', 'clawback')
        and not exists (select from settlement_refunds as r where r.event = j.event and r.posted_at is not null) limit 100`,
  },
  {
    name: 'I-05 nobody has available money and a debt at once that was not asked to be paid out',
    sql: `select have.owner_id, have.kind, have.balance, owe.balance as debt from ledger_accounts as have
        join ledger_accounts as owe on owe.owner_id = have.owner_id and owe.currency = have.currency
          and owe.kind = replace(have.kind, '_available', '_debt')
      where have.kind in ('shop_available', 'creator_available', 'leader_available', 'agency_available') and have.balance > 0 and owe.balance < 0 limit 100`,
  },
  {
    name: 'statements add up to the ledger',
    sql: `select st.id, st.owner_id, st.day, st.net, booked.net as booked_net, st.balance_after, booked.balance from statements as st left join lateral (
        select coalesce(sum(e.amount) filter (where j.booked_on = st.day and j.kind not in ('payout_request', 'payout_return')), 0) as net,
          coalesce(sum(e.amount) filter (where j.booked_on <= st.day), 0) as balance
        from ledger_accounts as a join ledger_entries as e on e.account_id = a.id join journals as j on j.id = e.journal_id
        where a.owner_kind = st.owner_kind and a.owner_id = st.owner_id and e.currency = st.currency
          and a.kind in ('shop_available', 'shop_debt', 'creator_available', 'creator_debt', 'leader_available', 'leader_debt',
            'agency_available', 'agency_debt', 'creator_subsidy')) as booked on true
      where st.net <> booked.net or st.balance_after <> booked.balance limit 100`,
  },
  {
    name: 'deposits paid are what the ledger holds',
    sql: `select d.shop_id, d.paid, coalesce(a.balance, 0) as booked from deposits as d
        left join ledger_accounts as a on a.owner_id = d.shop_id and a.kind = 'shop_deposit' and a.currency = d.currency
      where d.paid <> coalesce(a.balance, 0) limit 100`,
  },
]
