import { ArrowRight } from 'lucide-react'
import { useWords } from '../../../shared/i18n/language.tsx'
import { EffectTag } from './effect-tag.tsx'
import { policyWords } from './policy.words.ts'
import { usePolicyNames } from './policy-names.ts'
import type { Change, Rule } from './rule-rank.ts'

/** The cells that the rule would change at its start, before it is announced. */
export function RulePreview({ changes, wish }: { changes: readonly Change[]; wish: Rule }) {
  const t = useWords(policyWords)
  const names = usePolicyNames()
  return (
    <section className="policy-preview" aria-label={t('preview')}>
      <h3>
        {t('preview')} <span className="num">{changes.length}</span>
      </h3>
      <p className="desk-quiet">
        {wish.category
          ? t('preview_category', { category: wish.category })
          : changes.length === 0
            ? t('preview_none')
            : t('preview_words')}
      </p>
      <ul>
        {changes.map(({ source, sub_source, placement, before, after, fee_ppm }) => (
          <li key={`${source}/${sub_source}/${placement}`}>
            <span>
              {names.source(sub_source ?? source)} · {names.placement(placement)}
            </span>
            <EffectTag effect={before} />
            <ArrowRight size={12} aria-hidden />
            <EffectTag effect={after} fee_ppm={fee_ppm} />
          </li>
        ))}
      </ul>
    </section>
  )
}
