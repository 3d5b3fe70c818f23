import { type Db, row, rows } from '../../platform/db.ts'
import { type LinkRule, SELF } from './link-rule.ts'

/** All rules of a platform, newest start first. A platform has tens of them. */
export const findRules = (db: Db, platform: string) => rows<LinkRule>(db)`
  select id, platform, source, sub_source, category, placement, among, effect, fee_ppm, effective_from, effective_to,
    announced_at, reason, supersedes, created_at
  from link_rules where platform = ${platform} order by effective_from desc, created_at desc, id limit 5000`

/** Writes a rule; undefined when its name is taken. */
export const insertRule = (tx: Db, rule: LinkRule, created_by: string) => row<{ id: string }>(tx)`
  insert into link_rules (id, platform, source, sub_source, category, placement, among, effect, fee_ppm, effective_from, effective_to,
    announced_at, reason, supersedes, created_by, created_at)
  values (${rule.id}, ${rule.platform}, ${rule.source}, ${rule.sub_source}, ${rule.category}, ${rule.placement}, ${rule.among},
    ${rule.effect}, ${rule.fee_ppm}, ${rule.effective_from}, ${rule.effective_to}, ${rule.announced_at}, ${rule.reason},
    ${rule.supersedes}, ${created_by}, ${rule.created_at})
  on conflict (id) do nothing returning id`

/** How long another process may not yet know a rule that was just written. Rules announced earlier are exact. */
const FRESH_MS = 500
type Kept = { at: number; rules: Promise<readonly LinkRule[]> }
/** By the pool's adapter: the one object that a handle shares with its transactions. */
const kept = new WeakMap<object, Kept>()

const poolOf = (db: Db): object => db.getExecutor().adapter

/**
 * The rules this installation obeys, announced ones included: a rule takes effect at its own instant in
 * whoever holds this list. Read at most twice a second.
 */
export function currentRules(db: Db): Promise<readonly LinkRule[]> {
  const pool = poolOf(db)
  const found = kept.get(pool)
  const at = performance.now()
  if (found && at - found.at <= FRESH_MS) return found.rules
  const rules: Promise<readonly LinkRule[]> = findRules(db, SELF)
  const entry = { at, rules }
  kept.set(pool, entry)
  rules.catch(() => {
    if (kept.get(pool) === entry) kept.delete(pool)
  })
  return rules
}

/** The next reader asks the database again: after a rule was written. */
export const forgetRules = (db: Db): void => {
  kept.delete(poolOf(db))
}
