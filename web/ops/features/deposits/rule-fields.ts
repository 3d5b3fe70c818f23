import type { Answer } from '../../../shared/api/client.ts'
import { addDays } from '../../../shared/desk/day-grid.ts'

export type DepositRuleRow = Answer<'GET /v1/deposit-rules'>['data'][number]
type Kind = DepositRuleRow['kind']
type ShopKind = NonNullable<DepositRuleRow['shop_kind']>

/** Stands for "every one" in the form; the contract leaves it out. */
export const EVERY = '*'

export type RuleFields = {
  kind: Kind
  category: string
  shop_kind: ShopKind | typeof EVERY
  /** Minor units. */
  sales_from?: number | null
  name?: string
  shop_ids?: string[]
  /** Minor units. */
  amount?: number | null
  /** Business days, both inclusive. */
  from?: string
  until?: string
  reason?: string
}

export type RuleAsk = {
  kind: Kind
  category_id?: string
  shop_kind?: ShopKind
  sales_from?: number
  name?: string
  amount: number
  effective_from: string
  effective_until?: string
  shop_ids?: string[]
}

/** The instant at which a business day begins. */
const beginOf = (day: string): string => new Date(`${day}T00:00:00+08:00`).toISOString()

/** What the form asks for, as the platform takes it; undefined while something it needs is missing. */
export function askOf(fields: RuleFields | undefined): RuleAsk | undefined {
  if (!fields || typeof fields.amount !== 'number' || !fields.from) return undefined
  const { kind, from, until } = fields
  if (until && until < from) return undefined
  const dated = {
    kind,
    amount: fields.amount,
    effective_from: beginOf(from),
    ...(until ? { effective_until: beginOf(addDays(until, 1)) } : {}),
  }
  if (kind === 'base')
    return {
      ...dated,
      ...(fields.category === EVERY ? {} : { category_id: fields.category }),
      ...(fields.shop_kind === EVERY ? {} : { shop_kind: fields.shop_kind }),
    }
  if (kind === 'floating')
    return typeof fields.sales_from === 'number'
      ? { ...dated, sales_from: fields.sales_from }
      : undefined
  const name = fields.name?.trim()
  return name && fields.shop_ids?.length && until
    ? { ...dated, name, shop_ids: fields.shop_ids }
    : undefined
}

/** Rules about the same thing as the form, in force or to come, the earlier first. */
export function sameAs(
  fields: RuleFields | undefined,
  rules: readonly DepositRuleRow[],
): DepositRuleRow[] {
  if (!fields || fields.kind === 'event') return []
  return rules
    .filter((rule) =>
      rule.kind !== fields.kind
        ? false
        : rule.kind === 'base'
          ? (rule.category_id ?? EVERY) === fields.category &&
            (rule.shop_kind ?? EVERY) === fields.shop_kind
          : typeof fields.sales_from === 'number' && rule.sales_from === fields.sales_from,
    )
    .sort((a, b) => (a.effective_from < b.effective_from ? -1 : 1))
}
