import { newId } from '../../kernel/ids.ts'
import { malformed, notFound } from '../../kernel/refusal.ts'
import { type Db, inTransaction, row, rows } from '../../platform/db.ts'
import { depositRuleInThePast } from './deposit.ts'
import type { ShopKind } from './deposit-required.ts'

export type RuleWish = {
  kind: 'base' | 'floating' | 'event'
  category_id?: string
  shop_kind?: ShopKind
  sales_from?: number
  name?: string
  amount: number
  effective_from: string
  effective_until?: string
  shop_ids?: string[]
}

/**
 * What a rule has to say by its kind: it begins in the future; a floating one says from which sales, an event names
 * itself, its end and its shops, a base may name a category and a kind of shop.
 * @throws depositRuleInThePast, malformed, notFound for a category that is not there
 */
export async function assertRule(db: Db, wish: RuleWish, now: Date): Promise<void> {
  const from = new Date(wish.effective_from)
  if (from <= now) throw depositRuleInThePast()
  for (const [path, is_wrong] of [
    ['/sales_from', (wish.kind === 'floating') !== (wish.sales_from !== undefined)],
    ['/name', (wish.kind === 'event') !== Boolean(wish.name)],
    ['/shop_ids', (wish.kind === 'event') !== Boolean(wish.shop_ids?.length)],
    ['/effective_until', wish.kind === 'event' && !wish.effective_until],
    ['/effective_until', Boolean(wish.effective_until && new Date(wish.effective_until) <= from)],
    ['/category_id', wish.kind !== 'base' && wish.category_id !== undefined],
    ['/shop_kind', wish.kind !== 'base' && wish.shop_kind !== undefined],
  ] as const)
    if (is_wrong)
      throw malformed({ errors: [{ path, message: 'does not go with this kind of rule' }] })
  if (
    wish.category_id !== undefined &&
    !(await row(db)`select from categories where id = ${wish.category_id}`)
  )
    throw notFound()
}

/**
 * Adds a dated rule of what shops have to leave, with the reason that shops read; from its day on it takes the place of
 * the one about the same thing, and shops see it coming.
 * @throws depositRuleInThePast, malformed, notFound (category or shop)
 */
export const addDepositRule = (
  db: Db,
  wish: RuleWish & { reason: string },
  { account_id, now }: { account_id: string; now: Date },
): Promise<string> =>
  inTransaction(db, async (tx) => {
    await assertRule(tx, wish, now)
    const id = newId()
    await rows(tx)`
      insert into deposit_rules (id, kind, category_id, shop_kind, sales_from, name, amount, effective_from, effective_until, source, reason, added_by, added_at)
      values (${id}, ${wish.kind}, ${wish.category_id ?? null}, ${wish.shop_kind ?? null}, ${wish.sales_from ?? null}, ${wish.name ?? ''}, ${wish.amount},
        ${wish.effective_from}, ${wish.effective_until ?? null}, 'platform', ${wish.reason}, ${account_id}, ${now})`
    const shop_ids = [...new Set(wish.shop_ids ?? [])]
    const named = await rows(tx)`
      insert into deposit_event_shops (rule_id, shop_id)
      select ${id}, id from shops where id = any(${shop_ids}::uuid[]) order by id returning shop_id`
    if (named.length !== shop_ids.length) throw notFound()
    return id
  })
