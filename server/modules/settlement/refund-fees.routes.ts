import type { Context } from '../../platform/context.ts'
import type { HttpApp } from '../../platform/http.ts'
import { refundFeesContract } from './refund-fees.contract.ts'
import { announceRefundFee, refundFeeRules } from './refund-fees.ts'

export const refundFeesRoutes =
  ({ db }: Pick<Context, 'db'>) =>
  (http: HttpApp) =>
    http.serve(
      refundFeesContract,
      {
        'GET /v1/refund-fee-rules': async () => ({ data: await refundFeeRules(db) }),
        'POST /v1/refund-fee-rules': ({ body, account_id, now }) =>
          announceRefundFee(db, { ...body, ppm: BigInt(body.ppm) }, { account_id, now }),
      },
      'settlement',
    )
