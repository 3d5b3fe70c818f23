import { useWords } from '../../../shared/i18n/language.tsx'
import { tiersWords } from './tiers.words.ts'

/** Tiers in words; one that this desk does not know shows itself. */
export function useTierName(): (tier: string) => string {
  const t = useWords(tiersWords)
  return (tier) => {
    const key = `tier_${tier}`
    return key in tiersWords.en ? t(key as 'tier_new') : tier
  }
}
