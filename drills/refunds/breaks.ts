import type { Edit } from '../broken/variants.ts'

const SEND = 'server/modules/payments/send-refunds.ts'

/** Senders that are broken the way real ones are: what they do to an outcome that nobody knows. */
export const BREAKS: Record<string, Edit> = {
  // "It timed out, so try again": a new refund to the provider.
  'number-renewed': {
    file: SEND,
    changes: [
      ['if (refund.attempts > 1) {', 'if (refund.attempts > 99) {'],
      [
        'return provider.refund({ number,',
        "return provider.refund({ number: number + (refund.attempts > 1 ? refund.attempts : ''),",
      ],
    ],
  },
  // "It timed out, so it failed": written down as done, because the last try surely went through.
  'silence-taken-for-yes': {
    file: SEND,
    changes: [
      [
        'return provider.refund({ number, trade_number, amount, paid: refund.paid, currency, notify_url })',
        `const said = await provider.refund({ number, trade_number, amount, paid: refund.paid, currency, notify_url })
  return said.is === 'unknown'
    ? { is: 'answered', value: { about: 'refund', number, provider_number: number, state: 'succeeded', amount, currency, finished_at: null, reason: null } }
    : said`,
      ],
    ],
  },
}
