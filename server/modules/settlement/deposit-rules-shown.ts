import { type Db, rows } from '../../platform/db.ts'
import { cursorOf, INSTANT, pageOf, pageSize, readCursor, UUID } from '../../platform/paging.ts'
import { type DatedRule, type RuleStanding, standingsOf } from './deposit-required.ts'

type ShownRule = DatedRule & { source: string; reason: string; shops_count: number }
type ToldRule = ShownRule & { added_by_name: string | null; added_at: Date }

/** Every rule that is in force or will be, by kind and what it is about. */
export async function listDepositRules(db: Db, now: Date) {
  const found = await rows<ShownRule>(db)`
    select r.id, r.kind, r.category_id, r.shop_kind, r.sales_from, r.name, r.amount, r.effective_from, r.effective_until, r.source, r.reason,
      (select count(*)::int from deposit_event_shops as e where e.rule_id = r.id) as shops_count
    from deposit_rules as r where r.effective_until is null or r.effective_until > ${now}
    order by r.kind, r.category_id nulls first, r.shop_kind nulls first, r.sales_from, r.effective_from, r.id`
  const standings = standingsOf(found, now)
  return found
    .map((rule) => ({ ...rule, standing: standings.get(rule.id) as RuleStanding }))
    .filter(({ standing }) => standing !== 'replaced')
}

/** Every rule that was ever announced, the latest announcement first: by whom, why, and how it stands now. */
export async function listRuleHistory(
  db: Db,
  { kind, ...page }: { kind?: DatedRule['kind']; after?: string; limit?: number },
  now: Date,
) {
  const limit = pageSize(page.limit)
  const [at, id] = readCursor(page.after, INSTANT, UUID) ?? []
  const found = await rows<ToldRule>(db)`
    select r.id, r.kind, r.category_id, r.shop_kind, r.sales_from, r.name, r.amount, r.effective_from, r.effective_until, r.source, r.reason,
      (select count(*)::int from deposit_event_shops as e where e.rule_id = r.id) as shops_count, a.nickname as added_by_name, r.added_at
    from deposit_rules as r left join accounts as a on a.id = r.added_by
    where (${kind ?? null}::text is null or r.kind = ${kind ?? null})
      and (${at ?? null}::timestamptz is null or (r.added_at, r.id) < (${at ?? null}::timestamptz, ${id ?? null}::uuid))
    order by r.added_at desc, r.id desc limit ${limit + 1}`
  // How a rule stands hangs on those about the same thing, which may be on another page.
  const standings = standingsOf(
    await rows<DatedRule>(db)`
      select id, kind, category_id, shop_kind, sales_from, name, amount, effective_from, effective_until from deposit_rules
      where ${kind ?? null}::text is null or kind = ${kind ?? null}`,
    now,
  )
  return pageOf(
    found.map((rule) => ({ ...rule, standing: standings.get(rule.id) as RuleStanding })),
    limit,
    (rule) => cursorOf(rule.added_at, rule.id),
  )
}
