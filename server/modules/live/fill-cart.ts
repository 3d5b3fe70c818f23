import { newId, showId } from '../../kernel/ids.ts'
import { notFound } from '../../kernel/refusal.ts'
import type { Actor } from '../../kernel/state.ts'
import { type Db, inTransaction, isDatabaseError, row, rows, type Tx } from '../../platform/db.ts'
import { recordBirth, transition } from '../../platform/transition.ts'
import { productCards } from '../catalog/index.ts'
import { blockedByPolicy, currentRules, isAdmitted } from '../policies/index.ts'
import { type CartItem, dressCart, itemOnWire, verdictOn } from './cart-view.ts'
import type { CriticalEvent } from './live.protocol.ts'
import { alreadyInCart, CART_SIZE, cartFull, isOver, reorder, roomItems, roomOver } from './room.ts'
import { type Told, tell } from './room-events.ts'
import { type CartRow, findItems, type HeldRoom, holdRoom } from './rooms.sql.ts'

type Step = { room_id: string; host_id: string; now: Date }
const itemId = (id: string): string => showId('itm', id)

/** The host's room for a change of its cart; a room that is over keeps the cart it had. */
export async function holdForCart(tx: Tx, { room_id, host_id, now }: Step): Promise<HeldRoom> {
  const room = await holdRoom(tx, room_id, host_id, now)
  if (!room) throw notFound()
  if (isOver(room.state)) throw roomOver()
  return room
}

/**
 * Puts a product into the cart: any open shop's goods that are on the shelf, where the link policy admits them in a
 * live cart now. What a rule had taken out comes back the same way once it is admitted again.
 */
export const addItem = async (
  db: Db,
  { product_id, ...step }: Step & { product_id: string },
): Promise<CartItem> => {
  try {
    return await inTransaction(db, async (tx) => {
      const { room_id, host_id, now } = step
      await holdForCart(tx, step)
      const [product] = await productCards(tx, [product_id])
      if (product?.state !== 'on_shelf' || !product.shop_is_open) throw notFound()
      const verdict = verdictOn(await currentRules(tx), product, now)
      if (!isAdmitted(verdict))
        throw blockedByPolicy({
          rule_id: verdict.rule_id,
          reason: verdict.reason,
          effect: verdict.effect,
          next_change_at: verdict.next_change_at,
        })
      const cart = await rows<{ id: string; product_id: string; state: string; position: number }>(
        tx,
      )`
        select id, product_id, state, position from room_items where room_id = ${room_id} and state <> 'removed'`
      const found = cart.find((one) => one.product_id === product_id)
      if (found?.state === 'listed') throw alreadyInCart({ item_id: itemId(found.id) })
      const actor: Actor = { kind: 'account', id: host_id }
      const id = found?.id ?? newId()
      if (found) {
        await transition(tx, roomItems, { ids: [id], to: 'listed', actor, reason: 'restored', now })
        await rows(tx)`update room_items set hidden_rule_id = null where id = ${id}`
      } else {
        if (cart.length >= CART_SIZE) throw cartFull()
        const position = Math.max(-1, ...cart.map((one) => one.position)) + 1
        await rows(tx)`
          insert into room_items (id, room_id, product_id, position, state, state_at, added_at)
          values (${id}, ${room_id}, ${product_id}, ${position}, 'listed', ${now}, ${now})`
        await recordBirth(tx, roomItems, {
          ids: [id],
          state: 'listed',
          actor,
          reason: 'added',
          now,
        })
      }
      const [item] = await dressCart(tx, await findItems(tx, [id]))
      if (!item) throw notFound()
      await tell(tx, [{ room_id, fact: { e: 'item', item: itemOnWire(item) } }], now)
      return item
    })
  } catch (error) {
    if (isDatabaseError(error, '23505', 'room_items_once')) throw alreadyInCart()
    throw error
  }
}

/** Takes a product out of the host's cart. */
export const removeItem = (
  db: Db,
  { item_id, ...step }: Step & { item_id: string },
): Promise<void> =>
  inTransaction(db, async (tx) => {
    const { room_id, host_id, now } = step
    await holdForCart(tx, step)
    const item = await row<CartRow>(tx)`
      select id, room_id, is_explaining from room_items where id = ${item_id} and room_id = ${room_id} and state <> 'removed'`
    if (!item) throw notFound()
    await takeOut(tx, [item], {
      to: 'removed',
      actor: { kind: 'account', id: host_id },
      reason: 'removed_by_host',
      why: 'removed',
      now,
    })
  })

type Gone = Extract<CriticalEvent, { e: 'item_gone' }>['why']

/**
 * Takes items out of their carts, ends the explanation of those being explained, tells the rooms. The caller has locked
 * what it must; items that left meanwhile are passed over.
 */
export async function takeOut(
  tx: Tx,
  items: readonly (Pick<CartRow, 'id' | 'room_id'> & { rule_id?: string | null })[],
  how: { to: 'removed' | 'hidden_by_policy'; actor: Actor; reason: string; why: Gone; now: Date },
): Promise<number> {
  if (items.length === 0) return 0
  const { now, why, ...change } = how
  const ids = items.map(({ id }) => id)
  await rows(tx)`
    select from rooms where id = any(${[...new Set(items.map(({ room_id }) => room_id))]}::uuid[]) order by id for no key update`
  const explained = await rows<{ id: string; room_id: string }>(tx)`
    update room_items as item set is_explaining = false, explained_to_ms = stream_offset(r.stream, r.stream_at, r.stream_offset_ms, ${now})
    from rooms as r where item.id = any(${ids}::uuid[]) and r.id = item.room_id and item.is_explaining returning item.id, item.room_id`
  const moved = await transition(tx, roomItems, { ids, now, ...change })
  const gone = new Set(moved.map(({ id }) => id))
  await rows(tx)`
    update room_items as item set hidden_rule_id = part.rule_id
    from unnest(${ids}::uuid[], ${items.map((item) => item.rule_id ?? null)}::text[]) as part (id, rule_id)
    where item.id = part.id and item.state = 'hidden_by_policy' and part.rule_id is not null`
  const told: Told[] = items
    .filter(({ id }) => gone.has(id))
    .map(({ id, room_id, rule_id }) => ({
      room_id,
      fact: { e: 'item_gone', item_id: itemId(id), why, ...(rule_id ? { rule_id } : {}) },
    }))
  for (const { room_id } of explained)
    told.push({ room_id, fact: { e: 'explaining', item_id: null, offset_ms: null } })
  await tell(tx, told, now)
  return moved.length
}

/** Puts the cart into the host's order; what is not named stays behind, in its old order. */
export const orderItems = (
  db: Db,
  { item_ids, ...step }: Step & { item_ids: readonly string[] },
): Promise<void> =>
  inTransaction(db, async (tx) => {
    const { room_id, now } = step
    await holdForCart(tx, step)
    const present = await rows<{ id: string; state: string }>(tx)`
      select id, state from room_items where room_id = ${room_id} and state <> 'removed' order by position, added_at, id`
    const order = reorder(
      present.map(({ id }) => id),
      item_ids,
    )
    if (!order) throw notFound()
    await rows(tx)`
      update room_items as item set position = part.place - 1
      from unnest(${order}::uuid[]) with ordinality as part (id, place) where item.id = part.id and item.position <> part.place - 1`
    const listed = new Set(present.filter(({ state }) => state === 'listed').map(({ id }) => id))
    await tell(
      tx,
      [
        {
          room_id,
          fact: { e: 'order', item_ids: order.filter((id) => listed.has(id)).map(itemId) },
        },
      ],
      now,
    )
  })

/**
 * Pins the item being explained, or unpins. Of a room's items exactly one is explained: the room's row is held for the
 * change. Where on the stream an explanation began and ended is kept for clips.
 */
export const explain = (
  db: Db,
  { item_id, ...step }: Step & { item_id: string | null },
): Promise<void> =>
  inTransaction(db, async (tx) => {
    const { room_id, now } = step
    const { offset_ms } = await holdForCart(tx, step)
    const was = await row<{ id: string }>(tx)`
      select id from room_items where room_id = ${room_id} and is_explaining`
    if ((was?.id ?? null) === item_id) return
    if (item_id) {
      const [item] = await dressCart(tx, await findItems(tx, [item_id]))
      if (!item || item.room_id !== room_id || item.state !== 'listed') throw notFound()
      const verdict = verdictOn(await currentRules(tx), item.product, now)
      if (!isAdmitted(verdict))
        throw blockedByPolicy({ rule_id: verdict.rule_id, reason: verdict.reason })
    }
    if (was)
      await rows(tx)`
        update room_items set is_explaining = false, explained_to_ms = ${offset_ms} where id = ${was.id}`
    if (item_id)
      await rows(tx)`
        update room_items set is_explaining = true, explain_count = explain_count + 1, explained_from_ms = ${offset_ms}, explained_to_ms = null
        where id = ${item_id} and room_id = ${room_id} and state = 'listed'`
    await tell(
      tx,
      [
        {
          room_id,
          fact: {
            e: 'explaining',
            item_id: item_id && itemId(item_id),
            offset_ms: offset_ms === null ? null : Number(offset_ms),
          },
        },
      ],
      now,
    )
  })
