import { useWords } from '../../../shared/i18n/language.tsx'
import { moneyWords } from './money.words.ts'

/** Accounts, journals and differences in people's words; an unknown word shows itself. */
export function useLedgerNames() {
  const t = useWords(moneyWords)
  const named = (prefix: string) => (word: string) =>
    (t(`${prefix}_${word}` as 'account_escrow') as string | undefined) ?? word
  return {
    account: named('account'),
    journal: named('journal'),
    owner: named('owner'),
    difference: named('difference'),
    state: named('state'),
  }
}
