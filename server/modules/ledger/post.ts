import { refusal } from '../../kernel/refusal.ts'
import type { Tx } from '../../platform/db.ts'
import { type AccountRef, assertInChart, CHART } from './chart.ts'
import {
  insertEntries,
  insertJournals,
  type LockedAccount,
  lockAccounts,
  openAccounts,
} from './ledger.sql.ts'

export type Entry = {
  account: AccountRef
  /** Minor units; positive: the account has more. */
  amount: bigint
  order_id?: string
  order_line_id?: string
}
export type Journal = {
  /** What happened, named uniquely: `payment:0192…`. One event posts one journal of each kind. */
  event: string
  kind: string
  memo?: string
  at: Date
  /** The journal that this one takes back. */
  reverses?: bigint
  entries: readonly Entry[]
}

export const belowFloor = refusal('below_floor', 409, 'The account does not hold that much')

/**
 * Posts journals in the caller's transaction, in the order given, in three statements however many there are.
 *
 * - A journal whose (event, kind) stands already is passed over: posting is idempotent.
 * - Entries of 0 are left out; a journal of which nothing is left is not written.
 * - Accounts are opened by their first journal. Their rows are locked in id order until the transaction ends,
 *   so post late in a transaction: the platform's own accounts are everybody's.
 * @throws `below_floor` when an account with a floor would go below zero after one of the journals.
 */
export async function post(tx: Tx, journals: readonly Journal[]): Promise<void> {
  const wished = journals
    .map((journal) => ({
      ...journal,
      entries: journal.entries.filter(({ amount }) => amount !== 0n),
    }))
    .filter(({ entries }) => entries.length > 0)
  if (wished.length === 0) return

  const accounts = await holdAccounts(tx, wished)
  const ids = new Map(
    (await insertJournals(tx, wished)).map(({ id, event, kind }) => [keyOf(event, kind), id]),
  )
  const written = []
  const moved = new Map<string, LockedAccount>()
  for (const { event, kind, entries } of wished) {
    const journal_id = ids.get(keyOf(event, kind))
    if (journal_id === undefined) continue
    ids.delete(keyOf(event, kind))
    const touched = new Set<LockedAccount>()
    for (const { account, amount, order_id, order_line_id } of entries) {
      const held = accounts.get(nameOf(account)) as LockedAccount
      held.balance += amount
      held.entries_count += 1n
      touched.add(held)
      moved.set(held.id, held)
      written.push({
        journal_id,
        account_id: held.id,
        amount,
        currency: account.currency,
        order_id: order_id ?? null,
        order_line_id: order_line_id ?? null,
        balance_after: held.balance,
      })
    }
    for (const { has_floor, balance, kind: account_kind, owner_id, currency } of touched)
      if (has_floor && balance < 0n)
        throw belowFloor({ account_kind, owner_id, currency, short: -balance })
  }
  if (written.length > 0) await insertEntries(tx, written, [...moved.values()])
}

/** Locks every account that is named, in id order; opens those that do not exist yet. */
async function holdAccounts(
  tx: Tx,
  journals: readonly { at: Date; entries: readonly Entry[] }[],
): Promise<Map<string, LockedAccount>> {
  const wanted = new Map<string, AccountRef & { has_floor: boolean; created_at: Date }>()
  for (const { at, entries } of journals)
    for (const { account } of entries) {
      const name = nameOf(account)
      if (wanted.has(name)) continue
      assertInChart(account)
      wanted.set(name, { ...account, has_floor: CHART[account.kind].has_floor, created_at: at })
    }
  const refs = [...wanted.values()]
  let locked = await lockAccounts(tx, refs)
  if (locked.length < refs.length) {
    await openAccounts(tx, refs)
    locked = await lockAccounts(tx, refs)
  }
  return new Map(locked.map((account) => [nameOf(account), account]))
}

const keyOf = (event: string, kind: string): string => `${kind}\n${event}`
const nameOf = ({
  kind,
  owner_kind,
  owner_id,
  currency,
}: Omit<AccountRef, 'kind'> & { kind: string }): string =>
  `${kind}|${owner_kind}|${owner_id ?? ''}|${currency}`
