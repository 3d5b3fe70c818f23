import { notAllowed } from '../../kernel/refusal.ts'
import { system } from '../../kernel/state.ts'
import { after, HOUR } from '../../kernel/time.ts'
import { type Db, inTransaction, row, rows, type Tx } from '../../platform/db.ts'
import { type Claim, once } from '../../platform/idempotency.ts'
import { publish } from '../../platform/outbox.ts'
import { post } from '../ledger/index.ts'
import { closePayments, openPayment } from '../payments/index.ts'
import { DEPOSIT_CURRENCY } from './deposit.ts'
import { recordOnDeposits } from './deposit-change.ts'
import { lockDeposits, openDeposits } from './deposits.sql.ts'
import { accountOf, platformEntry } from './owners.ts'
import { depositNotDue } from './settle.ts'
import { depositPaid } from './settlement.events.ts'
import { isOwner } from './settlement.sql.ts'

/** So long the cashier waits for a deposit. */
const TO_PAY = HOUR

/**
 * What a shop still owes of its deposit, minor units: what it has to leave, less what is there and what the provider
 * has received and we have not booked yet. Nothing while it is being paid back.
 */
const depositDue = (db: Db, shop_id: string) => row<{ due: bigint; name: string }>(db)`
  select case when d.state in ('refund_applied', 'refund_hold') then 0 else coalesce(d.required, s.deposit_required) end
      - coalesce(d.paid, 0) - (
        select coalesce(sum(p.amount), 0)::bigint from payments as p left join deposit_payments as n on n.payment_id = p.id
        where p.subject_kind = 'deposit' and p.subject_id = s.id and p.state = 'succeeded' and n.posted_at is null) as due, s.name
  from shops as s left join deposits as d on d.shop_id = s.id where s.id = ${shop_id}`

/**
 * Opens a payment over what is due of the deposit; one over the same sum that is open already is given again, one over
 * another sum is closed. Owners only.
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
    const open = await rows<{ id: string; amount: bigint; is_late: boolean }>(tx)`
      select id, amount, deadline_at <= ${now} as is_late from payments
      where subject_kind = 'deposit' and subject_id = ${shop_id} and payer_id = ${account_id} and state in ('created', 'pending')
      order by id desc for no key update`
    const shop = await depositDue(tx, shop_id)
    if (!shop || shop.due <= 0n) throw depositNotDue()
    const same = open.find(({ amount, is_late }) => amount === shop.due && !is_late)
    if (same) return same.id
    await closePayments(
      tx,
      open.map(({ id }) => id),
      { kind: 'account', id: account_id },
      'another_sum_due',
      now,
    )
    const payment = await openPayment(tx, {
      subject_kind: 'deposit',
      subject_id: shop_id,
      payer_id: account_id,
      amount: shop.due,
      currency: DEPOSIT_CURRENCY,
      title: `保证金 Deposit · ${shop.name}`,
      payee: shop.name,
      deadline_at: after(now, TO_PAY),
      now,
    })
    return payment.id
  })
}

type Paid = { payment_id: string; shop_id: string; amount: bigint; currency: string }

/**
 * Posts deposits that were paid: what was short is whole again, and its goods are back on sale. The shops module is
 * told; the first payment that covers what is due opens the shop.
 */
export const postDeposits = (db: Db, now: Date): Promise<number> =>
  inTransaction(db, async (tx) => {
    const paid = await rows<Paid>(tx)`
      select payment_id, shop_id, amount, currency from deposit_payments
      where posted_at is null order by heard_at, payment_id limit 50 for update skip locked`
    if (paid.length === 0) return 0
    await notePayments(tx, paid, now)
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

async function notePayments(tx: Tx, paid: readonly Paid[], now: Date): Promise<void> {
  const shop_ids = paid.map(({ shop_id }) => shop_id)
  const actor = system('settlement.deposits')
  await openDeposits(tx, shop_ids, { currency: DEPOSIT_CURRENCY, actor, now })
  await recordOnDeposits(
    tx,
    await lockDeposits(tx, shop_ids),
    paid.map(({ payment_id, shop_id, amount }) => ({
      shop_id,
      kind: 'payment',
      amount,
      frozen: 0n,
      event: `payment:${payment_id}`,
      journal_kind: 'deposit',
      reason: 'paid_at_cashier',
    })),
    { actor, reason: 'paid_at_cashier', now },
  )
}
