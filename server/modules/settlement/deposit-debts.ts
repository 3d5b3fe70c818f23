import { after, DAY } from '../../kernel/time.ts'
import { type Db, inTransaction, rows } from '../../platform/db.ts'
import { takeFromDeposit } from './deposit-deduct.ts'

/** So long later sales may set a debt off before the deposit pays it. */
export const DEBT_WAITS = 30 * DAY

const BATCH = 50

/**
 * Debts that clawbacks left and no sale set off within thirty days are paid from the deposit, the oldest first, as far
 * as it reaches; the shop is told that its deposit became short. Returns how many debts.
 */
export const takeOldDebts = (db: Db, now: Date): Promise<number> =>
  inTransaction(db, async (tx) => {
    const due = await rows<{ shop_id: string; currency: string; debt: string }>(tx)`
      select d.shop_id, d.currency, j.event as debt
      from deposits as d join ledger_accounts as a on a.owner_kind = 'shop' and a.owner_id = d.shop_id and a.kind = 'shop_debt' and a.currency = d.currency
        join ledger_entries as e on e.account_id = a.id and e.amount < 0 join journals as j on j.id = e.journal_id
      where a.balance < 0 and d.paid > d.frozen and j.at <= ${after(now, -DEBT_WAITS)}
        and not exists (select from deposit_records as r where r.event = 'debt:' || j.event)
      group by d.shop_id, d.currency, j.event order by d.shop_id, min(j.id) limit ${BATCH}`
    let taken = 0
    for (const one of due) if ((await takeFromDeposit(tx, one, now)) > 0n) taken += 1
    return taken
  })
