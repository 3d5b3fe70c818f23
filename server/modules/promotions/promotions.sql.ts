import { uuids } from '../../platform/columns.ts'
import { type Db, row, rows, type Tx } from '../../platform/db.ts'
import type { PromotionState, PromotionTerms } from './promotion.ts'
import type { Funder } from './spread-discounts.ts'

/** A promotion with what is left of it. */
export type PromotionRow = PromotionTerms & {
  shop_name: string | null
  per_person: number
  state: PromotionState
  state_at: Date
  deadline_at: Date | null
  quantity: bigint | null
  claimed: bigint
  budget: bigint
  used: bigint
  spent: bigint
  created_at: Date
}

/** As its owner sees it: with the titles of the goods that it names, as far as they are still there. */
export type OwnPromotionRow = PromotionRow & { goods: { id: string; title: string }[] }

/** Whose promotions: a shop's, a creator's, or the platform's own. */
export type Owner = { shop_id: string } | { creator_id: string } | { platform: true }

const idsOf = (owner: Owner) => ({
  shop_id: 'shop_id' in owner ? owner.shop_id : null,
  creator_id: 'creator_id' in owner ? owner.creator_id : null,
  funder: ('shop_id' in owner
    ? 'shop'
    : 'creator_id' in owner
      ? 'creator'
      : 'platform') satisfies Funder,
})

export const insertPromotion = (
  tx: Tx,
  made: Omit<PromotionTerms, 'budget_left'> & {
    per_person: number
    quantity: bigint | null
    budget: bigint
    state: PromotionState
    deadline_at: Date
    created_by: string
    now: Date
  },
) => rows(tx)`
  with made as (
    insert into promotions (id, kind, funder, shop_id, room_id, creator_id, title, currency, threshold, amount_off, rate_ppm, most_off, product_ids,
      per_person, starts_at, ends_at, use_until, state, state_at, deadline_at, created_by, created_at)
    values (${made.id}, ${made.kind}, ${made.funder}, ${made.shop_id}, ${made.room_id}, ${made.creator_id}, ${made.title}, ${made.currency},
      ${made.threshold}, ${made.amount_off}, ${made.rate_ppm}, ${made.most_off}, ${made.product_ids}, ${made.per_person}, ${made.starts_at},
      ${made.ends_at}, ${made.use_until}, ${made.state}, ${made.now}, ${made.deadline_at}, ${made.created_by}, ${made.now})
  )
  insert into promotion_pools (promotion_id, quantity, budget) values (${made.id}, ${made.quantity}, ${made.budget})`

/** Writes a draft anew: its terms, and what may be claimed and spent of it. Nothing was claimed yet. */
export const rewritePromotion = (
  tx: Tx,
  id: string,
  to: Pick<
    Parameters<typeof insertPromotion>[1],
    | 'kind'
    | 'title'
    | 'threshold'
    | 'amount_off'
    | 'rate_ppm'
    | 'most_off'
    | 'product_ids'
    | 'per_person'
    | 'starts_at'
    | 'ends_at'
    | 'use_until'
    | 'quantity'
    | 'budget'
  >,
) => rows(tx)`
  with rewritten as (
    update promotions set kind = ${to.kind}, title = ${to.title}, threshold = ${to.threshold}, amount_off = ${to.amount_off}, rate_ppm = ${to.rate_ppm},
      most_off = ${to.most_off}, product_ids = ${to.product_ids}, per_person = ${to.per_person}, starts_at = ${to.starts_at}, ends_at = ${to.ends_at},
      use_until = ${to.use_until}, deadline_at = ${to.ends_at}
    where id = ${id} and state = 'draft' returning id
  )
  update promotion_pools as pool set quantity = ${to.quantity}, budget = ${to.budget} from rewritten where pool.promotion_id = rewritten.id`

/** An owner's promotions, newest first, before `before`; one by `id`. */
export const listPromotions = (
  db: Db,
  owner: Owner,
  {
    id = null,
    state = null,
    before = null,
    limit,
  }: {
    id?: string | null
    state?: PromotionState | null
    before?: string | null
    limit: number
  },
) => {
  const { shop_id, creator_id, funder } = idsOf(owner)
  return rows<OwnPromotionRow>(db)`
    select p.id, p.kind, p.funder, p.shop_id, s.name as shop_name, p.room_id, p.creator_id, p.title, p.currency, p.threshold, p.amount_off,
      p.rate_ppm, p.most_off, p.product_ids, p.per_person, p.starts_at, p.ends_at, p.use_until, p.state, p.state_at, p.deadline_at, p.created_at,
      pool.quantity, pool.claimed, pool.budget, pool.used, pool.spent, pool.budget - pool.spent as budget_left,
      (select coalesce(json_agg(json_build_object('id', g.id, 'title', g.title) order by g.id), '[]') from products as g where g.id = any(p.product_ids)) as goods
    from promotions as p join promotion_pools as pool on pool.promotion_id = p.id left join shops as s on s.id = p.shop_id
    where p.funder = ${funder} and (${shop_id}::uuid is null or p.shop_id = ${shop_id}) and (${creator_id}::uuid is null or p.creator_id = ${creator_id})
      and (${id}::uuid is null or p.id = ${id}) and (${state}::text is null or p.state = ${state}) and (${before}::uuid is null or p.id < ${before})
    order by p.id desc limit ${limit}`
}

/** Locks one of an owner's promotions; others' do not exist for them. */
export const holdPromotion = (tx: Tx, id: string, owner: Owner) => {
  const { shop_id, creator_id, funder } = idsOf(owner)
  return row<{ id: string; state: PromotionState; starts_at: Date; ends_at: Date }>(tx)`
    select id, state, starts_at, ends_at from promotions
    where id = ${id} and funder = ${funder} and (${shop_id}::uuid is null or shop_id = ${shop_id}) and (${creator_id}::uuid is null or creator_id = ${creator_id})
    for no key update`
}

/** How many of these products there are, of this shop when it is named. */
export const countGoods = async (
  db: Db,
  shop_id: string | null,
  ids: readonly string[],
): Promise<number> =>
  Number(
    (
      await row<{ count: bigint }>(db)`
        select count(*) from products where id = any(${uuids(ids)}::uuid[]) and (${shop_id}::uuid is null or shop_id = ${shop_id}) and state <> 'deleted'`
    )?.count ?? 0n,
  )

/** The room when this person hosts it; locked, so that one room's red packets are given one after the other. */
export const hostedRoom = (tx: Tx, room_id: string, host_id: string) => row<{ state: string }>(tx)`
  select state from rooms where id = ${room_id} and host_id = ${host_id} for no key update`

/** What a creator has promised in red packets that may still be used: all of those that can be claimed, else the claimed ones. */
export const promisedBy = async (tx: Tx, creator_id: string, now: Date): Promise<bigint> =>
  (
    await row<{ promised: bigint }>(tx)`
      select coalesce(sum(case when p.state in ('ongoing', 'paused') then pool.budget else pool.claimed * p.amount_off end), 0)::bigint as promised
      from promotions as p join promotion_pools as pool on pool.promotion_id = p.id
      where p.creator_id = ${creator_id} and p.use_until > ${now}`
  )?.promised ?? 0n

/** Full reductions that run now, for everybody's prices. */
export const runningReductions = (db: Db) => rows<PromotionTerms>(db)`
  select p.id, p.kind, p.funder, p.shop_id, p.room_id, p.creator_id, p.title, p.currency, p.threshold, p.amount_off, p.rate_ppm, p.most_off,
    p.product_ids, p.starts_at, p.ends_at, p.use_until, pool.budget - pool.spent as budget_left
  from promotions as p join promotion_pools as pool on pool.promotion_id = p.id
  where p.kind = 'full_reduction' and p.state = 'ongoing' and pool.spent < pool.budget
  order by p.id limit 5000`

/** Where somebody looks. */
export type Place = { shop_id: string | null; product_id: string | null; room_id: string | null }

/** What can be had now in this shop, for this product, in this room; the platform's own always. */
export const listOpen = (
  db: Db,
  { shop_id, product_id, room_id }: Place,
  now: Date,
) => rows<PromotionRow>(db)`
  with place as (
    select coalesce(${shop_id}::uuid, (select shop_id from products where id = ${product_id})) as shop_id
  )
  select p.id, p.kind, p.funder, p.shop_id, s.name as shop_name, p.room_id, p.creator_id, p.title, p.currency, p.threshold, p.amount_off,
    p.rate_ppm, p.most_off, p.product_ids, p.per_person, p.starts_at, p.ends_at, p.use_until, p.state, p.state_at, p.deadline_at, p.created_at,
    pool.quantity, pool.claimed, pool.budget, pool.used, pool.spent, pool.budget - pool.spent as budget_left
  from place, promotions as p join promotion_pools as pool on pool.promotion_id = p.id left join shops as s on s.id = p.shop_id
  where p.state = 'ongoing' and p.ends_at > ${now} and pool.spent < pool.budget
    and (p.funder = 'platform' or p.shop_id = place.shop_id or p.room_id = ${room_id}
      or p.shop_id in (select g.shop_id from room_items as i join products as g on g.id = i.product_id where i.room_id = ${room_id} and i.state = 'listed'))
    and (${product_id}::uuid is null or p.product_ids = '{}' or ${product_id} = any(p.product_ids))
  order by (p.kind = 'red_packet') desc, (p.funder = 'shop') desc, p.id desc limit 50`
