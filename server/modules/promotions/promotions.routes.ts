import type { Context } from '../../platform/context.ts'
import type { Db } from '../../platform/db.ts'
import type { HttpApp } from '../../platform/http.ts'
import { type Claim, once } from '../../platform/idempotency.ts'
import { cursorOf, pageOf, pageSize, readCursor, UUID } from '../../platform/paging.ts'
import { KEEP, PLACES } from './choose-discounts.ts'
import { openCouponIntake } from './coupon-intake.ts'
import { listCoupons } from './coupons.sql.ts'
import { forgetReductions } from './current-reductions.ts'
import { editDraft } from './edit-draft.ts'
import { actOn, findPromotion, giveRedPackets, makePromotion } from './make-promotion.ts'
import type { PromotionState } from './promotion.ts'
import { promotionsContract } from './promotions.contract.ts'
import { listPromotions, type Owner, type OwnPromotionRow } from './promotions.sql.ts'
import { openOffers } from './show-open.ts'

type Asked = {
  after?: string | undefined
  limit?: number | undefined
  state?: PromotionState | undefined
}

async function pageOfPromotions(db: Db, owner: Owner, query: Asked) {
  const limit = pageSize(query.limit)
  const [before = null] = readCursor(query.after, UUID) ?? []
  const found = await listPromotions(db, owner, {
    state: query.state ?? null,
    before,
    limit: limit + 1,
  })
  return pageOf(found, limit, (last) => cursorOf(last.id))
}

/** Makes it once per claim, and shows it as it is now. */
async function madeOnce(
  db: Db,
  owner: Owner,
  claim: Claim,
  now: Date,
  make: (tx: Db) => Promise<OwnPromotionRow>,
): Promise<OwnPromotionRow> {
  const { id } = await once(db, claim, now, async (tx) => ({ id: (await make(tx)).id }))
  forgetReductions(db)
  return findPromotion(db, owner, id)
}

const PLATFORM = { platform: true } as const

export const promotionsRoutes = (context: Context) => {
  const { db } = context
  const openAt = openOffers(context)
  const intake = openCouponIntake(context)
  context.metrics.gauge('coupon_claims_waiting', 'claims that wait for their batch', (gauge) =>
    gauge.set(intake.waiting()),
  )
  return (http: HttpApp) =>
    http.serve(
      promotionsContract,
      {
        'GET /v1/promotion-rules': async () => ({ places: PLACES, keeps: KEEP }),
        'GET /v1/promotions': async ({ query, account_id, now }) => {
          const { shop_id = null, product_id = null, room_id = null } = query
          return { data: await openAt({ shop_id, product_id, room_id }, account_id ?? null, now) }
        },
        'POST /v1/promotions/:promotion_id/claims': ({ params, account_id: holder_id, claim }) =>
          intake.claim({ ...params, holder_id, claim }),
        'GET /v1/me/coupons': async ({ account_id, query }) => {
          const limit = pageSize(query.limit)
          const [before = null] = readCursor(query.after, UUID) ?? []
          const found = await listCoupons(db, {
            holder_id: account_id,
            state: query.state ?? 'usable',
            before,
            limit: limit + 1,
          })
          return pageOf(found, limit, (last) => cursorOf(last.coupon_id))
        },
        'GET /v1/shops/:shop_id/promotions': ({ params, query }) =>
          pageOfPromotions(db, params, query),
        'POST /v1/shops/:shop_id/promotions': ({ params, body, account_id: by, claim, now }) =>
          madeOnce(db, params, claim, now, (tx) => makePromotion(tx, params, body, { by, now })),
        'PUT /v1/shops/:shop_id/promotions/:promotion_id': (call) => {
          const { shop_id, promotion_id } = call.params
          const { account_id: by, body, now } = call
          return editDraft(db, { shop_id }, promotion_id, body, { by, now })
        },
        'PUT /v1/shops/:shop_id/promotions/:promotion_id/state': (call) => {
          const { shop_id, promotion_id } = call.params
          const { account_id: by, body, now } = call
          return actOn(db, { shop_id }, { promotion_id, ...body, by, now })
        },
        'POST /v1/rooms/:room_id/red-packets': ({ params, body, account_id, claim, now }) =>
          madeOnce(db, { creator_id: account_id }, claim, now, (tx) =>
            giveRedPackets(tx, { ...params, ...body, creator_id: account_id, now }),
          ),
        'GET /v1/me/red-packets': ({ account_id, query }) =>
          pageOfPromotions(db, { creator_id: account_id }, query),
        'PUT /v1/me/red-packets/:promotion_id/state': ({ params, body, account_id, now }) =>
          actOn(db, { creator_id: account_id }, { ...params, ...body, by: account_id, now }),
        'GET /v1/platform-promotions': ({ query }) => pageOfPromotions(db, PLATFORM, query),
        'POST /v1/platform-promotions': ({ body, account_id: by, claim, now }) =>
          madeOnce(db, PLATFORM, claim, now, (tx) =>
            makePromotion(tx, PLATFORM, body, { by, now }),
          ),
        'PUT /v1/platform-promotions/:promotion_id': ({ params, body, account_id: by, now }) =>
          editDraft(db, PLATFORM, params.promotion_id, body, { by, now }),
        'PUT /v1/platform-promotions/:promotion_id/state': ({ params, body, account_id, now }) =>
          actOn(db, PLATFORM, { ...params, ...body, by: account_id, now }),
      },
      'promotions',
    )
}
