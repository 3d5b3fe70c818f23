import { useWords } from '../../../shared/i18n/language.tsx'
import { ledgerWords } from './ledger-words.ts'

/** Names of journals, accounts and tiers; an unknown word shows itself. */
export function useLedgerWords() {
  const t = useWords(ledgerWords)
  const named = (prefix: string) => (word: string) =>
    (t(`${prefix}_${word}` as 'journal_settle') as string | undefined) ?? word
  return {
    journal: named('journal'),
    account: named('account'),
    purse: named('purse'),
    tier: named('tier'),
  }
}
