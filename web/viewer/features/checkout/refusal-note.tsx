import { CircleAlert } from 'lucide-react'
import type { Problem } from '../../../shared/api/client.ts'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useLanguage, useWords } from '../../../shared/i18n/language.tsx'
import { problemWords } from '../../../shared/i18n/problem.ts'
import { checkoutWords } from './checkout.words.ts'
import type { Quote } from './use-quote.ts'

/** Why the platform said no, where it was said, with what one can do now. */
export function RefusalNote({
  problem,
  quote,
  price,
}: {
  problem: Problem
  quote: Quote | undefined
  /** The normal price, when a flash offer is gone. */
  price?: number | undefined
}) {
  const t = useWords(checkoutWords)
  const { language } = useLanguage()
  const format = useFormat()
  const troubled = (quote?.shops ?? [])
    .flatMap(({ lines }) => lines)
    .filter((line) => line.problem !== null)
  const words =
    problem.code === 'flash_sold_out' && price !== undefined
      ? t('flash_gone', { price: format.money(price) })
      : problem.code === 'flash_not_open'
        ? t('flash_not_open')
        : problem.code === 'price_changed'
          ? t('price_changed')
          : problemWords(problem, language)
  return (
    <div className="refusal" role="alert">
      <CircleAlert size={18} aria-hidden />
      <div>
        <p>{words}</p>
        {troubled.map((line) => (
          <p key={line.sku_id} className="faint">
            {t('not_now', {
              title: line.title,
              why:
                line.problem === 'out_of_stock'
                  ? t('problem_out_of_stock')
                  : t('problem_not_for_sale'),
            })}
          </p>
        ))}
      </div>
    </div>
  )
}
