import { newId } from '../../kernel/ids.ts'
import { notFound, wrongState } from '../../kernel/refusal.ts'
import type { Context } from '../../platform/context.ts'
import { type Db, inTransaction, row, rows } from '../../platform/db.ts'
import { lockForManager } from './apply.ts'
import type { Upload } from './read-document.ts'
import { isEditable, MAX_DOCUMENTS, tooManyDocuments } from './shop.ts'
import type { ShopDocument } from './shops.sql.ts'

/**
 * Keeps a document in the shop's file. Its bytes lie in private storage and are never opened here: they are handed
 * out as a download, to the shop's staff and the platform's reviewers only.
 */
export async function keepDocument(
  { db, storage }: Pick<Context, 'db' | 'storage'>,
  {
    shop_id,
    account_id,
    upload,
    now,
  }: { shop_id: string; account_id: string; upload: Upload; now: Date },
): Promise<ShopDocument> {
  const file_key = await storage.put('doc', upload.extension, upload.bytes)
  try {
    return await inTransaction(db, async (tx) => {
      const shop = await lockForManager(tx, shop_id, account_id)
      if (shop.state === 'in_review' || shop.state === 'closed')
        throw wrongState({ state: shop.state })
      const kept = await row<{ count: bigint }>(
        tx,
      )`select count(*) from shop_documents where shop_id = ${shop_id} and removed_at is null`
      if ((kept?.count ?? 0n) >= MAX_DOCUMENTS) throw tooManyDocuments()
      const document = {
        id: newId(),
        kind: upload.kind,
        file_name: upload.file_name,
        media_type: upload.media_type,
        size_bytes: BigInt(upload.bytes.length),
        uploaded_at: now,
      }
      await rows(tx)`
        insert into shop_documents (id, shop_id, kind, file_key, file_name, media_type, size_bytes, uploaded_by, uploaded_at)
        values (${document.id}, ${shop_id}, ${document.kind}, ${file_key}, ${document.file_name}, ${document.media_type},
          ${document.size_bytes}, ${account_id}, ${now})`
      await rows(tx)`update shops set version = version + 1 where id = ${shop_id}`
      return document
    })
  } catch (error) {
    await storage.remove(file_key)
    throw error
  }
}

/** Takes a document back, before and between reviews only: what was reviewed stays on file. */
export async function takeDocumentBack(
  { db, storage }: Pick<Context, 'db' | 'storage'>,
  {
    shop_id,
    document_id,
    account_id,
    now,
  }: { shop_id: string; document_id: string; account_id: string; now: Date },
): Promise<void> {
  const file_key = await inTransaction(db, async (tx) => {
    const shop = await lockForManager(tx, shop_id, account_id)
    const removed = await row<{ file_key: string }>(tx)`
      update shop_documents set removed_at = ${now} where id = ${document_id} and shop_id = ${shop_id} and removed_at is null returning file_key`
    if (!removed) throw notFound()
    if (!isEditable(shop.state)) throw wrongState({ state: shop.state })
    await rows(tx)`update shops set version = version + 1 where id = ${shop_id}`
    return removed.file_key
  })
  await storage.remove(file_key)
}

/** Where a document's bytes lie, for the shop's staff and reviewers; for everybody else it does not exist. */
export async function findDocument(
  db: Db,
  {
    shop_id,
    document_id,
    account_id,
    is_reviewer,
  }: { shop_id: string; document_id: string; account_id: string; is_reviewer: boolean },
): Promise<{ file_key: string; file_name: string; media_type: string }> {
  const found = await row<{ file_key: string; file_name: string; media_type: string }>(db)`
    select file_key, file_name, media_type from shop_documents as d
    where id = ${document_id} and shop_id = ${shop_id} and removed_at is null
      and (${is_reviewer}::boolean or exists (select from shop_staff as t where t.shop_id = d.shop_id and t.account_id = ${account_id}))`
  if (!found) throw notFound()
  return found
}
