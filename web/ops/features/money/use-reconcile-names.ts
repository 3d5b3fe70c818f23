import { useWords } from '../../../shared/i18n/language.tsx'
import { reconcileWords } from './reconcile.words.ts'

/** Kinds and states of differences, and what lines are about, in people's words; an unknown word shows itself. */
export function useReconcileNames() {
  const t = useWords(reconcileWords)
  const named = (prefix: string) => (word: string) =>
    (t(`${prefix}_${word}` as 'kind_amount') as string | undefined) ?? word
  return {
    kind: named('kind'),
    state: named('state'),
    about: named('about'),
    booking: named('booking'),
  }
}
