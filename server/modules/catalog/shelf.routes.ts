import { notFound } from '../../kernel/refusal.ts'
import type { Context } from '../../platform/context.ts'
import type { Handlers } from '../../platform/http.ts'
import { sendReady } from '../../platform/ready-body.ts'
import type { catalogContract } from './catalog.contract.ts'
import { findGoods } from './goods.sql.ts'
import { shelfCopies } from './shelf-copies.ts'
import { verdictOf } from './show-product.ts'

/** What anybody may see. */
export const shelfHandlers = (
  context: Context,
): Pick<
  Handlers<typeof catalogContract>,
  | 'GET /v1/categories'
  | 'GET /v1/products'
  | 'GET /v1/products/:product_id'
  | 'GET /v1/products/:product_id/verdict'
> => {
  const { db } = context
  const copies = shelfCopies(context)
  return {
    'GET /v1/categories': async ({ request, reply, now }) =>
      sendReady(request, reply, await copies.categories(now)),
    'GET /v1/products': async ({ query, request, reply, now }) =>
      sendReady(request, reply, await copies.page(query, now)),
    'GET /v1/products/:product_id': async ({ params, request, reply, now }) =>
      sendReady(request, reply, await copies.product(params.product_id, now)),
    'GET /v1/products/:product_id/verdict': async ({ params, query, now }) => {
      const goods = await findGoods(db, params.product_id)
      if (!goods || goods.state === 'draft') throw notFound()
      return verdictOf(db, goods, query.placement, now)
    },
  }
}
