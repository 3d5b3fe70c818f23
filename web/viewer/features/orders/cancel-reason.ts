import { useWords } from '../../../shared/i18n/language.tsx'
import { orderWords } from './orders.words.ts'

/** Why an order was cancelled, as the platform codes it: the buyer's own reasons, then the clock's. */
const WORDS = {
  buyer_changed_mind: 'changed_mind',
  buyer_wrong_address: 'wrong_address',
  buyer_found_cheaper: 'found_cheaper',
  buyer_too_slow: 'too_slow',
  buyer_other: 'other',
  unpaid_timeout: 'unpaid_timeout',
  not_shipped_in_time: 'not_shipped_in_time',
} as const

/** In words why an order was cancelled; nothing for a code that has none. */
export function useCancelReason(): (code: string | null) => string | undefined {
  const t = useWords(orderWords)
  return (code) => (code && code in WORDS ? t(WORDS[code as keyof typeof WORDS]) : undefined)
}
