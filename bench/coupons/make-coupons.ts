import type pg from 'pg'
import { newId, showId } from '../../server/kernel/ids.ts'
import { KEY, requestText } from '../load/index.ts'
import type { Buyer } from '../orders/market.ts'

/** A coupon of the platform that can be claimed and used now. */
export type CouponOffer = { id: string; shown: string }

export async function makeCoupon(
  sql: pg.Client,
  wish: {
    /** Minor units, off any goods. */
    amount_off: number
    quantity: number
    per_person: number
  },
): Promise<CouponOffer> {
  const id = newId()
  await sql.query('begin')
  await sql.query(
    `insert into promotions (id, kind, funder, shop_id, title, threshold, amount_off, per_person, starts_at, ends_at, use_until,
       state, state_at, deadline_at, created_by, created_at)
     select $1, 'coupon', 'platform', null, '三二一抢券', 0, $2, $3, now(), now() + interval '1 day',
       now() + interval '1 day', 'ongoing', now(), now() + interval '1 day', id, now()
     from accounts order by id limit 1`,
    [id, wish.amount_off, wish.per_person],
  )
  await sql.query(
    'insert into promotion_pools (promotion_id, quantity, budget) values ($1, $2, $3)',
    [id, wish.quantity, wish.quantity * wish.amount_off],
  )
  await giveBirth(sql, 'promotions', [id], 'ongoing')
  await sql.query('commit')
  return { id, shown: showId('prm', id) }
}

/** One tap on "claim". */
export const couponClaim = ({ cookie }: Buyer, offer: CouponOffer): string =>
  requestText({
    method: 'POST',
    path: `/v1/promotions/${offer.shown}/claims`,
    headers: { cookie, 'idempotency-key': KEY, 'content-length': '0' },
  })

/** Puts one more into each of these hands, as claiming would; gives the coupons' ids as the wire shows them. */
export async function handOut(
  sql: pg.Client,
  offer: CouponOffer,
  holder_ids: readonly string[],
): Promise<string[]> {
  const ids = holder_ids.map(() => newId())
  await sql.query('begin')
  await sql.query(
    `insert into coupons (id, promotion_id, holder_id, state, state_at, deadline_at, claimed_at)
     select one.id, p.id, one.holder_id, 'usable', now(), p.use_until, now()
     from promotions as p, unnest($2::uuid[], $3::uuid[]) as one (id, holder_id) where p.id = $1`,
    [offer.id, ids, holder_ids],
  )
  await sql.query('update promotion_pools set claimed = claimed + $2 where promotion_id = $1', [
    offer.id,
    ids.length,
  ])
  await giveBirth(sql, 'coupons', ids, 'usable')
  await sql.query('commit')
  return ids.map((id) => showId('cpn', id))
}

const giveBirth = (sql: pg.Client, noun: string, ids: readonly string[], state: string) =>
  sql.query(
    `insert into state_changes (noun, noun_id, to_state, actor_kind, actor_id, reason, at)
     select $1, id, $3, 'system', 'bench', 'made', now() from unnest($2::uuid[]) as id`,
    [noun, ids, state],
  )
