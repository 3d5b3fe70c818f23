import { shareDown, sum } from '../../kernel/money.ts'
import type { PromotionTerms } from './promotion.ts'
import { type Discount, least, roomOf, takeOff } from './spread-discounts.ts'

/** A line of goods at its item or flash price, as promotions see it. */
export type GoodsLine = {
  shop_id: string
  product_id: string
  currency: string
  /** Unit price × quantity, minor units. */
  price_amount: bigint
  is_flash: boolean
  /** The room it is attributed to; null when it is bought elsewhere. */
  room_id: string | null
}

/** A promotion that this buyer may use here: a full reduction for everybody, or a coupon in their hands. */
export type Offered = PromotionTerms & { coupon_id: string | null }

/** Why an offered coupon takes nothing off. */
export type WhyNot =
  | 'no_goods'
  | 'flash_only'
  | 'below_threshold'
  | 'used_up'
  | 'nothing_left'
  | 'another_is_used'

export type AppliedDiscount = Discount & {
  promotion: PromotionTerms
  coupon_id: string | null
  /** Beside `lines`: what it takes off each of them. */
  parts: readonly bigint[]
}
type PassedOver = {
  promotion: PromotionTerms
  coupon_id: string | null
  why: WhyNot
  /** Of `below_threshold`: what the goods it covers lack. */
  missing: bigint
}
export type Choice = { applied: AppliedDiscount[]; passed_over: PassedOver[] }

/**
 * The published rule: the places in which discounts are taken off, in this order. `per` says how often a place may be
 * filled; `with_flash`, whether it covers goods at a flash price. Shown to everybody at `GET /v1/promotion-rules`.
 */
export const PLACES = [
  {
    place: 'shop_reduction',
    kind: 'full_reduction',
    funder: 'shop',
    per: 'shop',
    with_flash: false,
  },
  { place: 'shop_coupon', kind: 'coupon', funder: 'shop', per: 'shop', with_flash: false },
  {
    place: 'platform_reduction',
    kind: 'full_reduction',
    funder: 'platform',
    per: 'checkout',
    with_flash: true,
  },
  {
    place: 'platform_coupon',
    kind: 'coupon',
    funder: 'platform',
    per: 'checkout',
    with_flash: true,
  },
  { place: 'red_packet', kind: 'red_packet', funder: 'creator', per: 'checkout', with_flash: true },
] as const
type Place = (typeof PLACES)[number]

/** So much of every line's price stays to be paid, in minor units: an order is never for nothing. */
export const KEEP = 1n

/**
 * Chooses what is taken off a checkout, best for the buyer, by the published rule (docs/promotions.md, domain.md 4.3, 4.4):
 *
 * 1. A flash price stands in place of the item price. All else comes off the price that is then on the line.
 * 2. Places are filled in the order of `PLACES`: the shop's full reduction, the shop's coupon, the platform's full
 *    reduction, the platform's coupon, the creator's red packet. The shop's places once a shop, the others once a checkout.
 * 3. Goods at a flash price take no shop discount; what platform and creator give, they take. A platform full reduction
 *    covers the shops in which no full reduction of their own applies: of these a line has one.
 * 4. A threshold is held against item or flash prices of the covered goods, before any discount, and a rate is of the
 *    same; so no discount ever keeps another from applying.
 * 5. In each place the one that takes most off is used; of equal ones the one that ends sooner, then the older.
 * 6. A discount never takes the last minor unit of a line, and never more than its funder's budget still holds.
 *
 * A red packet covers goods bought from its room. Pure; nothing is taken. Lines of one currency.
 */
export function chooseDiscounts(lines: readonly GoodsLine[], offered: readonly Offered[]): Choice {
  const choice: Choice = { applied: [], passed_over: [] }
  if (offered.length === 0) return choice
  const prices = lines.map((line) => line.price_amount)
  const left = [...prices]
  const reduced = new Set<string>()
  const shops = [...new Set(lines.map((line) => line.shop_id))]
  const known = new Set<Offered>()
  for (const place of PLACES) {
    const fitting = offered.filter((one) => one.kind === place.kind && one.funder === place.funder)
    const groups =
      place.per === 'shop'
        ? shops.map((shop) => fitting.filter(({ shop_id }) => shop_id === shop))
        : [fitting]
    for (const group of groups) {
      for (const one of group) known.add(one)
      const values = group.map((one) => valuationOf(one, place, lines, left, reduced))
      const best = values
        .filter((value) => value.why === undefined)
        .sort((a, b) => compare(a, b))[0]
      for (const value of values)
        if (value !== best)
          choice.passed_over.push({
            promotion: value.offered,
            coupon_id: value.offered.coupon_id,
            why: value.why ?? 'another_is_used',
            missing: value.missing,
          })
      if (!best) continue
      const { amount, covered, offered: promotion } = best
      const parts = takeOff(prices, left, { amount, lines: covered }, KEEP)
      if (place.kind === 'full_reduction')
        for (const index of covered) reduced.add((lines[index] as GoodsLine).shop_id)
      choice.applied.push({
        promotion,
        coupon_id: promotion.coupon_id,
        funder: place.funder,
        amount,
        lines: covered,
        parts,
      })
    }
  }
  for (const one of offered)
    if (!known.has(one))
      choice.passed_over.push({
        promotion: one,
        coupon_id: one.coupon_id,
        why: 'no_goods',
        missing: 0n,
      })
  return choice
}

type Value = {
  offered: Offered
  amount: bigint
  covered: number[]
  why: WhyNot | undefined
  missing: bigint
}

const covers = (one: Offered, line: GoodsLine): boolean =>
  line.currency === one.currency &&
  (one.shop_id === null || one.shop_id === line.shop_id) &&
  (one.room_id === null || one.room_id === line.room_id) &&
  (one.product_ids.length === 0 || one.product_ids.includes(line.product_id))

/** What a promotion would take off in this place now, or why nothing. */
function valuationOf(
  offered: Offered,
  place: Place,
  lines: readonly GoodsLine[],
  left: readonly bigint[],
  reduced: ReadonlySet<string>,
): Value {
  const all = [...lines.keys()].filter((index) => covers(offered, lines[index] as GoodsLine))
  const covered = all.filter((index) => {
    const line = lines[index] as GoodsLine
    if (line.is_flash && !place.with_flash) return false
    return place.place !== 'platform_reduction' || !reduced.has(line.shop_id)
  })
  const no = (why: WhyNot, missing = 0n): Value => ({ offered, amount: 0n, covered, why, missing })
  if (all.length === 0) return no('no_goods')
  if (covered.length === 0)
    return no(place.place === 'platform_reduction' ? 'another_is_used' : 'flash_only')
  const goods = sum(covered.map((index) => (lines[index] as GoodsLine).price_amount))
  if (goods < offered.threshold) return no('below_threshold', offered.threshold - goods)
  const off = offOf(offered, goods)
  const room = sum(covered.map((index) => roomOf(left[index] as bigint, KEEP)))
  const amount = least(off, room)
  if (amount < 1n) return no('nothing_left')
  if (amount > offered.budget_left) return no('used_up')
  return { offered, amount, covered, why: undefined, missing: 0n }
}

/** What it takes off goods of this price, before what is left of them limits it; a rate is rounded down. */
const offOf = ({ amount_off, rate_ppm, most_off }: PromotionTerms, goods: bigint): bigint =>
  amount_off ?? least(shareDown(goods, rate_ppm as bigint), most_off as bigint)

const compare = (one: Value, other: Value): number => {
  if (one.amount !== other.amount) return one.amount > other.amount ? -1 : 1
  const sooner = one.offered.use_until.getTime() - other.offered.use_until.getTime()
  if (sooner !== 0) return sooner
  const [a, b] = [
    one.offered.coupon_id ?? one.offered.id,
    other.offered.coupon_id ?? other.offered.id,
  ]
  return a < b ? -1 : 1
}
