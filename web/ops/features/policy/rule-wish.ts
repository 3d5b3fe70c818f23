import { instantOf } from '../../../shared/desk/business-time.ts'
import { contracted, type Effect, type Placement, type Rule } from './rule-rank.ts'

/** Stands for "all of them" in the form; the contract says null. */
export const ANY = '*'
/** A source that no rule has named yet. */
export const OTHER = '+'

export type RuleFields = {
  source: string | undefined
  source_word?: string
  sub_source?: string | undefined
  category: string
  placement: Placement | typeof ANY
  effect: Effect
  fee?: number
  start: 'now' | 'at'
  start_at?: string
  end_at?: string
  reason?: string
  supersedes?: string | undefined
}

/** The rule that a form would announce, or nothing while its source or start is missing. */
export function ruleOf(fields: RuleFields, rules: readonly Rule[], now: number): Rule | undefined {
  const source = fields.source === OTHER ? fields.source_word : fields.source
  if (!source || (fields.start === 'at' && !fields.start_at)) return undefined
  return {
    id: 'new',
    platform: 'self',
    source: source === ANY ? null : source,
    sub_source: source === ANY ? null : fields.sub_source || null,
    category: fields.category === ANY ? null : fields.category,
    placement: fields.placement === ANY ? null : fields.placement,
    // A block without a source means everybody, anything kinder only those with a contract.
    among: source === ANY && fields.effect !== 'block' ? contracted(rules) : null,
    effect: fields.effect,
    fee_ppm: fields.effect === 'allow_with_fee' ? Math.round((fields.fee ?? 0) * 10_000) : 0,
    effective_from:
      fields.start === 'at' ? instantOf(fields.start_at!) : new Date(now).toISOString(),
    effective_to: fields.end_at ? instantOf(fields.end_at) : null,
    announced_at: new Date(now).toISOString(),
    reason: fields.reason ?? '',
    supersedes: fields.supersedes ?? null,
  }
}
