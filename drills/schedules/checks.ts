import { CompiledQuery } from 'kysely'
import type { Db } from '../../server/platform/db.ts'

/**
 * What must hold of a copy when everything about it has come to rest. SQL of its own that shares nothing with the
 * platform's; `$1` is every uuid of the copy, each row that comes back is a violation and says `what`.
 */
export type Check = { name: string; sql: string }

export const stockAddsUp: Check = {
  name: 'I-30 I-31 stock adds up and nothing is negative',
  sql: `select sku_id::text as what from stock where sku_id = any($1)
    and (received <> available + reserved + sold + written_off or least(available, reserved, sold, written_off, received) < 0)`,
}
export const stockIsReserved: Check = {
  name: 'I-33 what is held and sold is what reservations say',
  sql: `select stock.sku_id::text as what from stock, lateral (
      select coalesce(sum(quantity) filter (where state = 'reserved'), 0) as held,
        coalesce(sum(quantity - returned) filter (where state in ('claimed', 'returned')), 0) as gone
      from reservations as r where r.sku_id = stock.sku_id) as r
    where stock.sku_id = any($1) and (stock.reserved <> r.held or stock.sold <> r.gone)`,
}
export const reservationsEndOnce: Check = {
  name: 'I-32 a reservation ends once',
  sql: `select r.id::text as what from reservations as r where r.sku_id = any($1) and (
      select count(*) from state_changes where noun = 'reservations' and noun_id = r.id and to_state in ('claimed', 'released')) > 1`,
}
export const flashKeepsWithin: Check = {
  name: 'I-34 a flash offer gives its quota at most, a buyer takes the limit at most',
  sql: `select f.id::text as what from flash_offers as f, lateral (
      select coalesce(sum(quantity), 0) as held from reservations where flash_offer_id = f.id and state <> 'released') as r
    where f.id = any($1) and (f.taken > f.quota or f.taken <> r.held)
    union all
    select r.flash_offer_id || ' ' || r.buyer_id from reservations as r join flash_offers as f on f.id = r.flash_offer_id
    where f.id = any($1) and r.state <> 'released' group by r.flash_offer_id, r.buyer_id, f.limit_per_buyer
    having sum(r.quantity) > f.limit_per_buyer`,
}
export const paidIffPaid: Check = {
  name: 'I-19 an order is paid if and only if its payment succeeded',
  sql: `select o.id::text || ' ' || o.state || ', payment ' || p.state as what from orders as o join payments as p on p.id = o.payment_id
    where o.payment_id = any($1) and (o.paid_at is not null) <> (p.state = 'succeeded')
    union all
    select o.id::text || ' ' || o.state from orders as o where o.payment_id = any($1)
      and (o.state in ('to_ship', 'part_shipped', 'shipped', 'completed') and o.paid_at is null or o.state = 'unpaid' and o.paid_at is not null)`,
}
export const lateMoneyGoesBack: Check = {
  name: 'I-23 money for a closed payment goes back, whole and once',
  sql: `select p.id::text || ' ' || p.state || ' ' || r.asked as what from payments as p, lateral (
      select coalesce(sum(amount), 0) as asked from refunds where payment_id = p.id) as r
    where p.id = any($1) and p.state = 'closed' and r.asked <> (case when p.paid_at is null then 0 else p.amount end)`,
}
export const refundsWithin: Check = {
  name: 'I-24 no more goes back than was paid, of a payment, an order and a line',
  sql: `select 'payment ' || p.id || ' ' || r.asked as what from payments as p, lateral (
      select coalesce(sum(amount), 0) as asked, count(*) as count from refunds where payment_id = p.id) as r
    where p.id = any($1) and (r.asked > p.amount or r.asked <> p.refunded or r.count <> p.refunds_count)
    union all
    select 'order ' || o.id || ' ' || r.asked || ' of ' || o.refunded_amount from orders as o, lateral (
      select coalesce(sum(amount), 0) as asked from refunds where order_id = o.id) as r
    where o.id = any($1) and (r.asked > o.paid_amount or r.asked <> o.refunded_amount)
    union all
    select 'line ' || l.id from order_lines as l where l.order_id = any($1)
      and (l.refunded_amount > l.paid_amount or l.refunded_quantity > l.quantity or l.shipped_quantity + l.cancelled_quantity > l.quantity)`,
}
export const cancelledHoldsNothing: Check = {
  name: 'I-29 a cancelled order holds no goods and has all its money back',
  sql: `select 'line ' || l.id || ' ' || r.state as what from orders as o join order_lines as l on l.order_id = o.id
      join reservations as r on r.id = l.id
    where o.id = any($1) and o.state = 'cancelled' and r.state not in ('released', 'returned')
    union all
    select 'order ' || o.id from orders as o where o.id = any($1) and o.state = 'cancelled' and o.paid_at is not null
      and o.paid_amount <> (select coalesce(sum(amount), 0) from refunds where order_id = o.id)`,
}
/** Rows with states, by the noun of their history, that hang on a copy. */
const NOUNS = {
  orders: 'checkout_id = any($1)',
  payments: 'id = any($1) or subject_id = any($1)',
  reservations: 'sku_id = any($1)',
  refunds: 'payment_id = any($1)',
  aftersales: 'order_id = any($1)',
  settlements: 'order_id = any($1)',
  parcels: 'order_id = any($1)',
  payouts: "owner_kind = 'shop' and owner_id = any($1)",
  flash_offers: 'id = any($1)',
} as const
/** Born as part of an order: their history begins with the first change. */
const BORN =
  "(values ('orders', 'unpaid'), ('payments', 'created'), ('reservations', 'reserved')) as born (noun, state)"
export const historiesAreTrue: Check = {
  name: 'I-17 every history runs along the edges, unbroken, and ends in the state',
  sql: `with mine as (${Object.entries(NOUNS)
    .map(([noun, whose]) => `select '${noun}' as noun, id, state from ${noun} where ${whose}`)
    .join(' union all ')}),
    told as (
      select mine.noun, mine.id, mine.state, c.id as place, c.from_state, c.to_state, born.state as born,
        lag(c.to_state) over mine_in_order as before, lead(c.id) over mine_in_order as next
      from mine left join ${BORN} on born.noun = mine.noun
        left join lateral (select * from state_changes where noun = mine.noun and noun_id = mine.id order by id offset 0) as c on true
      window mine_in_order as (partition by mine.noun, mine.id order by c.id))
    select noun || ' ' || id || ': ' || coalesce(from_state, 'nothing') || ' → ' || coalesce(to_state, 'nothing') as what from told
    where (place is null and state is distinct from born)
      or (place is not null and from_state is distinct from before and not (before is null and from_state = born))
      or (place is not null and next is null and to_state <> state)
      or (from_state is not null and not exists (select from state_edges as e
        where e.noun = told.noun and e.from_state = told.from_state and e.to_state = told.to_state))`,
}
/** Facts that are told once for every change of state, by their key. */
const TOLD = [
  ['orders', 'id', 'to_ship', 'order.paid'],
  ['orders', 'id', 'cancelled', 'order.cancelled'],
  ['orders', 'id', 'completed', 'order.completed'],
  ['orders', 'id', 'shipped', 'order.shipped'],
  ['payments', 'id', 'succeeded', 'payment.succeeded'],
  ['payments', 'id', 'closed', 'payment.closed'],
  ['refunds', 'payment_id', 'requested', 'refund.requested'],
  ['refunds', 'payment_id', 'succeeded', 'refund.succeeded'],
  ['aftersales', 'id', 'refunding', 'aftersale.refunding'],
] as const
/**
 * A mother's own facts are not copied, so only what happened in the schedule is counted. What one commit tells together
 * shares a row under the key of the first.
 */
export const factsAreTold: Check = {
  name: 'I-71 a change and its fact exist together, once',
  sql: `with keys as (
      select array(select unnest($1::uuid[])::text union all select id::text from aftersales where order_id = any($1)) as mine
    ), facts as materialized (
      select type, key from outbox where not is_bundle and key = any((select mine from keys)::text[])
      union all
      select type, one ->> 'key' from outbox, json_array_elements(payload) as one
      where is_bundle and outbox.key = any((select mine from keys)::text[])
    ) ${TOLD.map(
      ([noun, key, state, type]) => `
    select '${type} of ' || one.key as what from (
      select ${key}::text as key, array_agg(id) as ids from ${noun} where ${NOUNS[noun]} group by 1) as one
    where (select count(*) from facts where facts.key = one.key and type = '${type}')
      <> (select count(*) from state_changes where noun = '${noun}' and noun_id = any(one.ids) and to_state = '${state}'
        and from_state is distinct from '${state}' and at >= (select started_at from schedule_now))`,
    ).join(' union all ')}`,
}
export const journalsAreRight: Check = {
  name: 'I-02 I-06 every journal sums to zero; money in, money out and refunds are booked once',
  sql: `select 'journal ' || j.event || ' ' || j.kind as what from journals as j join ledger_entries as e on e.journal_id = j.id
      where j.event in (select unnest(array['payment:', 'order:', 'line:']) || id from unnest($1::uuid[]) as id
        union all select 'refund:' || id from refunds where payment_id = any($1)
        union all select 'payout:' || id from payouts where owner_id = any($1))
      group by j.id having sum(e.amount) <> 0 or count(*) < 2
    union all
    select 'payment ' || p.id from payments as p where p.id = any($1)
      and (p.paid_at is not null) <> exists (select from journals where event = 'payment:' || p.id and kind = 'payment')
    union all
    select 'refund ' || r.id from refunds as r where r.payment_id = any($1)
      and (r.state = 'succeeded') <> exists (select from journals where event = 'refund:' || r.id and kind = 'refund')
    union all
    select 'settled line ' || s.id from settlements as s where s.order_id = any($1)
      and (s.state = 'settled') <> exists (select from journals where event = 'line:' || s.id and kind = 'settle')`,
}
export const pursesAddUp: Check = {
  name: 'I-04 I-05 I-13 balances are the sums of their entries, none below its floor, payouts within what there was',
  sql: `select a.kind || ' ' || a.owner_id || ' ' || a.balance as what from ledger_accounts as a, lateral (
      select coalesce(sum(amount), 0) as sum, count(*) as count from ledger_entries where account_id = a.id) as e
    where a.owner_id = any($1) and (a.balance <> e.sum or a.entries_count <> e.count or (a.has_floor and a.balance < 0))
    union all
    select 'on its way to ' || p.owner_id from (select owner_id, sum(amount) as amount from payouts
      where owner_id = any($1) and state in ('requested', 'approved', 'sent') group by 1) as p
    where p.amount <> (select coalesce(sum(balance), 0) from ledger_accounts where owner_id = p.owner_id and kind = 'payout_transit')`,
}
export const settlesUncontested: Check = {
  name: 'I-12 a line settles once, and not while it is contested',
  sql: `select 'line ' || s.id as what from settlements as s where s.order_id = any($1) and s.state = 'settled' and exists (
      select from aftersales as a where a.order_line_id = s.id and a.state not in ('succeeded', 'closed')
        and a.created_at < s.settled_at)
    union all
    select 'line ' || s.id from settlements as s where s.order_id = any($1) and (
      select count(*) from state_changes where noun = 'settlements' and noun_id = s.id and to_state = 'settled') > 1`,
}
export const clocksAgree: Check = {
  name: 'I-50 the order counts its open after-sales, and a waiting one has a deadline',
  sql: `select 'order ' || o.id || ' ' || o.open_aftersales as what from orders as o where o.id = any($1)
      and o.open_aftersales <> (select count(*) from aftersales where order_id = o.id and state not in ('succeeded', 'closed'))
    union all
    select 'aftersale ' || id from aftersales where order_id = any($1) and (state in ('succeeded', 'closed')) <> (deadline_at is null)`,
}

/** What SQL needs beside the platform's own tables: when a schedule began, and facts found by their key. */
export const CHECKS_SETUP = `
  create table schedule_now (started_at timestamptz not null);
  create index on outbox (key)`

export type Violation = { check: string; what: string }

/** Asks all checks in one statement. */
export async function violations(
  db: Db,
  checks: readonly Check[],
  ids: readonly string[],
): Promise<Violation[]> {
  if (checks.length === 0) return []
  const { rows } = await db.executeQuery<Violation>(
    CompiledQuery.raw(
      checks
        .map(
          ({ name, sql }, place) =>
            `(select '${name}' as check, c${place}.what from (${sql}) as c${place} limit 5)`,
        )
        .join('\nunion all\n'),
      [ids],
    ),
  )
  return rows
}
