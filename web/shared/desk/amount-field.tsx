import { InputNumber, type InputNumberProps } from 'antd'
import { decimalsOf, toDecimal } from '../../../server/kernel/currency.ts'
import { useRoute } from '../api/query.ts'
import { useLanguage } from '../i18n/language.tsx'
import { amountOf, currencySign } from '../i18n/money.ts'

/** The currency in which this installation sells: of promotions and red packets to be made; undefined until it is known. */
export function usePlatformCurrency(): string | undefined {
  const found = useRoute('GET /v1/installation', undefined, { staleTime: Number.POSITIVE_INFINITY })
  return found.data?.currency
}

/**
 * Asks for an amount of money. Its value, `min` and `max` are minor units of its currency; people read and write it with
 * the decimals that the currency has: none in yen, three in dinars.
 */
export function AmountField({
  value,
  onChange,
  currency,
  min = 0,
  max,
  ...more
}: {
  value?: number | null
  onChange?: (amount: number | null) => void
  currency: string
  min?: number
  max?: number
} & Omit<
  InputNumberProps<string>,
  'value' | 'onChange' | 'min' | 'max' | 'precision' | 'prefix' | 'stringMode'
>) {
  const { language } = useLanguage()
  return (
    <InputNumber<string>
      {...more}
      stringMode
      style={{ inlineSize: '100%', ...more.style }}
      prefix={currencySign(currency, language)}
      precision={decimalsOf(currency)}
      min={toDecimal(min, currency)}
      {...(max === undefined ? {} : { max: toDecimal(max, currency) })}
      value={value === undefined || value === null ? null : toDecimal(value, currency)}
      onChange={(text) => onChange?.(amountOf(text, currency))}
    />
  )
}
