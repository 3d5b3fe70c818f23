import { system } from '../../kernel/state.ts'
import { type Db, inTransaction, rows, type Tx } from '../../platform/db.ts'
import { transition } from '../../platform/transition.ts'
import { type Entry, type Journal, post } from '../ledger/index.ts'
import { accountOf, holdPurses, type Owner, type Purses, platformEntry } from './owners.ts'
import { type HeldReserve, lockReserves, reserveEntry, updateTaken } from './reserves.ts'
import { reverseShares } from './reverse-shares.ts'
import { settlements } from './settle.ts'
import { lockOrders, type SettlementRow, updateShares } from './settlement.sql.ts'
import { isEmpty, lost, type Shares, shareOut } from './shares.ts'

export type RefundNote = {
  /** `aftersale:<id>`, `cancellation:<line>` or `rest:<line>`; the journal carries the same name. */
  event: string
  line_id: string
  order_id: string
  quantity: number
  is_unshipped: boolean
  is_cancellation: boolean
}

/** Notes that pieces of a line go back; posted by the sweep. The same event is noted once (I-26). */
export const noteRefund = (tx: Tx, note: RefundNote, now: Date) => rows(tx)`
  insert into settlement_refunds (event, line_id, order_id, quantity, is_unshipped, is_cancellation, heard_at)
  values (${note.event}, ${note.line_id}, ${note.order_id}, ${note.quantity}, ${note.is_unshipped}, ${note.is_cancellation}, ${now})
  on conflict (event) do nothing`

/** Notes that whatever is left of an order that was paid goes back, freight included. */
export const noteCancellation = (tx: Tx, order_id: string, now: Date) => rows(tx)`
  insert into settlement_refunds (event, line_id, order_id, quantity, is_unshipped, is_cancellation, heard_at)
  select 'cancellation:' || s.id, s.id, s.order_id, l.quantity - noted.quantity, true, true, ${now}
  from settlements as s join order_lines as l on l.id = s.id
    cross join lateral (select coalesce(sum(quantity), 0)::int as quantity from settlement_refunds where line_id = s.id) as noted
  where s.order_id = ${order_id} and l.quantity > noted.quantity
  order by s.id
  on conflict (event) do nothing`

type Line = SettlementRow & { shares: Shares }
type Books = { purses: Purses; reserves: HeldReserve[] }
type Posted = { note: RefundNote; was_settled: boolean; given: Given; entries: Entry[]; line: Line }
type Given = { amount: bigint; merchant: bigint; commission: bigint; leader: bigint }

const BATCH = 200

/**
 * Posts the refunds that were noted. Before settlement the money comes out of escrow; after it everybody gives back
 * the difference between what the order was worth with and without these pieces; what had been split off for them and
 * left their balance is taken back where it went. Returns how many refunds.
 */
export const takeBack = (db: Db, now: Date): Promise<number> =>
  inTransaction(db, async (tx) => {
    const waiting = await rows<{ order_id: string }>(tx)`
      select distinct r.order_id from (
        select order_id from settlement_refunds where posted_at is null order by heard_at, event limit ${BATCH}) as r
      where not exists (select from settlements as s where s.order_id = r.order_id and s.allocated_at is null)`
    const found = await lockOrders(
      tx,
      waiting.map(({ order_id }) => order_id),
    )
    if (found.length === 0) return 0
    const orders = new Map<string, Line[]>()
    for (const line of found)
      orders.set(line.order_id, [...(orders.get(line.order_id) ?? []), line as Line])
    for (const lines of orders.values()) share(lines)
    const notes = await rows<RefundNote>(tx)`
      select event, line_id, order_id, quantity, is_unshipped, is_cancellation from settlement_refunds
      where posted_at is null and order_id = any(${[...orders.keys()]}::uuid[]) order by heard_at, event`
    if (notes.length === 0) return 0

    const reserves = await lockReserves(
      tx,
      found
        .filter((line) => line.state === 'settled' || line.creator_settled_at)
        .map(({ id }) => id),
    )
    const purses = await holdPurses(tx, found.flatMap(ownersOf))
    const books: Books = { purses, reserves }
    const posted = notes.map((note) => takeOne(orders.get(note.order_id) as Line[], note, books))
    await reverseShares(
      tx,
      posted.map(({ note, entries, line }) => ({ event: note.event, line_id: line.id, entries })),
      now,
    )
    await post(
      tx,
      posted.map(({ note, was_settled, entries, line }) =>
        journalOf(note, was_settled, entries, line, now),
      ),
    )
    await updateShares(
      tx,
      found.map((line) => changed(line as Line, posted)),
    )
    await updateTaken(tx, reserves)
    await rows(tx)`
      update settlement_refunds as r set posted_at = ${now}, was_settled = one.was_settled, amount = one.amount,
        merchant = one.merchant, commission = one.commission, leader = one.leader
      from unnest(${posted.map(({ note }) => note.event)}::text[], ${posted.map((one) => one.was_settled)}::boolean[],
        ${posted.map(({ given }) => given.amount)}::bigint[], ${posted.map(({ given }) => given.merchant)}::bigint[],
        ${posted.map(({ given }) => given.commission)}::bigint[], ${posted.map(({ given }) => given.leader)}::bigint[])
        as one (event, was_settled, amount, merchant, commission, leader)
      where r.event = one.event`
    await transition(tx, settlements, {
      ids: found.filter((line) => isEmpty((line as Line).shares)).map(({ id }) => id),
      to: 'void',
      actor: system('settlement'),
      reason: 'refunded_in_full',
      now,
    })
    return posted.length
  })

/** Recomputes the parts of an order's lines on what is left of them. */
const share = (lines: Line[]): void => {
  const shares = shareOut(lines)
  for (const [index, line] of lines.entries()) line.shares = shares[index] as Shares
}

/** Takes pieces of one line off an order: changes the lines in place and says what moves. */
function takeOne(lines: Line[], note: RefundNote, { purses, reserves }: Books): Posted {
  const line = lines.find(({ id }) => id === note.line_id)
  if (!line) throw new Error(`refund ${note.event} is about a line that is not of its order`)
  const before = lines.map(({ shares }) => shares)
  line.refunded_quantity += note.quantity
  if (note.is_unshipped) line.refunded_unshipped += note.quantity
  if (note.is_cancellation) for (const one of lines) one.is_freight_refunded = true
  share(lines)

  const was_settled = line.state === 'settled'
  const was_commission_settled = line.creator_settled_at !== null
  const gone = lost(before[lines.indexOf(line)] as Shares, line.shares)
  const about = { order_id: line.order_id, order_line_id: line.id }
  // The freight lies on the order's first line and goes back with the first line that is cancelled.
  const freight = lines.reduce(
    (all, one, index) => all + (before[index] as Shares).freight - one.shares.freight,
    0n,
  )
  // What was put aside of this very line pays first; the rest comes out of the purse.
  const fromReserve = (
    part: HeldReserve['part'],
    amount: bigint,
    rest: (left: bigint) => Entry[],
  ): Entry[] => {
    const reserve = reserves.find((one) => one.line_id === line.id && one.part === part)
    const held = reserve ? reserve.amount - reserve.taken : 0n
    const taken = amount <= 0n ? 0n : held < amount ? held : amount
    if (!reserve || taken === 0n) return rest(amount)
    reserve.taken += taken
    return [reserveEntry(reserve, -taken, about), ...rest(amount - taken)]
  }
  const given: Given = { amount: gone.paid + freight, merchant: 0n, commission: 0n, leader: 0n }
  const entries: Entry[] = [
    platformEntry('refund_transit', line.currency, given.amount, about),
    platformEntry('platform_subsidy', line.currency, gone.platform_discount, about),
  ]
  if (gone.creator_discount > 0n)
    entries.push({
      account: accountOf('creator_subsidy', 'account', line.creator_id as string, line.currency),
      amount: gone.creator_discount,
      ...about,
    })
  if (was_settled) {
    given.merchant = gone.merchant_net
    entries.push(
      platformEntry('platform_fee', line.currency, -gone.fee, about),
      platformEntry('insurer', line.currency, -gone.premium, about),
      ...fromReserve('merchant', gone.merchant_net, (rest) =>
        purses.put(shopOf(line), -rest, about),
      ),
    )
    if (line.creator_id && !was_commission_settled)
      entries.push(platformEntry('commission_held', line.currency, -gone.commission, about))
  } else entries.push(platformEntry('escrow', line.currency, -(gone.income + freight), about))

  if (was_commission_settled && line.creator_id) {
    given.commission = gone.commission
    if (!was_settled)
      entries.push(platformEntry('commission_held', line.currency, gone.commission, about))
    entries.push(
      ...fromReserve('commission', gone.commission - gone.agency_fee, (rest) =>
        purses.put(creatorOf(line), -rest, about),
      ),
      ...(line.agency_id ? purses.put(agencyOf(line), -gone.agency_fee, about) : []),
    )
  }

  // The cut is the order's: taking one line off may move a fen of it on another line that is settled already.
  for (const [index, other] of lines.entries()) {
    if (other.state !== 'settled' || !other.leader_id) continue
    const moved = lost(before[index] as Shares, other.shares)
    const to_leader = moved.leader_fee - moved.leader_cut
    if (other === line) given.leader = to_leader
    const of_other = { order_id: other.order_id, order_line_id: other.id }
    entries.push(
      platformEntry('leader_cut', other.currency, -moved.leader_cut, of_other),
      ...purses.put(leaderOf(other), -to_leader, of_other),
    )
  }
  return { note, was_settled, given, entries, line }
}

const journalOf = (
  { event }: RefundNote,
  was_settled: boolean,
  entries: Entry[],
  { order_number }: Line,
  now: Date,
): Journal => ({
  event,
  kind: was_settled ? 'clawback' : 'take_back',
  memo: order_number,
  at: now,
  entries,
})

/** A line as it is to be written: its parts as they are now, and what these refunds add to its sums. */
function changed(line: Line, posted: readonly Posted[]) {
  const mine = posted.filter((one) => one.line === line)
  const total = (part: (one: Posted) => bigint) => mine.reduce((sum, one) => sum + part(one), 0n)
  return {
    ...line.shares,
    id: line.id,
    refunded_quantity: line.refunded_quantity,
    refunded_unshipped: line.refunded_unshipped,
    is_freight_refunded: line.is_freight_refunded,
    refunded_amount: total(({ given }) => given.amount),
    merchant_clawed: total(({ given }) => given.merchant),
    creator_clawed: total(({ given }) => given.commission),
    leader_clawed: total(({ given }) => given.leader),
  }
}

type Owned = Pick<SettlementRow, 'shop_id' | 'creator_id' | 'leader_id' | 'agency_id' | 'currency'>
export const shopOf = ({ shop_id, currency }: Owned): Owner => ({
  kind: 'shop',
  id: shop_id,
  currency,
})
export const creatorOf = ({ creator_id, currency }: Owned): Owner => ({
  kind: 'creator',
  id: creator_id as string,
  currency,
})
export const leaderOf = ({ leader_id, currency }: Owned): Owner => ({
  kind: 'leader',
  id: leader_id as string,
  currency,
})
export const agencyOf = ({ agency_id, currency }: Owned): Owner => ({
  kind: 'agency',
  id: agency_id as string,
  currency,
})
/** Everybody who has a part in a line. */
export const ownersOf = (line: Owned): Owner[] => [
  shopOf(line),
  ...(line.creator_id ? [creatorOf(line)] : []),
  ...(line.leader_id ? [leaderOf(line)] : []),
  ...(line.agency_id ? [agencyOf(line)] : []),
]
