import type { Answer } from '../../../shared/api/client.ts'

export type Journal = Answer<'GET /v1/ledger/journals'>['data'][number]
export type Place = { account_kind: string; amount: number }

const sum = (amounts: readonly number[]) => amounts.reduce((all, one) => all + one, 0)

/**
 * Where the money of one order stands now. A payment may be for several orders, so an order's own journals
 * begin when its part is taken out of `unallocated`; what went `outside` again is what the buyer got back.
 * Both sides add up to the fen, because every journal does.
 */
export function standing(journals: readonly Journal[]): { paid_in: number; places: Place[] } {
  const entries = journals.flatMap((journal) => journal.entries)
  const of = (kind: string) =>
    entries.filter(({ account_kind }) => account_kind === kind).map(({ amount }) => amount)
  const allotted = -sum(of('unallocated').filter((amount) => amount < 0))
  const paid_in = allotted || -sum(of('outside').filter((amount) => amount < 0))
  const back = sum(of('outside').filter((amount) => amount > 0))
  const kinds = [...new Set(entries.map(({ account_kind }) => account_kind))]
  return {
    paid_in,
    places: [
      ...kinds
        .filter((kind) => kind !== 'outside' && kind !== 'unallocated')
        .map((account_kind) => ({ account_kind, amount: sum(of(account_kind)) })),
      { account_kind: 'outside', amount: back },
    ]
      .filter(({ amount }) => amount !== 0)
      .sort((a, b) => b.amount - a.amount),
  }
}

/** What a journal is off by; zero where it balances. */
export const imbalance = ({ entries }: Journal): number => sum(entries.map(({ amount }) => amount))
