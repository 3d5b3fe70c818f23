import type { Invariant } from '../../platform/context.ts'

export const historyInvariants: readonly Invariant[] = [
  {
    name: 'I-11 every imported unit that was delivered pays its fee, half up, and no other does',
    sql: `select l.id, l.price, i.fee_ppm, l.fee from past_lines as l join pasts as i on i.id = l.past_id
        join past_orders as o on o.id = l.order_id
      where o.booked_at is not null and l.fee is distinct from
        case when o.status = 'delivered' then div(l.price::numeric * i.fee_ppm * 2 + 1000000, 2000000) end limit 100`,
  },
  {
    name: 'I-11 what is booked of an imported order is what its lines and payments say',
    sql: `with said as (
        select o.id, o.past_id, o.due_amount, o.paid_amount, o.status = 'delivered' as is_delivered,
          (select coalesce(sum(price + freight), 0) from past_lines where order_id = o.id) as due,
          (select coalesce(sum(fee), 0) from past_lines where order_id = o.id) as fees,
          (select coalesce(sum(amount), 0) from past_payments where order_id = o.id) as paid
        from past_orders as o where o.booked_at is not null
      ), booked as (
        select e.order_id as id, -coalesce(sum(e.amount) filter (where a.kind = 'past_payments'), 0) as paid,
          coalesce(sum(e.amount) filter (where a.kind = 'past_fee'), 0) as fees,
          coalesce(sum(e.amount) filter (where a.kind = 'past_seller'), 0) as sellers,
          coalesce(sum(e.amount) filter (where a.kind = 'past_difference'), 0) as difference
        from ledger_accounts as a join ledger_entries as e on e.account_id = a.id
        where a.kind in ('past_payments', 'past_fee', 'past_seller', 'past_difference') group by 1
      )
      select said.id, said.due, said.due_amount, said.paid, said.paid_amount, booked.paid as booked, booked.fees, booked.sellers, booked.difference
      from said full join booked using (id)
      where (said.due, said.paid) is distinct from (said.due_amount::numeric, said.paid_amount::numeric)
        or (coalesce(booked.paid, 0), coalesce(booked.fees, 0), coalesce(booked.sellers, 0), coalesce(booked.difference, 0)) is distinct from
          case when said.is_delivered then (said.paid, said.fees, said.due - said.fees, said.paid - said.due) else (0::numeric, 0::numeric, 0::numeric, 0::numeric) end
      limit 100`,
  },
  {
    name: 'I-11 every imported order that does not add up by more than a cent is listed, and no other',
    sql: `select o.id, o.due_amount, o.paid_amount, x.kind from past_orders as o left join past_exceptions as x on x.order_id = o.id
      where o.booked_at is not null and (
        (x.order_id is not null) <> (abs(o.paid_amount - o.due_amount) > 1)
        or (x.due_amount, x.paid_amount) is distinct from (case when x.order_id is not null then o.due_amount end, case when x.order_id is not null then o.paid_amount end))
      limit 100`,
  },
  {
    name: 'I-10 money of a past and money of today never meet in one journal',
    sql: `select j.id, j.kind from journals as j join ledger_entries as e on e.journal_id = j.id join ledger_accounts as a on a.id = e.account_id
      where (j.kind = 'import') <> (a.kind in ('past_payments', 'past_seller', 'past_fee', 'past_difference')) limit 100`,
  },
  {
    name: 'a finished import has all its rows, and every order of it is booked',
    sql: `select i.id, p.stage, p.rows_done, found.count from pasts as i join past_progress as p on p.past_id = i.id
        cross join lateral (
          select case p.stage
            when 'sellers' then (select count(*) from past_sellers where past_id = i.id)
            when 'customers' then (select count(*) from past_customers where past_id = i.id)
            when 'products' then (select count(*) from past_products where past_id = i.id)
            when 'orders' then (select count(*) from past_orders where past_id = i.id and booked_at is not null)
            when 'lines' then (select count(*) from past_lines where past_id = i.id)
            else (select count(*) from past_payments where past_id = i.id) end as count) as found
      where i.finished_at is not null and p.rows_done <> found.count limit 100`,
  },
]
