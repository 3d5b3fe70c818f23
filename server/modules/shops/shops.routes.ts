import { notFound } from '../../kernel/refusal.ts'
import type { Context } from '../../platform/context.ts'
import type { HttpApp } from '../../platform/http.ts'
import {
  cursorOf,
  INSTANT,
  INTEGER,
  pageOf,
  pageSize,
  readCursor,
  UUID,
} from '../../platform/paging.ts'
import { fileUrl } from '../../platform/storage.ts'
import { changeFile, startApplication, submitApplication } from './apply.ts'
import { findDocument, keepDocument, takeDocumentBack } from './documents.ts'
import { readDocument } from './read-document.ts'
import { reviewShop, suspendShop } from './review-shop.ts'
import { shopsContract } from './shops.contract.ts'
import {
  findPublicShop,
  findShopFile,
  listApplications,
  listStaff,
  type QueuePlace,
} from './shops.sql.ts'
import { addStaff, removeStaff } from './staff.ts'

const FIRST = [
  '1000000',
  '0001-01-01T00:00:00.000Z',
  '00000000-0000-0000-0000-000000000000',
] as const

export const shopsRoutes = (context: Context) => {
  const { db, storage, wake } = context
  const fileOf = async (shop_id: string) => {
    const found = await findShopFile(db, shop_id)
    if (!found) throw notFound()
    const { logo_key, review_findings, ...shop } = found
    return { ...shop, logo_url: fileUrl(logo_key), findings: review_findings, currency: 'CNY' }
  }

  return (http: HttpApp) =>
    http.serve(
      shopsContract,
      {
        'POST /v1/shops': async ({ account_id, body, now }) =>
          fileOf(await startApplication(db, body, account_id, now)),
        'GET /v1/shops/:shop_id': async ({ params }) => {
          const found = await findPublicShop(db, params.shop_id)
          if (!found) throw notFound()
          const { logo_key, ...shop } = found
          return { ...shop, logo_url: fileUrl(logo_key) }
        },
        'GET /v1/shops/:shop_id/file': ({ params }) => fileOf(params.shop_id),
        'PATCH /v1/shops/:shop_id/file': async ({ params, body, account_id, now }) => {
          await changeFile(db, params.shop_id, body, account_id, now)
          return fileOf(params.shop_id)
        },
        'POST /v1/shops/:shop_id/documents': async ({ params, account_id, request, now }) =>
          keepDocument(context, {
            shop_id: params.shop_id,
            account_id,
            upload: await readDocument(request),
            now,
          }),
        'GET /v1/shops/:shop_id/documents/:document_id': async ({
          params,
          account_id,
          caller,
          reply,
        }) => {
          const is_reviewer = caller.duties.some((duty) => duty === 'reviewer' || duty === 'admin')
          const { file_key, file_name, media_type } = await findDocument(db, {
            ...params,
            account_id,
            is_reviewer,
          })
          const file = await storage.read(file_key)
          if (!file) throw notFound()
          return reply
            .headers({
              'content-disposition': `attachment; filename="document"; filename*=UTF-8''${encodeURIComponent(file_name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)}`,
              'cache-control': 'private, no-store',
              'content-length': file.size,
              'content-security-policy': "default-src 'none'; sandbox",
              'x-content-type-options': 'nosniff',
            })
            .type(media_type)
            .send(file.stream)
        },
        'DELETE /v1/shops/:shop_id/documents/:document_id': async ({ params, account_id, now }) => {
          await takeDocumentBack(context, { ...params, account_id, now })
          return null
        },
        'POST /v1/shops/:shop_id/submission': async ({ params, account_id, now }) => {
          await submitApplication(db, params.shop_id, account_id, now)
          return fileOf(params.shop_id)
        },
        'GET /v1/shops/:shop_id/staff': async ({ params }) => ({
          data: await listStaff(db, params.shop_id),
        }),
        'PUT /v1/shops/:shop_id/staff': async ({ params, body, account_id, now }) => {
          await addStaff(db, { shop_id: params.shop_id, ...body, by: account_id, now })
          return null
        },
        'DELETE /v1/shops/:shop_id/staff/:account_id': async ({ params, account_id, now }) => {
          await removeStaff(db, { ...params, by: account_id, now })
          return null
        },
        'GET /v1/shop-applications': async ({ query }) => {
          const limit = pageSize(query.limit)
          const [escalations, submitted_at, id] =
            readCursor(query.after, INTEGER, INSTANT, UUID) ?? FIRST
          const place = { escalations, submitted_at, id } as QueuePlace
          const found = await listApplications(db, query.state ?? 'in_review', place, limit + 1)
          return pageOf(found, limit, (last) =>
            cursorOf(last.escalations, last.submitted_at, last.id),
          )
        },
        'GET /v1/shop-applications/:shop_id': ({ params }) => fileOf(params.shop_id),
        'POST /v1/shop-applications/:shop_id/decision': async ({
          params,
          body,
          account_id,
          now,
        }) => {
          await reviewShop(db, params.shop_id, body, account_id, now)
          wake()
          return fileOf(params.shop_id)
        },
        'POST /v1/shops/:shop_id/suspension': async ({ params, body, account_id, now }) => {
          await suspendShop(db, params.shop_id, body, account_id, now)
          wake()
          return fileOf(params.shop_id)
        },
      },
      'shops',
    )
}
