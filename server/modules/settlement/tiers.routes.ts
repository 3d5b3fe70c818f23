import type { Context } from '../../platform/context.ts'
import type { HttpApp } from '../../platform/http.ts'
import { previewTierRule } from './preview-tier-rule.ts'
import { tierRules } from './scores.ts'
import { announceRule, sayScore } from './tier-rules.ts'
import { tiersContract } from './tiers.contract.ts'

export const tiersRoutes =
  ({ db }: Pick<Context, 'db'>) =>
  (http: HttpApp) =>
    http.serve(
      tiersContract,
      {
        'GET /v1/tier-rules': async () => ({ data: await tierRules(db) }),
        'POST /v1/tier-rules': ({ body, account_id, now }) =>
          announceRule(db, { ...body, reserve_ppm: BigInt(body.reserve_ppm) }, { account_id, now }),
        'POST /v1/tier-rule-previews': ({ body, now }) =>
          previewTierRule(db, { ...body, reserve_ppm: BigInt(body.reserve_ppm) }, now),
        'PUT /v1/shop-scores/:shop_id': async ({ params, body, account_id, now }) => {
          await sayScore(db, 'shop', { ...body, id: params.shop_id, by: account_id, now })
          return null
        },
        'PUT /v1/creator-scores/:account_id': async ({ params, body, account_id, now }) => {
          await sayScore(db, 'creator', { ...body, id: params.account_id, by: account_id, now })
          return null
        },
      },
      'settlement',
    )
