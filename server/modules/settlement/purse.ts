/**
 * What an owner may spend and what it owes, kept on two ledger accounts. Available never goes below zero: what is
 * taken beyond it becomes a named debt, and what comes in later pays the debt first.
 */
export type Purse = {
  available: bigint
  /** Zero or negative. */
  debt: bigint
}

/** Changes to the two accounts; they add up to the amount moved. */
export type PurseChange = Purse

/** Puts `amount` into the purse (negative: takes it), and says what that does to its two accounts. */
export function putInto(purse: Purse, amount: bigint): PurseChange {
  const owed = -purse.debt
  const change =
    amount >= 0n
      ? { debt: least(owed, amount), available: amount - least(owed, amount) }
      : {
          available: -least(purse.available, -amount),
          debt: amount + least(purse.available, -amount),
        }
  purse.available += change.available
  purse.debt += change.debt
  return change
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b)
