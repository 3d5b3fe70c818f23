import type { Answer } from '../../../shared/api/client.ts'

export type Journal = Answer<'GET /v1/ledger/journals'>['data'][number]
export type Place = { account_kind: string; amount: number }

/**
 * Where the money of some journals stands now: the sum per kind of account. What came in stands against
 * `outside`; what left it again (refunds) is taken off there, so both sides always add up.
 */
export function standing(journals: readonly Journal[]): { paid_in: number; places: Place[] } {
  const sums = new Map<string, number>()
  for (const { entries } of journals)
    for (const { account_kind, amount } of entries)
      sums.set(account_kind, (sums.get(account_kind) ?? 0) + amount)
  const paid_in = -(sums.get('outside') ?? 0)
  sums.delete('outside')
  return {
    paid_in,
    places: [...sums]
      .filter(([, amount]) => amount !== 0)
      .map(([account_kind, amount]) => ({ account_kind, amount }))
      .sort((a, b) => b.amount - a.amount),
  }
}

/** What a journal is off by; zero where it balances. */
export const imbalance = ({ entries }: Journal): number =>
  entries.reduce((sum, { amount }) => sum + amount, 0)
