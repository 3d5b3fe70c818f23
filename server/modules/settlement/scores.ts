import { BUSINESS_ZONE, dayIn } from '../../kernel/time.ts'
import { type Db, rows, type Tx } from '../../platform/db.ts'
import { type Role, scoreDay, type Tier, type TierRule, tierOf } from './tiers.ts'

/**
 * Notes the score of a shop or a creator for one business day, in hundredths (460 is 4.60). It counts for what is paid
 * two days later. Noted again, the later word stands for payments to come; lines that are sold keep their tier.
 */
export async function noteScore(
  tx: Tx,
  role: Role,
  { id, day, score, by, now }: { id: string; day: string; score: number; by: string; now: Date },
): Promise<void> {
  if (role === 'shop')
    await rows(tx)`
      insert into shop_scores (shop_id, day, score, noted_by, noted_at) values (${id}, ${day}, ${score}, ${by}, ${now})
      on conflict (shop_id, day) do update set score = excluded.score, noted_by = excluded.noted_by, noted_at = excluded.noted_at`
  else
    await rows(tx)`
      insert into creator_scores (creator_id, day, score, noted_by, noted_at) values (${id}, ${day}, ${score}, ${by}, ${now})
      on conflict (creator_id, day) do update set score = excluded.score, noted_by = excluded.noted_by, noted_at = excluded.noted_at`
}

/** Every rule of tiers there ever was, newest first. */
export const tierRules = (db: Db) => rows<TierRule>(db)`
  select role, tier, score_from, hold_days, reserve_ppm, reserve_days, valid_from::text from tier_rules
  where ${true}::boolean order by valid_from desc, role, score_from desc nulls last`

type Sold = { shop_id: string; creator_id: string | null; paid_at: Date }

/**
 * The tiers of lines' shops and creators, by the day each was paid. A day without a score goes by the last one before
 * it; without any, one is new. One statement each for rules and scores, however many lines.
 */
export async function tiersFor(
  db: Db,
  lines: readonly Sold[],
): Promise<(line: Sold) => { tier: Tier; creator_tier: Tier | null }> {
  const rules = await tierRules(db)
  const asked = new Map<string, { role: Role; id: string; day: string }>()
  const nameOf = (role: Role, id: string, day: string) => `${role} ${id} ${day}`
  for (const { shop_id, creator_id, paid_at } of lines) {
    const day = scoreDay(paid_at)
    asked.set(nameOf('shop', shop_id, day), { role: 'shop', id: shop_id, day })
    if (creator_id)
      asked.set(nameOf('creator', creator_id, day), { role: 'creator', id: creator_id, day })
  }
  const wishes = [...asked.values()]
  const found = await rows<{ role: Role; id: string; day: string; score: number | null }>(db)`
    select wish.role, wish.id, wish.day::text as day, case when wish.role = 'shop'
      then (select score from shop_scores where shop_id = wish.id and day <= wish.day order by day desc limit 1)
      else (select score from creator_scores where creator_id = wish.id and day <= wish.day order by day desc limit 1) end as score
    from unnest(${wishes.map(({ role }) => role)}::text[], ${wishes.map(({ id }) => id)}::uuid[],
      ${wishes.map(({ day }) => day)}::date[]) as wish (role, id, day)`
  const scores = new Map(found.map(({ role, id, day, score }) => [nameOf(role, id, day), score]))
  const tier = (role: Role, id: string, paid_at: Date) =>
    tierOf(rules, {
      role,
      score: scores.get(nameOf(role, id, scoreDay(paid_at))) ?? null,
      paid_on: dayIn(paid_at, BUSINESS_ZONE),
    })
  return ({ shop_id, creator_id, paid_at }) => ({
    tier: tier('shop', shop_id, paid_at),
    creator_tier: creator_id ? tier('creator', creator_id, paid_at) : null,
  })
}
