import { newId } from '../../kernel/ids.ts'
import { notFound } from '../../kernel/refusal.ts'
import { type Actor, system } from '../../kernel/state.ts'
import { type Db, inTransaction, isDatabaseError, row, rows, type Tx } from '../../platform/db.ts'
import { recordBirth, transition } from '../../platform/transition.ts'
import { tellFlash } from './inventory.events.ts'
import { lockStock, readOffers } from './inventory.sql.ts'
import { type FlashOffer, flashMachine, flashOverlaps, outOfStock } from './stock.ts'

/**
 * Makes a flash offer with a quota that the stock covers. It is open at once when `opens_at` is not later
 * than `now`, else scheduled. A SKU has at most one that is not over.
 * @throws notFound for an unknown SKU, flashOverlaps, outOfStock `{ sku_ids, available }` when the quota is
 * more than is available
 */
export async function openFlash(
  tx: Tx,
  wish: {
    room_id: string
    sku_id: string
    price: number | bigint
    quota: number | bigint
    limit_per_buyer: number
    opens_at: Date
    closes_at: Date
    created_by: string
    now: Date
  },
): Promise<FlashOffer> {
  const { sku_id, now } = wish
  const [level] = await lockStock(tx, [sku_id])
  if (!level)
    throw (await row(tx)`select id from skus where id = ${sku_id}`)
      ? outOfStock({ sku_ids: [sku_id], available: 0n })
      : notFound({ what: 'sku' })
  const standing = await row<{ id: string; closes_at: Date }>(tx)`
    select id, closes_at from flash_offers where sku_id = ${sku_id} and state in ('scheduled', 'open')`
  if (standing && standing.closes_at.getTime() > now.getTime())
    throw flashOverlaps({ flash_offer_id: standing.id })
  if (standing) await close(tx, [standing.id], system('inventory.flash'), 'time_over', now)
  if (BigInt(wish.quota) > level.available)
    throw outOfStock({ sku_ids: [sku_id], available: level.available })
  const id = newId()
  const is_open = wish.opens_at.getTime() <= now.getTime()
  const state = is_open ? 'open' : 'scheduled'
  const deadline_at = is_open ? wish.closes_at : wish.opens_at
  try {
    await rows(tx)`
      insert into flash_offers (id, room_id, shop_id, sku_id, price, quota, limit_per_buyer, opens_at, closes_at, state, state_at, deadline_at, created_by, created_at)
      values (${id}, ${wish.room_id}, ${level.shop_id}, ${sku_id}, ${wish.price}, ${wish.quota}, ${wish.limit_per_buyer}, ${wish.opens_at}, ${wish.closes_at}, ${state}, ${now}, ${deadline_at}, ${wish.created_by}, ${now})`
  } catch (error) {
    if (isDatabaseError(error, '23505', 'flash_offers_one_open')) throw flashOverlaps()
    throw error
  }
  await recordBirth(tx, flashMachine, {
    ids: [id],
    state,
    actor: { kind: 'account', id: wish.created_by },
    reason: 'flash_offer',
    now,
    deadline_at,
  })
  const made = await readOffers(tx, [id])
  await tellFlash(tx, made, now)
  return made[0] as FlashOffer
}

/** Ends a flash offer early; one that is over stays as it is. `room_id` binds it to the caller's room. */
export async function closeFlash(
  tx: Tx,
  {
    id,
    room_id,
    actor,
    reason,
    now,
  }: { id: string; room_id?: string; actor: Actor; reason: string; now: Date },
): Promise<FlashOffer> {
  const [offer] = await readOffers(tx, [id])
  if (!offer || (room_id !== undefined && offer.room_id !== room_id)) throw notFound()
  await lockStock(tx, [offer.sku_id])
  await close(tx, [id], actor, reason, now)
  return (await readOffers(tx, [id]))[0] as FlashOffer
}

/** Ends every flash offer of a room: it is over, or banned. */
export async function closeFlashOfRoom(
  tx: Tx,
  room_id: string,
  actor: Actor,
  reason: string,
  now: Date,
): Promise<void> {
  const standing = await rows<{ id: string; sku_id: string }>(tx)`
    select id, sku_id from flash_offers where room_id = ${room_id} and state in ('scheduled', 'open')`
  if (standing.length === 0) return
  await lockStock(tx, standing.map((offer) => offer.sku_id).sort())
  await close(
    tx,
    standing.map((offer) => offer.id),
    actor,
    reason,
    now,
  )
}

async function close(
  tx: Tx,
  ids: string[],
  actor: Actor,
  reason: string,
  now: Date,
): Promise<void> {
  const closed = await transition(tx, flashMachine, { ids, to: 'closed', actor, reason, now })
  await tellFlash(
    tx,
    await readOffers(
      tx,
      closed.map((offer) => offer.id),
    ),
    now,
  )
}

/**
 * Flash offers: named ones in any state, or of a room or SKUs those that are not over (`with_closed` adds
 * the over ones). Whether the price is granted at an instant says `isFlashOpen`.
 */
export const flashOffersOf = (
  db: Db,
  {
    room_id = null,
    sku_ids = null,
    ids = null,
    with_closed = false,
  }: {
    room_id?: string | null
    sku_ids?: readonly string[] | null
    ids?: readonly string[] | null
    with_closed?: boolean
  },
) =>
  ids && !room_id && !sku_ids
    ? readOffers(db, ids)
    : rows<FlashOffer>(db)`
  select f.id, f.room_id, f.shop_id, f.sku_id, skus.product_id, f.price, f.quota, f.taken, f.limit_per_buyer, f.opens_at, f.closes_at, f.state
  from flash_offers as f join skus on skus.id = f.sku_id
  where (${room_id}::uuid is null or f.room_id = ${room_id}) and (${sku_ids}::uuid[] is null or f.sku_id = any(${sku_ids}::uuid[]))
    and (${ids}::uuid[] is null or f.id = any(${ids}::uuid[])) and (${with_closed} or f.state <> 'closed')
  order by f.id desc limit 500`

/**
 * What is due by the clock: scheduled ones open, open ones close. A quota that the stock does not cover any
 * more shrinks to what is left; with nothing left the offer closes instead of opening.
 */
export const turnFlash = (db: Db, now: Date): Promise<number> =>
  inTransaction(db, async (tx) => {
    const due = await rows<{ id: string; sku_id: string }>(tx)`
      select id, sku_id from flash_offers where deadline_at <= ${now} order by sku_id limit 100`
    if (due.length === 0) return 0
    const levels = await lockStock(tx, [...new Set(due.map((offer) => offer.sku_id))].sort())
    const available = new Map(levels.map((level) => [level.sku_id, level.available]))
    const offers = (
      await readOffers(
        tx,
        due.map((offer) => offer.id),
      )
    ).filter((offer) => offer.state !== 'closed')
    const over = offers.filter((offer) => offer.closes_at.getTime() <= now.getTime())
    const opening = offers.filter((offer) => !over.includes(offer) && offer.state === 'scheduled')
    const pool = (offer: FlashOffer): bigint => {
      const covered = offer.taken + (available.get(offer.sku_id) ?? 0n)
      return covered < offer.quota ? covered : offer.quota
    }
    const empty = opening.filter((offer) => pool(offer) === 0n)
    const opened = opening.filter((offer) => !empty.includes(offer))
    const actor = system('inventory.flash')
    await close(
      tx,
      over.map((offer) => offer.id),
      actor,
      'time_over',
      now,
    )
    await close(
      tx,
      empty.map((offer) => offer.id),
      actor,
      'nothing_left',
      now,
    )
    await rows(tx)`
      update flash_offers as f set quota = part.quota
      from unnest(${opened.map((offer) => offer.id)}::uuid[], ${opened.map(pool)}::bigint[]) as part (id, quota)
      where f.id = part.id and f.quota <> part.quota`
    for (const closes_at of new Set(opened.map((offer) => offer.closes_at.getTime()))) {
      const ids = opened
        .filter((offer) => offer.closes_at.getTime() === closes_at)
        .map((offer) => offer.id)
      await transition(tx, flashMachine, {
        ids,
        to: 'open',
        actor,
        reason: 'time_come',
        now,
        deadline_at: new Date(closes_at),
      })
    }
    await tellFlash(
      tx,
      await readOffers(
        tx,
        opened.map((offer) => offer.id),
      ),
      now,
    )
    return over.length + opening.length
  })
