import { newId } from '../../kernel/ids.ts'
import { malformed } from '../../kernel/refusal.ts'
import { after, BUSINESS_ZONE, dayIn, MINUTE } from '../../kernel/time.ts'
import { type Db, inTransaction } from '../../platform/db.ts'
import { publish } from '../../platform/outbox.ts'
import {
  type Effect,
  type LinkRule,
  OWN,
  type Placement,
  ruleExists,
  ruleInThePast,
  SELF,
} from './link-rule.ts'
import { contractedSources } from './matrix.ts'
import { linkRuleAnnounced } from './policies.events.ts'
import { findRules, forgetRules, insertRule } from './policies.sql.ts'

/** A start this far back is a clock or a form that was open for a while: it counts as now. */
const GRACE = MINUTE

export type RuleWish = {
  id?: string
  source: string | null
  sub_source: string | null
  category: string | null
  placement: Placement | null
  among?: readonly string[] | null
  effect: Effect
  fee_ppm?: bigint
  effective_from: Date
  effective_to?: Date | null
  reason: string
  supersedes?: string | null
}

const wrong = (path: string, message: string) => malformed({ errors: [{ path, message }] })

/**
 * Announces a rule of this installation that starts now or later. Refuses `rule_in_the_past`, `rule_exists`,
 * and what no rule can say: a word on own goods, a sub-source of nobody, a fee without an effect that takes it.
 */
export async function addRule(db: Db, wish: RuleWish, by: string, now: Date): Promise<LinkRule> {
  if (wish.effective_from < after(now, -GRACE))
    throw ruleInThePast({ effective_from: wish.effective_from })
  const effective_from = wish.effective_from < now ? now : wish.effective_from
  const effective_to = wish.effective_to ?? null
  if (wish.source === OWN)
    throw wrong('/source', 'own goods are always allowed; no rule speaks of them')
  if (wish.among?.includes(OWN))
    throw wrong('/among', 'own goods are always allowed; no rule speaks of them')
  if (wish.source !== null && wish.among)
    throw wrong('/among', 'is only for rules that name no source')
  if (wish.sub_source !== null && wish.source === null)
    throw wrong('/sub_source', 'belongs to a source; name it')
  if ((wish.fee_ppm ?? 0n) > 0n && wish.effect !== 'allow_with_fee')
    throw wrong('/fee_ppm', 'goes with the effect allow_with_fee')
  if (effective_to && effective_to <= effective_from)
    throw wrong('/effective_to', 'must lie after the start')

  const rule = await inTransaction(db, async (tx) => {
    const rules = await findRules(tx, SELF)
    if (wish.supersedes && !rules.some(({ id }) => id === wish.supersedes))
      throw wrong('/supersedes', 'is no rule of this installation')
    const made: LinkRule = {
      id: wish.id ?? `R-${dayIn(effective_from, BUSINESS_ZONE)}-${newId().slice(-8).toUpperCase()}`,
      platform: SELF,
      source: wish.source,
      sub_source: wish.sub_source,
      category: wish.category,
      placement: wish.placement,
      // Whoever opens a placement to "all third parties" means partners; a stranger gets in by name only.
      among:
        wish.source !== null || wish.effect === 'block'
          ? (wish.among ?? null)
          : (wish.among ?? contractedSources(rules)),
      effect: wish.effect,
      fee_ppm: wish.fee_ppm ?? 0n,
      effective_from,
      effective_to,
      announced_at: now,
      reason: wish.reason,
      supersedes: wish.supersedes ?? null,
      created_at: now,
    }
    if (!(await insertRule(tx, made, by))) throw ruleExists({ id: made.id })
    // One key for all: rules are heard in the order they were written.
    await publish(
      tx,
      linkRuleAnnounced,
      [{ key: SELF, payload: { rule_id: made.id, effective_from } }],
      now,
    )
    return made
  })
  forgetRules(db)
  return rule
}
