import type { Db, Tx } from '../../platform/db.ts'
import { type AccountKind, type Entry, type OwnerKind, platformAccount } from '../ledger/index.ts'
import { type Purse, putInto } from './purse.ts'
import { balancesOfOwners, lockOwners } from './settlement.sql.ts'

/** Whose money: a shop's goods money, a creator's commission, a leader's fee, an agency's part of commissions. */
export type Owner = { kind: 'shop' | 'creator' | 'leader' | 'agency'; id: string; currency: string }

/** What an entry is about, for drilling down. */
export type About = { order_id?: string; order_line_id?: string }

export type Purses = {
  /** Entries that put `amount` into an owner's purse (negative: take it); debts are paid first. */
  put: (owner: Owner, amount: bigint, about?: About) => Entry[]
  of: (owner: Owner) => Readonly<Purse>
  /** What a creator gave in red packets and has not earned back yet; zero or more. */
  givenBy: (owner: Pick<Owner, 'id' | 'currency'>) => bigint
}

/** Takes these owners' money into our hands until the transaction ends. Rows first, then this, then `post`. */
export async function holdPurses(tx: Tx, owners: readonly Owner[]): Promise<Purses> {
  const ids = [...new Set(owners.map(({ id }) => id))]
  if (ids.length > 0) await lockOwners(tx, ids)
  return readPurses(tx, ids)
}

/** The purses as they are; to decide by them, hold them. */
export async function readPurses(db: Db, ids: readonly string[]): Promise<Purses> {
  const purses = new Map<string, Purse>()
  const given = new Map<string, bigint>()
  const of = ({ kind, id, currency }: Owner): Purse => {
    const name = `${kind} ${id} ${currency}`
    const purse = purses.get(name) ?? { available: 0n, debt: 0n }
    purses.set(name, purse)
    return purse
  }
  for (const { kind, owner_id, currency, balance } of await balancesOfOwners(db, ids)) {
    const [whose, what] = kind.split('_') as [Owner['kind'], string]
    if (what === 'subsidy') given.set(`${owner_id} ${currency}`, -balance)
    if (what === 'available' || what === 'debt')
      of({ kind: whose, id: owner_id, currency })[what] = balance
  }
  return {
    of,
    givenBy: ({ id, currency }) => given.get(`${id} ${currency}`) ?? 0n,
    put: (owner, amount, about = {}) => {
      const change = putInto(of(owner), amount)
      return [
        { account: ownersAccount(owner, 'debt'), amount: change.debt, ...about },
        { account: ownersAccount(owner, 'available'), amount: change.available, ...about },
      ]
    },
  }
}

const ownerKind = ({ kind }: Owner): OwnerKind => (kind === 'shop' ? 'shop' : 'account')

/** One of the two accounts of a purse. */
export const ownersAccount = (owner: Owner, what: 'available' | 'debt') => ({
  kind: `${owner.kind}_${what}` as AccountKind,
  owner_kind: ownerKind(owner),
  owner_id: owner.id,
  currency: owner.currency,
})

/** An account of a person or shop that is no purse: a subsidy, a deposit, a reserve, money on its way to the bank. */
export const accountOf = (
  kind: 'creator_subsidy' | 'shop_deposit' | 'payout_transit' | 'shop_reserve' | 'creator_reserve',
  owner_kind: 'shop' | 'account',
  owner_id: string,
  currency: string,
) => ({ kind, owner_kind, owner_id, currency })

/** An entry on one of the platform's own accounts. */
export const platformEntry = (
  kind: AccountKind,
  currency: string,
  amount: bigint,
  about: About = {},
): Entry => ({ account: platformAccount(kind, currency), amount, ...about })
