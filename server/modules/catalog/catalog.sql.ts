import { type Db, rows, rowsOf } from '../../platform/db.ts'

/** Everything a checkout must know of a SKU at this instant. */
export type Offer = {
  sku_id: string
  product_id: string
  shop_id: string
  shop_name: string
  shop_is_open: boolean
  title: string
  option_values: string[]
  /** Storage key of the thumb. */
  picture_key: string | null
  price: bigint
  list_price: bigint | null
  currency: string
  category_id: string
  fee_ppm: bigint
  return_days: number
  return_exception: string | null
  ship_within_hours: number
  source: string
  sub_source: string | null
  /** On the shelf, SKU on sale, shop open, and sold here. */
  is_for_sale: boolean
  available: bigint
}

/**
 * Offers of SKUs, in the order asked for; unknown ids are left out. Price and stock are read, not locked:
 * the reservation has the last word. (`stock` belongs to inventory, below; it is only read here.)
 */
export const offersFor = (db: Db, sku_ids: readonly string[]) => rows<Offer>(db)`
  select k.id as sku_id, k.product_id, k.shop_id, h.name as shop_name, h.state = 'open' as shop_is_open, p.title,
    k.option_values, coalesce(own.thumb_key, first.thumb_key) as picture_key, k.price, k.list_price, k.currency, p.category_id,
    c.fee_ppm, c.return_days, c.return_exception, p.ship_within_hours, p.source, p.sub_source,
    (p.state = 'on_shelf' and k.is_on_sale and h.state = 'open' and p.source = 'own') as is_for_sale,
    coalesce(s.available, 0) as available
  from unnest(${sku_ids}::uuid[]) with ordinality as wanted (id, place)
  join skus as k on k.id = wanted.id
  join products as p on p.id = k.product_id
  join shops as h on h.id = k.shop_id
  join categories as c on c.id = p.category_id
  left join stock as s on s.sku_id = k.id
  left join pictures as own on own.id = k.picture_id
  left join pictures as first on first.id = p.picture_ids[1]
  order by wanted.place`

export type ProductCardRow = {
  id: string
  shop_id: string
  shop_name: string
  title: string
  picture_key: string | null
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
  external_url: string | null
  state: string
  shop_is_open: boolean
}

/**
 * Cards of the products that a relation `(id, place)` names, in any state; the struck-through price is that of the
 * cheapest SKU.
 */
export const cardsOf = (wanted: string): string => `
  select p.id, p.shop_id, h.name as shop_name, p.title, pic.thumb_key as picture_key,
    case when pic.thumb_key is null then null else '/files/' || pic.thumb_key end as picture_url,
    p.price_from, p.price_to, own.list_price, coalesce(own.currency, 'CNY') as currency, p.sold_count,
    coalesce(own.stock, 0) as stock, p.source, p.sub_source, p.category_id, p.external_url, p.state,
    h.state = 'open' as shop_is_open
  from ${wanted} as wanted (id, place)
  join products as p on p.id = wanted.id
  join shops as h on h.id = p.shop_id
  left join pictures as pic on pic.id = p.picture_ids[1]
  left join lateral (
    select sum(s.available)::bigint as stock, (array_agg(k.list_price order by k.price, k.position))[1] as list_price, min(k.currency) as currency
    from skus as k left join stock as s on s.sku_id = k.id where k.product_id = p.id and k.is_on_sale
  ) as own on true
  order by wanted.place`
const CARDS = cardsOf('unnest($1::uuid[]) with ordinality')

/** Cards of products in any state, in the order asked for. */
export const productCards = (db: Db, product_ids: readonly string[]) =>
  rowsOf<ProductCardRow>(db, CARDS, [product_ids])

export type SkuRow = {
  id: string
  product_id: string
  code: string
  option_values: string[]
  price: bigint
  list_price: bigint | null
  currency: string
  stock: bigint
  picture_id: string | null
  picture_url: string | null
}

/** SKUs on sale of the products that `wanted` is true of (`k.product_id`), in their shop's order. */
export const skusWhere = (wanted: string): string => `
  select k.id, k.product_id, k.code, k.option_values, k.price, k.list_price, k.currency, coalesce(s.available, 0) as stock,
    k.picture_id, case when pic.thumb_key is null then null else '/files/' || pic.thumb_key end as picture_url
  from skus as k left join stock as s on s.sku_id = k.id left join pictures as pic on pic.id = k.picture_id
  where ${wanted} and k.is_on_sale
  order by k.product_id, k.position, k.id`
const SKUS = skusWhere('k.product_id = any($1::uuid[])')

/** SKUs on sale of these products, in their shop's order. */
export const skusOf = (db: Db, product_ids: readonly string[]) =>
  rowsOf<SkuRow>(db, SKUS, [product_ids])

export type Picture = {
  id: string
  shop_id: string | null
  uploaded_by: string
  file_key: string
  thumb_key: string
  url: string
  thumb_url: string
  width: number
  height: number
}

/** Pictures in the order asked for; unknown ids are left out. Whose they are is for the caller to check. */
export const picturesOf = (db: Db, ids: readonly string[]) => rows<Picture>(db)`
  select p.id, p.shop_id, p.uploaded_by, p.file_key, p.thumb_key, '/files/' || p.file_key as url, '/files/' || p.thumb_key as thumb_url,
    p.width, p.height
  from unnest(${ids}::uuid[]) with ordinality as wanted (id, place) join pictures as p using (id) order by wanted.place`

export type Category = {
  id: string
  parent_id: string | null
  name_zh: string
  name_en: string
  fee_ppm: bigint
  return_days: number
  return_exception: string | null
  deposit: bigint
}
export const listCategories = (db: Db) => rows<Category>(db)`
  select id, parent_id, name_zh, name_en, fee_ppm, return_days, return_exception, deposit_fen as deposit
  from categories order by position, id limit 1000`
