import { after, DAY } from '../../kernel/time.ts'
import { type Db, inTransaction, rows } from '../../platform/db.ts'
import { takeFromDeposit } from './deposit-deduct.ts'

/** How long later earnings have to pay a clawback before the deposit does. */
export const SET_OFF_WITHIN = 15 * DAY

/**
 * Clawbacks that a shop's later earnings did not pay in time are paid from its deposit, debt by debt, oldest first and as
 * far as it reaches. Earnings pay the oldest first as well: what is owed now is what the youngest debts come to, however
 * many older ones there were. Returns how many debts were paid, in whole or in part.
 */
export async function recoverDebts(db: Db, now: Date): Promise<number> {
  const owed = await rows<{ shop_id: string; currency: string; debt: string }>(db)`
    select one.shop_id, one.currency, one.debt from (
      select a.owner_id as shop_id, a.currency, j.event as debt, j.at, e.id,
        -a.balance + coalesce(sum(e.amount) over (partition by a.id order by e.id desc rows between unbounded preceding and 1 preceding), 0) as open
      from ledger_accounts as a join deposits as d on d.shop_id = a.owner_id and d.paid > d.frozen and d.currency = a.currency
        join ledger_entries as e on e.account_id = a.id and e.amount < 0 join journals as j on j.id = e.journal_id
      where a.kind = 'shop_debt' and a.balance < 0) as one
    where one.open > 0 and one.at <= ${after(now, -SET_OFF_WITHIN)}
      and not exists (select from deposit_records as r where r.event = 'debt:' || one.debt)
    order by one.id limit 100`
  let paid = 0
  for (const debt of owed)
    if ((await inTransaction(db, (tx) => takeFromDeposit(tx, debt, now))) > 0n) paid += 1
  return paid
}
