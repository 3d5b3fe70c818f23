import { conflict, notFound } from '../../kernel/refusal.ts'
import type { Actor } from '../../kernel/state.ts'
import { type Db, row, rows, type Tx } from '../../platform/db.ts'
import { publish } from '../../platform/outbox.ts'
import { transition } from '../../platform/transition.ts'
import {
  type AddressWords,
  type AftersaleKind,
  aftersaleChanged,
  lockOrder,
  type OrderRow,
} from '../orders/index.ts'
import { type AftersaleReason, type AftersaleState, aftersales, deadlineOf } from './aftersale.ts'

export type AftersaleRow = {
  id: string
  order_id: string
  order_line_id: string
  shop_id: string
  buyer_id: string
  kind: AftersaleKind
  quantity: number
  amount: bigint
  currency: string
  reason: AftersaleReason
  is_of_right: boolean
  state: AftersaleState
  state_at: Date
  deadline_at: Date | null
  return_parcel_id: string | null
  return_address: AddressWords | null
  refund_id: string | null
  overdue_count: number
  version: number
}

/** Whose after-sale it must be: of this buyer, of this shop, or, for the platform's staff and clock, anybody's. */
export type Of = { buyer_id: string } | { shop_id: string } | 'anybody'

export type Held = { aftersale: AftersaleRow; order: OrderRow }

/**
 * Takes an after-sale into our hands until the transaction ends: its order first, like everything that changes an order.
 * Somebody else's does not exist.
 * @throws notFound; changed_meanwhile when it is not the version that was seen
 */
export async function holdAftersale(tx: Tx, id: string, of: Of, version?: number): Promise<Held> {
  const buyer_id = of !== 'anybody' && 'buyer_id' in of ? of.buyer_id : null
  const shop_id = of !== 'anybody' && 'shop_id' in of ? of.shop_id : null
  const seen = await row<{ order_id: string }>(tx)`
    select order_id from aftersales where id = ${id}
      and (${buyer_id}::uuid is null or buyer_id = ${buyer_id}) and (${shop_id}::uuid is null or shop_id = ${shop_id})`
  if (!seen) throw notFound()
  const order = await lockOrder(tx, seen.order_id)
  const aftersale = await row<AftersaleRow>(tx)`
    select id, order_id, order_line_id, shop_id, buyer_id, kind, quantity, amount, currency, reason, is_of_right, state, state_at,
      deadline_at, return_parcel_id, return_address, refund_id, overdue_count, version
    from aftersales where id = ${id} for no key update`
  if (!order || !aftersale) throw notFound()
  if (version !== undefined && aftersale.version !== version)
    throw conflict({ version: aftersale.version })
  return { order, aftersale }
}

export type Change = {
  to: AftersaleState
  actor: Actor
  reason: string
  now: Date
  /** Left out: as long as the state usually waits. */
  deadline_at?: Date | null
}

/** Moves an after-sale that we hold, counts its version and tells everybody. */
export async function change(tx: Tx, aftersale: AftersaleRow, move: Change): Promise<void> {
  const { to, now } = move
  const deadline_at = move.deadline_at === undefined ? deadlineOf(to, now) : move.deadline_at
  const moved = await transition(tx, aftersales, {
    ids: [aftersale.id],
    from: [aftersale.state],
    to,
    actor: move.actor,
    reason: move.reason,
    now,
    deadline_at,
  })
  if (moved.length === 0) throw conflict()
  await rows(tx)`
    update aftersales set version = version + 1, closed_at = ${to === 'succeeded' || to === 'closed' ? now : null} where id = ${aftersale.id}`
  aftersale.state = to
  aftersale.version += 1
  await tellChange(tx, aftersale, now)
}

export const tellChange = (
  tx: Tx,
  { id, order_line_id, kind, state }: Pick<AftersaleRow, 'id' | 'order_line_id' | 'kind' | 'state'>,
  now: Date,
): Promise<void> =>
  publish(
    tx,
    aftersaleChanged,
    [{ key: id, payload: { aftersale_id: id, order_line_id, kind, state } }],
    now,
  )

/** How many after-sales a line had, and whether one is open. The order is locked, so nobody opens another meanwhile. */
export const countOfLine = async (tx: Tx, order_line_id: string) =>
  (await row<{ count: number; has_open: boolean }>(tx)`
    select count(*)::int as count, coalesce(bool_or(state not in ('succeeded', 'closed')), false) as has_open
    from aftersales where order_line_id = ${order_line_id}`) as { count: number; has_open: boolean }

export const insertAftersale = (
  tx: Tx,
  one: Omit<
    AftersaleRow,
    'state_at' | 'return_parcel_id' | 'return_address' | 'refund_id' | 'overdue_count' | 'version'
  > & {
    words: string
    evidence_ids: readonly string[]
    now: Date
  },
) => rows(tx)`
  insert into aftersales (id, order_id, order_line_id, shop_id, buyer_id, kind, quantity, amount, currency, reason, words, evidence_ids,
    is_of_right, state, state_at, deadline_at, created_at)
  values (${one.id}, ${one.order_id}, ${one.order_line_id}, ${one.shop_id}, ${one.buyer_id}, ${one.kind}, ${one.quantity}, ${one.amount},
    ${one.currency}, ${one.reason}, ${one.words}, ${one.evidence_ids}::uuid[], ${one.is_of_right}, ${one.state}, ${one.now}, ${one.deadline_at}, ${one.now})`

/** Where a shop wants returned goods; null while it has not said. */
export const returnAddressOf = async (db: Db, shop_id: string): Promise<AddressWords | null> =>
  (
    await row<{ return_address: AddressWords | null }>(
      db,
    )`select return_address from shops where id = ${shop_id}`
  )?.return_address ?? null

/** How many of these pictures this person uploaded. */
export const countOwnPictures = async (
  db: Db,
  ids: readonly string[],
  account_id: string,
): Promise<number> =>
  Number(
    (
      await row<{ count: bigint }>(db)`
      select count(*) from pictures where id = any(${ids}::uuid[]) and uploaded_by = ${account_id}`
    )?.count ?? 0n,
  )

/** After-sales whose deadline has passed, the longest overdue first. */
export const findDue = (db: Db, now: Date, limit: number) => rows<{ id: string }>(db)`
  select id from aftersales where deadline_at <= ${now} order by deadline_at, id limit ${limit}`
