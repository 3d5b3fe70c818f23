import { shareDown } from '../../kernel/money.ts'
import { after, DAY } from '../../kernel/time.ts'
import { type Db, inTransaction, rows, type Tx } from '../../platform/db.ts'
import { type Entry, post } from '../ledger/index.ts'
import { type About, accountOf, holdPurses, type Owner } from './owners.ts'

/**
 * Rolling reserve: a part of what settles stays behind for some days, on an account of its own. What comes back of the
 * line meanwhile is paid from it first; the rest is let go when its time is over.
 */

export type Part = 'merchant' | 'commission'

/** What a settling puts aside. */
export type Reserve = {
  line_id: string
  part: Part
  owner_id: string
  currency: string
  amount: bigint
  release_at: Date
}

/** A reserve that is still held, with what clawbacks took of it. */
export type HeldReserve = Reserve & { taken: bigint }

const accountOfPart = (part: Part, owner_id: string, currency: string) =>
  part === 'merchant'
    ? accountOf('shop_reserve', 'shop', owner_id, currency)
    : accountOf('creator_reserve', 'account', owner_id, currency)

/** An entry on a reserve. */
export const reserveEntry = (
  { part, owner_id, currency }: Pick<Reserve, 'part' | 'owner_id' | 'currency'>,
  amount: bigint,
  about: About,
): Entry => ({ account: accountOfPart(part, owner_id, currency), amount, ...about })

/** What of an amount stays in reserve: rounded down, nothing of what is below zero. */
export const reserveOf = (amount: bigint, ppm: bigint): bigint =>
  amount > 0n ? shareDown(amount, ppm) : 0n

export const releaseAt = (now: Date, days: number): Date => after(now, days * DAY)

export const insertReserves = async (tx: Tx, reserves: readonly Reserve[]): Promise<void> => {
  if (reserves.length === 0) return
  await rows(tx)`
    insert into settlement_reserves (line_id, part, owner_id, currency, amount, release_at)
    select * from unnest(${reserves.map((one) => one.line_id)}::uuid[], ${reserves.map((one) => one.part)}::text[],
      ${reserves.map((one) => one.owner_id)}::uuid[], ${reserves.map((one) => one.currency)}::text[],
      ${reserves.map((one) => one.amount)}::bigint[], ${reserves.map((one) => one.release_at)}::timestamptz[])`
}

/** The reserves of lines that are still held, locked. */
export const lockReserves = (tx: Tx, line_ids: readonly string[]) => rows<HeldReserve>(tx)`
  select line_id, part, owner_id, currency, amount, taken, release_at from settlement_reserves
  where line_id = any(${line_ids}::uuid[]) and released_at is null order by line_id, part for no key update`

/** Writes what clawbacks took of reserves. */
export const updateTaken = async (tx: Tx, reserves: readonly HeldReserve[]): Promise<void> => {
  if (reserves.length === 0) return
  await rows(tx)`
    update settlement_reserves as r set taken = one.taken
    from unnest(${reserves.map((one) => one.line_id)}::uuid[], ${reserves.map((one) => one.part)}::text[],
      ${reserves.map((one) => one.taken)}::bigint[]) as one (line_id, part, taken)
    where r.line_id = one.line_id and r.part = one.part`
}

const BATCH = 300

type DueReserve = HeldReserve & { order_id: string; order_number: string }

/** Lets reserves go whose time is over; one whose line is contested waits for the end of that. Returns how many. */
export const releaseReserves = (db: Db, now: Date): Promise<number> =>
  inTransaction(db, async (tx) => {
    const due = await rows<DueReserve>(tx)`
      select r.line_id, r.part, r.owner_id, r.currency, r.amount, r.taken, r.release_at, s.order_id, o.number as order_number
      from settlement_reserves as r join settlements as s on s.id = r.line_id join orders as o on o.id = s.order_id
        join order_lines as l on l.id = r.line_id
      where r.released_at is null and r.release_at <= ${now}
        and not exists (select from aftersales as a where a.order_line_id = r.line_id and a.state not in ('succeeded', 'closed'))
        and not exists (select from settlement_refunds as f where f.line_id = r.line_id and f.posted_at is null)
        -- Decided, and not heard of here yet.
        and l.refunded_quantity <= s.refunded_quantity
      order by r.release_at, r.line_id, r.part limit ${BATCH} for no key update of r skip locked`
    if (due.length === 0) return 0
    const ownerOf = ({ part, owner_id: id, currency }: DueReserve): Owner => ({
      kind: part === 'merchant' ? 'shop' : 'creator',
      id,
      currency,
    })
    const purses = await holdPurses(tx, due.map(ownerOf))
    await post(
      tx,
      due.map((one) => {
        const about = { order_id: one.order_id, order_line_id: one.line_id }
        const left = one.amount - one.taken
        return {
          event: `reserve:${one.part}:${one.line_id}`,
          kind: 'reserve_release',
          memo: one.order_number,
          at: now,
          entries: [reserveEntry(one, -left, about), ...purses.put(ownerOf(one), left, about)],
        }
      }),
    )
    await rows(tx)`
      update settlement_reserves as r set released_at = ${now}
      from unnest(${due.map((one) => one.line_id)}::uuid[], ${due.map((one) => one.part)}::text[]) as one (line_id, part)
      where r.line_id = one.line_id and r.part = one.part`
    return due.length
  })
