import { refusal } from '../../kernel/refusal.ts'

/*
 * The link policy is dated data: which goods may hang at which placement, from which instant on. A rule is
 * never edited; a newer one supersedes. What a verdict was can be told for any instant, past or announced.
 */

export const ruleInThePast = refusal(
  'rule_in_the_past',
  422,
  'A rule starts now or later, never in the past',
)
export const ruleExists = refusal('rule_exists', 409, 'There is a rule of this name')
export const blockedByPolicy = refusal(
  'blocked_by_link_policy',
  422,
  'The link policy does not allow these goods here',
)

export const PLACEMENTS = [
  'live_cart',
  'short_video_cart',
  'merchant_detail_page',
  'showcase',
  'note',
  'ad',
] as const
export type Placement = (typeof PLACEMENTS)[number]
export type Effect = 'allow' | 'block' | 'allow_with_fee' | 'only_via_paid_task'

/** The platform whose rules this installation obeys; other words tell other platforms' histories. */
export const SELF = 'self'
/** Goods sold here. No rule speaks of them: they are always allowed. */
export const OWN = 'own'
/** Where rules start that were always there; no change that anybody has to be told of. */
export const BEGINNING = new Date(0)

/** A rule in force in `[effective_from, effective_to)`. What is null, it leaves open. */
export type LinkRule = {
  id: string
  platform: string
  /** The third party it names. Null: several, see `among`. */
  source: string | null
  sub_source: string | null
  category: string | null
  placement: Placement | null
  /** Where no single source is named, the contracted ones it speaks of. Null: every third party. */
  among: readonly string[] | null
  effect: Effect
  /** What is taken where the effect is `allow_with_fee`, in parts per million. */
  fee_ppm: bigint
  effective_from: Date
  effective_to: Date | null
  announced_at: Date | null
  reason: string
  /** The rule that this one closes for good at its start. */
  supersedes: string | null
  created_at: Date
}

export type Question = {
  /** Default: this installation. */
  platform?: string
  source: string
  sub_source?: string | null
  category?: string | null
  placement: Placement
  at: Date
}

export type Verdict = {
  effect: Effect
  /** Null: no rule speaks of it, the default holds. */
  rule_id: string | null
  reason: string
  fee_ppm: bigint
  /** The next instant at which effect or fee become others, as far as announced. */
  next_change_at: Date | null
  next_effect: Effect | null
}

/**
 * The verdict on goods of a source at a placement and instant; a pure function of rules and question. Of the
 * rules in force the most specific decides (sub-source, then source, then category, then placement named), of
 * equals the one that starts latest. Without any: own goods are allowed, a source never contracted is blocked.
 */
export function decide(rules: readonly LinkRule[], question: Question): Verdict {
  if (question.source === OWN)
    return {
      effect: 'allow',
      rule_id: null,
      reason: 'Own goods are always allowed',
      fee_ppm: 0n,
      next_change_at: null,
      next_effect: null,
    }
  const speaking = lifetimesOf(rules).filter((lifetime) => speaksOf(lifetime.rule, question))
  const verdict = verdictAt(speaking, question.at)
  for (const instant of boundariesOf(speaking)) {
    if (instant <= question.at.getTime()) continue
    const next = verdictAt(speaking, new Date(instant))
    if (next.effect === verdict.effect && next.fee_ppm === verdict.fee_ppm) continue
    return { ...verdict, next_change_at: new Date(instant), next_effect: next.effect }
  }
  return { ...verdict, next_change_at: null, next_effect: null }
}

/** True where goods may be placed as they are; a paid task is another way that is not this one. */
export const isAdmitted = ({ effect }: Pick<Verdict, 'effect'>): boolean =>
  effect === 'allow' || effect === 'allow_with_fee'

/** All instants at which some rule of these starts or ends, oldest first. */
export const changesOf = (rules: readonly LinkRule[]): Date[] =>
  boundariesOf(lifetimesOf(rules)).map((instant) => new Date(instant))

/** A rule and the instant (epoch ms) at which it really ends: by its own date, or superseded before that. */
type Lifetime = { rule: LinkRule; from: number; to: number }

const lifetimes = new WeakMap<readonly LinkRule[], Lifetime[]>()

/**
 * When each rule is in force. A rule that was itself superseded before its start never was, and what it would
 * have closed stays open: so an announcement can be taken back.
 */
function lifetimesOf(rules: readonly LinkRule[]): Lifetime[] {
  const known = lifetimes.get(rules)
  if (known) return known
  const successors = Map.groupBy(rules, (rule) => rule.supersedes)
  const ends = new Map<string, number>()
  const endOf = (rule: LinkRule): number => {
    const found = ends.get(rule.id)
    if (found !== undefined) return found
    let end = rule.effective_to?.getTime() ?? Number.POSITIVE_INFINITY
    ends.set(rule.id, end)
    for (const next of successors.get(rule.id) ?? []) {
      const start = next.effective_from.getTime()
      if (start < endOf(next)) end = Math.min(end, start)
    }
    ends.set(rule.id, end)
    return end
  }
  const made = rules
    .map((rule) => ({ rule, from: rule.effective_from.getTime(), to: endOf(rule) }))
    .filter(({ from, to }) => from < to)
  lifetimes.set(rules, made)
  return made
}

const boundariesOf = (all: readonly Lifetime[]): number[] => {
  const instants = new Set(all.flatMap(({ from, to }) => [from, to]))
  instants.delete(BEGINNING.getTime())
  instants.delete(Number.POSITIVE_INFINITY)
  return [...instants].sort((a, b) => a - b)
}

function speaksOf(rule: LinkRule, question: Question): boolean {
  if (rule.platform !== (question.platform ?? SELF)) return false
  if (
    rule.source === null
      ? rule.among && !rule.among.includes(question.source)
      : rule.source !== question.source
  )
    return false
  return (
    (rule.sub_source === null || rule.sub_source === question.sub_source) &&
    (rule.category === null || rule.category === question.category) &&
    (rule.placement === null || rule.placement === question.placement)
  )
}

type Now = Pick<Verdict, 'effect' | 'rule_id' | 'reason' | 'fee_ppm'>

function verdictAt(speaking: readonly Lifetime[], at: Date): Now {
  const instant = at.getTime()
  let best: LinkRule | undefined
  for (const { rule, from, to } of speaking)
    if (from <= instant && instant < to && (!best || outranks(rule, best))) best = rule
  if (!best)
    return {
      effect: 'block',
      rule_id: null,
      reason: 'No rule speaks of this source here: it was never contracted',
      fee_ppm: 0n,
    }
  return {
    effect: best.effect,
    rule_id: best.id,
    reason: best.reason === '' ? `By rule ${best.id}` : best.reason,
    fee_ppm: best.fee_ppm,
  }
}

/** One bit for each thing named, so that comparing numbers compares lexicographically. */
const specificity = (rule: LinkRule): number =>
  (rule.sub_source === null ? 0 : 8) +
  (rule.source === null ? 0 : 4) +
  (rule.category === null ? 0 : 2) +
  (rule.placement === null ? 0 : 1)

/** Of rules equal in everything the one written later, then the greater id: never by the order of a list. */
function outranks(one: LinkRule, other: LinkRule): boolean {
  const by =
    specificity(one) - specificity(other) ||
    one.effective_from.getTime() - other.effective_from.getTime() ||
    one.created_at.getTime() - other.created_at.getTime()
  return by === 0 ? one.id > other.id : by > 0
}
