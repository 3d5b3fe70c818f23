import { notFound } from '../../kernel/refusal.ts'
import type { Context } from '../../platform/context.ts'
import type { HttpApp } from '../../platform/http.ts'
import { fileUrl } from '../../platform/storage.ts'
import { readUpload, savePicture } from '../catalog/index.ts'
import { aftersalesContract } from './aftersales.contract.ts'
import type { Of } from './aftersales.sql.ts'
import { listDisputes, listOfBuyer, listOfShop, showAftersale } from './aftersales-shown.sql.ts'
import { approve, escalate, judge, receive, reject, withdraw } from './answer-aftersale.ts'
import { askForRefund } from './open-aftersale.ts'
import { sendBack } from './return-goods.ts'

const EVIDENCE_MAX = 10 * 1024 * 1024

export const aftersalesRoutes = (context: Context) => {
  const { db, wake } = context
  const show = async (id: string, of: Of) => {
    const found = await showAftersale(db, id, of)
    if (!found) throw notFound()
    return found
  }
  /** What happened, as it is now; whoever listens is woken. */
  const done = async (id: string, of: Of, work: Promise<void>) => {
    await work
    wake()
    return show(id, of)
  }
  type OfShop = { params: { shop_id: string; aftersale_id: string }; account_id: string; now: Date }
  const byShop = ({ params, account_id, now }: OfShop, version: number) => ({
    id: params.aftersale_id,
    shop_id: params.shop_id,
    account_id,
    version,
    now,
  })

  return (http: HttpApp) =>
    http.serve(
      aftersalesContract,
      {
        'POST /v1/aftersales': async ({ account_id, body, claim, now }) => {
          const { words = '', evidence_ids = [], ...wish } = body
          const ask = { ...wish, words, evidence_ids, buyer_id: account_id, now }
          const id = await askForRefund(db, claim, ask)
          wake()
          return show(id, { buyer_id: account_id })
        },
        'POST /v1/aftersales/evidence': async ({ account_id, request, now }) => {
          const { file } = await readUpload(request, { fields: [], max_bytes: EVIDENCE_MAX })
          const { id, thumb_key } = await savePicture(context, {
            bytes: file.bytes,
            shop_id: null,
            account_id,
            now,
          })
          return { id, thumb_url: fileUrl(thumb_key) as string }
        },
        'GET /v1/aftersales': ({ account_id, query }) => listOfBuyer(db, account_id, query),
        'GET /v1/aftersales/:aftersale_id': ({ account_id, params }) =>
          show(params.aftersale_id, { buyer_id: account_id }),
        'POST /v1/aftersales/:aftersale_id/withdrawal': ({ account_id, params, now }) => {
          const mine = { id: params.aftersale_id, buyer_id: account_id }
          return done(mine.id, mine, withdraw(db, { ...mine, now }))
        },
        'POST /v1/aftersales/:aftersale_id/return-parcel': ({ account_id, params, body, now }) => {
          const mine = { id: params.aftersale_id, buyer_id: account_id }
          return done(mine.id, mine, sendBack(context, { ...mine, ...body, now }))
        },
        'POST /v1/aftersales/:aftersale_id/escalation': ({ account_id, params, body, now }) => {
          const mine = { id: params.aftersale_id, buyer_id: account_id }
          return done(mine.id, mine, escalate(db, { ...mine, ...body, now }))
        },
        'GET /v1/shops/:shop_id/aftersales': ({ params, query }) =>
          listOfShop(db, params.shop_id, query),
        'GET /v1/shops/:shop_id/aftersales/:aftersale_id': ({ params }) =>
          show(params.aftersale_id, params),
        'POST /v1/shops/:shop_id/aftersales/:aftersale_id/approval': (call) =>
          done(call.params.aftersale_id, call.params, approve(db, byShop(call, call.body.version))),
        'POST /v1/shops/:shop_id/aftersales/:aftersale_id/rejection': (call) => {
          const { reason, words, evidence_ids = [], version } = call.body
          const answer = { ...byShop(call, version), reason, words, evidence_ids }
          return done(call.params.aftersale_id, call.params, reject(db, answer))
        },
        'POST /v1/shops/:shop_id/aftersales/:aftersale_id/receipt': (call) =>
          done(call.params.aftersale_id, call.params, receive(db, byShop(call, call.body.version))),
        'GET /v1/disputes': ({ account_id, query }) => listDisputes(db, account_id, query),
        'GET /v1/disputes/:aftersale_id': async ({ params }) => {
          const dispute = await show(params.aftersale_id, 'anybody')
          // Staff see what the platform was asked to judge, then and afterwards; other after-sales are the parties' own.
          if (!dispute.history.some(({ to_state }) => to_state === 'platform_intervening'))
            throw notFound()
          return dispute
        },
        'POST /v1/disputes/:aftersale_id/verdict': ({ account_id, params, body, now }) =>
          done(
            params.aftersale_id,
            'anybody',
            judge(db, { ...body, id: params.aftersale_id, judge_id: account_id, now }),
          ),
      },
      'aftersales',
    )
}
