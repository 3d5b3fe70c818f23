import { decimalsOf, fromDecimal, toDecimal } from '../../../server/kernel/currency.ts'
import type { Language } from './language.tsx'

/**
 * The parts of an amount of minor units as people read it: exact to the last digit, with its currency's decimals.
 * A mean that is no whole number of minor units is rounded to one.
 */
export const moneyParts = (
  amount: number,
  language: Language,
  currency: string,
  wish: Intl.NumberFormatOptions = {},
): Intl.NumberFormatPart[] =>
  new Intl.NumberFormat(language, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: decimalsOf(currency),
    maximumFractionDigits: decimalsOf(currency),
    // A sum turned round may be minus nothing.
    signDisplay: 'negative',
    ...wish,
  }).formatToParts(toDecimal(Math.round(amount), currency) as Intl.StringNumericLiteral)

/** Minor units as people read them: `¥12.00`, `¥1,200` in yen, `KWD 0.005`. */
export const money = (amount: number, language: Language, currency = 'CNY'): string =>
  moneyParts(amount, language, currency)
    .map(({ value }) => value)
    .join('')

/** `¥`, `KWD`: what stands before an amount. */
export const currencySign = (currency: string, language: Language): string =>
  moneyParts(0, language, currency).find(({ type }) => type === 'currency')?.value ?? currency

/**
 * Minor units of what somebody is writing, by the currency's own decimals: `12.5` is 1250 in yuan, 12 in yen, 12500 in
 * dinars. Digits beyond them are left out; null where there is no amount yet.
 */
export function amountOf(text: string | number | null, currency: string): number | null {
  const parts = /^(\d+)(?:\.(\d*))?$/.exec(String(text ?? '').trim())
  if (!parts) return null
  const [, whole, fraction = ''] = parts
  const kept = fraction.slice(0, decimalsOf(currency))
  const amount = fromDecimal(kept ? `${whole}.${kept}` : `${whole}`, currency)
  return amount === undefined || amount > Number.MAX_SAFE_INTEGER ? null : Number(amount)
}
