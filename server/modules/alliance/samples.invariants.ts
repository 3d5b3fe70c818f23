import type { Invariant } from '../../platform/context.ts'

export const sampleInvariants: Invariant[] = [
  {
    name: 'I-50 samples wait with a deadline or are over without one',
    sql: `select id, state, deadline_at from samples
      where (deadline_at is null) <> (state not in ('pending', 'awaiting_shipment', 'shipped', 'content_pending', 'appealed')) limit 100`,
  },
  {
    name: 'an offer counts the samples that it gave, and creators those that wait',
    sql: `select o.product_id as id, o.taken, count(s.id) as samples from sample_offers as o
        left join samples as s on s.product_id = o.product_id and s.state not in ('rejected', 'overdue', 'seller_not_shipped', 'withdrawn')
        group by o.product_id having o.taken <> count(s.id)
      union all select c.creator_id, c.waiting, count(s.id) from sample_creators as c
        left join samples as s on s.creator_id = c.creator_id and s.state in ('pending', 'awaiting_shipment', 'shipped', 'content_pending')
        group by c.creator_id having c.waiting <> count(s.id) limit 100`,
  },
  {
    name: 'a sample took one piece of stock from when it was given',
    sql: `select s.id, s.state, s.has_taken_stock from samples as s
      where s.has_taken_stock <> (s.state not in ('pending', 'rejected', 'overdue', 'seller_not_shipped', 'withdrawn')) limit 100`,
  },
]
