import { type Db, rowsOf } from '../../platform/db.ts'
import { tierRules } from './scores.ts'
import { assertTierRule } from './tier-rules.ts'
import { type Role, scoreDay, type Tier, type TierRule, tierOf } from './tiers.ts'

/** So many are named, those whose days change most. */
const NAMED = 50

type Party = {
  shop_id: string | null
  creator_id: string | null
  name: string
  score: number | null
}
/** Everybody of a role who sells, with the last score known by a day, $1; without any, null. */
const PARTIES = {
  shop: `select s.id as shop_id, null::uuid as creator_id, s.name,
    (select score from shop_scores where shop_id = s.id and day <= $1::date order by day desc limit 1) as score
    from shops as s where s.state = 'open'`,
  creator: `select null::uuid as shop_id, a.id as creator_id, a.nickname as name,
    (select score from creator_scores where creator_id = a.id and day <= $1::date order by day desc limit 1) as score
    from accounts as a where a.is_creator`,
} as const satisfies Record<Role, string>
const by_score = (role: Role) =>
  `select party.score, count(*) as count from (${PARTIES[role]}) as party group by party.score`
const BY_SCORE = { shop: by_score('shop'), creator: by_score('creator') }
const changed = (role: Role) => `
  select party.shop_id, party.creator_id, party.name, party.score from (${PARTIES[role]}) as party
    join unnest($2::int[], $3::int[]) as change (score, weight) on change.score is not distinct from party.score
  order by change.weight desc, coalesce(party.shop_id, party.creator_id) limit $4`
const CHANGED = { shop: changed('shop'), creator: changed('creator') }

type Change = { score: number | null; before: Tier; after: Tier }

/**
 * Whose settlement a rule would change: each open shop, or each creator, paid on the rule's first day, without it and
 * with it, by the last score known. Changes nothing. Tiers hang on scores alone, so whole groups of one score are reckoned
 * at once and only those named are read.
 * @throws ruleNotAhead, malformed as `assertTierRule`
 */
export async function previewTierRule(db: Db, rule: TierRule, now: Date) {
  assertTierRule(rule, now)
  const rules = await tierRules(db)
  const paid_on = rule.valid_from
  const without = rules.filter(
    (one) => one.role !== rule.role || one.tier !== rule.tier || one.valid_from !== rule.valid_from,
  )
  const day = scoreDay(new Date(`${paid_on}T12:00:00+08:00`))
  const groups = await rowsOf<{ score: number | null; count: bigint }>(db, BY_SCORE[rule.role], [
    day,
  ])
  const found = { parties_count: 0, longer_count: 0, shorter_count: 0, reserve_count: 0 }
  const changes: Change[] = []
  for (const { score, count } of groups) {
    const who = { role: rule.role, score, paid_on }
    const change = { score, before: tierOf(rules, who), after: tierOf([...without, rule], who) }
    const days = change.after.hold_days - change.before.hold_days
    found.parties_count += Number(count)
    if (days > 0) found.longer_count += Number(count)
    else if (days < 0) found.shorter_count += Number(count)
    else if (reserves(change.before) !== reserves(change.after))
      found.reserve_count += Number(count)
    else continue
    changes.push(change)
  }
  return { ...found, parties: await named(db, rule.role, day, changes) }
}

const reserves = ({ reserve_ppm, reserve_days }: Tier) => `${reserve_ppm} ${reserve_days}`

/** Some of those whose score brings a change, the greatest change first. */
async function named(db: Db, role: Role, day: string, changes: readonly Change[]) {
  if (changes.length === 0) return []
  const found = await rowsOf<Party>(db, CHANGED[role], [
    day,
    changes.map(({ score }) => score),
    changes.map(weight),
    NAMED,
  ])
  const of_score = new Map(changes.map((change) => [change.score, change]))
  return found.map((party) => {
    const { before, after } = of_score.get(party.score) as Change
    return { ...party, before, after }
  })
}

const weight = ({ before, after }: Change): number => Math.abs(after.hold_days - before.hold_days)
