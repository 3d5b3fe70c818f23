import { notFound } from '../../kernel/refusal.ts'
import type { Context } from '../../platform/context.ts'
import type { Handlers } from '../../platform/http.ts'
import { cursorOf, INSTANT, pageOf, pageSize, readCursor, UUID } from '../../platform/paging.ts'
import { historyOf } from '../../platform/transition.ts'
import type { catalogContract } from './catalog.contract.ts'
import { claimDraft, decideDraft } from './decide-draft.ts'
import { findDraft } from './drafts.sql.ts'
import { listQueue } from './goods.sql.ts'
import { takeDown } from './shelf.ts'
import { GOODS } from './shelf-copies.ts'
import { draftView, showGoods } from './show-product.ts'

type ReviewRoutes =
  | 'GET /v1/listing-queue'
  | 'GET /v1/listing-queue/:draft_id'
  | 'POST /v1/listing-queue/:draft_id/claim'
  | 'POST /v1/listing-queue/:draft_id/decision'
  | 'POST /v1/products/:product_id/take-down'

/** What reviewers see and decide. */
export const reviewHandlers = ({
  bus,
  db,
  wake,
}: Context): Pick<Handlers<typeof catalogContract>, ReviewRoutes> => ({
  'GET /v1/listing-queue': async ({ query, now }) => {
    const limit = pageSize(query.limit)
    const [at, id] = readCursor(query.after, INSTANT, UUID) ?? []
    const found = await listQueue(db, at && id ? { at, id } : undefined, now, limit + 1)
    return pageOf(found, limit, (last) => cursorOf(last.state_at, last.id))
  },
  'GET /v1/listing-queue/:draft_id': async ({ params }) => {
    const draft = await findDraft(db, params.draft_id)
    if (!draft) throw notFound()
    const [view, goods, history] = await Promise.all([
      draftView(db, draft),
      showGoods(db, draft.shop_id, draft.product_id),
      historyOf(db, 'product_drafts', draft.id),
    ])
    return { draft: view, goods, shop_name: goods.shop_name, pictures: view.pictures, history }
  },
  'POST /v1/listing-queue/:draft_id/claim': async ({ params, account_id, now }) => {
    await claimDraft(db, { draft_id: params.draft_id, reviewer_id: account_id, now })
    return null
  },
  'POST /v1/listing-queue/:draft_id/decision': async ({ params, body, account_id, now }) => {
    await decideDraft(db, {
      draft_id: params.draft_id,
      reviewer_id: account_id,
      now,
      decision: body.decision,
      version: body.version,
      findings: body.findings ?? [],
    })
    bus.send(GOODS, params)
    wake()
    return null
  },
  'POST /v1/products/:product_id/take-down': async ({ params, body, account_id, now }) => {
    await takeDown(db, {
      product_id: params.product_id,
      reviewer_id: account_id,
      reason: body.reason,
      now,
    })
    bus.send(GOODS, params)
    wake()
    return null
  },
})
