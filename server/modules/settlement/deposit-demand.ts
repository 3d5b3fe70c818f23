import { system } from '../../kernel/state.ts'
import { after, BUSINESS_ZONE, DAY, dayIn } from '../../kernel/time.ts'
import { type Db, inTransaction, rows, type Tx } from '../../platform/db.ts'
import { toJson } from '../../platform/outbox.ts'
import { DEPOSIT_CURRENCY, SALES_DAYS } from './deposit.ts'
import { followAmounts } from './deposit-change.ts'
import { type DepositAsk, type DepositRule, requiredDeposit } from './deposit-required.ts'
import { lockDeposits } from './deposits.sql.ts'

const BATCH = 200

/** Reckons anew, once a business day, what every shop has to leave. Returns how many shops. */
export const demandDaily = (db: Db, now: Date): Promise<number> =>
  inTransaction(db, async (tx) => {
    const due = await rows<{ shop_id: string }>(tx)`
      select shop_id from deposits where computed_on is distinct from ${dayIn(now, BUSINESS_ZONE)}::date
      order by computed_on nulls first, shop_id limit ${BATCH}`
    await demandDeposits(
      tx,
      due.map(({ shop_id }) => shop_id),
      { reason: 'daily', now },
    )
    return due.length
  })

/**
 * Reckons what these shops have to leave, by the rules in force and what they sell now, and lets their states follow.
 * Shops without a deposit are passed over.
 */
export async function demandDeposits(
  tx: Tx,
  shop_ids: readonly string[],
  { reason, now }: { reason: string; now: Date },
): Promise<void> {
  const held = [...(await lockDeposits(tx, shop_ids)).values()]
  if (held.length === 0) return
  const ids = held.map(({ shop_id }) => shop_id)
  const [rules, asks] = await Promise.all([rulesUntil(tx, now), asksOf(tx, ids, now)])
  const found = asks.map((ask) => ({ ask, ...requiredDeposit(rules, ask, now) }))
  const required = new Map(found.map((one) => [one.ask.shop_id, one.required]))
  for (const deposit of held) deposit.required = required.get(deposit.shop_id) ?? deposit.required
  await rows(tx)`
    update deposits as d set required = one.required, lines = one.lines, sales = one.sales, computed_on = ${dayIn(now, BUSINESS_ZONE)}::date
    from unnest(${found.map(({ ask }) => ask.shop_id)}::uuid[], ${found.map((one) => one.required)}::bigint[],
      ${found.map(({ lines }) => toJson(lines))}::jsonb[], ${found.map(({ ask }) => ask.sales)}::bigint[]) as one (shop_id, required, lines, sales)
    where d.shop_id = one.shop_id`
  await followAmounts(tx, held, { actor: system('settlement.deposits'), reason, now })
}

/** Rules that are in force, or were replaced by one that is. */
export const rulesUntil = (tx: Db, now: Date) => rows<DepositRule>(tx)`
  select r.id, r.kind, r.category_id, r.shop_kind, r.sales_from, r.name, r.amount, r.effective_from, r.effective_until,
    array(select e.shop_id from deposit_event_shops as e where e.rule_id = r.id) as shop_ids
  from deposit_rules as r where r.effective_from <= ${now} and (r.effective_until is null or r.effective_until > ${now})`

/** What counts of each shop: the categories of its own goods that are on sale or wait to be, and 30 days' sales. */
export const asksOf = (tx: Db, shop_ids: readonly string[], now: Date) => rows<DepositAsk>(tx)`
  select s.id as shop_id, s.kind, array(
      select distinct p.category_id from products as p
      where p.shop_id = s.id and p.source = 'own' and (p.state in ('on_shelf', 'approved') or (p.state = 'off_shelf' and (
        select c.reason = 'deposit_short' from state_changes as c where c.noun = 'products' and c.noun_id = p.id order by c.id desc limit 1)))
      order by 1) as category_ids,
    coalesce((select sum(o.paid_amount - o.refunded_amount) from orders as o
      where o.shop_id = s.id and o.currency = ${DEPOSIT_CURRENCY} and o.paid_at > ${after(now, -SALES_DAYS * DAY)}), 0)::bigint as sales
  from shops as s where s.id = any(${shop_ids}::uuid[])`
