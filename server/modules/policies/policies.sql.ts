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
const FRESH_MS = 1_000
type Kept = { at: number; mark: string; rules: readonly LinkRule[] }
type Keeping = { kept: Kept | undefined; asking: Promise<readonly LinkRule[]> | undefined }
/** By the pool's adapter: the one object that a handle shares with its transactions. */
const keepings = new WeakMap<object, Keeping>()

const keepingOf = (db: Db): Keeping => {
  const pool = db.getExecutor().adapter
  const found = keepings.get(pool) ?? { kept: undefined, asking: undefined }
  keepings.set(pool, found)
  return found
}

/**
 * The rules this installation obeys, announced ones included: a rule takes effect at its own instant in
 * whoever holds this list. Once a second the database is asked whether there are others; while there are none, the
 * same list is given. `grace_ms` is for those whose own reading brings the mark along (`confirmRules`): in the last moment
 * of its second they need not ask for themselves.
 */
export function currentRules(db: Db, grace_ms = 0): Promise<readonly LinkRule[]> {
  const keeping = keepingOf(db)
  const { kept } = keeping
  const at = performance.now()
  if (kept && at - kept.at <= FRESH_MS + grace_ms) return Promise.resolve(kept.rules)
  if (keeping.asking) return keeping.asking
  const ask = async (): Promise<readonly LinkRule[]> => {
    // The mark before the rules: should one be added between, the next look reads them again.
    const mark = (await row<{ mark: string }>(db)`select link_rules_mark(${SELF}) as mark`)?.mark
    const rules = kept && kept.mark === mark ? kept.rules : await findRules(db, SELF)
    if (keeping.asking === asking) keeping.kept = { at, mark: mark ?? '', rules }
    return rules
  }
  const asking: Promise<readonly LinkRule[]> = ask().finally(() => {
    if (keeping.asking === asking) keeping.asking = undefined
  })
  keeping.asking = asking
  return asking
}

/**
 * Somebody read the rules' mark along with something else, in a statement begun `at`: if it is the same, nobody need ask; if
 * it is another, the next reader does.
 */
export function confirmRules(db: Db, mark: string, at: number): void {
  const keeping = keepingOf(db)
  const { kept } = keeping
  if (!kept || at <= kept.at) return
  if (kept.mark === mark) kept.at = at
  else kept.at = Number.NEGATIVE_INFINITY
}

/** The next reader asks the database again: after a rule was written. */
export const forgetRules = (db: Db): void => {
  const keeping = keepingOf(db)
  keeping.kept = undefined
  keeping.asking = undefined
}
