/**
 * Money is a `bigint` of minor units (fen, cents); rates are integers in parts per million.
 * Rounding follows the four rules in docs/decisions/0004-money.md.
 */

/** Parts per million: 50_000n is 5 %. */
export type Ppm = bigint

export const PPM = 1_000_000n

/** Largest amount that survives JSON: 2^53 − 1 minor units. */
export const MAX_AMOUNT = BigInt(Number.MAX_SAFE_INTEGER)

/** `amount × rate`, rounded half up to whole minor units. For fees and commissions, per line. */
export function share(amount: bigint, rate: Ppm): bigint {
  assertNatural(amount)
  assertNatural(rate)
  return (amount * rate * 2n + PPM) / (PPM * 2n)
}

/** `amount × rate`, rounded down. For the platform's cut of another party's fee: the rest favours the party. */
export function shareDown(amount: bigint, rate: Ppm): bigint {
  assertNatural(amount)
  assertNatural(rate)
  return (amount * rate) / PPM
}

/**
 * Splits `total` in proportion to `weights` so that the parts add up exactly (largest remainder;
 * equal remainders go to the lower index). All weights zero: everything lands on the first part.
 * @throws RangeError for negative input or no weights.
 */
export function split(total: bigint, weights: readonly bigint[]): bigint[] {
  assertNatural(total)
  for (const weight of weights) assertNatural(weight)
  if (weights.length === 0) throw new RangeError('nothing to split over')
  const sum = weights.reduce((a, b) => a + b, 0n)
  if (sum === 0n) return weights.map((_, index) => (index === 0 ? total : 0n))
  const parts = weights.map((weight) => (total * weight) / sum)
  const rests = weights.map((weight, index) => ({ rest: (total * weight) % sum, index }))
  let left = total - parts.reduce((a, b) => a + b, 0n)
  rests.sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest < b.rest ? 1 : -1))
  for (const { index } of rests) {
    if (left === 0n) break
    parts[index] = (parts[index] ?? 0n) + 1n
    left -= 1n
  }
  return parts
}

/**
 * The part of `whole` that belongs to the first `done` of `all` units, rounded half up. Refund by the
 * cumulative method: post `portion(new) − portion(old)`, and a full refund is exactly the whole.
 */
export function portion(whole: bigint, done: bigint, all: bigint): bigint {
  assertNatural(whole)
  assertNatural(done)
  if (all <= 0n || done > all) throw new RangeError('a portion lies between nothing and all')
  return (whole * done * 2n + all) / (all * 2n)
}

export const sum = (amounts: Iterable<bigint>): bigint => {
  let total = 0n
  for (const amount of amounts) total += amount
  return total
}

function assertNatural(amount: bigint): void {
  if (amount < 0n) throw new RangeError('amounts and rates are not negative here')
}
