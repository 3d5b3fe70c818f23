/**
 * What a shop has to leave as deposit: the highest that applies of the base by category and kind of shop, of the floating
 * sum by 30 days' sales, and of an event it takes part in. Pure; the figures are dated rules.
 */

export type ShopKind = 'individual' | 'sole_trader' | 'enterprise' | 'flagship'

export type DepositRule = {
  id: string
  kind: 'base' | 'floating' | 'event'
  category_id: string | null
  shop_kind: ShopKind | null
  /** Floating: from so many minor units sold in 30 days. */
  sales_from: bigint | null
  name: string
  /** Minor units. */
  amount: bigint
  effective_from: Date
  effective_until: Date | null
  /** Event: the shops that take part. */
  shop_ids: readonly string[]
}

export type DepositAsk = {
  shop_id: string
  kind: ShopKind
  /** Of the goods that are, or would be, on sale. */
  category_ids: readonly string[]
  /** Paid less refunded in the last 30 days, minor units. */
  sales: bigint
}

/** One rule that applies: why it does, and what it asks. */
export type DepositLine = {
  rule_id: string
  kind: DepositRule['kind']
  category_id: string | null
  shop_kind: ShopKind | null
  sales_from: bigint | null
  name: string
  amount: bigint
}

/** Every rule that applies to a shop at an instant, the highest first, and the sum that follows. */
export function requiredDeposit(
  rules: readonly DepositRule[],
  shop: DepositAsk,
  now: Date,
): { required: bigint; lines: DepositLine[] } {
  const base: DepositRule[] = []
  const events: DepositRule[] = []
  let floating: DepositRule | undefined
  for (const rule of inForce(rules, now)) {
    if (rule.kind === 'event') {
      if (rule.shop_ids.includes(shop.shop_id)) events.push(rule)
    } else if (rule.kind === 'floating') {
      const from = rule.sales_from ?? 0n
      if (from <= shop.sales && (!floating || from > (floating.sales_from ?? 0n))) floating = rule
    } else if (
      (rule.category_id === null || shop.category_ids.includes(rule.category_id)) &&
      (rule.shop_kind === null || rule.shop_kind === shop.kind)
    )
      base.push(rule)
  }
  const lines = [...base, ...(floating ? [floating] : []), ...events]
    .map(({ id, kind, category_id, shop_kind, sales_from, name, amount }) => ({
      rule_id: id,
      kind,
      category_id,
      shop_kind,
      sales_from,
      name,
      amount,
    }))
    .sort((a, b) =>
      a.amount === b.amount ? (a.rule_id < b.rule_id ? -1 : 1) : a.amount < b.amount ? 1 : -1,
    )
  return { required: lines[0]?.amount ?? 0n, lines }
}

/** A rule without the shops it names. */
export type DatedRule = Omit<DepositRule, 'shop_ids'>

/**
 * The rules in force at an instant: begun, not ended, and of those about the same thing only the one that began last.
 * Events stand beside each other.
 */
function inForce<R extends DatedRule>(rules: readonly R[], now: Date): R[] {
  const newest = new Map<string, R>()
  for (const rule of rules) {
    if (rule.effective_from > now || (rule.effective_until && rule.effective_until <= now)) continue
    const key =
      rule.kind === 'event'
        ? rule.id
        : [rule.kind, rule.category_id, rule.shop_kind, rule.sales_from].join('|')
    const other = newest.get(key)
    if (
      !other ||
      rule.effective_from > other.effective_from ||
      (rule.effective_from.getTime() === other.effective_from.getTime() && rule.id > other.id)
    )
      newest.set(key, rule)
  }
  return [...newest.values()]
}

export type RuleStanding = 'in_force' | 'to_come' | 'replaced' | 'over'

/** How each rule stands at an instant: in force, to come, over by its own end, or replaced by a later one about the same thing. */
export function standingsOf(rules: readonly DatedRule[], now: Date): Map<string, RuleStanding> {
  const alive = new Set(inForce(rules, now).map(({ id }) => id))
  const standing = ({ id, effective_from, effective_until }: DatedRule): RuleStanding => {
    if (effective_from > now) return 'to_come'
    if (effective_until && effective_until <= now) return 'over'
    return alive.has(id) ? 'in_force' : 'replaced'
  }
  return new Map(rules.map((rule) => [rule.id, standing(rule)]))
}
