import { bigints, instants, ints, jsons, pick, uuids } from '../../platform/columns.ts'
import { type Db, row, rows, type Tx, together } from '../../platform/db.ts'
import type { CouponState, PromotionKind, PromotionState, PromotionTerms } from './promotion.ts'
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

/** How many of these a person has claimed; none is left out of the map. */
export const claimedBy = async (
  db: Db,
  holder_id: string,
  ids: readonly string[],
): Promise<Map<string, bigint>> =>
  new Map(
    (
      await rows<{ promotion_id: string; count: bigint }>(db)`
        select promotion_id, count(*) from coupons where holder_id = ${holder_id} and promotion_id = any(${uuids(ids)}::uuid[]) group by 1`
    ).map(({ promotion_id, count }) => [promotion_id, count]),
  )

/** A coupon with what it takes off. */
export type CouponRow = PromotionTerms & {
  coupon_id: string
  holder_id: string
  coupon_state: CouponState
  coupon_state_at: Date
  claimed_at: Date
  shop_name: string | null
  /** When a person comes for it by name. */
  promotion_state: PromotionState
}

/** Coupons by id, whoever holds them. In a rush all of them are of one promotion, so what it gives travels once. */
export async function findCoupons(db: Db, ids: readonly string[]): Promise<CouponRow[]> {
  const named = uuids(ids)
  const [held, promised] = await together([
    rows<
      Pick<CouponRow, 'coupon_id' | 'holder_id' | 'coupon_state' | 'coupon_state_at'> & {
        promotion_id: string
        claimed_at: Date
      }
    >(db)`
      select id as coupon_id, holder_id, state as coupon_state, state_at as coupon_state_at, claimed_at, promotion_id
      from coupons where id = any(${named}::uuid[])`,
    rows<PromotionTerms & Pick<CouponRow, 'shop_name' | 'promotion_state'>>(db)`
      select p.state as promotion_state, p.id, p.kind, p.funder, p.shop_id, s.name as shop_name, p.room_id, p.creator_id, p.title, p.currency,
        p.threshold, p.amount_off, p.rate_ppm, p.most_off, p.product_ids, p.starts_at, p.ends_at, p.use_until, pool.budget - pool.spent as budget_left
      from promotions as p join promotion_pools as pool on pool.promotion_id = p.id left join shops as s on s.id = p.shop_id
      where p.id in (select promotion_id from coupons where id = any(${named}::uuid[]))`,
  ])
  const terms = new Map(promised.map((one) => [one.id, one]))
  return held.flatMap(({ promotion_id, ...coupon }) => {
    const promotion = terms.get(promotion_id)
    return promotion ? [{ ...promotion, ...coupon }] : []
  })
}

/** A person's coupons in one state, newest first, before `before`. */
export const listCoupons = (
  db: Db,
  {
    holder_id,
    state,
    before,
    limit,
  }: { holder_id: string; state: CouponState; before: string | null; limit: number },
) => rows<CouponRow>(db)`
  select c.id as coupon_id, c.holder_id, c.state as coupon_state, c.state_at as coupon_state_at, c.claimed_at, p.state as promotion_state,
    p.id, p.kind, p.funder, p.shop_id, s.name as shop_name, p.room_id, p.creator_id, p.title, p.currency, p.threshold, p.amount_off, p.rate_ppm,
    p.most_off, p.product_ids, p.starts_at, p.ends_at, p.use_until, pool.budget - pool.spent as budget_left
  from coupons as c join promotions as p on p.id = c.promotion_id join promotion_pools as pool on pool.promotion_id = p.id
  left join shops as s on s.id = p.shop_id
  where c.holder_id = ${holder_id} and c.state = ${state} and (${before}::uuid is null or c.id < ${before})
  order by c.id desc limit ${limit}`

/** A promotion as a claim looks at it. */
export type ClaimOffer = PromotionRow & {
  /** Of the room whose viewers it is for. */
  room_state: string | null
}

/** What may be claimed of these, published ones only. Locks nothing: behind `lockPools` it is what counts. */
export const claimOffers = (db: Db, ids: readonly string[]) => rows<ClaimOffer>(db)`
  select p.id, p.kind, p.funder, p.shop_id, s.name as shop_name, p.room_id, p.creator_id, p.title, p.currency, p.threshold, p.amount_off,
    p.rate_ppm, p.most_off, p.product_ids, p.per_person, p.starts_at, p.ends_at, p.use_until, p.state, p.state_at, p.deadline_at, p.created_at,
    pool.quantity, pool.claimed, pool.budget, pool.used, pool.spent, pool.budget - pool.spent as budget_left,
    (select r.state from rooms as r where r.id = p.room_id) as room_state
  from promotions as p join promotion_pools as pool on pool.promotion_id = p.id left join shops as s on s.id = p.shop_id
  where p.id = any(${uuids(ids)}::uuid[]) and p.state <> 'draft' and p.kind <> 'full_reduction'`

/** Who wants one of which promotion. */
export type CouponWish = { promotion_id: string; holder_id: string }

/** How many of these promotions these people have claimed; none is left out. No wish may be named twice. */
export const countClaims = (db: Db, wishes: readonly CouponWish[]) => rows<
  CouponWish & { count: bigint }
>(db)`
  select c.promotion_id, c.holder_id, count(*) as count
  from unnest(${uuids(pick(wishes, 'promotion_id'))}::uuid[], ${uuids(pick(wishes, 'holder_id'))}::uuid[]) as wish (promotion_id, holder_id)
  join coupons as c on c.promotion_id = wish.promotion_id and c.holder_id = wish.holder_id
  group by 1, 2`

export type NewCoupon = CouponWish & { id: string; deadline_at: Date }

/** Hands out coupons of pools whose rows are held, usable until their deadline. */
export const insertCoupons = (tx: Tx, made: readonly NewCoupon[], now: Date) => rows(tx)`
  with made as (
    insert into coupons (id, promotion_id, holder_id, state, state_at, deadline_at, claimed_at)
    select id, promotion_id, holder_id, 'usable', ${now}, deadline_at, ${now}
    from unnest(${uuids(pick(made, 'id'))}::uuid[], ${uuids(pick(made, 'promotion_id'))}::uuid[], ${uuids(pick(made, 'holder_id'))}::uuid[],
      ${instants(pick(made, 'deadline_at'))}::timestamptz[]) as one (id, promotion_id, holder_id, deadline_at)
    returning promotion_id
  )
  update promotion_pools as pool set claimed = pool.claimed + made.count
  from (select promotion_id, count(*) as count from made group by 1) as made where pool.promotion_id = made.promotion_id`

/** A pool as its lock found it. */
export type Pool = {
  promotion_id: string
  left: bigint
  kind: PromotionKind
  state: PromotionState
  ends_at: Date
}
export type HeldCoupon = {
  id: string
  promotion_id: string
  holder_id: string
  state: CouponState
  deadline_at: Date | null
}

/** Locks pools, by id. */
export const lockPools = (tx: Tx, ids: readonly string[]) => rows<Pool>(tx)`
  select pool.promotion_id, pool.budget - pool.spent as left, p.kind, p.state, p.ends_at
  from promotion_pools as pool join promotions as p on p.id = pool.promotion_id
  where pool.promotion_id = any(${uuids(ids)}::uuid[]) order by pool.promotion_id for no key update of pool`

/** Locks coupons, by id. */
export const lockCoupons = (tx: Tx, ids: readonly string[]) => rows<HeldCoupon>(tx)`
  select id, promotion_id, holder_id, state, deadline_at from coupons where id = any(${uuids(ids)}::uuid[]) order by id for no key update`

/** Takes from pools whose rows are held; negative gives back. */
export const drawFrom = (
  tx: Tx,
  draws: readonly { promotion_id: string; amount: bigint; uses: number }[],
) => rows(tx)`
  update promotion_pools as pool set spent = pool.spent + draw.amount, used = pool.used + draw.uses
  from unnest(${uuids(pick(draws, 'promotion_id'))}::uuid[], ${bigints(pick(draws, 'amount'))}::bigint[], ${ints(pick(draws, 'uses'))}::int[])
    as draw (promotion_id, amount, uses)
  where pool.promotion_id = draw.promotion_id`

export type NewRedemption = {
  id: string
  promotion_id: string
  coupon_id: string | null
  checkout_id: string
  buyer_id: string
  amount: bigint
  lines: readonly { order_line_id: string; amount: bigint; quantity: number }[]
}

/** Writes down what was taken off which lines. */
export const insertRedemptions = (tx: Tx, made: readonly NewRedemption[], now: Date) => {
  const lines = made.flatMap(({ id, lines: parts }) =>
    parts.map((part) => ({ redemption_id: id, ...part })),
  )
  return rows(tx)`
    with made as (
      insert into redemptions (id, promotion_id, coupon_id, checkout_id, buyer_id, amount, state, state_at, created_at)
      select id, promotion_id, coupon_id, checkout_id, buyer_id, amount, 'applied', ${now}, ${now}
      from unnest(${uuids(pick(made, 'id'))}::uuid[], ${uuids(pick(made, 'promotion_id'))}::uuid[], ${uuids(pick(made, 'coupon_id'))}::uuid[],
        ${uuids(pick(made, 'checkout_id'))}::uuid[], ${uuids(pick(made, 'buyer_id'))}::uuid[], ${bigints(pick(made, 'amount'))}::bigint[])
        as one (id, promotion_id, coupon_id, checkout_id, buyer_id, amount)
    )
    insert into redemption_lines (redemption_id, order_line_id, amount, quantity)
    select redemption_id, order_line_id, amount, quantity
    from unnest(${uuids(pick(lines, 'redemption_id'))}::uuid[], ${uuids(pick(lines, 'order_line_id'))}::uuid[],
      ${bigints(pick(lines, 'amount'))}::bigint[], ${ints(pick(lines, 'quantity'))}::int[]) as one (redemption_id, order_line_id, amount, quantity)`
}

/** Pieces of a line that came back; null: all of them. */
export type Returned = { order_line_id: string; quantity: number | null }

/** Notes pieces that came back and says which redemptions they were part of. */
export const noteReturned = (tx: Tx, returned: readonly Returned[]) => rows<{
  redemption_id: string
}>(tx)`
  with back as (
    select (one ->> 'order_line_id')::uuid as order_line_id, sum((one ->> 'quantity')::int)::int as quantity, bool_or(one ->> 'quantity' is null) as is_all
    from unnest(${jsons(returned.map((one) => JSON.stringify(one)))}::json[]) as one group by 1
  ), locked as (
    select redemption_id, order_line_id from redemption_lines where order_line_id in (select order_line_id from back)
    order by redemption_id, order_line_id for no key update
  ), noted as (
    update redemption_lines as line
    set returned = case when back.is_all then line.quantity else least(line.quantity, line.returned + back.quantity) end
    from locked join back using (order_line_id)
    where line.redemption_id = locked.redemption_id and line.order_line_id = locked.order_line_id
    returning line.redemption_id
  )
  select distinct redemption_id from noted order by 1`

export type WholeRedemption = {
  id: string
  promotion_id: string
  coupon_id: string | null
  amount: bigint
  use_until: Date
}

/** Of these redemptions the ones that are still applied and of whose goods nothing is kept. */
export const wholeReturned = (tx: Tx, ids: readonly string[]) => rows<WholeRedemption>(tx)`
  select r.id, r.promotion_id, r.coupon_id, r.amount, p.use_until
  from redemptions as r join promotions as p on p.id = r.promotion_id
  where r.id = any(${uuids(ids)}::uuid[]) and r.state = 'applied'
    and not exists (select from redemption_lines as line where line.redemption_id = r.id and line.returned < line.quantity)
  order by r.id`

/** What was taken off these lines together, by whom, in the order in which it was taken. */
export const discountsOf = (db: Db, line_ids: readonly string[]) => rows<{
  promotion_id: string
  kind: PromotionKind
  funder: Funder
  title: string
  amount: bigint
}>(db)`
  select p.id as promotion_id, p.kind, p.funder, p.title, sum(line.amount)::bigint as amount
  from redemption_lines as line join redemptions as r on r.id = line.redemption_id join promotions as p on p.id = r.promotion_id
  where line.order_line_id = any(${uuids(line_ids)}::uuid[])
  group by p.id having sum(line.amount) > 0
  order by array_position(array['shop', 'platform', 'creator'], p.funder), (p.kind = 'full_reduction') desc, p.id`
