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
        ('journals_balance'), ('journals_open_day'), ('journals_have_entries'), ('ledger_accounts_no_truncate'), ('ledger_book_no_delete'),
        ('ledger_book_no_truncate'), ('ledger_book_goes_on'), ('journal_seals_append_only'), ('journal_seals_no_truncate')) as wanted (name)
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
    name: 'I-03 a journal is reversed at most once',
    sql: 'select reverses, count(*) from journals where reverses is not null group by 1 having count(*) > 1 limit 100',
  },
  {
    name: 'I-05 the database itself holds floors and debts',
    sql: `select wanted.name from (values ('ledger_floor'), ('ledger_debt_is_owed')) as wanted (name)
      where not exists (select from pg_constraint where conname = wanted.name and contype = 'c' and convalidated) limit 100`,
  },
  {
    name: 'I-10 money of clients reaches the platform’s own accounts only by fee splits',
    sql: `select distinct j.id, j.kind from ledger_account_types as own join ledger_accounts as a on a.kind = own.kind and own.holds = 'own'
        join ledger_entries as e on e.account_id = a.id and e.amount > 0 join journals as j on j.id = e.journal_id
      where not exists (select from ledger_fee_splits as split where split.journal_kind = j.kind)
        and exists (select from ledger_entries as o join ledger_accounts as b on b.id = o.account_id
          join ledger_account_types as client on client.kind = b.kind and client.holds = 'client'
          where o.journal_id = j.id and o.amount < 0) limit 100`,
  },
  {
    name: 'I-10 what the provider holds is what is owed to clients, given as fees and set aside',
    sql: `select currency, sum(balance)::text as off from ledger_accounts group by 1 having sum(balance) <> 0 limit 100`,
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
    name: 'I-07 every sealed journal stands on its day, and the newest day is the one the book remembers',
    sql: `select s.journal_id::text as what, s.day from journal_seals as s left join journals as j on j.id = s.journal_id and j.booked_on = s.day
      where j.id is null
      union all select 'newest day', book.sealed_through from ledger_book as book
      where book.sealed_through is distinct from (select max(day) from ledger_days) limit 100`,
  },
  {
    name: 'I-07 the chain of days has no gap',
    sql: `select day, previous_hash from (
        select day, previous_hash, lag(day) over (order by day) as day_before, lag(hash) over (order by day) as hash_before from ledger_days) as chain
      where day_before is not null and (day <> day_before + 1 or previous_hash <> hash_before) limit 100`,
  },
]
