import { useWords } from '../../../shared/i18n/language.tsx'
import { minuteOf } from './business-day.ts'
import { policyWords } from './policy.words.ts'
import type { Rule } from './rule-rank.ts'

/** Midnights need no clock time. */
const short = (at: string | number): string => minuteOf(at).replace(/ 00:00$/, '')

/** From when until when a rule is in force, as superseded. */
export function RuleSpan({ rule, life }: { rule: Rule; life?: { from: number; to: number } }) {
  const t = useWords(policyWords)
  const from = new Date(rule.effective_from).getTime()
  const to = life?.to ?? Number.POSITIVE_INFINITY
  if (to <= from) return <span>{t('state_void')}</span>
  const end = Number.isFinite(to) ? short(to) : t('open_end')
  return (
    <span className="num">
      {from <= 0 ? t('always') : short(from)} – {end}
    </span>
  )
}
