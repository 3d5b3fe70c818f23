import { notFound } from '../../kernel/refusal.ts'
import type { Context } from '../../platform/context.ts'
import type { Db } from '../../platform/db.ts'
import type { HttpApp } from '../../platform/http.ts'
import { cursorOf, pageOf, pageSize, readCursor, UUID } from '../../platform/paging.ts'
import { GOODS } from '../catalog/index.ts'
import { type By, changePlan, offerPlan, withdrawNotice } from './change-plan.ts'
import { patternsOf } from './listing.ts'
import { addCreator, planForNamed, removeCreator } from './name-creators.ts'
import { noticesFor } from './plan-notices.sql.ts'
import { plansContract } from './plans.contract.ts'
import { listChanges, listNamed, listPlans, searchCreators } from './show-plans.sql.ts'

async function showPlan(db: Db, shop_id: string, plan_id: string, now: Date) {
  const [plan] = await listPlans(db, { shop_id, ids: [plan_id], limit: 1, now })
  if (!plan) throw notFound()
  const [named, changes] = [await listNamed(db, plan_id, now), await listChanges(db, plan_id)]
  return { ...plan, named, changes }
}

export const plansRoutes =
  ({ bus, config, db }: Context) =>
  (http: HttpApp) => {
    type Call = { params: { shop_id: string }; account_id: string; now: Date }
    const byOf = ({ params, account_id, now }: Call): By => ({
      shop_id: params.shop_id,
      by: account_id,
      now,
      rule: config.plan_notice,
    })
    const shown = async ({ params, now }: Call, plan_id: string) => {
      const plan = await showPlan(db, params.shop_id, plan_id, now)
      bus.send(GOODS, { product_id: plan.product_id })
      return plan
    }
    return http.serve(
      plansContract,
      {
        'PUT /v1/shops/:shop_id/goods/:product_id/plan': async (call) => {
          const { product_id } = call.params
          const { body } = call
          const wish = { commission_ppm: BigInt(body.commission_ppm), is_open: body.is_open }
          const id = await offerPlan(db, { product_id, ...wish }, byOf(call))
          const { commission_ppm, is_open, notice } = await shown(call, id)
          return { id, product_id, commission_ppm, is_open, notice }
        },
        'GET /v1/shops/:shop_id/plans': async ({ params, query, now }) => {
          const limit = pageSize(query.limit)
          const [before] = readCursor(query.after, UUID) ?? []
          const found = await listPlans(db, {
            shop_id: params.shop_id,
            kind: query.kind ?? null,
            product_id: query.product_id ?? null,
            before: before ?? null,
            limit: limit + 1,
            now,
          })
          return pageOf(found, limit, ({ id }) => cursorOf(id))
        },
        'POST /v1/shops/:shop_id/plans': async (call) => {
          const { commission_ppm, ...wish } = call.body
          const terms = { ...wish, commission_ppm: BigInt(commission_ppm) }
          return shown(call, await planForNamed(db, terms, byOf(call)))
        },
        'GET /v1/shops/:shop_id/plans/:plan_id': ({ params, now }) =>
          showPlan(db, params.shop_id, params.plan_id, now),
        'PUT /v1/shops/:shop_id/plans/:plan_id': async (call) => {
          const { params, body } = call
          const wish = { commission_ppm: BigInt(body.commission_ppm), is_open: body.is_open }
          return shown(call, await changePlan(db, params.plan_id, wish, byOf(call)))
        },
        'DELETE /v1/shops/:shop_id/plans/:plan_id/notice': async (call) => {
          await withdrawNotice(db, call.params.plan_id, byOf(call))
          return shown(call, call.params.plan_id)
        },
        'PUT /v1/shops/:shop_id/plans/:plan_id/creators/:account_id': async (call) => {
          const { plan_id, account_id } = call.params
          await addCreator(db, plan_id, account_id, byOf(call))
          return shown(call, plan_id)
        },
        'DELETE /v1/shops/:shop_id/plans/:plan_id/creators/:account_id': async (call) => {
          const { plan_id, account_id } = call.params
          await removeCreator(db, plan_id, account_id, byOf(call))
          return shown(call, plan_id)
        },
        'GET /v1/creators': async ({ query }) => ({
          data: await searchCreators(db, patternsOf(query.q)),
        }),
        'GET /v1/me/plan-notices': async ({ account_id, now }) => ({
          data: await noticesFor(db, account_id, now),
        }),
      },
      'alliance',
    )
  }
