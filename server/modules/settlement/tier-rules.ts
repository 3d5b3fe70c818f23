import { malformed, notFound, refusal } from '../../kernel/refusal.ts'
import { BUSINESS_ZONE, dayIn } from '../../kernel/time.ts'
import { type Db, row } from '../../platform/db.ts'
import { noteScore } from './scores.ts'
import type { Role, TierRule } from './tiers.ts'

export const ruleNotAhead = refusal(
  'rule_not_ahead',
  409,
  'A rule begins on a coming day: what is sold keeps the rules it was sold by',
)
export const ruleTaken = refusal('rule_taken', 409, 'There is a rule of this tier for that day')

/**
 * A rule that could be announced now, whatever stands on its day already.
 * @throws ruleNotAhead; malformed when reserve and its days do not go together, or a tier other than `new` has no score
 */
export function assertTierRule(rule: TierRule, now: Date): void {
  if (rule.valid_from <= dayIn(now, BUSINESS_ZONE)) throw ruleNotAhead()
  if ((rule.reserve_ppm === 0n) !== (rule.reserve_days === 0))
    throw malformed({
      errors: [{ path: '/body/reserve_days', message: 'a reserve has both a rate and days' }],
    })
  if ((rule.tier === 'new') !== (rule.score_from === null))
    throw malformed({
      errors: [{ path: '/body/score_from', message: 'every tier but new begins at a score' }],
    })
}

/**
 * Announces a rule of a tier for orders paid from a coming business day on; what was said before stays as it was.
 * @throws ruleNotAhead, ruleTaken, malformed as `assertTierRule`
 */
export async function announceRule(
  db: Db,
  rule: TierRule,
  { account_id, now }: { account_id: string; now: Date },
): Promise<TierRule> {
  assertTierRule(rule, now)
  const made = await row<TierRule>(db)`
    insert into tier_rules (role, tier, score_from, hold_days, reserve_ppm, reserve_days, valid_from, made_by, made_at)
    values (${rule.role}, ${rule.tier}, ${rule.score_from}, ${rule.hold_days}, ${rule.reserve_ppm}, ${rule.reserve_days},
      ${rule.valid_from}, ${account_id}, ${now})
    on conflict do nothing
    returning role, tier, score_from, hold_days, reserve_ppm, reserve_days, valid_from::text as valid_from`
  if (!made) throw ruleTaken()
  return made
}

/** Notes a score as an operator says it. @throws notFound for a shop or person that is not there. */
export async function sayScore(
  db: Db,
  role: Role,
  said: { id: string; day: string; score: number; by: string; now: Date },
): Promise<void> {
  const known =
    role === 'shop'
      ? await row(db)`select from shops where id = ${said.id}`
      : await row(db)`select from accounts where id = ${said.id}`
  if (!known) throw notFound()
  await noteScore(db, role, said)
}
