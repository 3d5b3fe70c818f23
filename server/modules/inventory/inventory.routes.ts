import type { Context } from '../../platform/context.ts'
import type { HttpApp } from '../../platform/http.ts'
import { once } from '../../platform/idempotency.ts'
import { GOODS } from '../catalog/index.ts'
import { addStock } from './change-stock.ts'
import { inventoryContract } from './inventory.contract.ts'
import { stockOf } from './inventory.sql.ts'

export const inventoryRoutes =
  ({ bus, db, wake }: Context) =>
  (http: HttpApp) =>
    http.serve(
      inventoryContract,
      {
        'GET /v1/shops/:shop_id/stock': async ({ params, query }) => ({
          data: await stockOf(db, params.shop_id, query.product_id ?? null),
        }),
        'POST /v1/shops/:shop_id/stock-changes': async ({
          params,
          body,
          claim,
          account_id,
          now,
        }) => {
          await once(db, claim, now, async (tx) => {
            await addStock(tx, {
              shop_id: params.shop_id,
              changes: body.changes,
              reason: body.reason,
              actor: { kind: 'account', id: account_id },
              now,
            })
            return null
          })
          bus.send(GOODS, params)
          wake()
          return null
        },
      },
      'inventory',
    )
