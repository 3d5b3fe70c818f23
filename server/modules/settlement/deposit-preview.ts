import { newId } from '../../kernel/ids.ts'
import { notFound } from '../../kernel/refusal.ts'
import { type Db, rows } from '../../platform/db.ts'
import { asksOf, rulesUntil } from './deposit-demand.ts'
import { type DepositRule, requiredDeposit } from './deposit-required.ts'
import { assertRule, type RuleWish } from './deposit-rule.ts'

const BATCH = 500
/** So many shops are named, those whose sum changes most. */
const NAMED = 50

type Held = { shop_id: string; shop_name: string; paid: bigint }
/** One shop at the instant the rule begins: asked without it, asked with it, and what would be missing then. */
export type PreviewedShop = Held & { before: bigint; after: bigint; missing: bigint }

/**
 * What shops would have to leave on the day a rule begins, without it and with it, by what they sell now. Changes nothing.
 * Of one shop when it is named, else of all that have a deposit.
 * @throws depositRuleInThePast, malformed, notFound (category, or the shop has no deposit)
 */
export async function previewDepositRule(
  db: Db,
  { shop_id, ...wish }: RuleWish & { shop_id?: string },
  now: Date,
) {
  await assertRule(db, wish, now)
  const from = new Date(wish.effective_from)
  const rules = await rulesUntil(db, from)
  const coming = [...rules, ruleOf(wish)]
  const found = { shops_count: 0, more_count: 0, less_count: 0, short_count: 0, more: 0n, less: 0n }
  let shops: PreviewedShop[] = []
  let last: string | null = null
  for (;;) {
    const held: Held[] = await rows<Held>(db)`
      select d.shop_id, s.name as shop_name, d.paid from deposits as d join shops as s on s.id = d.shop_id
      where (${last}::uuid is null or d.shop_id > ${last}::uuid) and (${shop_id ?? null}::uuid is null or d.shop_id = ${shop_id ?? null}::uuid)
      order by d.shop_id limit ${BATCH}`
    if (held.length === 0) break
    const asks = await asksOf(
      db,
      held.map((one) => one.shop_id),
      now,
    )
    const ask_of = new Map(asks.map((ask) => [ask.shop_id, ask]))
    for (const one of held) {
      const ask = ask_of.get(one.shop_id)
      if (!ask) continue
      const before = requiredDeposit(rules, ask, from).required
      const after = requiredDeposit(coming, ask, from).required
      found.shops_count += 1
      if (after > before) found.more_count += 1
      if (after < before) found.less_count += 1
      if (after > before) found.more += after - before
      else found.less += before - after
      const missing = after > one.paid ? after - one.paid : 0n
      if (after > before && missing > 0n) found.short_count += 1
      if (after !== before || shop_id) shops.push({ ...one, before, after, missing })
    }
    shops = shops.sort(byChange).slice(0, NAMED)
    last = (held.at(-1) as Held).shop_id
    if (held.length < BATCH) break
  }
  if (shop_id && found.shops_count === 0) throw notFound()
  return { ...found, shops }
}

const changeOf = ({ before, after }: PreviewedShop): bigint =>
  after > before ? after - before : before - after
function byChange(a: PreviewedShop, b: PreviewedShop): number {
  const [one, other] = [changeOf(a), changeOf(b)]
  if (one !== other) return one > other ? -1 : 1
  return a.shop_id < b.shop_id ? -1 : 1
}

const ruleOf = (wish: RuleWish): DepositRule => ({
  id: newId(),
  kind: wish.kind,
  category_id: wish.category_id ?? null,
  shop_kind: wish.shop_kind ?? null,
  sales_from: wish.sales_from === undefined ? null : BigInt(wish.sales_from),
  name: wish.name ?? '',
  amount: BigInt(wish.amount),
  effective_from: new Date(wish.effective_from),
  effective_until: wish.effective_until ? new Date(wish.effective_until) : null,
  shop_ids: wish.shop_ids ?? [],
})
