import type { Context } from '../../platform/context.ts'
import type { HttpApp } from '../../platform/http.ts'
import { catalogContract } from './catalog.contract.ts'
import { goodsHandlers } from './goods.routes.ts'
import { importHandlers } from './imports.routes.ts'
import { reviewHandlers } from './review.routes.ts'
import { shelfHandlers } from './shelf.routes.ts'

export const catalogRoutes = (context: Context) => (http: HttpApp) =>
  http.serve(
    catalogContract,
    {
      ...shelfHandlers(context),
      ...goodsHandlers(context),
      ...importHandlers(context),
      ...reviewHandlers(context),
    },
    'catalog',
  )
