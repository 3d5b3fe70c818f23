import { addDays } from '../../../shared/desk/day-grid.ts'

export type Standing = 'in_force' | 'to_come' | 'over'
export const TONES = { in_force: 'success', to_come: 'info', over: 'neutral' } as const

/** Rules about the same thing, the latest first, each with its last day and how it stands on a day. */
export function dated<Rule extends { valid_from: string }>(
  rules: readonly Rule[],
  today: string,
  thing: (rule: Rule) => string = () => '',
): (Rule & { until: string | undefined; standing: Standing })[] {
  const later = new Map<string, string>()
  return rules.map((rule) => {
    const next = later.get(thing(rule))
    later.set(thing(rule), rule.valid_from)
    const standing =
      rule.valid_from > today ? 'to_come' : next && next <= today ? 'over' : 'in_force'
    return { ...rule, until: next && addDays(next, -1), standing }
  })
}
