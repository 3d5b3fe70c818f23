import { decimalsOf } from '../../../kernel/currency.ts'

/**
 * Reads a provider's decimal text: `124.8` CNY → `12480n`, with a sign where it tells what went back. More digits than the
 * currency has are taken only when they are zeros; `rounded` takes any and rounds half away from zero, for fees that are
 * told in fractions of a fen. Undefined: this is no amount.
 */
export function minorOf(
  text: unknown,
  currency: string,
  { rounded = false } = {},
): bigint | undefined {
  if (typeof text !== 'string') return undefined
  const found = /^(-?)(\d{1,18})(?:\.(\d{1,12}))?$/.exec(text.trim())
  if (!found) return undefined
  const [, sign, whole = '', fraction = ''] = found
  const digits = decimalsOf(currency)
  const kept = fraction.slice(0, digits).padEnd(digits, '0')
  const rest = fraction.slice(digits)
  if (!rounded && /[1-9]/.test(rest)) return undefined
  const amount = BigInt(whole + kept) + (rounded && rest >= '5' ? 1n : 0n)
  return sign ? -amount : amount
}
