import type { Invariant } from '../../platform/context.ts'

/** What must hold of discounts at every commit; each query returns offenders. */
export const promotionsInvariants: Invariant[] = [
  {
    name: 'I-39 each discount on a line is what its promotions took off, funder by funder',
    sql: `select l.id, l.shop_discount, l.platform_discount, l.creator_discount, of.shop, of.platform, of.creator
      from order_lines as l left join (
        select line.order_line_id, sum(line.amount) filter (where p.funder = 'shop') as shop, sum(line.amount) filter (where p.funder = 'platform') as platform,
          sum(line.amount) filter (where p.funder = 'creator') as creator
        from redemption_lines as line join redemptions as r on r.id = line.redemption_id join promotions as p on p.id = r.promotion_id group by 1
      ) as of on of.order_line_id = l.id
      where of.order_line_id is not null
        and (l.shop_discount, l.platform_discount, l.creator_discount) is distinct from (coalesce(of.shop, 0)::bigint, coalesce(of.platform, 0)::bigint, coalesce(of.creator, 0)::bigint)
      limit 100`,
  },
  {
    name: 'I-39 what a promotion took off a checkout is the sum over its lines',
    sql: `select r.id, r.amount, sum(line.amount) as lines from redemptions as r left join redemption_lines as line on line.redemption_id = r.id
      group by r.id having r.amount is distinct from sum(line.amount)::bigint limit 100`,
  },
  {
    name: 'a shop pays for its own lines, a creator for lines from their own room',
    sql: `select r.id, line.order_line_id from redemptions as r join promotions as p on p.id = r.promotion_id
        join redemption_lines as line on line.redemption_id = r.id left join order_lines as l on l.id = line.order_line_id
      where l.id is null or (p.funder = 'shop' and l.shop_id <> p.shop_id)
        or (p.funder = 'creator' and (l.room_id is distinct from p.room_id or l.creator_id is distinct from p.creator_id)) limit 100`,
  },
  {
    name: 'I-36 a budget is spent by what is applied, and never beyond',
    sql: `select pool.promotion_id, pool.budget, pool.spent, pool.used, coalesce(sum(r.amount), 0) as applied from promotion_pools as pool
      left join redemptions as r on r.promotion_id = pool.promotion_id and r.state = 'applied' group by pool.promotion_id
      having pool.spent <> coalesce(sum(r.amount), 0) or pool.used <> count(r.id) or pool.spent > pool.budget limit 100`,
  },
  {
    name: 'I-36 no more is claimed than there is, in all and by one person',
    sql: `select p.id, pool.claimed, pool.quantity, null::uuid as holder_id from promotions as p join promotion_pools as pool on pool.promotion_id = p.id
        left join coupons as c on c.promotion_id = p.id group by p.id, pool.promotion_id
      having pool.claimed <> count(c.id) or pool.claimed > coalesce(pool.quantity, 0)
      union all
      select p.id, count(*), p.per_person, c.holder_id from coupons as c join promotions as p on p.id = c.promotion_id
      group by p.id, c.holder_id having count(*) > p.per_person limit 100`,
  },
  {
    name: 'I-37 a coupon is used by its holder, at most once at a time',
    sql: `select c.id, c.state, count(r.id) as applied from coupons as c left join redemptions as r on r.coupon_id = c.id and r.state = 'applied'
      group by c.id having (c.state = 'used') <> (count(r.id) = 1) or bool_or(r.buyer_id <> c.holder_id or r.promotion_id <> c.promotion_id) limit 100`,
  },
  {
    name: 'I-37 a discount whose orders are all cancelled was given back within a minute',
    sql: `select r.id from redemptions as r join redemption_lines as line on line.redemption_id = r.id
        join order_lines as l on l.id = line.order_line_id join orders as o on o.id = l.order_id, clock
      where r.state = 'applied' group by r.id, clock.offset_ms
      having bool_and(o.state = 'cancelled')
        and max(o.state_at) < clock_timestamp() + make_interval(secs => clock.offset_ms / 1000.0) - interval '60 seconds' limit 100`,
  },
  {
    name: 'I-50 every promotion and coupon that waits says until when',
    sql: `select id, state from promotions where state in ('draft', 'scheduled', 'ongoing', 'paused') and deadline_at is null
      union all select id, state from coupons where state = 'usable' and deadline_at is null limit 100`,
  },
]
