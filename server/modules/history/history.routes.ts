import { notFound } from '../../kernel/refusal.ts'
import type { Context } from '../../platform/context.ts'
import { row } from '../../platform/db.ts'
import type { HttpApp } from '../../platform/http.ts'
import { cursorOf, INTEGER, pageOf, pageSize, readCursor, UUID } from '../../platform/paging.ts'
import { historyContract } from './history.contract.ts'
import type { ImportRow } from './history.sql.ts'
import { listPasts } from './list-pasts.ts'
import { exceptionsOf, sellersOf, statementOf } from './seller-statement.ts'

export const historyRoutes =
  ({ db }: Context) =>
  (http: HttpApp) => {
    const found = async (past_id: string) => {
      const past = await row<Pick<ImportRow, 'id' | 'currency'>>(
        db,
      )`select id, currency from pasts where id = ${past_id}`
      if (!past) throw notFound()
      return past
    }
    http.serve(
      historyContract,
      {
        'GET /v1/pasts': async () => ({ data: await listPasts(db) }),

        'GET /v1/pasts/:past_id/exceptions': async ({ params, query }) => {
          const { id } = await found(params.past_id)
          const limit = pageSize(query.limit)
          const after = readCursor(query.after, /^[a-z_]{1,20}$/, UUID) as
            | [string, string]
            | undefined
          const page = pageOf(
            await exceptionsOf(db, id, { after, kind: query.kind, limit: limit + 1 }),
            limit,
            ({ kind, order_id }) => cursorOf(kind, order_id),
          )
          return {
            data: page.data.map(({ order_id: _, source_id, ...order }) => ({
              ...order,
              order: source_id,
            })),
            next: page.next,
          }
        },

        'GET /v1/pasts/:past_id/sellers': async ({ params, query }) => {
          const past = await found(params.past_id)
          const limit = pageSize(query.limit)
          const [after] = readCursor(query.after, UUID) ?? []
          const page = pageOf(
            await sellersOf(db, past, { after, limit: limit + 1 }),
            limit,
            ({ id }) => cursorOf(id),
          )
          return {
            data: page.data.map(({ source_id, ...seller }) => ({ ...seller, name: source_id })),
            next: page.next,
          }
        },

        'GET /v1/pasts/:past_id/sellers/:seller_id/statement': async ({ params, query }) => {
          const { past_id, seller_id } = params
          if (
            !(await row(
              db,
            )`select from past_sellers where id = ${seller_id} and past_id = ${past_id}`)
          )
            throw notFound()
          const limit = pageSize(query.limit)
          const [after] = readCursor(query.after, INTEGER) ?? []
          const page = pageOf(
            await statementOf(db, seller_id, {
              after: after === undefined ? undefined : BigInt(after),
              limit: limit + 1,
            }),
            limit,
            ({ entry_id }) => cursorOf(entry_id),
          )
          return {
            data: page.data.map(
              ({ id: _, entry_id, order_source_id, product_source_id, ...unit }) => ({
                ...unit,
                entry_id: String(entry_id),
                order: order_source_id,
                product: product_source_id,
              }),
            ),
            next: page.next,
          }
        },
      },
      'history',
    )
  }
