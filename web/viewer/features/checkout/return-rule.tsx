import { RotateCcw, ShieldCheck } from 'lucide-react'
import { useWords } from '../../../shared/i18n/language.tsx'
import { checkoutWords } from './checkout.words.ts'

const KNOWN = ['custom_made', 'perishable', 'digital', 'periodical'] as const

/** May these goods go back without a reason? Said before paying, never only after. */
export function ReturnRule({ days, exception }: { days: number; exception: string | null }) {
  const t = useWords(checkoutWords)
  if (days > 0 && !exception)
    return (
      <p className="rule rule-good">
        <RotateCcw size={15} aria-hidden />
        {t('returns', { days })}
      </p>
    )
  const why = KNOWN.find((known) => known === exception)
  return (
    <p className="rule rule-warn">
      <RotateCcw size={15} aria-hidden />
      {t('no_returns', { why: t(why ?? 'other_exception') })}
    </p>
  )
}

export function SafeRule() {
  const t = useWords(checkoutWords)
  return (
    <p className="rule rule-good">
      <ShieldCheck size={15} aria-hidden />
      {t('safe')}
    </p>
  )
}
