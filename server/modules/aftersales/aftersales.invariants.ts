import type { Invariant } from '../../platform/context.ts'

export const aftersalesInvariants: Invariant[] = [
  {
    name: 'I-50 no open after-sale is without a deadline, and none that is over has one',
    sql: `select id, state, deadline_at from aftersales
      where (deadline_at is null) <> (state in ('succeeded', 'closed')) or (closed_at is null) <> (state not in ('succeeded', 'closed')) limit 100`,
  },
  {
    name: 'I-24 what after-sales gave back of a line is within what was paid for it',
    sql: `select l.id, l.quantity, l.paid_amount, sum(a.quantity) as pieces, sum(a.amount) as given from order_lines as l join aftersales as a on a.order_line_id = l.id
      where a.state in ('refunding', 'refund_failed', 'succeeded') group by l.id having sum(a.quantity) > l.quantity or sum(a.amount) > l.paid_amount limit 100`,
  },
  {
    name: 'I-24 every refund of an after-sale is of its amount and payment, and every after-sale that pays has one',
    sql: `select a.id, a.state, a.amount, r.amount as refund_amount, r.state as refund_state from aftersales as a join orders as o on o.id = a.order_id
        left join refunds as r on r.id = a.refund_id
      where (a.state in ('refunding', 'refund_failed', 'succeeded') and a.amount > 0
          and (r.id is null or r.amount <> a.amount or r.payment_id <> o.payment_id or r.reason_id <> a.id))
        or (a.state not in ('refunding', 'refund_failed', 'succeeded') and a.refund_id is not null)
        or (a.state = 'succeeded' and a.amount > 0 and r.state <> 'succeeded') limit 100`,
  },
  {
    name: 'an order counts the after-sales that are open on it',
    sql: `select o.id, o.open_aftersales, count(a.id) as open from orders as o
        left join aftersales as a on a.order_id = o.id and a.state not in ('succeeded', 'closed')
      group by o.id having o.open_aftersales <> count(a.id) limit 100`,
  },
  {
    name: 'I-51 no return of right was refused before the goods were back',
    sql: `select c.noun_id from state_changes as c join aftersales as a on a.id = c.noun_id
      where c.noun = 'aftersales' and c.to_state = 'seller_rejected' and a.is_of_right
        and (c.from_state <> 'await_seller_receive' or a.rejection_reason not in ('used_or_damaged_by_buyer', 'incomplete', 'empty_parcel')) limit 100`,
  },
  {
    name: 'nobody judged their own side',
    sql: `select a.id, a.judged_by from aftersales as a
      where a.judged_by = a.buyer_id or exists (select from shop_staff as t where t.shop_id = a.shop_id and t.account_id = a.judged_by and t.added_at <= a.state_at)
      limit 100`,
  },
]
