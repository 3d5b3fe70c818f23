import { carrierWords } from './carrier-words.ts'
import { historyWords } from './history-words.ts'
import { useLanguage } from './language.tsx'

/** A reason in words; what a person wrote is shown as it was written. */
export function useHistoryWords(): (reason: string) => string {
  const { language } = useLanguage()
  const words: Record<string, string> = historyWords[language]
  return (reason) => words[reason] ?? reason
}

/** A carrier's name by its code; an unknown code shows itself. */
export function useCarrierWords(): (code: string) => string {
  const { language } = useLanguage()
  const words: Record<string, string> = carrierWords[language]
  return (code) => words[code] ?? code
}
