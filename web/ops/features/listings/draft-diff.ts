import type { Answer } from '../../../shared/api/client.ts'

export type ListingFile = Answer<'GET /v1/listing-queue/:draft_id'>
type Picture = ListingFile['pictures'][number]
export type Sku = {
  key: string
  option_values: readonly string[]
  price: number
  list_price: number | null
  stock: number | null
}
export type Block =
  | { kind: 'text'; text: string }
  | { kind: 'image'; url: string | null }
  | { kind: 'spec'; name: string; value: string }
/** One copy of a listing, drawn from a draft's content or from the goods on sale. */
export type Copy = {
  title: string
  category_id: string
  picture_ids: readonly string[]
  blocks: readonly Block[]
  option_names: readonly string[]
  skus: readonly Sku[]
  ship_within_hours: number | null
  source: string
  external_url: string | null
}
export const LISTING_FIELDS = [
  'title',
  'category_id',
  'picture_ids',
  'blocks',
  'option_names',
  'skus',
  'ship_within_hours',
  'source',
  'external_url',
] as const satisfies readonly (keyof Copy)[]
export type ListingField = (typeof LISTING_FIELDS)[number]

/** The content as handed in; the contract leaves its form open, so every part is read with a default. */
type Handed = {
  title?: string
  category_id?: string
  picture_ids?: string[]
  blocks?: ({ kind: string } & Record<string, string>)[]
  option_names?: string[]
  skus?: {
    option_values?: string[]
    price?: number
    list_price?: number | null
    stock?: number
  }[]
  ship_within_hours?: number
  source?: string
  external_url?: string | null
}
const skuKey = (values: readonly string[]) => values.join(' / ') || '—'

export function draftCopy(content: unknown, pictures: readonly Picture[]): Copy {
  const handed = (content ?? {}) as Handed
  const urlOf = (id: string | undefined) => pictures.find((one) => one.id === id)?.url ?? null
  return {
    title: handed.title ?? '',
    category_id: handed.category_id ?? '',
    picture_ids: handed.picture_ids ?? [],
    blocks: (handed.blocks ?? []).map(
      (block): Block =>
        block.kind === 'text'
          ? { kind: 'text', text: block.text ?? '' }
          : block.kind === 'spec'
            ? { kind: 'spec', name: block.name ?? '', value: block.value ?? '' }
            : { kind: 'image', url: urlOf(block.picture_id) },
    ),
    option_names: handed.option_names ?? [],
    skus: (handed.skus ?? []).map((sku) => ({
      key: skuKey(sku.option_values ?? []),
      option_values: sku.option_values ?? [],
      price: sku.price ?? 0,
      list_price: sku.list_price ?? null,
      stock: sku.stock ?? null,
    })),
    ship_within_hours: handed.ship_within_hours ?? null,
    source: handed.source ?? 'own',
    external_url: handed.external_url ?? null,
  }
}

export function liveCopy(goods: ListingFile['goods']): Copy | null {
  if (goods.state === 'draft') return null
  return {
    title: goods.title,
    category_id: goods.category_id,
    picture_ids: goods.pictures.map(({ id }) => id),
    blocks: goods.blocks.map((block) =>
      block.kind === 'image' ? { kind: 'image', url: block.url } : block,
    ),
    option_names: goods.option_names,
    skus: goods.skus.map(({ option_values, price, list_price, stock }) => ({
      key: skuKey(option_values),
      option_values,
      price,
      list_price,
      stock,
    })),
    ship_within_hours: goods.ship_within_hours,
    source: goods.source,
    external_url: goods.external_url,
  }
}

/** Stock is the shop's own business and no change of the listing. */
const judged = (copy: Copy, field: ListingField): unknown =>
  field === 'skus' ? copy.skus.map(({ stock: _, ...sku }) => sku) : copy[field]

/** Which fields the draft changes of the copy on sale; all of them when there is none. */
export const changedFields = (draft: Copy, live: Copy | null): ReadonlySet<ListingField> =>
  new Set(
    LISTING_FIELDS.filter(
      (field) =>
        !live || JSON.stringify(judged(draft, field)) !== JSON.stringify(judged(live, field)),
    ),
  )

/** A finding may name a part of a field: `skus/2/price` belongs to `skus`. */
export const fieldOf = (field: string): string => field.split('/')[0] ?? field
