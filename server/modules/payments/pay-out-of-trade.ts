import type { PayoutRow } from './payout.ts'
import type { Answer, Provider, Report, SplitReport } from './provider.ts'

/**
 * A payout that the provider splits off one trade's own money, asked for and asked about under the payout's number, as the
 * door's payouts are.
 */
export function payOutOfTrade(
  { name, splits }: Provider,
  payout: Pick<PayoutRow, 'number' | 'amount' | 'currency' | 'bank_account'>,
  trade_number: string,
): { send: () => Promise<Answer<Report>>; ask: () => Promise<Answer<Report | undefined>> } {
  const { number, amount, currency, bank_account: account } = payout
  if (!splits) {
    const nobody = async () => ({ is: 'unknown', why: `${name} splits no trades here` }) as const
    return { send: nobody, ask: nobody }
  }
  const read = ({ provider_number, state, receivers, finished_at }: SplitReport): Report => ({
    about: 'payout',
    number,
    provider_number,
    state,
    amount: receivers.reduce((sum, one) => sum + one.amount, 0n),
    currency,
    finished_at: state === 'waiting' ? null : finished_at,
    reason: state === 'failed' ? 'reversed' : null,
  })
  return {
    send: async () => {
      const answer = await splits.split({
        ...{ number, trade_number, currency },
        receivers: [{ account, amount, words: number }],
      })
      return answer.is === 'answered' ? { is: 'answered', value: read(answer.value) } : answer
    },
    ask: async () => {
      const answer = await splits.querySplit(number, trade_number)
      if (answer.is !== 'answered') return answer
      return { is: 'answered', value: answer.value && read(answer.value) }
    },
  }
}
