import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { checkoutWords } from './checkout.words.ts'
import type { Quote } from './use-quote.ts'

/** Goods, delivery, how it is paid. */
export function Amounts({
  quote,
  goods: known,
  fallback,
  currency,
}: {
  quote: Quote | undefined
  /** The goods' amount where it is not the quote's. */
  goods?: number | undefined
  /** Shown until the quote is here. */
  fallback: number
  currency: string
}) {
  const t = useWords(checkoutWords)
  const format = useFormat()
  const goods = known ?? quote?.shops.reduce((sum, shop) => sum + shop.goods_amount, 0) ?? fallback
  const freight = quote?.shops.reduce((sum, shop) => sum + shop.freight_amount, 0) ?? 0
  return (
    <dl className="amounts num">
      <div>
        <dt>{t('goods_amount')}</dt>
        <dd>{format.money(goods, currency)}</dd>
      </div>
      <div>
        <dt>{t('freight')}</dt>
        <dd>{freight === 0 ? t('free') : format.money(freight, currency)}</dd>
      </div>
      <div>
        <dt>{t('pay_by')}</dt>
        <dd>{t('pay_cashier')}</dd>
      </div>
    </dl>
  )
}
