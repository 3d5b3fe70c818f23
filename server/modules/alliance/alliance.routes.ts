import type { Context } from '../../platform/context.ts'
import type { HttpApp } from '../../platform/http.ts'
import { pageSize } from '../../platform/paging.ts'
import { agenciesRoutes } from './agencies.routes.ts'
import { orderShowcase, putInShowcase, showMine, showToViewers } from './fill-showcase.ts'
import { plansRoutes } from './plans.routes.ts'
import { selectionContract } from './selection.contract.ts'
import { showSelection } from './show-selection.ts'
import { showcaseContract } from './showcase.contract.ts'
import { takeOut } from './showcase.sql.ts'

export const allianceRoutes = (context: Context) => (http: HttpApp) => {
  const { db, config } = context
  plansRoutes(context)(http)
  agenciesRoutes(context)(http)
  http.serve(
    selectionContract,
    {
      'GET /v1/selection': ({ query, account_id, now }) =>
        showSelection(db, { account_id, now, query, limit: pageSize(query.limit) }),
    },
    'alliance',
  )
  http.serve(
    showcaseContract,
    {
      'GET /v1/people/:account_id/showcase': async ({ params, now }) => ({
        data: await showToViewers(db, config.secrets.attribution, params.account_id, now),
      }),
      'GET /v1/me/showcase': async ({ account_id, now }) => ({
        data: await showMine(db, account_id, now),
      }),
      'PUT /v1/me/showcase/order': async ({ account_id, body, now }) => {
        await orderShowcase(db, account_id, body.product_ids)
        return { data: await showMine(db, account_id, now) }
      },
      'PUT /v1/me/showcase/:product_id': async ({ account_id, params, now }) => {
        await putInShowcase(db, { creator_id: account_id, ...params, now })
        return null
      },
      'DELETE /v1/me/showcase/:product_id': async ({ account_id, params }) => {
        await takeOut(db, account_id, params.product_id)
        return null
      },
    },
    'alliance',
  )
}
