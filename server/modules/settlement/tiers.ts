import { after, BUSINESS_ZONE, DAY, dayIn } from '../../kernel/time.ts'

/**
 * N of T+N and the rolling reserve hang on a tier, the tier on a score. Both are frozen on the day of payment, by the
 * rules of that day and the score of the day before yesterday, so that nobody can be moved to another tier afterwards.
 */

export type Role = 'shop' | 'creator'

export type TierRule = {
  role: Role
  tier: string
  /** From this score on, in hundredths; null: for those without a score. */
  score_from: number | null
  hold_days: number
  reserve_ppm: bigint
  reserve_days: number
  /** A business day. */
  valid_from: string
}

export type Tier = Pick<TierRule, 'tier' | 'hold_days' | 'reserve_ppm' | 'reserve_days'>

/** The business day whose score counts for what is paid at this instant: the day before yesterday. */
export const scoreDay = (paid_at: Date): string => dayIn(after(paid_at, -2 * DAY), BUSINESS_ZONE)

/**
 * The tier of a payment day: of the rules in force then, the one with the highest score that is reached, or the lowest
 * of all when none is.
 * @throws Error when there is no rule of the role at all; the first ones came with the table.
 */
export function tierOf(
  rules: readonly TierRule[],
  { role, score, paid_on }: { role: Role; score: number | null; paid_on: string },
): Tier {
  const inForce = new Map<string, TierRule>()
  for (const rule of rules) {
    if (rule.role !== role || rule.valid_from > paid_on) continue
    const other = inForce.get(rule.tier)
    if (!other || other.valid_from < rule.valid_from) inForce.set(rule.tier, rule)
  }
  const ladder = [...inForce.values()].sort((a, b) => (b.score_from ?? -1) - (a.score_from ?? -1))
  const fit =
    ladder.find(({ score_from }) =>
      score === null ? score_from === null : score_from !== null && score_from <= score,
    ) ?? ladder.at(-1)
  if (!fit) throw new Error(`no tier of a ${role} with ${score ?? 'no'} score on ${paid_on}`)
  const { tier, hold_days, reserve_ppm, reserve_days } = fit
  return { tier, hold_days, reserve_ppm, reserve_days }
}
