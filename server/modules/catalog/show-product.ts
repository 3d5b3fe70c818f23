import { notFound } from '../../kernel/refusal.ts'
import type { Db } from '../../platform/db.ts'
import { fileUrl } from '../../platform/storage.ts'
import { currentRules, decide, type Placement, type Verdict } from '../policies/index.ts'
import { picturesOf, skusOf } from './catalog.sql.ts'
import { picturesIn, showContent } from './content.ts'
import { type Draft, openDraft } from './drafts.sql.ts'
import { findGoods, type Goods } from './goods.sql.ts'

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

/** Live copies with their pictures and SKUs: two statements, however many products. */
export async function liveViews(db: Db, many: readonly Goods[]) {
  const image_ids = many.flatMap(({ blocks }) =>
    blocks.flatMap((block) => (block.kind === 'image' ? block.picture_id : [])),
  )
  const [pictures, all_skus] = await Promise.all([
    picturesOf(db, [...new Set([...many.flatMap(({ picture_ids }) => picture_ids), ...image_ids])]),
    skusOf(
      db,
      many.map(({ id }) => id),
    ),
  ])
  const picture_of = new Map(pictures.map((picture) => [picture.id, picture]))
  const skus_of = Map.groupBy(all_skus, ({ product_id }) => product_id)
  return many.map((goods) => {
    const skus = skus_of.get(goods.id) ?? []
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
  })
}
export type LiveView = Awaited<ReturnType<typeof liveViews>>[number]

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

/** The draft as its shop and its reviewer see it. */
export async function draftView(db: Db, draft: Draft) {
  const pictures = await picturesOf(db, picturesIn(draft.content))
  return { ...draft, content: showContent(draft.content), pictures: pictures.map(pictureView) }
}

/** A product as its shop sees it: the live copy, and the draft beside it. */
export async function showGoods(db: Db, shop_id: string, product_id: string) {
  const goods = await findGoods(db, product_id)
  if (!goods || goods.shop_id !== shop_id) throw notFound()
  const [[view], draft] = await Promise.all([liveViews(db, [goods]), openDraft(db, product_id)])
  return { ...(view as LiveView), draft: draft ? await draftView(db, draft) : null }
}
