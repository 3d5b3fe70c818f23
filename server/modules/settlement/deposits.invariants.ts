import type { Invariant } from '../../platform/context.ts'

/** SQL that returns no row while deposits are in order. */
export const depositInvariants: Invariant[] = [
  {
    name: 'I-46 what deposits hold is what the ledger holds for them',
    sql: `select coalesce(d.shop_id, a.owner_id) as shop_id, coalesce(d.paid, 0) as paid, coalesce(a.balance, 0) as booked
      from deposits as d full join (select * from ledger_accounts where kind = 'shop_deposit') as a on a.owner_id = d.shop_id and a.currency = d.currency
      where coalesce(d.paid, 0) <> coalesce(a.balance, 0) limit 100`,
  },
  {
    name: 'I-46 a deposit is the sum of its records, and so is what is frozen of it',
    sql: `select d.shop_id, d.paid, d.frozen, sum(r.amount) as records, sum(r.frozen) as frozen_records
      from deposits as d left join deposit_records as r on r.shop_id = d.shop_id
      group by d.shop_id having d.paid <> coalesce(sum(r.amount), 0) or d.frozen <> coalesce(sum(r.frozen), 0) limit 100`,
  },
  {
    name: 'every record of a deposit stands in the ledger by exactly its amount, and every entry has its record',
    sql: `select r.id, r.event, r.amount, booked.amount as booked from deposit_records as r left join lateral (
        select sum(e.amount) as amount from journals as j join ledger_entries as e on e.journal_id = j.id join ledger_accounts as a on a.id = e.account_id
        where j.event = r.event and j.kind = r.journal_kind and a.kind = 'shop_deposit' and a.owner_id = r.shop_id) as booked on true
      where r.event is not null and r.amount is distinct from booked.amount
      union all
      select null, j.event, null, e.amount from ledger_accounts as a join ledger_entries as e on e.account_id = a.id join journals as j on j.id = e.journal_id
      where a.kind = 'shop_deposit' and not exists (
        select from deposit_records as r where r.event = j.event and r.journal_kind = j.kind and r.shop_id = a.owner_id) limit 100`,
  },
  {
    name: 'every deduction has a decided case and stays within it, or pays a debt that stood in the ledger',
    sql: `select r.id, r.kind, r.amount, c.amount as allowed from deposit_records as r left join decided_cases as c on c.id = r.case_id and c.shop_id = r.shop_id
      where r.kind = 'deduction' and (c.id is null or -r.amount > c.amount or c.decided_at > r.at)
      union all
      select r.id, r.kind, r.amount, null from deposit_records as r where r.kind = 'debt' and not exists (
        select from journals as j join ledger_entries as e on e.journal_id = j.id join ledger_accounts as a on a.id = e.account_id
        where 'debt:' || j.event = r.event and a.kind = 'shop_debt' and a.owner_id = r.shop_id and e.amount < 0) limit 100`,
  },
  {
    name: 'states of deposits are those of their amounts',
    sql: `select shop_id, state, required, paid, listings from (
        select d.*, s.listings_stopped as listings from deposits as d join shops as s on s.id = d.shop_id) as d
      where (state = 'paid' and (paid < required or required = 0)) or (state = 'not_required' and required <> 0)
        or (state in ('unpaid', 'short') and paid >= required) or (state in ('refund_hold', 'refunded') and paid <> 0) limit 100`,
  },
  {
    name: 'I-50 a deposit that waits has a deadline; without one it is short beyond its grace',
    sql: `select d.shop_id, d.state, d.deadline_at, s.listings_stopped from deposits as d join shops as s on s.id = d.shop_id
      where (d.state in ('unpaid', 'refund_applied', 'refund_hold') and d.deadline_at is null)
        or (d.state in ('not_required', 'paid', 'refunded') and d.deadline_at is not null)
        or (d.state = 'short' and (d.deadline_at is null) <> (s.listings_stopped is not distinct from 'deposit_short')) limit 100`,
  },
  {
    name: 'no shop has goods on sale while its deposit is short beyond grace or asked back, and no other is stopped',
    sql: `select s.id, s.listings_stopped, d.state, d.deadline_at, p.id as product_id from shops as s left join deposits as d on d.shop_id = s.id
        left join lateral (select id from products where shop_id = s.id and state = 'on_shelf' limit 1) as p on true
      where (s.listings_stopped is not null and p.id is not null)
        or (s.listings_stopped is null and (d.state in ('refund_applied', 'refund_hold', 'refunded') or (d.state = 'short' and d.deadline_at is null)))
        or (s.listings_stopped is not null and coalesce(d.state, 'paid') not in ('short', 'refund_applied', 'refund_hold', 'refunded')) limit 100`,
  },
]
