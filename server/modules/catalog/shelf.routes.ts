import { notFound } from '../../kernel/refusal.ts'
import type { Context } from '../../platform/context.ts'
import type { Handlers } from '../../platform/http.ts'
import { cursorOf, pageOf, pageSize, readCursor, UUID } from '../../platform/paging.ts'
import type { catalogContract } from './catalog.contract.ts'
import { listCategories, productCards } from './catalog.sql.ts'
import { findGoods, searchShelf } from './goods.sql.ts'
import { showProduct, verdictOf } from './show-product.ts'

/** What anybody may see. */
export const shelfHandlers = ({
  db,
}: Context): Pick<
  Handlers<typeof catalogContract>,
  | 'GET /v1/categories'
  | 'GET /v1/products'
  | 'GET /v1/products/:product_id'
  | 'GET /v1/products/:product_id/verdict'
> => ({
  'GET /v1/categories': async () => ({ data: await listCategories(db) }),
  'GET /v1/products': async ({ query }) => {
    const limit = pageSize(query.limit)
    const [before] = readCursor(query.after, UUID) ?? []
    const found = await searchShelf(db, {
      q: query.q,
      shop_id: query.shop_id,
      category_id: query.category_id,
      before,
      limit: limit + 1,
    })
    const page = pageOf(found, limit, (last) => cursorOf(last.id))
    return {
      data: await productCards(
        db,
        page.data.map((one) => one.id),
      ),
      next: page.next,
    }
  },
  'GET /v1/products/:product_id': ({ params, now }) => showProduct(db, params.product_id, now),
  'GET /v1/products/:product_id/verdict': async ({ params, query, now }) => {
    const goods = await findGoods(db, params.product_id)
    if (!goods || goods.state === 'draft') throw notFound()
    return verdictOf(db, goods, query.placement, now)
  },
})
