import { system } from '../../kernel/state.ts'
import { type Db, inTransaction, rows, type Tx } from '../../platform/db.ts'
import { transition } from '../../platform/transition.ts'
import { type Journal, post } from '../ledger/index.ts'
import { holdPurses, type Purses, platformEntry } from './owners.ts'
import {
  insertReserves,
  type Part,
  type Reserve,
  releaseAt,
  reserveEntry,
  reserveOf,
} from './reserves.ts'
import { settlements } from './settle.ts'
import type { Shares } from './shares.ts'
import { agencyOf, creatorOf, leaderOf, ownersOf, shopOf } from './take-back.ts'

/** Lines settled in one transaction. */
const BATCH = 300

type DueLine = Omit<Shares, 'paid' | 'platform_discount' | 'creator_discount'> & {
  id: string
  order_id: string
  order_number: string
  shop_id: string
  creator_id: string | null
  leader_id: string | null
  agency_id: string | null
  currency: string
  reserve_ppm: bigint
  reserve_days: number
  creator_reserve_ppm: bigint
  creator_reserve_days: number
  is_due: boolean
  is_commission_due: boolean
  is_open: boolean
  is_behind: boolean
}

/**
 * Shares out the lines whose time has come, hundreds a transaction: one journal for the shop's part and one for the
 * commission, each at its own instant. A line with an open after-sale is held instead; one with a refund still to be
 * posted waits for it (I-12). Returns how many lines changed.
 */
export const settleDue = (db: Db, now: Date): Promise<number> =>
  inTransaction(db, async (tx) => {
    const due = await lockDue(tx, now)
    if (due.length === 0) return 0
    const contested = due.filter((line) => line.is_open && line.is_due)
    const ready = due.filter((line) => !line.is_open && !line.is_behind)
    const held = await transition(tx, settlements, {
      ids: contested.map(({ id }) => id),
      to: 'held',
      actor: system('settlement'),
      reason: 'aftersale_open',
      now,
    })
    if (ready.length > 0) {
      const purses = await holdPurses(tx, ready.flatMap(ownersOf))
      const whole = idsOf(ready.filter(({ is_due }) => is_due))
      const settled = await transition(tx, settlements, {
        ids: whole,
        to: 'settled',
        actor: system('settlement'),
        reason: 'time_over',
        now,
      })
      if (settled.length !== whole.length) throw new Error('a locked line changed its state')
      await rows(tx)`
        update settlements set settled_at = case when id = any(${whole}::uuid[]) then ${now} else settled_at end,
          creator_settled_at = case when id = any(${idsOf(ready.filter((line) => line.is_commission_due))}::uuid[]) then ${now} else creator_settled_at end
        where id = any(${idsOf(ready)}::uuid[])`
      const reserves: Reserve[] = []
      await post(
        tx,
        ready.flatMap((line) => journalsOf(line, purses, reserves, now)),
      )
      await insertReserves(tx, reserves)
    }
    return held.length + ready.length
  })

const idsOf = (lines: readonly DueLine[]): string[] => lines.map(({ id }) => id)

/**
 * Due lines, locked together with their orders, so that no after-sale can be opened on them meanwhile. What is
 * locked elsewhere is left for the next pass. What is due and whether it is contested is read after the locks are held:
 * a snapshot from before could miss an after-sale that was opened while we waited.
 */
async function lockDue(tx: Tx, now: Date): Promise<DueLine[]> {
  const locked = await rows<{ id: string }>(tx)`
    with due as (
      (select id from settlements where state = 'counting' and deadline_at <= ${now} and allocated_at is not null
        order by deadline_at, id limit ${BATCH})
      union
      (select s.id from settlements as s where s.creator_settled_at is null and s.creator_settle_at <= ${now} and s.state in ('counting', 'settled')
          and s.allocated_at is not null
          and not exists (select from aftersales as a where a.order_line_id = s.id and a.state not in ('succeeded', 'closed'))
        order by s.creator_settle_at, s.id limit ${BATCH})
    )
    select s.id from due join settlements as s using (id) join orders as o on o.id = s.order_id
    order by s.id for no key update of s, o skip locked`
  return rows<DueLine>(tx)`
    select s.id, s.order_id, o.number as order_number, s.shop_id, s.creator_id, s.leader_id, s.agency_id, s.currency, s.income, s.freight, s.fee,
      s.commission, s.agency_fee, s.leader_fee, s.leader_cut, s.premium, s.merchant_net,
      s.reserve_ppm, s.reserve_days, s.creator_reserve_ppm, s.creator_reserve_days,
      s.state = 'counting' and s.deadline_at <= ${now} as is_due,
      s.state in ('counting', 'settled') and s.creator_settled_at is null and coalesce(s.creator_settle_at <= ${now}, false) as is_commission_due,
      exists (select from aftersales as a where a.order_line_id = s.id and a.state not in ('succeeded', 'closed')) as is_open,
      exists (select from settlement_refunds as r where r.line_id = s.id and r.posted_at is null)
        or l.refunded_quantity > s.refunded_quantity as is_behind
    from settlements as s join orders as o on o.id = s.order_id join order_lines as l on l.id = s.id
    where s.id = any(${locked.map(({ id }) => id)}::uuid[])
      and s.state in ('counting', 'settled') order by s.order_id, s.position`
}

/**
 * A line's journals. The commission passes through `commission_held`: out of escrow with everything else when the shop's
 * part settles, to the creator at the creator's own instant, whichever is first.
 */
function journalsOf(line: DueLine, purses: Purses, reserves: Reserve[], now: Date): Journal[] {
  const { currency } = line
  const about = { order_id: line.order_id, order_line_id: line.id }
  const head = { event: `line:${line.id}`, memo: line.order_number, at: now }
  const aside = (part: Part, owner_id: string, whole: bigint, ppm: bigint, days: number) => {
    const amount = reserveOf(whole, ppm)
    const reserve = { line_id: line.id, part, owner_id, currency, amount }
    if (amount > 0n) reserves.push({ ...reserve, release_at: releaseAt(now, days) })
    return { rest: whole - amount, entry: reserveEntry(reserve, amount, about) }
  }
  const journals: Journal[] = []
  if (line.is_due) {
    const shop = aside(
      'merchant',
      line.shop_id,
      line.merchant_net,
      line.reserve_ppm,
      line.reserve_days,
    )
    journals.push({
      ...head,
      kind: 'settle',
      entries: [
        platformEntry('escrow', currency, -(line.income + line.freight), about),
        platformEntry('platform_fee', currency, line.fee, about),
        platformEntry('insurer', currency, line.premium, about),
        platformEntry('leader_cut', currency, line.leader_cut, about),
        platformEntry('commission_held', currency, line.commission, about),
        ...(line.leader_id
          ? purses.put(leaderOf(line), line.leader_fee - line.leader_cut, about)
          : []),
        shop.entry,
        ...purses.put(shopOf(line), shop.rest, about),
      ],
    })
  }
  if (line.is_commission_due && line.creator_id) {
    const creator = aside(
      'commission',
      line.creator_id,
      line.commission - line.agency_fee,
      line.creator_reserve_ppm,
      line.creator_reserve_days,
    )
    journals.push({
      ...head,
      kind: 'settle_commission',
      entries: [
        platformEntry('commission_held', currency, -line.commission, about),
        ...(line.agency_id ? purses.put(agencyOf(line), line.agency_fee, about) : []),
        creator.entry,
        ...purses.put(creatorOf(line), creator.rest, about),
      ],
    })
  }
  return journals
}
