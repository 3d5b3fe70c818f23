import type { Invariant } from '../../platform/context.ts'

/** What must hold of parcels at every commit; each query returns offenders. */
export const shippingInvariants: Invariant[] = [
  {
    name: 'what is in outbound parcels is what counts as shipped',
    sql: `select l.id, l.shipped_quantity, p.sent from order_lines as l left join (
        select order_line_id, sum(quantity) as sent from parcel_lines join parcels on parcels.id = parcel_id
        where direction = 'outbound' group by order_line_id) as p on p.order_line_id = l.id
      where l.shipped_quantity <> coalesce(p.sent, 0) limit 100`,
  },
  {
    name: 'a parcel holds lines of its own order and shop only, and is not empty',
    sql: `select p.id from parcels as p where not exists (select from parcel_lines where parcel_id = p.id)
      or exists (select from parcel_lines as pl join order_lines as l on l.id = pl.order_line_id
        where pl.parcel_id = p.id and (l.order_id <> p.order_id or l.shop_id <> p.shop_id)) limit 100`,
  },
  {
    name: 'no more comes back than was sent',
    sql: `select l.id from order_lines as l join (
        select order_line_id, sum(quantity) as back from parcel_lines join parcels on parcels.id = parcel_id
        where direction = 'return' and state = 'signed' group by order_line_id) as r on r.order_line_id = l.id
      where r.back > l.shipped_quantity limit 100`,
  },
  {
    name: 'I-50 a parcel on its way waits for its carrier until a deadline, or is flagged',
    sql: `select id, state from parcels where state in ('created', 'picked_up', 'in_transit', 'out_for_delivery')
      and deadline_at is null and suspicious_at is null limit 100`,
  },
  {
    name: 'I-22 a parcel is signed at a time exactly when its carrier said so',
    sql: `select id, state from parcels where (signed_at is not null) <> exists (
        select from tracking_events where parcel_id = parcels.id and state = 'signed')
      or (state = 'signed' and signed_at is null) limit 100`,
  },
  {
    name: 'return parcels belong to an after-sale, outbound ones to none',
    sql: `select id from parcels where (direction = 'return') <> (aftersale_id is not null) limit 100`,
  },
]
