import { malformed } from '../../kernel/refusal.ts'
import type { Context } from '../../platform/context.ts'
import type { HttpApp } from '../../platform/http.ts'
import { fillFromSales } from './deposit-from-sales.ts'
import { previewDepositRule } from './deposit-preview.ts'
import { answerRefund, applyForRefund, withdrawRefund } from './deposit-refund.ts'
import { addDepositRule } from './deposit-rule.ts'
import { listDepositRules, listRuleHistory } from './deposit-rules-shown.ts'
import { listDepositRecords, listDeposits, showDeposit } from './deposit-show.ts'
import { depositsContract } from './deposits.contract.ts'

export const depositRoutes =
  ({ db, wake }: Context) =>
  (http: HttpApp) =>
    http.serve(
      depositsContract,
      {
        'GET /v1/shops/:shop_id/deposit': ({ params, now }) => showDeposit(db, params.shop_id, now),
        'GET /v1/shops/:shop_id/deposit-records': ({ params, query }) =>
          listDepositRecords(db, params.shop_id, query),
        'PUT /v1/shops/:shop_id/deposit-from-sales': async ({ params, body, account_id, now }) => {
          const share_ppm = BigInt(body.share_ppm)
          await fillFromSales(db, { shop_id: params.shop_id, share_ppm, account_id, now })
          wake()
          return showDeposit(db, params.shop_id, now)
        },
        'POST /v1/shops/:shop_id/deposit-refund': async ({ params, account_id, now }) => {
          await applyForRefund(db, { shop_id: params.shop_id, account_id, now })
          return showDeposit(db, params.shop_id, now)
        },
        'DELETE /v1/shops/:shop_id/deposit-refund': async ({ params, account_id, now }) => {
          await withdrawRefund(db, { shop_id: params.shop_id, account_id, now })
          wake()
          return showDeposit(db, params.shop_id, now)
        },
        'GET /v1/deposits': ({ query }) => listDeposits(db, query),
        'GET /v1/deposits/:shop_id': ({ params, now }) => showDeposit(db, params.shop_id, now),
        'GET /v1/deposits/:shop_id/records': ({ params, query }) =>
          listDepositRecords(db, params.shop_id, query),
        'POST /v1/deposits/:shop_id/refund-answer': async ({ params, body, account_id, now }) => {
          if (!body.approve && body.words === '')
            throw malformed({ errors: [{ path: '/words', message: 'say why not' }] })
          await answerRefund(db, { shop_id: params.shop_id, account_id, now }, body)
          wake()
          return showDeposit(db, params.shop_id, now)
        },
        'GET /v1/deposit-rules': async ({ now }) => ({ data: await listDepositRules(db, now) }),
        'GET /v1/deposit-rule-history': ({ query, now }) => listRuleHistory(db, query, now),
        'POST /v1/deposit-rule-previews': ({ body, now }) => previewDepositRule(db, body, now),
        'POST /v1/deposit-rules': async ({ body, account_id, now }) => ({
          id: await addDepositRule(db, body, { account_id, now }),
        }),
      },
      'settlement',
    )
