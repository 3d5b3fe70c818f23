import { split, sum } from '../../kernel/money.ts'

export type Funder = 'shop' | 'platform' | 'creator'

/** Who gives a discount, how much, and over which lines (by index) it is spread. */
export type Discount = {
  funder: Funder
  amount: bigint
  lines: readonly number[]
}

export type DiscountedLine = {
  shop_discount: bigint
  platform_discount: bigint
  creator_discount: bigint
  paid_amount: bigint
}

/** The order in which discounts are taken off a price (domain.md 4.4). */
export const FUNDERS = ['shop', 'platform', 'creator'] as const

/**
 * Takes one discount off what lines still cost: spread by the lines' `prices`, largest remainder, ties to the lower index;
 * what a line has no room for goes to the next one that has. At least `keep` minor units stay on each line. Changes
 * `left` and returns the part of each covered line; the parts add up exactly.
 * @throws RangeError when the amount is larger than what may be taken off the lines
 */
export function takeOff(
  prices: readonly bigint[],
  left: bigint[],
  { amount, lines }: Pick<Discount, 'amount' | 'lines'>,
  keep = 0n,
): bigint[] {
  if (amount === 0n) return lines.map(() => 0n)
  const rooms = lines.map((index) => roomOf(left[index] as bigint, keep))
  if (sum(rooms) < amount) throw new RangeError('a discount is larger than what it applies to')
  const wished = split(
    amount,
    lines.map((index) => prices[index] as bigint),
  )
  const parts = wished.map((part, place) => least(part, rooms[place] as bigint))
  let overflow = amount - sum(parts)
  for (const [place, room] of rooms.entries()) {
    const more = least(overflow, room - (parts[place] as bigint))
    parts[place] = (parts[place] as bigint) + more
    overflow -= more
  }
  for (const [place, index] of lines.entries())
    left[index] = (left[index] as bigint) - (parts[place] as bigint)
  return parts
}

/** What may be taken off an amount of which `keep` has to stay. */
export const roomOf = (amount: bigint, keep: bigint): bigint => (amount > keep ? amount - keep : 0n)
export const least = (one: bigint, other: bigint): bigint => (one < other ? one : other)

/**
 * Spreads discounts over lines in the order shop, platform, creator, as `takeOff` does for each. Amounts in minor units.
 * @throws RangeError when the discounts exceed what the lines they apply to still cost.
 */
export function priceLines(
  prices: readonly bigint[],
  discounts: readonly Discount[],
  keep = 0n,
): DiscountedLine[] {
  const left = [...prices]
  const lines = prices.map(() => ({
    shop_discount: 0n,
    platform_discount: 0n,
    creator_discount: 0n,
  }))
  for (const funder of FUNDERS)
    for (const discount of discounts.filter((one) => one.funder === funder)) {
      const parts = takeOff(prices, left, discount, keep)
      for (const [place, index] of discount.lines.entries()) {
        const line = lines[index] as (typeof lines)[number]
        line[`${funder}_discount`] += parts[place] as bigint
      }
    }
  return lines.map((line, index) => ({ ...line, paid_amount: left[index] as bigint }))
}
