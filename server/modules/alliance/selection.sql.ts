import { type Db, rows, rowsOf } from '../../platform/db.ts'
import { BEST_FIRST, type PlanKind, waysToSell } from './terms.sql.ts'

export type SelectionSort = 'newest' | 'commission' | 'sales'
export type Selected = {
  id: string
  commission_ppm: bigint | null
  plan_id: string | null
  plan_kind: PlanKind | null
  /** What the list is sorted by besides the id. */
  rank: bigint
}

/** How far back "lately" reaches. */
export const SALES_DAYS = 30

const RANKS = {
  newest: '0',
  commission: 'coalesce(best.commission_ppm, -1)',
  sales: 'coalesce(lately.sold, 0)',
} as const

const LATELY = `
  left join (
    select product_id, sum(sold)::bigint as sold from product_days
    where day > ($2::timestamptz at time zone 'Asia/Shanghai')::date - ${SALES_DAYS} group by product_id
  ) as lately on lately.product_id = p.id`

const selection = (sort: SelectionSort): string => `
  select p.id, best.plan_id, best.plan_kind, best.commission_ppm, ${RANKS[sort]}::bigint as rank
  from products as p
  join shops as s on s.id = p.shop_id and s.state = 'open'
  left join lateral (
    select * from (${waysToSell('p.id', '$1', '$2')}) as plans order by ${BEST_FIRST} limit 1
  ) as best on true
  ${sort === 'sales' ? LATELY : ''}
  where p.state = 'on_shelf' and p.source = 'own'
    and (best.plan_id is not null or exists (select from shop_staff as t where t.shop_id = p.shop_id and t.account_id = $1))
    and p.title ilike all ($3::text[])
    and ($4::text is null or p.category_id = $4)
    and ($5::text is null or best.plan_kind = $5)
    and ($6::bigint is null or best.commission_ppm >= $6)
    and ($7::bigint is null or p.price_from <= $7)
    and (${RANKS[sort]}::bigint, p.id) < ($8::bigint, $9::uuid)
  order by ${sort === 'newest' ? '' : `${RANKS[sort]}::bigint desc, `}p.id desc limit $10`

const STATEMENTS = {
  newest: selection('newest'),
  commission: selection('commission'),
  sales: selection('sales'),
}

/**
 * Products that a person may sell, with the plan that counts for them at `now`: on the shelf of an open shop, and either
 * covered by a plan or of a shop where this person works. Before the row named by `before` in the order of `sort`;
 * `patterns` are for ILIKE and all must fit.
 */
export const listSelection = (
  db: Db,
  wish: {
    account_id: string
    now: Date
    sort: SelectionSort
    patterns: readonly string[]
    category_id: string | null
    kind: string | null
    min_commission_ppm: bigint | null
    max_price: bigint | null
    before: { rank: string; id: string }
    limit: number
  },
) =>
  rowsOf<Selected>(db, STATEMENTS[wish.sort], [
    wish.account_id,
    wish.now,
    wish.patterns,
    wish.category_id,
    wish.kind,
    wish.min_commission_ppm,
    wish.max_price,
    wish.before.rank,
    wish.before.id,
    wish.limit,
  ])

export type Figures = {
  product_id: string
  sold: bigint
  returned: bigint
  in_showcase: boolean
  shop_score: number | null
}

/**
 * How products sold and came back in the last 30 days, their shop's latest score, and whether they lie in this person's
 * showcase. (Scores belong to settlement, below; they are only read.)
 */
export const figuresOf = async (
  db: Db,
  account_id: string,
  product_ids: readonly string[],
  now: Date,
): Promise<Map<string, Figures>> => {
  const found = await rows<Figures>(db)`
    select one.product_id, coalesce(sum(d.sold), 0)::bigint as sold, coalesce(sum(d.returned), 0)::bigint as returned,
      exists (select from showcase_items as i where i.creator_id = ${account_id} and i.product_id = one.product_id) as in_showcase,
      (select score from products as p join shop_scores as c on c.shop_id = p.shop_id where p.id = one.product_id order by c.day desc limit 1) as shop_score
    from unnest(${product_ids}::uuid[]) as one (product_id)
    left join product_days as d on d.product_id = one.product_id and d.day > (${now}::timestamptz at time zone 'Asia/Shanghai')::date - ${SALES_DAYS}::int
    group by one.product_id`
  return new Map(found.map((one) => [one.product_id, one]))
}

/** What is announced of these plans and yet to come, by plan. */
export const noticesOf = async (db: Db, plan_ids: readonly string[], now: Date) => {
  const found = await rows<{ plan_id: string; to_ppm: bigint | null; due_at: Date }>(db)`
    select plan_id, to_ppm, due_at from plan_notices
    where plan_id = any(${plan_ids}::uuid[]) and state = 'announced' and due_at > ${now}`
  return new Map(found.map(({ plan_id, ...notice }) => [plan_id, notice]))
}
