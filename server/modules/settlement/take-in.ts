import { system } from '../../kernel/state.ts'
import { type Db, inTransaction, rows, type Tx } from '../../platform/db.ts'
import { recordBirth } from '../../platform/transition.ts'
import { type Journal, post } from '../ledger/index.ts'
import { accountOf, platformEntry } from './owners.ts'
import { tiersFor } from './scores.ts'
import { settlements } from './settle.ts'
import { insertSettlements, lockOrders, soldLines } from './settlement.sql.ts'
import { nothingReturned, shareOut } from './shares.ts'

/** Notes what everybody will get of paid orders, many at once. Heard twice, it does nothing the second time. */
export async function takeIn(tx: Tx, order_ids: readonly string[], now: Date): Promise<void> {
  const lines = Map.groupBy(await soldLines(tx, order_ids), ({ order_id }) => order_id)
  for (const order_id of order_ids)
    if (!lines.has(order_id)) throw new Error(`order ${order_id} has no lines`)
  const paid = [...lines.values()].map((own) =>
    own.map((line) => ({ ...line, paid_at: line.paid_at ?? now })),
  )
  const tiers = await tiersFor(tx, paid.flat())
  const sold = paid.flatMap((own) => {
    const shares = shareOut(own.map((line) => ({ ...line, ...nothingReturned })))
    return own.map((line, index) => ({ ...line, ...shares[index]!, ...tiers(line) }))
  })
  const fresh = await insertSettlements(tx, now, sold)
  await recordBirth(tx, settlements, {
    ids: fresh.map(({ id }) => id),
    state: 'pending',
    actor: system('settlement'),
    reason: 'order_paid',
    now,
  })
}

/** Orders whose money is moved in one pass. */
const BATCH = 200

/**
 * Moves the money of paid orders into escrow, together with what platform and creators gave: one journal an order,
 * hundreds of orders a transaction. Returns how many lines.
 */
export const allocate = (db: Db, now: Date): Promise<number> =>
  inTransaction(db, async (tx) => {
    const waiting = await rows<{ order_id: string }>(tx)`
      select distinct order_id from (
        select order_id from settlements where allocated_at is null order by id limit ${BATCH}) as waiting`
    const lines = await lockOrders(
      tx,
      waiting.map(({ order_id }) => order_id),
    )
    const fresh = lines.filter((line) => line.allocated_at === null)
    if (fresh.length === 0) return 0
    const journals = new Map<string, Journal & { entries: Journal['entries'][number][] }>()
    for (const line of fresh) {
      const { id, order_id, currency, paid_amount, platform_discount, creator_discount, freight } =
        line
      const about = { order_id, order_line_id: id }
      const journal = journals.get(order_id) ?? {
        event: `order:${order_id}`,
        kind: 'allocate',
        memo: line.order_number,
        at: now,
        entries: [],
      }
      journals.set(order_id, journal)
      journal.entries.push(
        platformEntry('unallocated', currency, -(paid_amount + freight), about),
        platformEntry('platform_subsidy', currency, -platform_discount, about),
        platformEntry(
          'escrow',
          currency,
          paid_amount + freight + platform_discount + creator_discount,
          about,
        ),
      )
      if (creator_discount > 0n) {
        if (!line.creator_id) throw new Error(`line ${id} has a creator's discount and no creator`)
        journal.entries.push({
          account: accountOf('creator_subsidy', 'account', line.creator_id, currency),
          amount: -creator_discount,
          ...about,
        })
      }
    }
    await post(tx, [...journals.values()])
    await rows(tx)`
      update settlements set allocated_at = ${now} where id = any(${fresh.map(({ id }) => id)}::uuid[])`
    return fresh.length
  })
