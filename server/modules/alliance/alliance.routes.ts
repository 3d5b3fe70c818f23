import type { Context } from '../../platform/context.ts'
import type { HttpApp } from '../../platform/http.ts'
import { cursorOf, pageOf, pageSize, readCursor, UUID } from '../../platform/paging.ts'
import { GOODS, productCards } from '../catalog/index.ts'
import { allianceContract } from './alliance.contract.ts'
import { listSelection } from './alliance.sql.ts'
import { type By, offerPlan } from './change-plan.ts'
import { listPlans, type ShownPlan } from './show-plans.sql.ts'

const LAST = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/** The words of a search, each as a pattern; signs that ILIKE reads as wildcards are taken as themselves. */
const patternsOf = (q = ''): string[] =>
  q
    .normalize('NFKC')
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`)

export const allianceRoutes =
  ({ bus, config, db }: Context) =>
  (http: HttpApp) => {
    const by = (shop_id: string, account_id: string, now: Date): By => ({
      shop_id,
      by: account_id,
      now,
      rule: config.plan_notice,
    })
    return http.serve(
      allianceContract,
      {
        'PUT /v1/shops/:shop_id/goods/:product_id/plan': async ({
          params,
          body,
          account_id,
          now,
        }) => {
          const { shop_id, product_id } = params
          const wish = { commission_ppm: BigInt(body.commission_ppm), is_open: body.is_open }
          const id = await offerPlan(db, { product_id, ...wish }, by(shop_id, account_id, now))
          bus.send(GOODS, params)
          const [plan] = await listPlans(db, { shop_id, ids: [id], limit: 1, now })
          const { commission_ppm, is_open, notice } = plan as ShownPlan
          return { id, product_id, commission_ppm, is_open, notice }
        },
        'GET /v1/selection': async ({ query, account_id }) => {
          const limit = pageSize(query.limit)
          const [before] = readCursor(query.after, UUID) ?? [LAST]
          const found = await listSelection(db, {
            account_id,
            patterns: patternsOf(query.q),
            before: before as string,
            limit: limit + 1,
          })
          const page = pageOf(found, limit, (last) => cursorOf(last.id))
          const commissions = new Map(
            page.data.map(({ id, commission_ppm }) => [id, commission_ppm]),
          )
          const cards = await productCards(db, [...commissions.keys()])
          return {
            data: cards.map((card) => ({
              ...card,
              commission_ppm: commissions.get(card.id) ?? null,
            })),
            next: page.next,
          }
        },
      },
      'alliance',
    )
  }
