import { system } from '../../kernel/state.ts'
import { type Db, inTransaction, rows, type Tx } from '../../platform/db.ts'
import { transition } from '../../platform/transition.ts'
import { type Journal, post } from '../ledger/index.ts'
import { holdPurses, type Purses, platformEntry } from './owners.ts'
import { settlements } from './settle.ts'
import type { Shares } from './shares.ts'
import { creatorOf, leaderOf, ownersOf, shopOf } from './take-back.ts'

/** Lines settled in one transaction. */
const BATCH = 300

type DueLine = Pick<
  Shares,
  | 'income'
  | 'freight'
  | 'fee'
  | 'commission'
  | 'leader_fee'
  | 'leader_cut'
  | 'premium'
  | 'merchant_net'
> & {
  id: string
  order_id: string
  order_number: string
  shop_id: string
  creator_id: string | null
  leader_id: string | null
  currency: string
  is_open: boolean
  is_behind: boolean
}

/**
 * Shares out the lines whose time has come, hundreds a transaction, one journal a line. A line with an open
 * after-sale is held instead; one with a refund still to be posted waits for it (I-12). Returns how many lines changed.
 */
export const settleDue = (db: Db, now: Date): Promise<number> =>
  inTransaction(db, async (tx) => {
    const due = await lockDue(tx, now)
    if (due.length === 0) return 0
    const open = due.filter((line) => line.is_open)
    const ready = due.filter((line) => !line.is_open && !line.is_behind)
    const held = await transition(tx, settlements, {
      ids: open.map(({ id }) => id),
      to: 'held',
      actor: system('settlement'),
      reason: 'aftersale_open',
      now,
    })
    if (ready.length > 0) {
      const purses = await holdPurses(tx, ready.flatMap(ownersOf))
      const ids = ready.map(({ id }) => id)
      const settled = await transition(tx, settlements, {
        ids,
        to: 'settled',
        actor: system('settlement'),
        reason: 'time_over',
        now,
      })
      if (settled.length !== ready.length) throw new Error('a locked line changed its state')
      await rows(tx)`update settlements set settled_at = ${now} where id = any(${ids}::uuid[])`
      await post(
        tx,
        ready.map((line) => journalOf(line, purses, now)),
      )
    }
    return held.length + ready.length
  })

/**
 * Due lines, locked together with their orders, so that no after-sale can be opened on them meanwhile. What is
 * locked elsewhere is left for the next pass. Whether a line is contested is read after the locks are held: a
 * snapshot from before could miss an after-sale that was opened while we waited.
 */
async function lockDue(tx: Tx, now: Date): Promise<DueLine[]> {
  const locked = await rows<{ id: string }>(tx)`
    select s.id from settlements as s join orders as o on o.id = s.order_id
    where s.state = 'counting' and s.deadline_at <= ${now} and s.allocated_at is not null
    order by s.deadline_at, s.id limit ${BATCH} for no key update of s, o skip locked`
  return rows<DueLine>(tx)`
    select s.id, s.order_id, o.number as order_number, s.shop_id, s.creator_id, s.leader_id, s.currency, s.income, s.freight, s.fee,
      s.commission, s.leader_fee, s.leader_cut, s.premium, s.merchant_net,
      exists (select from aftersales as a where a.order_line_id = s.id and a.state not in ('succeeded', 'closed')) as is_open,
      exists (select from settlement_refunds as r where r.line_id = s.id and r.posted_at is null)
        or l.refunded_quantity > s.refunded_quantity as is_behind
    from settlements as s join orders as o on o.id = s.order_id join order_lines as l on l.id = s.id
    where s.id = any(${locked.map(({ id }) => id)}::uuid[]) order by s.order_id, s.position`
}

function journalOf(line: DueLine, purses: Purses, now: Date): Journal {
  const { currency } = line
  const about = { order_id: line.order_id, order_line_id: line.id }
  return {
    event: `line:${line.id}`,
    kind: 'settle',
    memo: line.order_number,
    at: now,
    entries: [
      platformEntry('escrow', currency, -(line.income + line.freight), about),
      platformEntry('platform_fee', currency, line.fee, about),
      platformEntry('insurer', currency, line.premium, about),
      platformEntry('leader_cut', currency, line.leader_cut, about),
      ...(line.creator_id ? purses.put(creatorOf(line), line.commission, about) : []),
      ...(line.leader_id
        ? purses.put(leaderOf(line), line.leader_fee - line.leader_cut, about)
        : []),
      ...purses.put(shopOf(line), line.merchant_net, about),
    ],
  }
}
