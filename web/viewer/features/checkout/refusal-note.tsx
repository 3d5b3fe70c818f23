import { Problem } from '../../../shared/api/client.ts'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useLanguage, useWords } from '../../../shared/i18n/language.tsx'
import { problemWords } from '../../../shared/i18n/problem.ts'
import type { No } from './buy-state.ts'
import { checkoutWords } from './checkout.words.ts'
import type { Quote } from './use-quote.ts'

/** Why the platform said no, where it was said, with what one can do now. */
export function RefusalNote({
  no,
  quote,
  price,
}: {
  no: No
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
  const { taken, limit_per_buyer } = no.details
  const words = ((): string => {
    switch (no.code) {
      case 'flash_sold_out':
        return price === undefined
          ? t('flash_gone_plain')
          : t('flash_gone', { price: format.money(price) })
      case 'flash_not_open':
        return t('flash_not_open')
      case 'flash_limit':
        return typeof taken === 'number' && typeof limit_per_buyer === 'number'
          ? t('flash_limit', { limit: limit_per_buyer, taken })
          : problemWords(new Problem(no.status, no.code, no.title), language)
      case 'price_changed':
        return t('price_changed')
      default:
        return problemWords(new Problem(no.status, no.code, no.title), language)
    }
  })()
  return (
    <div className="grow">
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
  )
}
