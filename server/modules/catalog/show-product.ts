import { notFound } from '../../kernel/refusal.ts'
import type { Db } from '../../platform/db.ts'
import { fileUrl } from '../../platform/storage.ts'
import {
  currentRules,
  decide,
  isAdmitted,
  type Placement,
  type Verdict,
} from '../policies/index.ts'
import { picturesOf, skusOf } from './catalog.sql.ts'
import { picturesIn, showContent } from './content.ts'
import { type Draft, openDraft } from './drafts.sql.ts'
import { findGoods, type Goods } from './goods.sql.ts'
import { OWN_SOURCE } from './product.ts'

const pictureView = ({
  id,
  url,
  thumb_url,
  width,
  height,
}: Awaited<ReturnType<typeof picturesOf>>[number]) => ({
  id,
  url,
  thumb_url,
  width,
  height,
})

/** The live copy with its pictures and SKUs. */
async function liveView(db: Db, goods: Goods) {
  const image_ids = goods.blocks.flatMap((block) =>
    block.kind === 'image' ? block.picture_id : [],
  )
  const [pictures, skus] = await Promise.all([
    picturesOf(db, [...goods.picture_ids, ...image_ids]),
    skusOf(db, [goods.id]),
  ])
  const picture_of = new Map(pictures.map((picture) => [picture.id, picture]))
  const stock = skus.reduce((sum, sku) => sum + sku.stock, 0n)
  const cheapest = skus.reduce<(typeof skus)[number] | undefined>(
    (best, sku) => (best && best.price <= sku.price ? best : sku),
    undefined,
  )
  return {
    ...goods,
    picture_url: fileUrl(goods.picture_key),
    pictures: goods.picture_ids.flatMap((id) => {
      const picture = picture_of.get(id)
      return picture ? pictureView(picture) : []
    }),
    blocks: goods.blocks.flatMap((block) => {
      if (block.kind !== 'image') return block
      const url = picture_of.get(block.picture_id)?.url
      return url ? { ...block, url } : []
    }),
    skus,
    stock,
    list_price: cheapest?.list_price ?? null,
    currency: cheapest?.currency ?? 'CNY',
  }
}

/** What the link policy says of a product's source at a placement. */
export async function verdictOf(
  db: Db,
  goods: Pick<Goods, 'source' | 'sub_source' | 'category_id'>,
  placement: Placement,
  now: Date,
): Promise<Verdict> {
  return decide(await currentRules(db), {
    source: goods.source,
    sub_source: goods.sub_source,
    category: goods.category_id,
    placement,
    at: now,
  })
}

/**
 * A product as buyers see it: on the shelf of an open shop. Goods of another platform that the policy blocks
 * at this instant keep their page, without the way there: what was bought or bookmarked can still be read.
 */
export async function showProduct(db: Db, product_id: string, now: Date) {
  const goods = await findGoods(db, product_id)
  if (goods?.state !== 'on_shelf' || !goods.shop_is_open) throw notFound()
  const view = await liveView(db, goods)
  if (goods.source === OWN_SOURCE) return view
  const admitted = isAdmitted(await verdictOf(db, goods, 'merchant_detail_page', now))
  return { ...view, external_url: admitted ? goods.external_url : null }
}

/** The draft as its shop and its reviewer see it. */
export async function draftView(db: Db, draft: Draft) {
  const pictures = await picturesOf(db, picturesIn(draft.content))
  return { ...draft, content: showContent(draft.content), pictures: pictures.map(pictureView) }
}

/** A product as its shop sees it: the live copy, and the draft beside it. */
export async function showGoods(db: Db, shop_id: string, product_id: string) {
  const goods = await findGoods(db, product_id)
  if (!goods || goods.shop_id !== shop_id) throw notFound()
  const [view, draft] = await Promise.all([liveView(db, goods), openDraft(db, product_id)])
  return { ...view, draft: draft ? await draftView(db, draft) : null }
}
