import { refusal } from '../../kernel/refusal.ts'
import { system } from '../../kernel/state.ts'
import { type Db, inTransaction, row, rows, type Tx } from '../../platform/db.ts'
import { takeGoodsOff } from '../catalog/index.ts'
import { stopListings } from '../shops/index.ts'
import type { Payee } from './balances.ts'
import { followAmounts, moveDeposits } from './deposit-change.ts'
import { lockDeposits } from './deposits.sql.ts'

export const depositStopsPayout = refusal(
  'deposit_short',
  409,
  'Payouts wait until the deposit is whole again',
)

const BATCH = 50

/**
 * What happens when a deposit was not made whole in time: one that sales should have filled is short, with a week's
 * grace; one whose grace is over has the shop's goods taken off sale. Open orders go on. Returns how many.
 */
export const endGrace = (db: Db, now: Date): Promise<number> =>
  inTransaction(db, async (tx) => {
    const due = await rows<{ shop_id: string }>(tx)`
      select shop_id from deposits where state in ('unpaid', 'short') and deadline_at <= ${now} order by shop_id limit ${BATCH}`
    // Looked at again under lock: a payment may have come first.
    const held = [
      ...(
        await lockDeposits(
          tx,
          due.map(({ shop_id }) => shop_id),
        )
      ).values(),
    ].filter(({ deadline_at }) => deadline_at && deadline_at <= now)
    const actor = system('settlement.deposits')
    const late = held.filter(({ state }) => state === 'unpaid')
    await followAmounts(tx, late, { actor, reason: 'not_filled', now, is_overdue: true })
    const short = held.filter((one) => one.state === 'short' && !late.includes(one))
    if (short.length > 0) {
      const ids = short.map(({ shop_id }) => shop_id)
      await moveOff(tx, ids, now)
      await moveDeposits(tx, short, 'short', { actor, reason: 'grace_over', now }, null)
    }
    return held.length
  })

async function moveOff(tx: Tx, shop_ids: readonly string[], now: Date): Promise<void> {
  for (const shop_id of shop_ids) {
    await stopListings(tx, shop_id, 'deposit_short')
    await takeGoodsOff(tx, shop_id, now)
  }
}

/** Nothing is paid out to a shop whose deposit is short beyond its grace. */
export async function assertDepositLetsPayOut(
  db: Db,
  { owner_kind, owner_id }: Payee,
): Promise<void> {
  if (owner_kind !== 'shop') return
  const short = await row<{ missing: bigint }>(db)`
    select required - paid as missing from deposits where shop_id = ${owner_id} and state = 'short' and deadline_at is null`
  if (short) throw depositStopsPayout({ missing: short.missing })
}
