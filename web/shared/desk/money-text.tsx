import { useLanguage } from '../i18n/language.tsx'
import { moneyParts } from '../i18n/money.ts'

/** An amount of minor units: tabular digits, small sign and decimals. `signed` shows a plus too. */
export function MoneyText({
  fen,
  currency = 'CNY',
  size = 'body',
  signed,
  strike,
}: {
  fen: number
  currency?: string
  size?: 'small' | 'body' | 'title' | 'figure'
  signed?: boolean
  strike?: boolean
}) {
  const { language } = useLanguage()
  const parts = moneyParts(fen, language, currency, {
    signDisplay: signed ? 'exceptZero' : 'negative',
  })
  const whole = parts.map((part) => part.value).join('')
  return (
    <span className="desk-money num" data-size={size} data-strike={strike || undefined}>
      {size === 'figure'
        ? parts.map((part, index) =>
            part.type === 'currency' || part.type === 'decimal' || part.type === 'fraction' ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one number have no other name.
              <small key={index}>{part.value}</small>
            ) : (
              part.value
            ),
          )
        : whole}
    </span>
  )
}

/** `¥12.00 – ¥19.00`, or one price when both are the same. */
export function MoneyRange({ from, to, currency }: { from: number; to: number; currency: string }) {
  return (
    <span className="desk-nowrap">
      <MoneyText fen={from} currency={currency} />
      {to !== from && (
        <>
          {' – '}
          <MoneyText fen={to} currency={currency} />
        </>
      )}
    </span>
  )
}
