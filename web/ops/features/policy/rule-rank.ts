import type { Answer } from '../../../shared/api/client.ts'

export type Rule = Answer<'GET /v1/link-policy/rules'>['data'][number]
export type Matrix = Answer<'GET /v1/link-policy/matrix'>
export type Cell = Matrix['rows'][number]['cells'][number]
export type Effect = Rule['effect']
export type Placement = Matrix['placements'][number]
/** What a cell of the matrix asks. */
export type Place = {
  source: string
  sub_source: string | null
  placement: Placement
  category?: string | null
}

export const OWN = 'own'
export const EFFECTS = [
  'allow',
  'block',
  'allow_with_fee',
  'only_via_paid_task',
] as const satisfies readonly Effect[]

const time = (at: string) => new Date(at).getTime()

/** When each rule is really in force: superseded ones end early, and what was taken back never was. */
export function lifetimes(rules: readonly Rule[]): Map<string, { from: number; to: number }> {
  const ends = new Map<string, number>()
  const endOf = (rule: Rule): number => {
    const known = ends.get(rule.id)
    if (known !== undefined) return known
    let end = rule.effective_to ? time(rule.effective_to) : Number.POSITIVE_INFINITY
    ends.set(rule.id, end)
    for (const next of rules)
      if (next.supersedes === rule.id && time(next.effective_from) < endOf(next))
        end = Math.min(end, time(next.effective_from))
    ends.set(rule.id, end)
    return end
  }
  return new Map(
    rules.map((rule) => [rule.id, { from: time(rule.effective_from), to: endOf(rule) }]),
  )
}

/** Does the rule say anything of goods at this place? */
export const speaksOf = (rule: Rule, place: Place): boolean =>
  place.source !== OWN &&
  (rule.source === null
    ? rule.among === null || rule.among.includes(place.source)
    : rule.source === place.source) &&
  (rule.sub_source === null || rule.sub_source === place.sub_source) &&
  (rule.category === null || rule.category === (place.category ?? null)) &&
  (rule.placement === null || rule.placement === place.placement)

/** Sub-source outranks source outranks category outranks placement; the same weights as the server's. */
const weight = (rule: Rule): number =>
  (rule.sub_source === null ? 0 : 8) +
  (rule.source === null ? 0 : 4) +
  (rule.category === null ? 0 : 2) +
  (rule.placement === null ? 0 : 1)

/** What holds at a place and instant; a preview, the server's matrix has the last word. */
export function decide(
  rules: readonly Rule[],
  place: Place,
  at: number,
  alive = lifetimes(rules),
): { effect: Effect; fee_ppm: number; rule: Rule | null } {
  if (place.source === OWN) return { effect: 'allow', fee_ppm: 0, rule: null }
  let best: Rule | null = null
  for (const rule of rules) {
    const life = alive.get(rule.id)
    if (!life || life.from > at || at >= life.to || !speaksOf(rule, place)) continue
    const by = best
      ? weight(rule) - weight(best) || time(rule.effective_from) - time(best.effective_from)
      : 1
    if (
      by > 0 ||
      (by === 0 &&
        time(rule.announced_at ?? '1970-01-01') >= time(best?.announced_at ?? '1970-01-01'))
    )
      best = rule
  }
  return best
    ? { effect: best.effect, fee_ppm: best.fee_ppm, rule: best }
    : { effect: 'block', fee_ppm: 0, rule: null }
}

/** Sources that rules admit by name or list: whom "contracted sources" means. */
export const contracted = (rules: readonly Rule[]): string[] => [
  ...new Set(
    rules
      .filter(({ effect }) => effect !== 'block')
      .flatMap(({ source, among }) => (source === null ? (among ?? []) : [source])),
  ),
]

export type Change = Place & { before: Effect; after: Effect; fee_ppm: number }

/** The cells that a rule not yet announced would change at its start. */
export function changesBy(rules: readonly Rule[], wish: Rule, matrix: Matrix): Change[] {
  const at = time(wish.effective_from)
  const after = [...rules, wish]
  const [lived, lives] = [lifetimes(rules), lifetimes(after)]
  const places = matrix.rows.some(
    ({ source, sub_source }) => source === wish.source && sub_source === wish.sub_source,
  )
    ? matrix.rows
    : wish.source
      ? [...matrix.rows, { source: wish.source, sub_source: wish.sub_source, cells: [] }]
      : matrix.rows
  return places.flatMap(({ source, sub_source }) =>
    matrix.placements.flatMap((placement) => {
      const place = { source, sub_source, placement, category: wish.category }
      const old = decide(rules, place, at, lived)
      const next = decide(after, place, at, lives)
      return old.effect === next.effect && old.fee_ppm === next.fee_ppm
        ? []
        : [{ ...place, before: old.effect, after: next.effect, fee_ppm: next.fee_ppm }]
    }),
  )
}

/** Do two verdicts on a cell differ in what people feel? */
export const differs = (one: Cell | undefined, other: Cell | undefined): boolean =>
  Boolean(one && other && (one.effect !== other.effect || one.fee_ppm !== other.fee_ppm))
