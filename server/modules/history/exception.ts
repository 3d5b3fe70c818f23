/** What an order's payments are beside its goods and freight, in minor units. */
export type Sides = {
  due: bigint
  paid: bigint
  lines_count: number
  payments_count: number
  /** The most instalments that one of its payments was split into. */
  instalments: number
}

/** Kinds of orders whose two sides can be compared and are not equal; `Incomplete` lack one of them. */
export type Mismatch = 'rounding' | 'interest' | 'overpaid' | 'underpaid'
export type Incomplete = 'nothing_sold' | 'nothing_paid'

export type ExceptionKind = Mismatch | Incomplete

export const MISMATCHES: readonly Mismatch[] = ['rounding', 'interest', 'overpaid', 'underpaid']
export const INCOMPLETE: readonly Incomplete[] = ['nothing_sold', 'nothing_paid']

/**
 * Why an order does not add up, or undefined when it does. A cent of an order is forgiven: the source rounds each unit's
 * share of freight. More than a cent, but not more than one for each unit, is that rounding still.
 */
export function exceptionOf(sides: Sides): ExceptionKind | undefined {
  const { due, paid, lines_count, payments_count, instalments } = sides
  const off = paid - due
  const size = off < 0n ? -off : off
  if (size <= 1n) return undefined
  if (lines_count === 0) return 'nothing_sold'
  if (payments_count === 0) return 'nothing_paid'
  if (size <= BigInt(lines_count)) return 'rounding'
  if (off < 0n) return 'underpaid'
  return instalments > 1 ? 'interest' : 'overpaid'
}
