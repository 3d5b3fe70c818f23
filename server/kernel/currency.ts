/**
 * How many decimals a currency has (ISO 4217). Amounts are minor units everywhere; text with a point exists only at the
 * edges: pages, files, providers. Whoever reads or writes it does it here, digit by digit, never by way of a float.
 */

const DECIMALS: ReadonlyMap<string, number> = new Map([
  ...words('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF').map(
    (code) => [code, 0] as const,
  ),
  ...words('BHD IQD JOD KWD LYD OMR TND').map((code) => [code, 3] as const),
  ...words('CLF UYW').map((code) => [code, 4] as const),
])

function words(text: string): string[] {
  return text.split(' ')
}

/** Decimals of a currency's minor unit: 0 for JPY, 2 for CNY, 3 for KWD; 2 for every code not known otherwise. */
export const decimalsOf = (currency: string): number => DECIMALS.get(currency) ?? 2

/** `(-3808, 'CNY')` → `-38.08`; `(5, 'KWD')` → `0.005`; `(1200, 'JPY')` → `1200`. Plain digits, a point, no grouping. */
export function toDecimal(amount: bigint | number, currency: string): string {
  const whole = BigInt(amount)
  const decimals = decimalsOf(currency)
  const digits = String(whole < 0n ? -whole : whole).padStart(decimals + 1, '0')
  const sign = whole < 0n ? '-' : ''
  return decimals === 0
    ? `${sign}${digits}`
    : `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
}

/**
 * The minor units that decimal text names: at most the currency's decimals, at most 18 digits before the point, no sign,
 * no exponent, no grouping, no spaces. Undefined for everything else; nothing is ever rounded.
 */
export function fromDecimal(text: string, currency: string): bigint | undefined {
  const decimals = decimalsOf(currency)
  const parts = /^(\d{1,18})(?:\.(\d+))?$/.exec(text)
  if (!parts) return undefined
  const [, whole, fraction = ''] = parts
  if (fraction.length > decimals) return undefined
  return BigInt(`${whole}${fraction.padEnd(decimals, '0')}`)
}
