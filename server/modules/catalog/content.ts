import type { BodyOf } from '../../kernel/contract.ts'
import { newId, showId } from '../../kernel/ids.ts'
import { malformed, notFound } from '../../kernel/refusal.ts'
import type { catalogContract } from './catalog.contract.ts'
import { badExternalUrl, type Content, isExternalUrl, OWN_SOURCE, sameOptions } from './product.ts'

/** A product's content as a shop writes it. */
export type ContentWish = BodyOf<(typeof catalogContract)['POST /v1/shops/:shop_id/goods']>

/** A SKU that the product or its draft already has. */
export type KnownSku = { id: string; option_values: readonly string[] }

const optionsKey = (values: readonly string[]): string => JSON.stringify(values)

/**
 * Completes what a shop wrote: defaults filled in, every SKU given its id. One without an id takes that of
 * the SKU with the same options, so handing the same content in again makes no new SKUs.
 * @throws notFound for an id that is not a SKU of this product, sameOptions, malformed, badExternalUrl
 */
export function contentOf(wish: ContentWish, known: readonly KnownSku[]): Content {
  const source = wish.source ?? OWN_SOURCE
  const external_url = wish.external_url ?? null
  if (external_url !== null && (source === OWN_SOURCE || !isExternalUrl(external_url)))
    throw badExternalUrl()
  const ids = new Set(known.map((sku) => sku.id))
  const used = new Set<string>()
  const options = new Set<string>()
  for (const [index, sku] of wish.skus.entries()) {
    if (sku.id !== undefined) {
      if (!ids.has(sku.id)) throw notFound({ field: `skus/${index}/id` })
      if (used.has(sku.id))
        throw malformed({ errors: [{ path: `/skus/${index}/id`, message: 'stands there twice' }] })
      used.add(sku.id)
    }
    const key = optionsKey(sku.option_values)
    if (options.has(key)) throw sameOptions({ option_values: sku.option_values })
    options.add(key)
  }
  const free = new Map(
    known.filter((sku) => !used.has(sku.id)).map((sku) => [optionsKey(sku.option_values), sku.id]),
  )
  return {
    title: wish.title,
    category_id: wish.category_id,
    picture_ids: wish.picture_ids,
    blocks: wish.blocks,
    option_names: wish.option_names,
    skus: wish.skus.map((sku) => ({
      id: sku.id ?? free.get(optionsKey(sku.option_values)) ?? newId(),
      code: sku.code ?? '',
      option_values: sku.option_values,
      price: sku.price,
      list_price: sku.list_price ?? null,
      stock: sku.stock ?? 0,
      picture_id: sku.picture_id ?? null,
      weight_g: sku.weight_g ?? 0,
    })),
    ship_within_hours: wish.ship_within_hours ?? 48,
    source,
    sub_source: source === OWN_SOURCE ? null : (wish.sub_source ?? null),
    external_url,
  }
}

/** Every picture that a content shows. */
export const picturesIn = (content: Content): string[] => [
  ...new Set([
    ...content.picture_ids,
    ...content.blocks.flatMap((block) => (block.kind === 'image' ? block.picture_id : [])),
    ...content.skus.flatMap((sku) => sku.picture_id ?? []),
  ]),
]

/** The content with shown ids, in the form in which a shop may hand it in again. */
export const showContent = (content: Content) => ({
  ...content,
  picture_ids: content.picture_ids.map((id) => showId('pic', id)),
  blocks: content.blocks.map((block) =>
    block.kind === 'image' ? { ...block, picture_id: showId('pic', block.picture_id) } : block,
  ),
  skus: content.skus.map((sku) => ({
    ...sku,
    id: showId('sku', sku.id),
    picture_id: sku.picture_id === null ? null : showId('pic', sku.picture_id),
  })),
})
