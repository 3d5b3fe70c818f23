import { newId } from '../../kernel/ids.ts'
import { conflict, notFound, wrongState } from '../../kernel/refusal.ts'
import { type Db, inTransaction, isDatabaseError, rows, type Tx } from '../../platform/db.ts'
import { recordBirth, transition } from '../../platform/transition.ts'
import { type ContentWish, contentOf, picturesIn } from './content.ts'
import {
  categoryExists,
  foreignPictures,
  insertDraft,
  lockProduct,
  openDraft,
  skusEver,
  updateDraft,
} from './drafts.sql.ts'
import { type Content, draftMachine, productMachine, unknownCategory } from './product.ts'

type Writer = { shop_id: string; account_id: string; now: Date }

/**
 * Starts a product: only a draft, nothing on sale yet. Returns the product's id.
 * @throws unknownCategory, sameOptions, notFound for another shop's picture
 */
export const startProduct = (
  db: Db,
  { shop_id, account_id, now }: Writer,
  wish: ContentWish,
  handle: string | null = null,
): Promise<string> =>
  inTransaction(db, async (tx) => {
    const content = contentOf(wish, [])
    await assertParts(tx, shop_id, content)
    const product_id = newId()
    await rows(tx)`
      insert into products (id, shop_id, category_id, handle, state, state_at, created_at)
      values (${product_id}, ${shop_id}, ${content.category_id}, ${handle}, 'draft', ${now}, ${now})`
    const actor = { kind: 'account' as const, id: account_id }
    await recordBirth(tx, productMachine, {
      ids: [product_id],
      state: 'draft',
      actor,
      reason: 'started',
      now,
    })
    await beginDraft(tx, { product_id, content, account_id, now })
    return product_id
  })

/**
 * Replaces the draft; the copy on sale stays as it is. A draft under review comes back to the desk: what a
 * reviewer sees never changes under their eyes.
 * @throws conflict when `version` is not that of the draft that stands there
 */
export const saveDraft = (
  db: Db,
  { shop_id, account_id, now }: Writer,
  product_id: string,
  wish: ContentWish,
  version?: number,
): Promise<void> =>
  inTransaction(db, async (tx) => {
    if (!(await lockProduct(tx, shop_id, product_id))) throw notFound()
    const draft = await openDraft(tx, product_id)
    if (version !== undefined && draft?.version !== version) throw conflict()
    const known = await skusEver(tx, product_id)
    const content = contentOf(wish, [
      ...(draft?.content.skus ?? []).filter((sku) => !known.some((one) => one.id === sku.id)),
      ...known,
    ])
    await assertParts(tx, shop_id, content)
    if (!draft) return beginDraft(tx, { product_id, content, account_id, now })
    await transition(tx, draftMachine, {
      ids: [draft.id],
      to: 'editing',
      actor: { kind: 'account', id: account_id },
      reason: draft.state === 'in_review' ? 'recalled' : 'edited',
      now,
    })
    await updateDraft(tx, draft.id, content)
  })

/** Drops the draft: the copy on sale, if any, is all there is. One under review is recalled first. */
export const dropDraft = (db: Db, { shop_id, account_id, now }: Writer, product_id: string) =>
  inTransaction(db, async (tx) => {
    const product = await lockProduct(tx, shop_id, product_id)
    if (!product) throw notFound()
    // A product that was never on sale is its draft; it is deleted, not emptied.
    if (product.state === 'draft') throw wrongState({ from: 'draft', to: 'dropped' })
    if (!(await endDraft(tx, product_id, account_id, 'dropped', now))) throw notFound()
  })

/** Ends an open draft, if there is one. */
export async function endDraft(
  tx: Tx,
  product_id: string,
  account_id: string,
  reason: string,
  now: Date,
): Promise<boolean> {
  const draft = await openDraft(tx, product_id)
  if (!draft) return false
  const actor = { kind: 'account' as const, id: account_id }
  if (draft.state === 'in_review')
    await transition(tx, draftMachine, {
      ids: [draft.id],
      to: 'editing',
      actor,
      reason: 'recalled',
      now,
    })
  await transition(tx, draftMachine, { ids: [draft.id], to: 'dropped', actor, reason, now })
  return true
}

async function beginDraft(
  tx: Tx,
  {
    product_id,
    content,
    account_id,
    now,
  }: { product_id: string; content: Content; account_id: string; now: Date },
): Promise<void> {
  const id = newId()
  try {
    await insertDraft(tx, { id, product_id, content, created_by: account_id, now })
  } catch (error) {
    if (isDatabaseError(error, '23505', 'product_drafts_open')) throw conflict()
    throw error
  }
  await recordBirth(tx, draftMachine, {
    ids: [id],
    state: 'editing',
    actor: { kind: 'account', id: account_id },
    reason: 'started',
    now,
  })
}

async function assertParts(tx: Tx, shop_id: string, content: Content): Promise<void> {
  if (!(await categoryExists(tx, content.category_id)))
    throw unknownCategory({ category_id: content.category_id })
  const pictures = picturesIn(content)
  if (pictures.length > 0 && (await foreignPictures(tx, shop_id, pictures)).length > 0)
    throw notFound({ what: 'picture' })
}
