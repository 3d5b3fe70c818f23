import type { Context } from '../../platform/context.ts'
import type { HttpApp } from '../../platform/http.ts'
import { findRun, listRunPayouts, listRuns } from './list-runs.ts'
import { payoutRunsContract } from './payout-runs.contract.ts'
import { cancelRun, prepareRun, refusePayout, releaseRun } from './run-payouts.ts'

export const payoutRunsRoutes =
  ({ db, wake }: Pick<Context, 'db' | 'wake'>) =>
  (http: HttpApp) =>
    http.serve(
      payoutRunsContract,
      {
        'GET /v1/waiting-payouts': ({ query }) =>
          listRunPayouts(db, query.held ? 'held' : 'waiting', query),
        'GET /v1/payout-runs': ({ query }) => listRuns(db, query),
        'GET /v1/payout-runs/:run_id': ({ params }) => findRun(db, params.run_id),
        'GET /v1/payout-runs/:run_id/payouts': async ({ params, query }) => {
          await findRun(db, params.run_id)
          return listRunPayouts(db, { run_id: params.run_id }, query)
        },
        'POST /v1/payout-runs': async ({ body, account_id, claim, now }) =>
          findRun(db, await prepareRun(db, claim, body, { account_id, now })),
        'POST /v1/payout-runs/:run_id/release': async ({ params, account_id, claim, now }) => {
          await releaseRun(db, claim, params.run_id, { account_id, now })
          wake()
          return findRun(db, params.run_id)
        },
        'POST /v1/payout-runs/:run_id/cancellation': async ({ params, body, account_id, now }) => {
          await cancelRun(db, params.run_id, body.reason, { account_id, now })
          return findRun(db, params.run_id)
        },
        'POST /v1/payouts/:payout_id/refusal': async ({ params, body, account_id, now }) => {
          await refusePayout(db, params.payout_id, body.reason, { account_id, now })
          wake()
          return null
        },
      },
      'settlement',
    )
