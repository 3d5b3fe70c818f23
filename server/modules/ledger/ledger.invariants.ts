import type { Invariant } from '../../platform/context.ts'
import { CHART } from './chart.ts'

const kinds = (has_floor: boolean): string =>
  Object.entries(CHART)
    .filter(([, kind]) => kind.has_floor === has_floor)
    .map(([name]) => `'${name}'`)
    .join(', ')

export const ledgerInvariants: readonly Invariant[] = [
  {
    name: 'I-01 all entries sum to zero in each currency',
    sql: 'select currency, sum(amount)::text as off from ledger_entries group by 1 having sum(amount) <> 0 limit 100',
  },
  {
    name: 'I-02 every journal has two entries or more and balances in each currency',
    sql: `select j.id, e.currency, coalesce(sum(e.amount), 0)::text as off, count(e.id) as entries
      from journals as j left join ledger_entries as e on e.journal_id = j.id
      group by 1, 2 having count(e.id) < 2 or sum(e.amount) <> 0 limit 100`,
  },
  {
    name: 'I-03 the ledger refuses update, delete and truncate',
    sql: `select wanted.name from (values
        ('journals_append_only'), ('journals_no_truncate'), ('ledger_entries_append_only'), ('ledger_entries_no_truncate'),
        ('ledger_days_append_only'), ('ledger_days_no_truncate'), ('ledger_accounts_keep'), ('ledger_accounts_no_delete'),
        ('journals_balance'), ('journals_open_day')) as wanted (name)
      where not exists (select from pg_trigger where tgname = wanted.name and tgenabled in ('O', 'A')) limit 100`,
  },
  {
    name: 'I-04 every balance is the sum of its entries',
    sql: `select a.id, a.kind, a.balance, coalesce(e.total, 0)::text as entries_sum
      from ledger_accounts as a
      left join (select account_id, sum(amount) as total, count(*) as entries from ledger_entries group by 1) as e on e.account_id = a.id
      where a.balance <> coalesce(e.total, 0) or a.entries_count <> coalesce(e.entries, 0) limit 100`,
  },
  {
    name: 'I-04 the last entry of an account leads to its balance',
    sql: `select a.id, a.kind, a.balance, last.balance_after
      from ledger_accounts as a cross join lateral (
        select balance_after from ledger_entries where account_id = a.id order by id desc limit 1) as last
      where last.balance_after <> a.balance limit 100`,
  },
  {
    name: 'I-05 accounts with a floor stand on it, and the chart is what the accounts say',
    sql: `select id, kind, balance, has_floor from ledger_accounts
      where (has_floor and balance < 0) or (has_floor and kind not in (${kinds(true)})) or (not has_floor and kind not in (${kinds(false)})) limit 100`,
  },
  {
    name: 'I-05 debts are negative or nothing',
    sql: `select id, kind, balance from ledger_accounts where kind in ('shop_debt', 'creator_debt', 'leader_debt', 'agency_debt') and balance > 0 limit 100`,
  },
  {
    name: 'I-06 one event posts one journal of each kind',
    sql: 'select event, kind, count(*) from journals group by 1, 2 having count(*) > 1 limit 100',
  },
  {
    name: 'I-03 a reversal is the mirror of what it reverses',
    sql: `select r.id, r.reverses from journals as r
      where r.reverses is not null and exists (
        select from (select account_id, currency, amount, order_line_id from ledger_entries where journal_id = r.id
          union all select account_id, currency, amount, order_line_id from ledger_entries where journal_id = r.reverses) as both_ways
        group by account_id, currency, order_line_id having sum(amount) <> 0) limit 100`,
  },
  {
    name: 'I-07 sealed days hold what was counted when they were sealed',
    sql: `select d.day, d.journals_count, count(distinct j.id) as found, d.entries_count, count(e.id) as found_entries
      from ledger_days as d
      left join journals as j on j.booked_on = d.day
      left join ledger_entries as e on e.journal_id = j.id
      group by d.day
      having d.journals_count <> count(distinct j.id) or d.entries_count <> count(e.id)
        or d.turnover <> coalesce(sum(e.amount) filter (where e.amount > 0), 0) limit 100`,
  },
  {
    name: 'I-07 the chain of days has no gap',
    sql: `select day, previous_hash from (
        select day, previous_hash, lag(day) over (order by day) as day_before, lag(hash) over (order by day) as hash_before from ledger_days) as chain
      where day_before is not null and (day <> day_before + 1 or previous_hash <> hash_before) limit 100`,
  },
]
