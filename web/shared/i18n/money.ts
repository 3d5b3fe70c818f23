import { decimalsOf, toDecimal } from '../../../server/kernel/currency.ts'
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
