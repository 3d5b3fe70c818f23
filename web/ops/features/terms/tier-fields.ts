import type { Answer, Body } from '../../../shared/api/client.ts'

export type TierRule = Answer<'GET /v1/tier-rules'>['data'][number]
export type TierAsk = Body<'POST /v1/tier-rules'>
export const TIERS = {
  shop: ['good', 'ordinary', 'to_improve', 'new'],
  creator: ['good', 'ordinary', 'to_improve', 'new'],
} as const satisfies Record<TierAsk['role'], readonly TierAsk['tier'][]>

/** As people fill them in: scores with two decimals, rates in percent. */
export type TierFields = {
  role: TierAsk['role']
  tier: TierAsk['tier']
  score?: number | null
  hold_days?: number | null
  reserve?: number | null
  reserve_days?: number | null
  from?: string
}

/** What the form starts from for a tier: the rule it replaces, else nothing said. */
export const fieldsOf = (
  rule: TierRule | undefined,
): Omit<TierFields, 'role' | 'tier' | 'from'> => ({
  score: rule?.score_from == null ? null : rule.score_from / 100,
  hold_days: rule?.hold_days ?? null,
  reserve: (rule?.reserve_ppm ?? 0) / 10_000,
  reserve_days: rule?.reserve_days ?? 0,
})

/** The rule a form says, in hundredths and parts per million; undefined while something is missing. */
export function askOf(fields: TierFields | undefined): TierAsk | undefined {
  if (!fields?.from || fields.hold_days == null) return undefined
  const reserve_ppm = Math.round((fields.reserve ?? 0) * 10_000)
  const reserve_days = fields.reserve_days ?? 0
  if ((reserve_ppm === 0) !== (reserve_days === 0)) return undefined
  const is_new = fields.tier === 'new'
  if (!is_new && fields.score == null) return undefined
  return {
    role: fields.role,
    tier: fields.tier,
    score_from: is_new ? null : Math.round((fields.score ?? 0) * 100),
    hold_days: fields.hold_days,
    reserve_ppm,
    reserve_days,
    valid_from: fields.from,
  }
}

/** A score as it is shown: 460 is 4.60. */
export const scoreText = (score: number): string => (score / 100).toFixed(2)
