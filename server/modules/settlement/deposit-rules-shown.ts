import { type Db, rows } from '../../platform/db.ts'
import { cursorOf, INSTANT, pageOf, pageSize, readCursor, UUID } from '../../platform/paging.ts'
import { type RuleStanding, type ShopKind, standingsOf } from './deposit-required.ts'

type RuleRow = {
  id: string
  kind: 'base' | 'floating' | 'event'
  category_id: string | null
  shop_kind: ShopKind | null
  sales_from: bigint | null
  name: string
  amount: bigint
  effective_from: Date
  effective_until: Date | null
  source: string
  reason: string
  shops_count: number
  added_by_name: string | null
  added_at: Date
}
/** Of each rule: which it is and how it stands now. */
type ShownRule = RuleRow & { standing: RuleStanding }

const everyRule = (db: Db) => rows<RuleRow>(db)`
  select r.id, r.kind, r.category_id, r.shop_kind, r.sales_from, r.name, r.amount, r.effective_from, r.effective_until, r.source, r.reason,
    (select count(*)::int from deposit_event_shops as e where e.rule_id = r.id) as shops_count, a.nickname as added_by_name,
    date_trunc('milliseconds', r.added_at) as added_at
  from deposit_rules as r left join accounts as a on a.id = r.added_by
  order by r.kind, r.category_id nulls first, r.shop_kind nulls first, r.sales_from, r.effective_from, r.id`

async function withStanding(db: Db, now: Date): Promise<ShownRule[]> {
  const all = await everyRule(db)
  const standings = standingsOf(all, now)
  return all.map((rule) => ({ ...rule, standing: standings.get(rule.id) as RuleStanding }))
}

/** Every rule that is in force or will be, by kind and what it is about. Who announced it is for staff to know. */
export const listDepositRules = async (db: Db, now: Date) =>
  (await withStanding(db, now))
    .filter(({ standing }) => standing === 'in_force' || standing === 'to_come')
    .map(({ added_by_name: _who, added_at: _when, ...rule }) => rule)

/** Every rule that was ever announced, the latest announcement first: by whom, why, and how it stands now. */
export async function listRuleHistory(
  db: Db,
  { kind, ...page }: { kind?: RuleRow['kind']; after?: string; limit?: number },
  now: Date,
) {
  const limit = pageSize(page.limit)
  const [at, id] = readCursor(page.after, INSTANT, UUID) ?? []
  const before = at === undefined ? Number.POSITIVE_INFINITY : new Date(at).getTime()
  // Rules are few, a line a decision, and how one stands hangs on the others: they are sorted here.
  const found = (await withStanding(db, now))
    .filter((rule) => kind === undefined || rule.kind === kind)
    .filter((rule) => {
      const told = rule.added_at.getTime()
      return told < before || (told === before && rule.id < (id ?? ''))
    })
    .sort((a, b) => b.added_at.getTime() - a.added_at.getTime() || (a.id < b.id ? 1 : -1))
    .slice(0, limit + 1)
  return pageOf(found, limit, (rule) => cursorOf(rule.added_at, rule.id))
}
