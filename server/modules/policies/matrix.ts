import { decide, type LinkRule, OWN, PLACEMENTS, type Verdict } from './link-rule.ts'

export type MatrixRow = { source: string; sub_source: string | null; cells: Verdict[] }

/** Third parties that rules admit by name or by list: those there is, was or will be a contract with. */
export const contractedSources = (rules: readonly LinkRule[]): string[] => {
  const admitting = rules.filter(({ effect }) => effect !== 'block')
  return [
    ...new Set(
      admitting.flatMap(({ source, among }) => (source === null ? (among ?? []) : [source])),
    ),
  ].sort()
}

/** Every source and sub-source that the rules speak of, by every placement, at an instant. Own goods first. */
export function matrixOf(rules: readonly LinkRule[], platform: string, at: Date): MatrixRow[] {
  const sources = new Map<string, Set<string>>()
  const known = (source: string) =>
    sources.get(source) ?? sources.set(source, new Set()).get(source)
  for (const { source, sub_source, among } of rules) {
    for (const one of among ?? []) known(one)
    if (source !== null) known(source)
    if (source !== null && sub_source !== null) known(source)?.add(sub_source)
  }
  const row = (source: string, sub_source: string | null): MatrixRow => ({
    source,
    sub_source,
    cells: PLACEMENTS.map((placement) =>
      decide(rules, { platform, source, sub_source, placement, at }),
    ),
  })
  return [
    row(OWN, null),
    ...[...sources]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([source, subs]) => [
        row(source, null),
        ...[...subs].sort().map((sub) => row(source, sub)),
      ]),
  ]
}
