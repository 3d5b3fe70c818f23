import { notFound, wrongState } from '../../kernel/refusal.ts'
import { type Actor, assertMove, system } from '../../kernel/state.ts'
import { type Db, inTransaction, row, rows, type Tx } from '../../platform/db.ts'
import { publish } from '../../platform/outbox.ts'
import { transition } from '../../platform/transition.ts'
import { currentRules } from '../policies/index.ts'
import { listingStopOf, listingsStopped, shopNotOpen } from '../shops/index.ts'
import { productLeft, productListed } from './catalog.events.ts'
import { lockProduct } from './drafts.sql.ts'
import { ownListing, productMachine } from './product.ts'
import { endDraft } from './save-draft.ts'
import { assertAdmitted } from './submit-draft.ts'

type Keeper = { shop_id: string; product_id: string; account_id: string; now: Date }

/**
 * Puts approved goods on sale, or takes them off; asking for what is already so changes nothing.
 * @throws shopNotOpen, listingsStopped, wrongState (never passed, or taken down), blockedByPolicy for goods of other platforms
 */
export async function putOnShelf(
  db: Db,
  { shop_id, product_id, account_id, now }: Keeper,
  on_shelf: boolean,
): Promise<void> {
  const rules = await currentRules(db)
  await inTransaction(db, async (tx) => {
    const product = await lockProduct(tx, shop_id, product_id)
    if (!product) throw notFound()
    const actor: Actor = { kind: 'account', id: account_id }
    if (!on_shelf) {
      if (product.state === 'off_shelf' || product.state === 'approved') return
      assertMove(productMachine.edges, product.state, 'off_shelf')
      if (product.state === 'taken_down') throw wrongState({ from: 'taken_down', to: 'off_shelf' })
      await transition(tx, productMachine, {
        ids: [product_id],
        to: 'off_shelf',
        actor,
        reason: 'taken_off',
        now,
      })
      return tellLeft(tx, [product], 'shop', now)
    }
    if (product.state === 'on_shelf') return
    if (product.state === 'draft') throw wrongState({ from: 'draft', to: 'on_shelf' })
    assertMove(productMachine.edges, product.state, 'on_shelf')
    if (product.shop_state !== 'open') throw shopNotOpen()
    const stop = await listingStopOf(tx, shop_id)
    if (stop) throw listingsStopped({ why: stop })
    assertAdmitted(rules, product, now)
    await transition(tx, productMachine, {
      ids: [product_id],
      to: 'on_shelf',
      actor,
      reason: 'put_on',
      now,
    })
    await tellListed(tx, [product], now)
  })
}

/** Deletes goods that are not on sale; orders keep their own copy. Its handle is free again. */
export const deleteProduct = (
  db: Db,
  { shop_id, product_id, account_id, now }: Keeper,
): Promise<void> =>
  inTransaction(db, async (tx) => {
    const product = await lockProduct(tx, shop_id, product_id)
    if (!product) throw notFound()
    assertMove(productMachine.edges, product.state, 'deleted')
    await endDraft(tx, product_id, account_id, 'product_deleted', now)
    await transition(tx, productMachine, {
      ids: [product_id],
      to: 'deleted',
      actor: { kind: 'account', id: account_id },
      reason: 'deleted',
      now,
    })
    await rows(tx)`update products set handle = null, import_hash = null where id = ${product_id}`
    await rows(
      tx,
    )`update skus set is_on_sale = false where product_id = ${product_id} and is_on_sale`
  })

/**
 * Takes goods off sale at once, for a reason that the shop sees; money is not touched. They come back by a
 * corrected draft that passes review.
 * @throws ownListing for staff of the shop, wrongState when they are not listed
 */
export const takeDown = (
  db: Db,
  {
    product_id,
    reviewer_id,
    reason,
    now,
  }: { product_id: string; reviewer_id: string; reason: string; now: Date },
): Promise<void> =>
  inTransaction(db, async (tx) => {
    const found = await row<{ shop_id: string }>(
      tx,
    )`select shop_id from products where id = ${product_id}`
    const product = found && (await lockProduct(tx, found.shop_id, product_id))
    if (!product) throw notFound()
    if (
      await row(
        tx,
      )`select account_id from shop_staff where shop_id = ${product.shop_id} and account_id = ${reviewer_id}`
    )
      throw ownListing()
    assertMove(productMachine.edges, product.state, 'taken_down')
    await transition(tx, productMachine, {
      ids: [product_id],
      to: 'taken_down',
      actor: { kind: 'account', id: reviewer_id },
      reason: 'taken_down',
      now,
    })
    await rows(tx)`update products set take_down_reason = ${reason} where id = ${product_id}`
    if (product.state === 'on_shelf') await tellLeft(tx, [product], 'platform', now)
  })

/** A shop opened, or opened again: goods that passed while it was shut go on the shelf, the others are back. */
export async function shopOpenedAgain(tx: Tx, shop_id: string, now: Date): Promise<void> {
  if (await listingStopOf(tx, shop_id)) return
  const waiting = await rows<{ id: string }>(tx)`
    select id from products where shop_id = ${shop_id} and state = 'approved' order by id for no key update`
  await transition(tx, productMachine, {
    ids: waiting.map((product) => product.id),
    to: 'on_shelf',
    from: ['approved'],
    actor: system('catalog.shop_opened'),
    reason: 'shop_opened',
    now,
  })
  await tellListed(tx, await onShelf(tx, shop_id), now)
}

/** A shop was suspended: its goods keep their place on the shelf, nobody sees them meanwhile. */
export const shopSuspendedNow = async (tx: Tx, shop_id: string, now: Date): Promise<void> =>
  tellLeft(tx, await onShelf(tx, shop_id), 'shop_suspended', now)

const onShelf = (tx: Tx, shop_id: string) => rows<{ id: string; shop_id: string }>(tx)`
  select id, shop_id from products where shop_id = ${shop_id} and state = 'on_shelf' order by id`

export type Goods = { id: string; shop_id: string }

/** Tells that goods are on sale; their first time is kept. */
export async function tellListed(tx: Tx, products: readonly Goods[], now: Date): Promise<void> {
  await rows(tx)`
    update products set listed_at = ${now} where id = any(${products.map((one) => one.id)}::uuid[]) and listed_at is null`
  await publish(
    tx,
    productListed,
    products.map(({ id, shop_id }) => ({ key: id, payload: { product_id: id, shop_id } })),
    now,
  )
}

/** Tells that goods left the shelf, and why. */
export const tellLeft = (
  tx: Tx,
  products: readonly Goods[],
  why: string,
  now: Date,
): Promise<void> =>
  publish(
    tx,
    productLeft,
    products.map(({ id, shop_id }) => ({ key: id, payload: { product_id: id, shop_id, why } })),
    now,
  )
