import type { Refusal } from '../../kernel/refusal.ts'
import { type Actor, system } from '../../kernel/state.ts'
import { type Tx, together } from '../../platform/db.ts'
import { transition } from '../../platform/transition.ts'
import { tellFlash, tellStock } from './inventory.events.ts'
import {
  type Granted,
  giveBack,
  type Level,
  lockStock,
  readOffers,
  readReservations,
  readTakings,
  sell,
  takeReserved,
  unsell,
} from './inventory.sql.ts'
import {
  allot,
  type FlashOffer,
  reservationMachine,
  takingKey,
  type WantedLine,
  type Wish,
} from './stock.ts'

/** Ids in the order every caller locks them in. */
const inOrder = (ids: Iterable<string>): string[] => [...new Set(ids)].sort()

/**
 * Reserves for many buyers in one transaction, in two trips to the database however many they are. Each wish gets all
 * its lines or its own refusal (`outOfStock`, `flashSoldOut`, `flashLimit`, `flashNotOpen`) and then takes nothing;
 * `answers` stand in the order of the wishes. A wish's `deadline_at` says until when its reservation is promised; the
 * order that made it releases it. `taken` is on its way when this returns: what else is to be written may go along.
 * With `all_or_none` nothing is taken when one of them is refused.
 */
export async function reserveMany(
  tx: Tx,
  wishes: readonly (Wish & { deadline_at: Date | null })[],
  now: Date,
  { all_or_none = false } = {},
): Promise<{ answers: (Refusal | undefined)[]; taken: Promise<unknown> }> {
  const lines = wishes.flatMap((wish) => wish.lines)
  if (lines.length === 0) return { answers: wishes.map(() => undefined), taken: Promise.resolve() }
  const flash_ids = inOrder(lines.flatMap((line) => line.flash_offer_id ?? []))
  // Asked for together, they still run one after the other: what is read after the lock was won is the truth.
  const [levels, offers, takings] = await together([
    lockStock(tx, inOrder(lines.map((line) => line.sku_id))),
    flash_ids.length > 0 ? readOffers(tx, flash_ids) : [],
    flash_ids.length > 0
      ? readTakings(
          tx,
          wishes.flatMap(({ buyer_id, lines: wanted }) =>
            wanted.flatMap(({ flash_offer_id }) =>
              flash_offer_id ? { flash_offer_id, buyer_id } : [],
            ),
          ),
        )
      : [],
  ])
  const answers = allot(
    wishes,
    {
      available: new Map(levels.map((level) => [level.sku_id, level.available])),
      offers: new Map(offers.map((offer) => [offer.id, offer])),
      takings: new Map(
        takings.map((one) => [takingKey(one.flash_offer_id, one.buyer_id), one.quantity]),
      ),
    },
    now,
  )
  const granted: Granted[] = wishes.flatMap(({ buyer_id, deadline_at, lines: wanted }, place) =>
    answers[place]
      ? []
      : wanted.map((line) => ({
          ...line,
          buyer_id,
          quantity: BigInt(line.quantity),
          deadline_at,
        })),
  )
  if (granted.length === 0 || (all_or_none && answers.some((answer) => answer)))
    return { answers, taken: Promise.resolve() }
  const taken = together([
    takeReserved(tx, granted, now),
    tellStock(tx, afterReserving(levels, granted), now),
    tellFlash(tx, afterTaking(offers, granted), now),
  ])
  // Whoever goes on waits for it; until then nobody may mistake its failure for one that nobody hears.
  taken.catch(() => {})
  return { answers, taken }
}

/** What is left of the SKUs that something was taken from: we hold their rows. */
function afterReserving(levels: readonly Level[], granted: readonly Granted[]): Level[] {
  const parts = new Map<string, bigint>()
  for (const { sku_id, quantity } of granted)
    parts.set(sku_id, (parts.get(sku_id) ?? 0n) + quantity)
  return levels.flatMap((level) => {
    const part = parts.get(level.sku_id)
    return part ? [{ ...level, available: level.available - part }] : []
  })
}

/** The flash offers that something was taken from, as they stand now: nobody else moves them while we hold the stock. */
function afterTaking(offers: readonly FlashOffer[], granted: readonly Granted[]): FlashOffer[] {
  const parts = new Map<string, bigint>()
  for (const { flash_offer_id: id, quantity } of granted)
    if (id) parts.set(id, (parts.get(id) ?? 0n) + quantity)
  return offers.flatMap((offer) => {
    const part = parts.get(offer.id)
    return part ? [{ ...offer, taken: offer.taken + part }] : []
  })
}

/**
 * Reserves all lines for one buyer, or throws and changes nothing (roll back).
 * @throws outOfStock `{ sku_ids }`, flashSoldOut, flashLimit, flashNotOpen
 */
export async function reserveStock(
  tx: Tx,
  wish: {
    buyer_id: string
    lines: readonly WantedLine[]
    now: Date
    deadline_at: Date | null
  },
): Promise<void> {
  const { answers, taken } = await reserveMany(tx, [wish], wish.now)
  if (answers[0]) throw answers[0]
  await taken
}

/** Paid: reserved → sold. Returns the lines that were still reserved; a twin's call finds none. */
export async function claimStock(
  tx: Tx,
  line_ids: readonly string[],
  now: Date,
): Promise<string[]> {
  const ids = (
    await transition(tx, reservationMachine, {
      ids: inOrder(line_ids),
      to: 'claimed',
      actor: system('inventory.claim'),
      reason: 'paid',
      now,
    })
  ).map((line) => line.id)
  if (ids.length === 0) return []
  const lines = await readReservations(tx, ids)
  await lockStock(tx, inOrder(lines.map((line) => line.sku_id)))
  await sell(tx, ids)
  return ids
}

/**
 * Not bought after all: reserved → available; flash pool and the buyer's limit get theirs back. Returns the
 * lines that were still reserved: nothing is released after its claim, or twice.
 */
export async function releaseStock(
  tx: Tx,
  line_ids: readonly string[],
  actor: Actor,
  reason: string,
  now: Date,
): Promise<string[]> {
  const ids = (
    await transition(tx, reservationMachine, {
      ids: inOrder(line_ids),
      to: 'released',
      actor,
      reason,
      now,
    })
  ).map((line) => line.id)
  if (ids.length === 0) return []
  const lines = await readReservations(tx, ids)
  const levels = await lockStock(tx, inOrder(lines.map((line) => line.sku_id)))
  await tellLevels(tx, levels, await giveBack(tx, ids), now)
  const flash_ids = inOrder(lines.flatMap((line) => line.flash_offer_id ?? []))
  if (flash_ids.length > 0) await tellFlash(tx, await readOffers(tx, flash_ids), now)
  return ids
}

/**
 * Sold goods that never left the house go back on the shelf: sold → available, once per call, so call it in
 * the transaction of the refund it belongs to. A flash pool stays as it is: its show is over.
 * @throws a database error (`reservations_returned`) for more than was sold: a mistake of the caller.
 */
export async function restock(
  tx: Tx,
  lines: readonly { line_id: string; quantity: number | bigint }[],
  actor: Actor,
  reason: string,
  now: Date,
): Promise<void> {
  const parts = new Map<string, bigint>()
  for (const { line_id, quantity } of lines)
    if (BigInt(quantity) > 0n) parts.set(line_id, (parts.get(line_id) ?? 0n) + BigInt(quantity))
  if (parts.size === 0) return
  const before = await readReservations(tx, inOrder(parts.keys()))
  const levels = await lockStock(tx, inOrder(before.map((line) => line.sku_id)))
  const after = await unsell(
    tx,
    [...parts].map(([line_id, quantity]) => ({ line_id, quantity })),
  )
  const whole = (await readReservations(tx, inOrder(parts.keys()))).filter(
    (line) => line.returned === line.quantity,
  )
  await transition(tx, reservationMachine, {
    ids: whole.map((line) => line.id),
    to: 'returned',
    actor,
    reason,
    now,
  })
  await tellLevels(tx, levels, after, now)
}

/** Tells what is left of the SKUs that moved. */
function tellLevels(
  tx: Tx,
  levels: readonly Level[],
  after: readonly { sku_id: string; available: bigint }[],
  now: Date,
): Promise<void> {
  const product_of = new Map(levels.map((level) => [level.sku_id, level.product_id]))
  return tellStock(
    tx,
    after.map((level) => ({ ...level, product_id: product_of.get(level.sku_id) as string })),
    now,
  )
}
