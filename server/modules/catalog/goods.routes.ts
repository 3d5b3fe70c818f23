import type { Context } from '../../platform/context.ts'
import type { Handlers } from '../../platform/http.ts'
import { cursorOf, pageOf, pageSize, readCursor, UUID } from '../../platform/paging.ts'
import { fileUrl } from '../../platform/storage.ts'
import type { catalogContract } from './catalog.contract.ts'
import { listGoods } from './goods.sql.ts'
import { sniff } from './picture-desk.ts'
import { notAPicture } from './product.ts'
import { readUpload } from './read-upload.ts'
import { dropDraft, saveDraft, startProduct } from './save-draft.ts'
import { savePicture } from './save-picture.ts'
import { deleteProduct, putOnShelf } from './shelf.ts'
import { GOODS } from './shelf-copies.ts'
import { showGoods } from './show-product.ts'
import { submitDraft } from './submit-draft.ts'

type GoodsRoutes =
  | 'POST /v1/shops/:shop_id/pictures'
  | 'GET /v1/shops/:shop_id/goods'
  | 'POST /v1/shops/:shop_id/goods'
  | 'GET /v1/shops/:shop_id/goods/:product_id'
  | 'PUT /v1/shops/:shop_id/goods/:product_id/draft'
  | 'DELETE /v1/shops/:shop_id/goods/:product_id/draft'
  | 'POST /v1/shops/:shop_id/goods/:product_id/submission'
  | 'PUT /v1/shops/:shop_id/goods/:product_id/shelf'
  | 'DELETE /v1/shops/:shop_id/goods/:product_id'

/** What a shop does with its goods. */
export const goodsHandlers = (
  context: Context,
): Pick<Handlers<typeof catalogContract>, GoodsRoutes> => {
  const { bus, db, wake } = context
  return {
    'POST /v1/shops/:shop_id/pictures': async ({ params, account_id, request, now }) => {
      const { file } = await readUpload(request, { fields: [], max_bytes: 10 * 1024 * 1024 })
      // What it is called, what its first bytes say and what it decodes to have to agree.
      if (
        file.type.toLowerCase().replace('image/jpg', 'image/jpeg') !== `image/${sniff(file.bytes)}`
      )
        throw notAPicture()
      const saved = await savePicture(context, {
        bytes: file.bytes,
        shop_id: params.shop_id,
        account_id,
        now,
      })
      return {
        id: saved.id,
        url: fileUrl(saved.file_key) as string,
        thumb_url: fileUrl(saved.thumb_key) as string,
        width: saved.width,
        height: saved.height,
      }
    },
    'GET /v1/shops/:shop_id/goods': async ({ params, query }) => {
      const limit = pageSize(query.limit)
      const [before] = readCursor(query.after, UUID) ?? []
      const found = await listGoods(db, {
        shop_id: params.shop_id,
        q: query.q,
        state: query.state,
        before,
        limit: limit + 1,
      })
      return pageOf(found, limit, (last) => cursorOf(last.id))
    },
    'POST /v1/shops/:shop_id/goods': async ({ params, body, account_id, now }) => {
      const id = await startProduct(db, { shop_id: params.shop_id, account_id, now }, body)
      return showGoods(db, params.shop_id, id)
    },
    'GET /v1/shops/:shop_id/goods/:product_id': ({ params }) =>
      showGoods(db, params.shop_id, params.product_id),
    'PUT /v1/shops/:shop_id/goods/:product_id/draft': async ({ params, body, account_id, now }) => {
      const { shop_id, product_id } = params
      await saveDraft(db, { shop_id, account_id, now }, product_id, body.content, body.version)
      return showGoods(db, shop_id, product_id)
    },
    'DELETE /v1/shops/:shop_id/goods/:product_id/draft': async ({ params, account_id, now }) => {
      await dropDraft(db, { shop_id: params.shop_id, account_id, now }, params.product_id)
      return showGoods(db, params.shop_id, params.product_id)
    },
    'POST /v1/shops/:shop_id/goods/:product_id/submission': async ({ params, account_id, now }) => {
      await submitDraft(db, { ...params, account_id, now })
      bus.send(GOODS, params)
      wake()
      return showGoods(db, params.shop_id, params.product_id)
    },
    'PUT /v1/shops/:shop_id/goods/:product_id/shelf': async ({ params, body, account_id, now }) => {
      await putOnShelf(db, { ...params, account_id, now }, body.on_shelf)
      bus.send(GOODS, params)
      wake()
      return showGoods(db, params.shop_id, params.product_id)
    },
    'DELETE /v1/shops/:shop_id/goods/:product_id': async ({ params, account_id, now }) => {
      await deleteProduct(db, { ...params, account_id, now })
      return null
    },
  }
}
