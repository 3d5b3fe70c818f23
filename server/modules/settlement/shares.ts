import { type Ppm, portion, share, shareDown } from '../../kernel/money.ts'

/**
 * Who gets what of an order line: pure arithmetic on the rates that were frozen when it was sold.
 *
 * - Income (the fee's base) is what the buyer paid plus what platform and creator gave; a shop's own
 *   discount is nobody's money.
 * - Fee on income; commission and leader fee on what the buyer paid; each rounded half up, per line.
 * - The platform's cut of the leader fee is taken on the leader's fee of the whole order, rounded down; it
 *   lies on the lines in their order, so that the sum over any first lines is the cut of their sum.
 * - An agency's part of the commission is rounded down: the creator keeps the rest.
 * - A refund recomputes all of this on what is left. What is posted is the difference, so a line that goes
 *   back whole, in however many steps, leaves exactly nothing behind.
 * - The insurance premium is kept once goods were sent; it is given back if the line never left.
 * - A refund-administration fee keeps a frozen part of the fee that a return of sent goods would give back (domain.md
 *   4.5). It stays in `fee`, so it is the platform's and comes out of the merchant's net like any fee.
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
  /** Part of a returned fee that the platform keeps for its trouble; nothing when it was not agreed on at the sale. */
  refund_admin_ppm?: Ppm
  /** The order's freight, on its first line; carries no fee and is not returned with goods that were sent. */
  freight: bigint
  creator_id: string | null
  leader_id: string | null
  /** Who has part of the creator's commission, and how much of it. */
  agency_id: string | null
  agency_ppm: Ppm
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
  /** The agency's part of `commission`. */
  agency_fee: bigint
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
  const fee = share(income, line.fee_ppm) + keptFee(line, income)
  const commission = line.creator_id ? share(paid, line.commission_ppm) : 0n
  const agency_fee = line.agency_id ? shareDown(commission, line.agency_ppm) : 0n
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
    agency_fee,
    leader_fee,
    leader_cut: 0n,
    premium,
    merchant_net,
  }
}

/**
 * What is kept of the fee on pieces that were sent and came back, `income` being what is left. Like every part it follows
 * from how much has gone back altogether, so the steps of a refund add up to the refund in one.
 */
function keptFee(line: Terms & Returned, income: bigint): bigint {
  const { refund_admin_ppm = 0n, fee_ppm, refunded_unshipped } = line
  if (refund_admin_ppm === 0n || line.refunded_quantity === refunded_unshipped) return 0n
  const only_unsent = { ...line, refunded_quantity: refunded_unshipped }
  const sent =
    left(line.paid_amount, line, only_unsent) +
    left(line.platform_discount, line, only_unsent) +
    left(line.creator_discount, line, only_unsent)
  return share(share(sent, fee_ppm) - share(income, fee_ppm), refund_admin_ppm)
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
  'agency_fee',
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
  shares.income === 0n && shares.freight === 0n && shares.premium === 0n && shares.fee === 0n
