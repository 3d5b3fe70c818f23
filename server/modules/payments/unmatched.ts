import { type Journal, outside, platformAccount } from '../ledger/index.ts'
import type { NewDifference } from './payments.sql.ts'
import type { BilledAbout, Report } from './provider.ts'

type Aside = {
  kind: NewDifference['kind']
  provider: string
  payment_id: string | null
  expected: bigint | null
  words: string
}

/**
 * Money that moved at the provider but is not what we asked for: set aside in `unmatched` under the trade's own
 * name, with a row for people. Seen again it is the same journal and the same row.
 */
export function setAside(
  {
    about,
    provider_number,
    amount,
    currency,
    finished_at,
  }: Pick<Report, 'provider_number' | 'amount' | 'currency' | 'finished_at'> & {
    about: BilledAbout
  },
  { kind, provider, payment_id, expected, words }: Aside,
  now: Date,
): { difference: NewDifference; journal: Journal } {
  const event = `unmatched:${about}:${provider}:${provider_number}:${amount}${currency}`
  const came = about === 'payment' || about === 'payout_return' ? amount : -amount
  return {
    difference: {
      event: `${kind}:${event}`,
      provider,
      payment_id,
      provider_number,
      kind,
      expected,
      found: amount,
      currency,
      words,
    },
    journal: {
      event,
      kind: 'unmatched',
      at: finished_at ?? now,
      entries: [
        { account: outside(currency), amount: -came },
        { account: platformAccount('unmatched', currency), amount: came },
      ],
    },
  }
}
