import { newId } from '../../kernel/ids.ts'
import { conflict, malformed, notAllowed, notFound, wrongState } from '../../kernel/refusal.ts'
import { after } from '../../kernel/time.ts'
import { type Db, inTransaction, isDatabaseError, row, rows, type Tx } from '../../platform/db.ts'
import { recordBirth, transition } from '../../platform/transition.ts'
import {
  DRAFT_WAITS,
  depositOf,
  documentMissing,
  FREE_FIELDS,
  isEditable,
  MAX_SHOPS,
  mayManage,
  REJECTED_WAITS,
  REVIEW_WAITS,
  requiredDocuments,
  type ShopKind,
  shopNameTaken,
  shops,
  tooManyShops,
} from './shop.ts'
import { checkApplication, nameKey } from './shop-name.ts'
import { findRole, listDocuments, lockShop, type ReturnAddress, type Shop } from './shops.sql.ts'

export type ApplicationWish = {
  name: string
  kind: ShopKind
  about?: string
  legal_name: string
  licence_number: string
  contact_phone: string
  return_address: ReturnAddress
}

/** Of two shops that look alike to a hasty eye the database takes one; the other is told so. */
const withNameTold = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work
  } catch (error) {
    if (isDatabaseError(error, '23505', 'shops_name')) throw shopNameTaken()
    throw error
  }
}

const keyOf = (name: string): string => {
  const key = nameKey(name)
  if (key === '')
    throw malformed({ errors: [{ path: '/name', message: 'needs letters or digits' }] })
  return key
}

/** Starts an application; the applicant owns the shop. Refuses `shop_name_taken`, `too_many_shops`. */
export const startApplication = (
  db: Db,
  wish: ApplicationWish,
  owner_id: string,
  now: Date,
): Promise<string> =>
  withNameTold(
    inTransaction(db, async (tx) => {
      const id = newId()
      const name_key = keyOf(wish.name)
      const deadline_at = after(now, DRAFT_WAITS)
      await rows(tx)`select from accounts where id = ${owner_id} for no key update`
      const own = await row<{ count: bigint }>(
        tx,
      )`select count(*) from shops where owner_id = ${owner_id} and state <> 'closed'`
      if ((own?.count ?? 0n) >= MAX_SHOPS) throw tooManyShops()
      await rows(tx)`
        insert into shops (id, name, name_key, kind, about, owner_id, return_address, deposit_required, state, state_at, deadline_at,
          legal_name, licence_number, contact_phone, created_at)
        values (${id}, ${wish.name}, ${name_key}, ${wish.kind}, ${wish.about ?? ''}, ${owner_id}, ${JSON.stringify(wish.return_address)}::jsonb,
          ${depositOf(wish.kind)}, 'draft', ${now}, ${deadline_at}, ${wish.legal_name}, ${wish.licence_number}, ${wish.contact_phone}, ${now})`
      await rows(
        tx,
      )`insert into shop_staff (shop_id, account_id, role, added_at) values (${id}, ${owner_id}, 'owner', ${now})`
      await rows(tx)`
        insert into shop_staff_changes (shop_id, account_id, role, changed_by, at) values (${id}, ${owner_id}, 'owner', ${owner_id}, ${now})`
      await recordBirth(tx, shops, {
        ids: [id],
        state: 'draft',
        actor: { kind: 'account', id: owner_id },
        reason: 'application_started',
        now,
        deadline_at,
      })
      return id
    }),
  )

/** The locked shop, for somebody who may speak for it: owner or manager. Strangers find nothing. */
export async function lockForManager(tx: Tx, shop_id: string, account_id: string): Promise<Shop> {
  const shop = await lockShop(tx, shop_id)
  const role = shop && (await findRole(tx, shop_id, account_id))
  if (!shop || !role) throw notFound()
  if (!mayManage(role)) throw notAllowed({ needs: 'manager' })
  return shop
}

/**
 * Changes the file: all of it before and between reviews, afterwards only what was not reviewed. Touching a draft keeps
 * it from lapsing. Refuses `wrong_state`, `shop_name_taken`.
 */
export const changeFile = (
  db: Db,
  shop_id: string,
  wish: Partial<ApplicationWish>,
  account_id: string,
  now: Date,
): Promise<void> =>
  withNameTold(
    inTransaction(db, async (tx) => {
      const shop = await lockForManager(tx, shop_id, account_id)
      const fixed = Object.keys(wish).filter((field) => !FREE_FIELDS.has(field))
      if (shop.state === 'closed' || (fixed.length > 0 && !isEditable(shop.state)))
        throw wrongState({ state: shop.state, fields: fixed })
      const kind = wish.kind ?? shop.kind
      const deposit_required = isEditable(shop.state) ? depositOf(kind) : shop.deposit_required
      await rows(tx)`
        update shops set name = coalesce(${wish.name ?? null}, name), name_key = coalesce(${wish.name === undefined ? null : keyOf(wish.name)}, name_key),
          kind = ${kind}, deposit_required = ${deposit_required}, about = coalesce(${wish.about ?? null}, about),
          legal_name = coalesce(${wish.legal_name ?? null}, legal_name), licence_number = coalesce(${wish.licence_number ?? null}, licence_number),
          contact_phone = coalesce(${wish.contact_phone ?? null}, contact_phone),
          return_address = coalesce(${wish.return_address ? JSON.stringify(wish.return_address) : null}::jsonb, return_address),
          deadline_at = case state when 'draft' then ${after(now, DRAFT_WAITS)} when 'rejected' then ${after(now, REJECTED_WAITS)} else deadline_at end,
          version = version + 1
        where id = ${shop_id}`
    }),
  )

/**
 * Hands the application in: complete, checked by machine at once (its remarks go to the reviewer), then a person
 * has three days. Refuses `document_missing`, `wrong_state`.
 */
export const submitApplication = (
  db: Db,
  shop_id: string,
  account_id: string,
  now: Date,
): Promise<void> =>
  inTransaction(db, async (tx) => {
    const shop = await lockForManager(tx, shop_id, account_id)
    if (!isEditable(shop.state)) throw wrongState({ state: shop.state })
    const has = new Set((await listDocuments(tx, shop_id)).map(({ kind }) => kind))
    const missing = requiredDocuments(shop.kind).filter((kind) => !has.has(kind))
    if (missing.length > 0) throw documentMissing({ kinds: missing })
    const moved = await transition(tx, shops, {
      ids: [shop_id],
      to: 'in_review',
      from: ['draft', 'rejected'],
      actor: { kind: 'account', id: account_id },
      reason: 'submitted',
      now,
      deadline_at: after(now, REVIEW_WAITS),
    })
    if (moved.length === 0) throw conflict()
    await rows(tx)`
      update shops set submitted_at = ${now}, escalations = 0, review_note = '', review_findings = ${JSON.stringify(checkApplication(shop))}::jsonb,
        version = version + 1 where id = ${shop_id}`
  })
