import { decimalsOf } from '../../../server/kernel/currency.ts'
import { useLanguage } from '../i18n/language.tsx'
import { moneyParts } from '../i18n/money.ts'
import './price.css'

/** An amount with a small currency sign and small decimals; decimals of `.00` are left off. */
export function Price({
  fen,
  currency = 'CNY',
  size = 'm',
  tone = 'price',
  until,
}: {
  fen: number
  currency?: string
  size?: 's' | 'm' | 'l' | 'xl'
  tone?: 'price' | 'ink' | 'inherit'
  /** The dearest of several: shows “from”. */
  until?: number
}) {
  const { language } = useLanguage()
  const parts = moneyParts(
    fen,
    language,
    currency,
    fen % 10 ** decimalsOf(currency) === 0 ? { minimumFractionDigits: 0 } : {},
  )
  const pick = (types: string[]) =>
    parts
      .filter(({ type }) => types.includes(type))
      .map(({ value }) => value)
      .join('')
  const fraction = pick(['decimal', 'fraction'])
  return (
    <span className={`ui-price ui-price-${size} ui-price-${tone}`}>
      <span className="ui-price-sign">{pick(['currency'])}</span>
      {pick(['minusSign', 'integer', 'group'])}
      {fraction && <span className="ui-price-cents">{fraction}</span>}
      {until !== undefined && until > fen && (
        <span className="ui-price-from">{language === 'en' ? '+' : '起'}</span>
      )}
    </span>
  )
}

/** The price before, struck through. */
export function OldPrice({ fen, currency = 'CNY' }: { fen: number; currency?: string }) {
  return (
    <s className="ui-old-price">
      <Price fen={fen} currency={currency} size="s" tone="inherit" />
    </s>
  )
}
