import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { useSourceName } from '../../../shared/i18n/source-words.ts'
import { policyWords } from './policy.words.ts'
import type { Effect, Placement, Rule } from './rule-rank.ts'

/** The words of the policy as people read them; a source nobody translated shows its own word. */
export function usePolicyNames() {
  const t = useWords(policyWords)
  const format = useFormat()
  const source = useSourceName()
  const placement = (word: Placement): string => t(`placement_${word}`)
  const effect = (word: Effect): string => t(`effect_${word}`)
  return {
    language: format.language,
    source,
    placement,
    effect,
    /** `允许收费 20%` where a fee is taken. */
    verdict: (word: Effect, fee_ppm: number): string =>
      fee_ppm > 0 ? `${effect(word)} ${format.percent(fee_ppm)}` : effect(word),
    /** Whom and where a rule speaks of, in one line. */
    scope: (rule: Rule): string =>
      [
        rule.source
          ? source(rule.source)
          : rule.among
            ? rule.among.map(source).join(format.language === 'en' ? ', ' : '、')
            : t('any_source'),
        ...(rule.sub_source ? [source(rule.sub_source)] : []),
        ...(rule.category ? [rule.category] : []),
        rule.placement ? placement(rule.placement) : t('any_placement'),
      ].join(' · '),
  }
}
