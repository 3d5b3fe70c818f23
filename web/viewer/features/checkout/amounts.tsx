import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { usePromotionWords } from '../../../shared/i18n/promotion-words.ts'
import '../coupons/coupons.css'
import { couponWords } from '../coupons/coupons.words.ts'
import { checkoutWords } from './checkout.words.ts'
import type { Quote } from './use-quote.ts'

/** Goods, what is taken off by whom and off which goods, delivery, how it is paid. */
export function Amounts({
  quote,
  goods: known,
  fallback,
  currency,
  discounted = true,
}: {
  quote: Quote | undefined
  /** The goods' amount where it is not the quote's. */
  goods?: number | undefined
  /** Shown until the quote is here. */
  fallback: number
  currency: string
  /** False while the quote's discounts are of something else. */
  discounted?: boolean
}) {
  const t = useWords(checkoutWords)
  const c = useWords(couponWords)
  const say = usePromotionWords()
  const format = useFormat()
  const titles = new Map(
    quote?.shops.flatMap(({ lines }) => lines.map(({ sku_id, title }) => [sku_id, title] as const)),
  )
  const goods = known ?? quote?.shops.reduce((sum, shop) => sum + shop.goods_amount, 0) ?? fallback
  const freight = quote?.shops.reduce((sum, shop) => sum + shop.freight_amount, 0) ?? 0
  return (
    <dl className="amounts num">
      <div>
        <dt>{t('goods_amount')}</dt>
        <dd>{format.money(goods, currency)}</dd>
      </div>
      {(discounted ? (quote?.discounts ?? []) : []).map((discount) => (
        <div key={`${discount.promotion_id} ${discount.coupon_id}`} className="discount-off">
          <dt>
            {say.kind(discount)} · {discount.title}
            {titles.size > 1 &&
              discount.lines.map((line) => (
                <span key={line.sku_id} className="discount-part two-lines">
                  {c('on_lines', {
                    title: titles.get(line.sku_id) ?? '',
                    amount: format.money(line.amount, currency),
                  })}
                </span>
              ))}
          </dt>
          <dd>{format.money(-discount.amount, currency)}</dd>
        </div>
      ))}
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
