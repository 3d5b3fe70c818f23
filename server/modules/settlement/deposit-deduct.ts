import { wrongState } from '../../kernel/refusal.ts'
import { type Actor, system } from '../../kernel/state.ts'
import { row, type Tx } from '../../platform/db.ts'
import { type AccountRef, platformAccount, post } from '../ledger/index.ts'
import { type Deposit, depositCaseMissing, depositTooLow, freeOf } from './deposit.ts'
import { recordOnDeposits } from './deposit-change.ts'
import { lockDeposits, type NewRecord } from './deposits.sql.ts'
import { accountOf, holdPurses, ownersAccount } from './owners.ts'

/*
 * The only doors by which money leaves a deposit other than back to its shop. Each runs in the caller's transaction, locks
 * the deposit, and writes a record beside the journal: the record names the journal, the journal names the case or debt.
 */

export type Deduction = {
  shop_id: string
  /** Minor units, more than nothing. */
  amount: bigint
  /** A decided case against this shop: `decided_cases`. */
  case_id: string
  reason: string
  /** Whose actual loss it makes good. */
  loss_of: 'buyer' | 'platform'
}

/**
 * Takes from a deposit what a decided case says was lost, into an account that is nobody's income until whoever
 * judges passes it on. What the case had frozen goes first. A case deducts once: asked again, nothing happens.
 * @throws depositCaseMissing, depositTooLow `{ available, allowed }`
 */
export async function deductDeposit(
  tx: Tx,
  { shop_id, amount, case_id, reason, loss_of }: Deduction,
  { actor, now }: { actor: Actor; now: Date },
): Promise<void> {
  const { deposit, allowed, frozen, is_done } = await lockForCase(tx, shop_id, case_id)
  if (is_done) return
  const available = freeOf(deposit) + frozen
  if (amount <= 0n || amount > allowed || amount > available)
    throw depositTooLow({ available, allowed })
  const event = `deposit_deduction:${case_id}`
  await recordOnDeposits(
    tx,
    new Map([[shop_id, deposit]]),
    [
      {
        shop_id,
        kind: 'deduction',
        amount: -amount,
        // The case is over: what it held beyond the loss is free again.
        frozen: -frozen,
        event,
        journal_kind: 'deposit_deduction',
        case_id,
        loss_of,
        reason,
      },
    ],
    { actor, reason: 'deducted', now },
  )
  await move(tx, deposit, amount, platformAccount('deposit_deducted', deposit.currency), {
    event,
    kind: 'deposit_deduction',
    memo: `${case_id} ${reason}`,
    at: now,
  })
}

/**
 * Holds part of a deposit for a case until it is deducted or let go: it cannot be paid back meanwhile, nor taken by
 * another case. @throws depositCaseMissing, depositTooLow
 */
export async function freezeDeposit(
  tx: Tx,
  { shop_id, amount, case_id, reason }: Omit<Deduction, 'loss_of'>,
  { actor, now }: { actor: Actor; now: Date },
): Promise<void> {
  const { deposit, allowed, frozen, is_done } = await lockForCase(tx, shop_id, case_id)
  if (is_done) throw wrongState({ case_id })
  const available = freeOf(deposit)
  if (amount <= 0n || amount + frozen > allowed || amount > available)
    throw depositTooLow({ available, allowed })
  await note(tx, deposit, 'freeze', amount, { case_id, reason, actor, now })
}

/** Lets go what a case still holds. Asked again, nothing happens. @throws depositCaseMissing */
export async function unfreezeDeposit(
  tx: Tx,
  { shop_id, case_id, reason }: Pick<Deduction, 'shop_id' | 'case_id' | 'reason'>,
  { actor, now }: { actor: Actor; now: Date },
): Promise<void> {
  const { deposit, frozen } = await lockForCase(tx, shop_id, case_id)
  if (frozen > 0n) await note(tx, deposit, 'unfreeze', -frozen, { case_id, reason, actor, now })
}

/**
 * Pays a shop's clawback debt from its deposit, as far as that reaches: when neither its balance nor later sales could.
 * The debt is named by the journal that made it; of what is owed, younger debts come last, so that nothing is taken before
 * its time. Returns how much was taken; 0 when there is no such debt any more, or when it was taken for before. Call it
 * before the shop's purse is held.
 */
export async function takeFromDeposit(
  tx: Tx,
  { shop_id, currency, debt }: { shop_id: string; currency: string; debt: string },
  now: Date,
): Promise<bigint> {
  const deposit = (await lockDeposits(tx, [shop_id])).get(shop_id)
  if (!deposit || deposit.currency !== currency || freeOf(deposit) === 0n) return 0n
  const owner = { kind: 'shop', id: shop_id, currency } as const
  const purses = await holdPurses(tx, [owner])
  const owed = await row<{ named: bigint; younger: bigint }>(tx)`
    with debts as (
      select j.event, e.id, -e.amount as amount
      from ledger_accounts as a join ledger_entries as e on e.account_id = a.id and e.amount < 0 join journals as j on j.id = e.journal_id
      where a.kind = 'shop_debt' and a.owner_id = ${shop_id} and a.currency = ${currency})
    select sum(amount) filter (where event = ${debt})::bigint as named,
      coalesce(sum(amount) filter (where id > (select max(id) from debts where event = ${debt})), 0)::bigint as younger
    from debts where not exists (select from deposit_records as r where r.event = 'debt:' || ${debt})`
  const open = -purses.of(owner).debt - (owed?.younger ?? 0n)
  const amount = least(owed?.named ?? 0n, open, freeOf(deposit))
  if (amount <= 0n) return 0n
  const event = `debt:${debt}`
  await recordOnDeposits(
    tx,
    new Map([[shop_id, deposit]]),
    [
      {
        shop_id,
        kind: 'debt',
        amount: -amount,
        frozen: 0n,
        event,
        journal_kind: 'deposit_debt',
        reason: debt,
      },
    ],
    { actor: system('settlement.debts'), reason: 'debt_taken', now },
  )
  await move(tx, deposit, amount, ownersAccount(owner, 'debt'), {
    event,
    kind: 'deposit_debt',
    memo: debt,
    at: now,
  })
  return amount
}

type Held = { deposit: Deposit; allowed: bigint; frozen: bigint; is_done: boolean }

/** The deposit, locked, with what this case may take of it, holds of it, and whether it has taken already. */
async function lockForCase(tx: Tx, shop_id: string, case_id: string): Promise<Held> {
  const deposit = (await lockDeposits(tx, [shop_id])).get(shop_id)
  const found = await row<{ allowed: bigint; frozen: bigint; is_done: boolean }>(tx)`
    select c.amount as allowed, coalesce(sum(r.frozen), 0)::bigint as frozen, coalesce(bool_or(r.kind = 'deduction'), false) as is_done
    from decided_cases as c left join deposit_records as r on r.case_id = c.id
    where c.id = ${case_id} and c.shop_id = ${shop_id} group by c.id`
  if (!deposit || !found) throw depositCaseMissing({ case_id })
  return { deposit, ...found }
}

const note = (
  tx: Tx,
  deposit: Deposit,
  kind: 'freeze' | 'unfreeze',
  frozen: bigint,
  { case_id, reason, actor, now }: { case_id: string; reason: string; actor: Actor; now: Date },
): Promise<void> => {
  const { shop_id } = deposit
  const record: NewRecord = {
    shop_id,
    kind,
    amount: 0n,
    frozen,
    event: null,
    journal_kind: null,
    case_id,
    reason,
  }
  return recordOnDeposits(tx, new Map([[shop_id, deposit]]), [record], {
    actor,
    reason: kind,
    now,
  })
}

const move = (
  tx: Tx,
  { shop_id, currency }: Deposit,
  amount: bigint,
  to: AccountRef,
  journal: { event: string; kind: string; memo: string; at: Date },
): Promise<void> =>
  post(tx, [
    {
      ...journal,
      entries: [
        { account: accountOf('shop_deposit', 'shop', shop_id, currency), amount: -amount },
        { account: to, amount },
      ],
    },
  ])

const least = (...amounts: bigint[]): bigint => amounts.reduce((a, b) => (a < b ? a : b))
