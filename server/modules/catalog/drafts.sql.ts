import { type Db, row, rows, type Tx } from '../../platform/db.ts'
import type { KnownSku } from './content.ts'
import type { Content, DraftState, Finding, ProductState } from './product.ts'

export type LockedProduct = {
  id: string
  shop_id: string
  state: ProductState
  source: string
  sub_source: string | null
  category_id: string
  shop_state: string
}

/** Locks a product of this shop; everything that changes it or its draft locks here first. */
export const lockProduct = (tx: Tx, shop_id: string, product_id: string) => row<LockedProduct>(tx)`
  select p.id, p.shop_id, p.state, p.source, p.sub_source, p.category_id, h.state as shop_state
  from products as p join shops as h on h.id = p.shop_id
  where p.id = ${product_id} and p.shop_id = ${shop_id} and p.state <> 'deleted' for no key update of p`

export type Draft = {
  id: string
  product_id: string
  content: Content
  state: DraftState
  state_at: Date
  deadline_at: Date | null
  findings: Finding[]
  claimed_by: string | null
  claimed_until: Date | null
  submitted_at: Date | null
  escalated_at: Date | null
  version: number
}

/** The draft under work or review, if there is one. */
export const openDraft = (db: Db, product_id: string) => row<Draft>(db)`
  select id, product_id, content, state, state_at, deadline_at, findings, claimed_by, claimed_until, submitted_at, escalated_at, version
  from product_drafts where product_id = ${product_id} and state in ('editing', 'in_review', 'rejected')`

export const findDraft = (db: Db, draft_id: string) => row<Draft & { shop_id: string }>(db)`
  select d.id, d.product_id, d.content, d.state, d.state_at, d.deadline_at, d.findings, d.claimed_by, d.claimed_until,
    d.submitted_at, d.escalated_at, d.version, p.shop_id
  from product_drafts as d join products as p on p.id = d.product_id where d.id = ${draft_id}`

/** SKUs a product ever had, on sale or not: a draft may take any of them up again. */
export const skusEver = (db: Db, product_id: string) => rows<KnownSku>(db)`
  select id, option_values from skus where product_id = ${product_id} order by is_on_sale, id`

export const categoryExists = async (db: Db, id: string): Promise<boolean> =>
  (await row(db)`select id from categories where id = ${id}`) !== undefined

/** How many of these pictures are not this shop's. */
export const foreignPictures = async (
  db: Db,
  shop_id: string,
  ids: readonly string[],
): Promise<string[]> =>
  (
    await rows<{ id: string }>(db)`
      select id from unnest(${ids}::uuid[]) as wanted (id)
      where not exists (select from pictures as p where p.id = wanted.id and p.shop_id = ${shop_id})`
  ).map((picture) => picture.id)

export const insertDraft = (
  tx: Tx,
  draft: { id: string; product_id: string; content: Content; created_by: string; now: Date },
) => rows(tx)`
  insert into product_drafts (id, product_id, content, state, state_at, created_by, created_at)
  values (${draft.id}, ${draft.product_id}, ${JSON.stringify(draft.content)}::jsonb, 'editing', ${draft.now}, ${draft.created_by}, ${draft.now})`

export const updateDraft = (tx: Tx, id: string, content: Content) => rows(tx)`
  update product_drafts set content = ${JSON.stringify(content)}::jsonb, findings = '[]', version = version + 1,
    claimed_by = null, claimed_until = null, submitted_at = null, escalated_at = null
  where id = ${id}`

export const noteFindings = (tx: Tx, id: string, findings: readonly Finding[]) => rows(tx)`
  update product_drafts set findings = ${JSON.stringify(findings)}::jsonb where id = ${id}`

/**
 * The lowest price at which each SKU of a product stood on sale in the days up to `now`: from the passed
 * drafts, which are the history of its live copies. SKUs first listed within that time count from then on.
 */
export const lowestPrices = async (
  db: Db,
  product_id: string,
  from: Date,
): Promise<Map<string, bigint>> => {
  const found = await rows<{ sku_id: string; lowest: bigint }>(db)`
    with passed as (
      select content, state_at, lead(state_at) over (order by state_at, id) as until
      from product_drafts where product_id = ${product_id} and state = 'passed'
    )
    select (sku ->> 'id')::uuid as sku_id, min((sku ->> 'price')::bigint) as lowest
    from passed cross join lateral jsonb_array_elements(content -> 'skus') as sku
    where until is null or until > ${from} group by 1`
  return new Map(found.map((one) => [one.sku_id, one.lowest]))
}

/** Struck-through prices of the live copy, by SKU. */
export const liveListPrices = async (db: Db, product_id: string): Promise<Map<string, bigint>> => {
  const found = await rows<{ id: string; list_price: bigint }>(db)`
    select id, list_price from skus where product_id = ${product_id} and is_on_sale and list_price is not null`
  return new Map(found.map((sku) => [sku.id, sku.list_price]))
}
