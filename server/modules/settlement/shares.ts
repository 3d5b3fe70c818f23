import { type Ppm, portion, share, shareDown } from '../../kernel/money.ts'

/**
 * Who gets what of an order line: pure arithmetic on the rates that were frozen when it was sold.
 *
 * - Income (the fee's base) is what the buyer paid plus what platform and creator gave; a shop's own
 *   discount is nobody's money.
 * - Fee on income; commission and leader fee on what the buyer paid; each rounded half up, per line.
 * - The platform's cut of the leader fee is taken on the leader's fee of the whole order, rounded down; it
 *   lies on the lines in their order, so that the sum over any first lines is the cut of their sum.
 * - A refund recomputes all of this on what is left. What is posted is the difference, so a line that goes
 *   back whole, in however many steps, leaves exactly nothing behind.
 * - The insurance premium is kept once goods were sent; it is given back if the line never left.
 */

/** What a line was sold by; amounts in minor units, rates in parts per million. */
export type Terms = {
  quantity: number
  paid_amount: bigint
  platform_discount: bigint
  creator_discount: bigint
  fee_ppm: Ppm
  commission_ppm: Ppm
  leader_ppm: Ppm
  leader_cut_ppm: Ppm
  premium: bigint
  /** The order's freight, on its first line; carries no fee and is not returned with goods that were sent. */
  freight: bigint
  creator_id: string | null
  leader_id: string | null
}

/** How much of a line has gone back so far. */
export type Returned = {
  refunded_quantity: number
  /** Of these, pieces that were never sent. */
  refunded_unshipped: number
  is_freight_refunded: boolean
}

/** The parts of a line on what is left of it. `income + freight` is the sum of all parts below it. */
export type Shares = {
  paid: bigint
  platform_discount: bigint
  creator_discount: bigint
  income: bigint
  freight: bigint
  fee: bigint
  commission: bigint
  leader_fee: bigint
  /** The platform's part of `leader_fee`. */
  leader_cut: bigint
  premium: bigint
  merchant_net: bigint
}

export const nothingReturned: Returned = {
  refunded_quantity: 0,
  refunded_unshipped: 0,
  is_freight_refunded: false,
}

/** What is left of an amount when so many pieces of all went back. */
const left = (whole: bigint, { quantity }: Terms, { refunded_quantity }: Returned): bigint =>
  whole - portion(whole, BigInt(refunded_quantity), BigInt(quantity))

function lineShares(line: Terms & Returned): Shares {
  const paid = left(line.paid_amount, line, line)
  const platform_discount = left(line.platform_discount, line, line)
  const creator_discount = left(line.creator_discount, line, line)
  const income = paid + platform_discount + creator_discount
  const freight = line.is_freight_refunded ? 0n : line.freight
  const fee = share(income, line.fee_ppm)
  const commission = line.creator_id ? share(paid, line.commission_ppm) : 0n
  const leader_fee = line.leader_id ? share(paid, line.leader_ppm) : 0n
  const premium = line.refunded_unshipped === line.quantity ? 0n : line.premium
  const merchant_net = income + freight - fee - commission - leader_fee - premium
  return {
    paid,
    platform_discount,
    creator_discount,
    income,
    freight,
    fee,
    commission,
    leader_fee,
    leader_cut: 0n,
    premium,
    merchant_net,
  }
}

/**
 * Shares out one order: the parts of each line on what is left of it, in the order given (by position).
 * @throws RangeError when more went back than was sold.
 */
export function shareOut(lines: readonly (Terms & Returned)[]): Shares[] {
  const leaders = new Map<string, { fee: bigint; cut: bigint }>()
  return lines.map((line) => {
    const shares = lineShares(line)
    if (!line.leader_id) return shares
    const key = `${line.leader_id} ${line.leader_cut_ppm}`
    const before = leaders.get(key) ?? { fee: 0n, cut: 0n }
    const fee = before.fee + shares.leader_fee
    const cut = shareDown(fee, line.leader_cut_ppm)
    leaders.set(key, { fee, cut })
    return { ...shares, leader_cut: cut - before.cut }
  })
}

const PARTS = [
  'paid',
  'platform_discount',
  'creator_discount',
  'income',
  'freight',
  'fee',
  'commission',
  'leader_fee',
  'leader_cut',
  'premium',
  'merchant_net',
] as const

/** What each part lost: `before − after`. */
export const lost = (before: Shares, after: Shares): Shares =>
  Object.fromEntries(PARTS.map((part) => [part, before[part] - after[part]])) as Shares

/** The parts of several lines together. */
export const totalOf = (shares: readonly Shares[]): Shares =>
  Object.fromEntries(
    PARTS.map((part) => [part, shares.reduce((total, one) => total + one[part], 0n)]),
  ) as Shares

/** True when a line has nothing left to give to anybody. */
export const isEmpty = (shares: Shares): boolean =>
  shares.income === 0n && shares.freight === 0n && shares.premium === 0n
