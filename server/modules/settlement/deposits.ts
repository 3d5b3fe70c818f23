import { notAllowed } from '../../kernel/refusal.ts'
import { after, HOUR } from '../../kernel/time.ts'
import { type Db, inTransaction, row, rows, type Tx } from '../../platform/db.ts'
import { type Claim, once } from '../../platform/idempotency.ts'
import { publish } from '../../platform/outbox.ts'
import { post } from '../ledger/index.ts'
import { openPayment } from '../payments/index.ts'
import { accountOf, platformEntry } from './owners.ts'
import { depositNotDue } from './settle.ts'
import { depositPaid } from './settlement.events.ts'
import { isOwner } from './settlement.sql.ts'

/** So long the cashier waits for a deposit. */
const TO_PAY = HOUR

/** What a shop still owes of its deposit, minor units. */
export const depositDue = (db: Db, shop_id: string) =>
  row<{ due: bigint; name: string }>(db)`
  select s.deposit_required - coalesce(d.paid, 0) as due, s.name
  from shops as s left join deposits as d on d.shop_id = s.id where s.id = ${shop_id}`

/**
 * Opens a payment over what is due of the deposit; one that is open already is given again. Owners only.
 * @throws depositNotDue, notAllowed
 */
export function payDeposit(
  db: Db,
  claim: Claim,
  { shop_id, account_id, now }: { shop_id: string; account_id: string; now: Date },
): Promise<string> {
  return once(db, claim, now, async (tx) => {
    if (!(await isOwner(tx, shop_id, account_id))) throw notAllowed({ needs: 'owner' })
    await rows(tx)`select pg_advisory_xact_lock(771_016, hashtext(${shop_id}))`
    const shop = await depositDue(tx, shop_id)
    if (!shop || shop.due <= 0n) throw depositNotDue()
    const open = await row<{ id: string }>(tx)`
      select id from payments where subject_kind = 'deposit' and subject_id = ${shop_id} and payer_id = ${account_id}
        and amount = ${shop.due} and state in ('created', 'pending') and deadline_at > ${now} order by id desc limit 1`
    if (open) return open.id
    const payment = await openPayment(tx, {
      subject_kind: 'deposit',
      subject_id: shop_id,
      payer_id: account_id,
      amount: shop.due,
      currency: 'CNY',
      title: `保证金 Deposit · ${shop.name}`,
      payee: shop.name,
      deadline_at: after(now, TO_PAY),
      now,
    })
    return payment.id
  })
}

/** Posts deposits that were paid and tells the shops module; the first that covers what is due opens the shop. */
export const postDeposits = (db: Db, now: Date): Promise<number> =>
  inTransaction(db, async (tx) => {
    const paid = await rows<{
      payment_id: string
      shop_id: string
      amount: bigint
      currency: string
    }>(tx)`
      select payment_id, shop_id, amount, currency from deposit_payments
      where posted_at is null order by heard_at, payment_id limit 50 for update skip locked`
    if (paid.length === 0) return 0
    await post(
      tx,
      paid.map(({ payment_id, shop_id, amount, currency }) => ({
        event: `payment:${payment_id}`,
        kind: 'deposit',
        at: now,
        entries: [
          platformEntry('unallocated', currency, -amount),
          { account: accountOf('shop_deposit', 'shop', shop_id, currency), amount },
        ],
      })),
    )
    await countDeposits(
      tx,
      paid.map(({ shop_id }) => shop_id),
    )
    await rows(tx)`
      update deposit_payments set posted_at = ${now} where payment_id = any(${paid.map((one) => one.payment_id)}::uuid[])`
    await publish(
      tx,
      depositPaid,
      paid.map(({ shop_id, amount, currency }) => ({
        key: shop_id,
        payload: { shop_id, amount, currency },
      })),
      now,
    )
    return paid.length
  })

/** What was paid is what the ledger holds: counted anew, not added up. */
const countDeposits = (tx: Tx, shop_ids: readonly string[]) => rows(tx)`
  insert into deposits (shop_id, currency, required, paid)
  select s.id, a.currency, s.deposit_required, a.balance
  from shops as s join ledger_accounts as a on a.owner_id = s.id and a.kind = 'shop_deposit'
  where s.id = any(${shop_ids}::uuid[])
  on conflict (shop_id) do update set paid = excluded.paid, required = excluded.required`
