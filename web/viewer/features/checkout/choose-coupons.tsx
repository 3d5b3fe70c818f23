import { ChevronDown } from 'lucide-react'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { usePromotionWords } from '../../../shared/i18n/promotion-words.ts'
import '../coupons/coupons.css'
import { couponWords } from '../coupons/coupons.words.ts'
import type { Quote } from './use-quote.ts'

type Coupon = Quote['coupons'][number]

/** Two coupons that stand in each other's place: of one shop, of the platform, of hosts. */
const isSamePlace = (one: Coupon, other: Coupon): boolean =>
  one.kind === other.kind && one.funder === other.funder && one.shop_id === other.shop_id

/** The coupons in use, as ids for the checkout. */
export const usedIn = (quote: Quote): string[] =>
  quote.coupons.filter(({ is_used }) => is_used).map(({ coupon_id }) => coupon_id)

/** Which coupons are used: the best of themselves, until one chooses. */
export function ChooseCoupons({
  quote,
  is_own,
  onChoose,
}: {
  quote: Quote
  /** Chosen by hand. */
  is_own: boolean
  /** Undefined: the best again. */
  onChoose: (coupon_ids: string[] | undefined) => void
}) {
  const t = useWords(couponWords)
  const say = usePromotionWords()
  const format = useFormat()
  const { coupons, currency } = quote
  if (coupons.length === 0) return null
  const used = usedIn(quote)
  const choose = (coupon: Coupon) => {
    if (coupon.is_used) return onChoose(used.filter((id) => id !== coupon.coupon_id))
    const rest = coupons.filter((one) => one.is_used && !isSamePlace(one, coupon))
    onChoose([...rest.map(({ coupon_id }) => coupon_id), coupon.coupon_id])
  }
  const why = ({ why_not, missing }: Coupon): string | undefined =>
    why_not === 'below_threshold'
      ? t('missing', { amount: format.money(missing, currency) })
      : why_not
        ? t(why_not)
        : undefined
  return (
    <details className="discounts">
      <summary>
        <span>{t('choose', { count: coupons.length })}</span>
        <span className="muted">
          {used.length === 0 ? t('choose_none') : t(is_own ? 'own_choice' : 'best')}
        </span>
        <ChevronDown size={18} aria-hidden />
      </summary>
      {coupons.map((coupon) => (
        <label key={coupon.coupon_id} className="discount-choice">
          <input
            type="checkbox"
            checked={coupon.is_used}
            disabled={!coupon.is_used && coupon.why_not !== null}
            onChange={() => choose(coupon)}
          />
          <span className="grow">
            <span className="num">{say.off(coupon)}</span>
            <span className="faint num">
              {say.kind(coupon)}
              {coupon.shop_name && ` · ${coupon.shop_name}`}
              {why(coupon) && ` · ${why(coupon)}`}
            </span>
          </span>
          {coupon.is_used && <b className="num">{format.money(-coupon.amount, currency)}</b>}
        </label>
      ))}
      {is_own && (
        <button type="button" className="list-row" onClick={() => onChoose(undefined)}>
          {t('use_best')}
        </button>
      )}
    </details>
  )
}
