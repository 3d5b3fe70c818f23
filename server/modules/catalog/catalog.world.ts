import { existsSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { readId } from '../../kernel/ids.ts'
import type { SeededShop } from '../../test-seed.ts'
import type { Person, World } from '../../test-world.ts'

/** Real sample files beside the repository; tests that want one are skipped where it is not. */
const SAMPLES = process.env.SAMPLE_DATA ?? join(import.meta.dirname, '../../../../shared/data')
export const sampleFile = (path: string): string => join(SAMPLES, path)
export const hasSample = (path: string): boolean => existsSync(sampleFile(path))

/** The bytes of a small picture in one colour. */
export const pictureBytes = (colour = '#c33', width = 64, height = 48): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: colour } })
    .png()
    .toBuffer()

/** Uploads a picture as the shop; answers its shown id. */
export async function uploadPicture(shop: SeededShop, bytes?: Buffer): Promise<string> {
  const made = await shop.owner.upload(`/v1/shops/${shop.shown}/pictures`, {
    name: 'goods.png',
    type: 'image/png',
    bytes: bytes ?? (await pictureBytes()),
  })
  if (made.status !== 201) throw new Error(`no picture: ${made.text}`)
  return made.body.id
}

export type ListingWish = {
  title?: string
  category_id?: string
  picture_ids?: string[]
  option_names?: string[]
  skus?: {
    option_values: string[]
    price: number
    list_price?: number
    stock?: number
    code?: string
  }[]
  text?: string
  ship_within_hours?: number
}

/** The content of a plain listing that passes the rules. */
export const contentWish = (wish: ListingWish = {}) => ({
  title: wish.title ?? '西湖龙井 明前茶 100g',
  category_id: wish.category_id ?? 'tea_coffee',
  picture_ids: wish.picture_ids ?? [],
  blocks: [{ kind: 'text', text: wish.text ?? '产自杭州西湖区，手工炒制。' }],
  option_names: wish.option_names ?? [],
  skus: wish.skus ?? [{ option_values: [], price: 9_990, stock: 100 }],
  ...(wish.ship_within_hours ? { ship_within_hours: wish.ship_within_hours } : {}),
})

export type ListedProduct = {
  /** Uuids. */
  product_id: string
  sku_ids: string[]
  shown_product: string
  shown_skus: string[]
}

/**
 * Lists a product through the front doors: draft, submission, a reviewer's pass; its stock is received. The
 * reviewer is made when none is given.
 */
export async function listProduct(
  world: World,
  shop: SeededShop,
  wish: ListingWish = {},
  reviewer?: Person,
): Promise<ListedProduct> {
  const made = await shop.owner.post(`/v1/shops/${shop.shown}/goods`, contentWish(wish))
  if (made.status !== 201) throw new Error(`no draft: ${made.text}`)
  await passDraft(world, shop, made.body.id, reviewer)
  const shown = await shop.owner.get(`/v1/shops/${shop.shown}/goods/${made.body.id}`)
  const shown_skus = shown.body.skus.map((sku: { id: string }) => sku.id) as string[]
  return {
    product_id: readId('prd', made.body.id) as string,
    sku_ids: shown_skus.map((id) => readId('sku', id) as string),
    shown_product: made.body.id,
    shown_skus,
  }
}

/** Submits a product's draft and lets a reviewer pass it; what follows from it has happened. */
export async function passDraft(
  world: World,
  shop: SeededShop,
  shown_product: string,
  reviewer?: Person,
): Promise<void> {
  const submitted = await shop.owner.post(
    `/v1/shops/${shop.shown}/goods/${shown_product}/submission`,
  )
  if (submitted.status !== 201 || submitted.body.draft.state !== 'in_review')
    throw new Error(`not in review: ${submitted.text}`)
  const judge = reviewer ?? (await world.operator('reviewer'))
  const passed = await judge.post(`/v1/listing-queue/${submitted.body.draft.id}/decision`, {
    decision: 'pass',
    version: submitted.body.draft.version,
  })
  if (passed.status !== 204) throw new Error(`not passed: ${passed.text}`)
  await world.settle()
}
