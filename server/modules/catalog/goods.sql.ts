import { type Db, rows, sql } from '../../platform/db.ts'
import type { Block, DraftState, ProductState } from './product.ts'

export type Goods = {
  id: string
  shop_id: string
  shop_name: string
  shop_is_open: boolean
  is_self_operated: boolean
  title: string
  picture_key: string | null
  picture_ids: string[]
  blocks: Block[]
  option_names: string[]
  price_from: bigint
  price_to: bigint
  sold_count: bigint
  source: string
  sub_source: string | null
  external_url: string | null
  category_id: string
  return_days: number
  return_exception: string | null
  ship_within_hours: number
  commission_ppm: bigint | null
  state: ProductState
  state_at: Date
  handle: string | null
  take_down_reason: string | null
  version: number
}

/** Products whole, in any state but deleted, in no order. (`plans` belongs to alliance, below; it is only read here.) */
export const findManyGoods = (db: Db, product_ids: readonly string[]) => rows<Goods>(db)`
  select p.id, p.shop_id, h.name as shop_name, h.state = 'open' as shop_is_open, h.is_self_operated, p.title,
    pic.thumb_key as picture_key, p.picture_ids, p.blocks, p.option_names, p.price_from, p.price_to, p.sold_count, p.source,
    p.sub_source, p.external_url, p.category_id, c.return_days, c.return_exception, p.ship_within_hours,
    plan.commission_ppm, p.state, p.state_at, p.handle, p.take_down_reason, p.version
  from products as p join shops as h on h.id = p.shop_id join categories as c on c.id = p.category_id
  left join pictures as pic on pic.id = p.picture_ids[1]
  left join plans as plan on plan.product_id = p.id and plan.kind = 'open' and plan.state = 'open'
  where p.id = any(${product_ids}::uuid[]) and p.state <> 'deleted'`

export const findGoods = async (db: Db, product_id: string): Promise<Goods | undefined> =>
  (await findManyGoods(db, [product_id]))[0]

/** Patterns of `like` for the words of a search, at most five; what stands for itself is escaped. */
export const likeWords = (q: string | undefined): string[] =>
  (q ?? '')
    .normalize('NFKC')
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, 5)
    .map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`)

/** Ids of goods on sale, newest first: words by substring, so Chinese needs no dictionary. */
export async function searchShelf(
  db: Db,
  {
    q,
    shop_id,
    category_id,
    before,
    limit,
  }: {
    q: string | undefined
    shop_id: string | undefined
    category_id: string | undefined
    before: string | undefined
    limit: number
  },
): Promise<{ id: string }[]> {
  let query = db
    .selectFrom('products as p')
    .innerJoin('shops as h', 'h.id', 'p.shop_id')
    .select('p.id')
    .where('p.state', '=', 'on_shelf')
    .where('h.state', '=', 'open')
  if (shop_id) query = query.where('p.shop_id', '=', shop_id)
  if (category_id)
    query = query.where(
      sql<boolean>`p.category_id in (select id from categories where id = ${category_id} or parent_id = ${category_id})`,
    )
  for (const pattern of likeWords(q)) query = query.where('p.title', 'ilike', pattern)
  if (before) query = query.where('p.id', '<', before)
  return query.orderBy('p.id', 'desc').limit(limit).execute()
}

export type ShopGoods = {
  id: string
  shop_id: string
  shop_name: string
  title: string
  picture_url: string | null
  price_from: bigint
  price_to: bigint
  list_price: bigint | null
  currency: string
  sold_count: bigint
  stock: bigint
  source: string
  sub_source: string | null
  category_id: string
  state: string
  draft_state: DraftState | null
  findings_count: number
  commission_ppm: bigint | null
  updated_at: Date
}

/** A shop's goods, newest first. What was never on sale shows the words and prices of its draft. */
export async function listGoods(
  db: Db,
  {
    shop_id,
    q,
    state,
    before,
    limit,
  }: {
    shop_id: string
    q: string | undefined
    state: string | undefined
    before: string | undefined
    limit: number
  },
): Promise<ShopGoods[]> {
  const title = sql<string>`case when p.state = 'draft' then coalesce(d.content ->> 'title', '') else p.title end`
  const price = (pick: 'min' | 'max') =>
    sql<bigint>`case when p.state = 'draft' then coalesce((select ${sql.raw(pick)}((sku ->> 'price')::bigint) from jsonb_array_elements(d.content -> 'skus') as sku), 0)
      else ${sql.ref(pick === 'min' ? 'p.price_from' : 'p.price_to')} end`
  let query = db
    .selectFrom('products as p')
    .innerJoin('shops as h', 'h.id', 'p.shop_id')
    .leftJoin('product_drafts as d', (join) =>
      join
        .onRef('d.product_id', '=', 'p.id')
        .on('d.state', 'in', ['editing', 'in_review', 'rejected']),
    )
    .leftJoin('pictures as pic', (join) =>
      join.on(
        sql<boolean>`pic.id = case when p.state = 'draft' then (d.content -> 'picture_ids' ->> 0)::uuid else p.picture_ids[1] end`,
      ),
    )
    .leftJoin('plans as plan', (join) =>
      join
        .onRef('plan.product_id', '=', 'p.id')
        .on('plan.kind', '=', 'open')
        .on('plan.state', '=', 'open'),
    )
    .select([
      'p.id',
      'p.shop_id',
      'h.name as shop_name',
      title.as('title'),
      sql<string | null>`'/files/' || pic.thumb_key`.as('picture_url'),
      price('min').as('price_from'),
      price('max').as('price_to'),
      sql<
        bigint | null
      >`(select k.list_price from skus as k where k.product_id = p.id and k.is_on_sale order by k.price, k.position limit 1)`.as(
        'list_price',
      ),
      sql<string>`'CNY'`.as('currency'),
      'p.sold_count',
      sql<bigint>`(select coalesce(sum(s.available), 0)::bigint from skus as k join stock as s on s.sku_id = k.id where k.product_id = p.id and k.is_on_sale)`.as(
        'stock',
      ),
      'p.source',
      'p.sub_source',
      'p.category_id',
      'p.state',
      'd.state as draft_state',
      sql<number>`coalesce(jsonb_array_length(d.findings), 0)`.as('findings_count'),
      'plan.commission_ppm',
      sql<Date>`greatest(p.state_at, d.state_at)`.as('updated_at'),
    ])
    .where('p.shop_id', '=', shop_id)
    .where('p.state', '<>', 'deleted')
  if (state === 'in_review' || state === 'rejected') query = query.where('d.state', '=', state)
  else if (state) query = query.where('p.state', '=', state)
  for (const pattern of likeWords(q)) query = query.where(sql<boolean>`${title} ilike ${pattern}`)
  if (before) query = query.where('p.id', '<', before)
  return (await query.orderBy('p.id', 'desc').limit(limit).execute()) as ShopGoods[]
}

export type QueuedDraft = {
  id: string
  product_id: string
  shop_id: string
  shop_name: string
  title: string
  picture_url: string | null
  category_id: string
  state_at: Date
  deadline_at: Date | null
  findings_count: number
  is_edit: boolean
  is_escalated: boolean
  claimed_by_nickname: string | null
}

/** Drafts in review, longest waiting first. */
export const listQueue = (
  db: Db,
  after: { at: string; id: string } | undefined,
  now: Date,
  limit: number,
) => rows<QueuedDraft>(db)`
  select d.id, d.product_id, p.shop_id, h.name as shop_name, d.content ->> 'title' as title, '/files/' || pic.thumb_key as picture_url,
    d.content ->> 'category_id' as category_id, date_trunc('milliseconds', d.submitted_at) as state_at, d.deadline_at,
    jsonb_array_length(d.findings) as findings_count, p.state <> 'draft' as is_edit, d.escalated_at is not null as is_escalated,
    case when d.claimed_until > ${now} then a.nickname end as claimed_by_nickname
  from product_drafts as d join products as p on p.id = d.product_id join shops as h on h.id = p.shop_id
  left join pictures as pic on pic.id = (d.content -> 'picture_ids' ->> 0)::uuid
  left join accounts as a on a.id = d.claimed_by
  where d.state = 'in_review'
    and (date_trunc('milliseconds', d.submitted_at), d.id) > (${after?.at ?? '-infinity'}::timestamptz, ${after?.id ?? '00000000-0000-0000-0000-000000000000'}::uuid)
  order by date_trunc('milliseconds', d.submitted_at), d.id limit ${limit}`
