/**
 * The chart of accounts. A positive amount means that the account has more; every journal sums to zero per
 * currency, so what people own stands against `outside`, which is negative by exactly that much.
 *
 * The platform holds no client money: these accounts mirror what the licensed provider holds for each party.
 */
export type OwnerKind = 'platform' | 'shop' | 'account' | 'provider'

type Kind = {
  /** Whose such accounts may be. */
  readonly owners: readonly OwnerKind[]
  /** Never below zero; a shortfall becomes a named debt instead (I-05). */
  readonly has_floor: boolean
}

const of = (has_floor: boolean, ...owners: OwnerKind[]): Kind => ({ owners, has_floor })

export const CHART = {
  /** Money in the world of buyers and sellers, seen from the provider: below zero while we owe it to somebody. */
  outside: of(false, 'provider'),
  /** Received, not yet given to an order or a deposit. */
  unallocated: of(false, 'platform'),
  /** Paid orders that are not settled. */
  escrow: of(true, 'platform'),
  platform_subsidy: of(false, 'platform'),
  creator_subsidy: of(false, 'account'),
  platform_fee: of(false, 'platform'),
  leader_cut: of(false, 'platform'),
  insurer: of(false, 'platform'),
  shop_available: of(true, 'shop'),
  /** Below zero: what the shop owes from clawbacks. */
  shop_debt: of(false, 'shop'),
  shop_deposit: of(true, 'shop'),
  /** Deducted from deposits by decided cases: nobody's income until it is passed on to whoever bore the loss. */
  deposit_deducted: of(true, 'platform'),
  creator_available: of(true, 'account'),
  creator_debt: of(false, 'account'),
  leader_available: of(true, 'account'),
  leader_debt: of(false, 'account'),
  /** An agency's part of its creators' commissions. */
  agency_available: of(true, 'account'),
  agency_debt: of(false, 'account'),
  /** Commissions between the shop's settlement and the creator's: below zero where the creator's came first. */
  commission_held: of(false, 'platform'),
  /** Rolling reserves: settled, not yet available, the first to pay for what comes back. */
  shop_reserve: of(true, 'shop'),
  creator_reserve: of(true, 'account'),
  /** Asked to be paid out, not yet confirmed by the provider. */
  payout_transit: of(false, 'shop', 'account'),
  /** To go back to buyers, not yet confirmed by the provider. It may be short for a moment: the refund and the
   * booking out of escrow are heard by different listeners. */
  refund_transit: of(false, 'platform'),
  /** Money that matched nothing, or not exactly; a person decides (I-19). */
  unmatched: of(false, 'platform'),
  /** What providers kept for themselves, by their files: below zero by all of it. */
  provider_fee: of(false, 'platform'),
  /** Differences with a provider that the platform bore or gained, released by two persons. */
  write_off: of(false, 'platform'),
  /** A past that was imported stands apart from all of the above: nobody is paid from it. What buyers paid elsewhere. */
  past_payments: of(false, 'platform'),
  /** What a seller of the past had of its sales, after fees. */
  past_seller: of(true, 'shop'),
  past_fee: of(false, 'platform'),
  /** Paid more or less than goods and freight come to. */
  past_difference: of(false, 'platform'),
} as const satisfies Record<string, Kind>

export type AccountKind = keyof typeof CHART

/** One account, named by what it is and whose; it is opened by the first journal that touches it. */
export type AccountRef = {
  kind: AccountKind
  owner_kind: OwnerKind
  /** Null where the owner is the platform or a provider. */
  owner_id: string | null
  currency: string
}

export const platformAccount = (kind: AccountKind, currency: string): AccountRef => ({
  kind,
  owner_kind: 'platform',
  owner_id: null,
  currency,
})

/** The provider's side: where money comes from and goes to. */
export const outside = (currency: string): AccountRef => ({
  kind: 'outside',
  owner_kind: 'provider',
  owner_id: null,
  currency,
})

/** Throws for an account that the chart does not know: a bug, not a refusal. */
export function assertInChart({ kind, owner_kind, owner_id }: AccountRef): void {
  const known: Kind | undefined = CHART[kind]
  if (!known?.owners.includes(owner_kind))
    throw new Error(`the chart has no ${kind} account of a ${owner_kind}`)
  if ((owner_id === null) !== (owner_kind === 'platform' || owner_kind === 'provider'))
    throw new Error(`${kind} of a ${owner_kind} ${owner_id ? 'names an owner' : 'lacks its owner'}`)
}
