import { notAllowed } from '../../kernel/refusal.ts'
import type { Context } from '../../platform/context.ts'
import type { HttpApp } from '../../platform/http.ts'
import { findPayments, showPayment } from '../payments/index.ts'
import { balanceOf, type Payee, platformFigures } from './balances.ts'
import { payDeposit } from './deposits.ts'
import { explainLine } from './explain-line.ts'
import { exportStatement } from './export-statement.ts'
import { listEntries, listLines, listStatementEntries, listStatements } from './lines.ts'
import { listEarnings } from './list-earnings.ts'
import { orderShares } from './order-shares.ts'
import { payoutRunsRoutes } from './payout-runs.routes.ts'
import {
  changePayoutAccount,
  findPayout,
  listPayouts,
  requestPayoutOf,
  showPayoutAccount,
} from './payouts.ts'
import { refundFeesRoutes } from './refund-fees.routes.ts'
import { moneyContract } from './settlement.contract.ts'
import { isOwner } from './settlement.sql.ts'
import { tiersRoutes } from './tiers.routes.ts'

const shop = ({ shop_id }: { shop_id: string }): Payee => ({
  owner_kind: 'shop',
  owner_id: shop_id,
})
const person = (account_id: string): Payee => ({ owner_kind: 'account', owner_id: account_id })

export const settlementRoutes = ({ db, wake, config }: Context) => {
  const release_up_to = config.payout_release_up_to
  const assertOwner = async (shop_id: string, account_id: string) => {
    if (!(await isOwner(db, shop_id, account_id))) throw notAllowed({ needs: 'owner' })
  }

  return (http: HttpApp) => {
    tiersRoutes({ db })(http)
    refundFeesRoutes({ db })(http)
    payoutRunsRoutes({ db, wake })(http)
    http.serve(
      moneyContract,
      {
        'GET /v1/shops/:shop_id/balance': ({ params }) => balanceOf(db, shop(params)),
        'GET /v1/shops/:shop_id/settlement-lines': ({ params, query }) =>
          listLines(db, params.shop_id, query),
        'GET /v1/shops/:shop_id/ledger-entries': ({ params, query }) =>
          listEntries(db, params.shop_id, query),
        'GET /v1/shops/:shop_id/statements': ({ params, query }) =>
          listStatements(db, shop(params), query),
        'GET /v1/shops/:shop_id/statements/:day': async ({ params, query, reply }) => {
          return exportStatement(db, shop(params), params.day, query.format ?? 'csv', reply)
        },
        'GET /v1/shops/:shop_id/statements/:day/entries': ({ params, query }) =>
          listStatementEntries(db, shop(params), params.day, query),
        'GET /v1/shops/:shop_id/settlement-lines/:line_id': ({ params }) =>
          explainLine(db, params.shop_id, params.line_id),
        'GET /v1/shops/:shop_id/payout-account': ({ params }) =>
          showPayoutAccount(db, shop(params)),
        'PUT /v1/shops/:shop_id/payout-account': async ({ params, body, account_id, now }) => {
          await assertOwner(params.shop_id, account_id)
          return changePayoutAccount(db, shop(params), body, { account_id, now })
        },
        'GET /v1/shops/:shop_id/payouts': ({ params, query }) =>
          listPayouts(db, shop(params), query),
        'POST /v1/shops/:shop_id/payouts': async ({ params, body, account_id, claim, now }) => {
          await assertOwner(params.shop_id, account_id)
          const payee = shop(params)
          const amount = BigInt(body.amount)
          const id = await requestPayoutOf(db, claim, {
            ...payee,
            ...body,
            amount,
            account_id,
            release_up_to,
            now,
          })
          wake()
          return findPayout(db, payee, id)
        },
        'POST /v1/shops/:shop_id/deposit-payments': async ({ params, account_id, claim, now }) => {
          const id = await payDeposit(db, claim, { shop_id: params.shop_id, account_id, now })
          const [payment] = await findPayments(db, [id])
          if (!payment) throw new Error(`payment ${id} vanished`)
          return showPayment(payment, now)
        },
        'GET /v1/me/balance': ({ account_id }) => balanceOf(db, person(account_id)),
        'GET /v1/me/earnings': ({ account_id, query }) => listEarnings(db, account_id, query),
        'GET /v1/me/statements': ({ account_id, query }) =>
          listStatements(db, person(account_id), query),
        'GET /v1/me/statements/:day': ({ account_id, params, query, reply }) =>
          exportStatement(db, person(account_id), params.day, query.format ?? 'csv', reply),
        'GET /v1/me/statements/:day/entries': ({ account_id, params, query }) =>
          listStatementEntries(db, person(account_id), params.day, query),
        'GET /v1/me/payout-account': ({ account_id }) => showPayoutAccount(db, person(account_id)),
        'PUT /v1/me/payout-account': ({ account_id, body, now }) =>
          changePayoutAccount(db, person(account_id), body, { account_id, now }),
        'GET /v1/me/payouts': ({ account_id, query }) => listPayouts(db, person(account_id), query),
        'POST /v1/me/payouts': async ({ account_id, body, claim, now }) => {
          const payee = person(account_id)
          const amount = BigInt(body.amount)
          const id = await requestPayoutOf(db, claim, {
            ...payee,
            ...body,
            amount,
            account_id,
            release_up_to,
            now,
          })
          wake()
          return findPayout(db, payee, id)
        },
        'GET /v1/order-shares/:order_id': async ({ params }) => ({
          data: await orderShares(db, params.order_id),
        }),
        'GET /v1/platform-figures': ({ now }) => platformFigures(db, now),
      },
      'settlement',
    )
  }
}
