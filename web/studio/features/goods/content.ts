import type { Answer } from '../../../shared/api/client.ts'
import type { Content } from './sku-matrix.ts'

export type Goods = Answer<'GET /v1/shops/:shop_id/goods/:product_id'>
export type Finding = NonNullable<Goods['draft']>['findings'][number]
export type Picture = Goods['pictures'][number]
export type Section = 'basics' | 'pictures' | 'skus' | 'blocks' | 'external'

/** What the editor starts from: the draft as handed in, else the copy on sale. */
export function contentOf(goods: Goods): Content {
  const draft =
    goods.draft && goods.draft.state !== 'dropped' && goods.draft.state !== 'passed'
      ? (goods.draft.content as Content)
      : undefined
  if (draft) {
    const { title, category_id, picture_ids, blocks, option_names, skus, ...more } = draft
    return {
      title: title ?? '',
      category_id,
      picture_ids: picture_ids ?? [],
      blocks: (blocks ?? []).map(bareBlock),
      option_names: option_names ?? [],
      skus: (skus ?? []).map(bareSku),
      ship_within_hours: more.ship_within_hours ?? 48,
      source: more.source ?? 'own',
      sub_source: more.sub_source ?? null,
      external_url: more.external_url ?? null,
    }
  }
  return {
    title: goods.title,
    category_id: goods.category_id,
    picture_ids: goods.pictures.map(({ id }) => id),
    blocks: goods.blocks.map(bareBlock),
    option_names: goods.option_names,
    skus: goods.skus.map(bareSku),
    ship_within_hours: goods.ship_within_hours,
    source: goods.source,
    sub_source: goods.sub_source,
    external_url: goods.external_url,
  }
}

/** Only what a draft may hold: views carry more, and unknown fields are refused. */
const bareSku = (
  sku: Content['skus'][number] & { picture_id?: string | null },
): Content['skus'][number] => ({
  ...(sku.id ? { id: sku.id } : {}),
  code: sku.code ?? '',
  option_values: sku.option_values,
  price: sku.price,
  list_price: sku.list_price ?? null,
  ...(sku.stock === undefined ? {} : { stock: sku.stock }),
  ...(sku.picture_id ? { picture_id: sku.picture_id } : {}),
  ...(sku.weight_g ? { weight_g: sku.weight_g } : {}),
})
const bareBlock = (block: Content['blocks'][number]): Content['blocks'][number] =>
  block.kind === 'text'
    ? { kind: 'text', text: block.text }
    : block.kind === 'image'
      ? { kind: 'image', picture_id: block.picture_id }
      : { kind: 'spec', name: block.name, value: block.value }

/** The content as the platform takes it: blocks that are still empty stay here until they hold something. */
export const storable = (content: Content): Content => ({
  ...content,
  title: content.title.trim(),
  blocks: content.blocks.filter((block) =>
    block.kind === 'text'
      ? block.text.trim() !== ''
      : block.kind === 'image' || (block.name.trim() !== '' && block.value.trim() !== ''),
  ),
  option_names: content.option_names.map((name, index) => name.trim() || `${index + 1}`),
})

/** Which section of the editor a finding belongs to. */
export function sectionOf(field: string): Section {
  const word = field.split(/[/.]/)[0] ?? ''
  if (word.startsWith('picture')) return 'pictures'
  if (word.startsWith('sku') || word.startsWith('option')) return 'skus'
  if (word.startsWith('block')) return 'blocks'
  if (word.startsWith('external') || word.includes('source')) return 'external'
  return 'basics'
}

/** Does a section hold what a submission needs? */
export function isFilled(section: Section, content: Content): boolean {
  switch (section) {
    case 'basics':
      return content.title.trim().length >= 2 && content.category_id !== ''
    case 'pictures':
      return content.picture_ids.length > 0
    case 'skus':
      return content.skus.length > 0 && content.skus.every(({ price }) => price > 0)
    case 'blocks':
      return content.blocks.length > 0
    case 'external':
      return /^https:\/\//.test(content.external_url ?? '')
  }
}
