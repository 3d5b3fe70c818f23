-- Double entry, append-only. Every journal balances per currency before its transaction may commit.

create table ledger_accounts (
  id uuid primary key,
  -- The chart of accounts is server/modules/ledger/chart.ts.
  kind text not null,
  owner_kind text not null check (owner_kind in ('platform', 'shop', 'account', 'provider')),
  owner_id uuid,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  -- Accounts with a floor never go below it; a shortfall becomes a named debt instead.
  has_floor boolean not null,
  balance bigint not null default 0,
  entries_count bigint not null default 0,
  created_at timestamptz not null,
  constraint ledger_floor check (not has_floor or balance >= 0),
  unique (id, currency)
);
create unique index ledger_accounts_one on ledger_accounts
  (kind, owner_kind, coalesce(owner_id, '00000000-0000-0000-0000-000000000000'), currency);
create index ledger_accounts_owner on ledger_accounts (owner_id) where owner_id is not null;

-- What an account is and whose stays as it was opened: only its balance moves.
create function keep_ledger_account() returns trigger language plpgsql as $$
begin
  raise exception 'a ledger account keeps its kind, owner, currency and floor' using errcode = 'restrict_violation';
end $$;
create trigger ledger_accounts_keep before update of id, kind, owner_kind, owner_id, currency, has_floor on ledger_accounts
  for each row execute function keep_ledger_account();
create trigger ledger_accounts_no_delete before delete on ledger_accounts for each row execute function refuse_change();

-- Through which business day the books are closed: nothing is booked on such a day any more. A day is closed
-- first and hashed afterwards, so hashing never holds up a post.
create table ledger_book (
  one boolean primary key default true check (one),
  closed_through date
);
insert into ledger_book default values;

create table journals (
  id bigint generated always as identity primary key,
  -- One business event posts exactly one journal of each kind.
  event text not null,
  kind text not null,
  reverses bigint references journals,
  memo text not null default '',
  at timestamptz not null,
  -- The business day it stands on: the day of `at`, or the first open day when that one is closed.
  booked_on date not null,
  unique (event, kind)
);
create unique index journals_reversed_once on journals (reverses) where reverses is not null;
create index journals_booked on journals (booked_on, id);

create function journals_open_day() returns trigger language plpgsql as $$
begin
  if exists (select from fresh where booked_on <= (select closed_through from ledger_book)) then
    raise exception 'that day is closed' using errcode = 'check_violation', constraint = 'journals_open_day';
  end if;
  return null;
end $$;
create trigger journals_open_day after insert on journals
  referencing new table as fresh for each statement execute function journals_open_day();

create table ledger_entries (
  id bigint generated always as identity primary key,
  journal_id bigint not null references journals,
  account_id uuid not null,
  -- Positive: the account has more. The entries of a journal sum to zero per currency.
  amount bigint not null check (amount <> 0),
  currency text not null,
  -- What the entry is about, for drilling down.
  order_id uuid,
  order_line_id uuid,
  balance_after bigint not null,
  foreign key (account_id, currency) references ledger_accounts (id, currency)
);
create index ledger_entries_account on ledger_entries (account_id, id);
create index ledger_entries_journal on ledger_entries (journal_id);
create index ledger_entries_line on ledger_entries (order_line_id) where order_line_id is not null;
create index ledger_entries_order on ledger_entries (order_id) where order_id is not null;

create function journals_balance() returns trigger language plpgsql as $$
declare off record;
begin
  select journal_id, currency, sum(amount) as total, count(*) as entries into off
  from fresh group by journal_id, currency having sum(amount) <> 0 or count(*) < 2 limit 1;
  if found then
    raise exception 'journal % does not balance in %: % over % entries', off.journal_id, off.currency, off.total, off.entries
      using errcode = 'check_violation', constraint = 'journals_balance';
  end if;
  if exists (
    select from fresh join ledger_entries as before using (journal_id) where before.id < (select min(id) from fresh)
  ) then
    raise exception 'a journal is written in one statement' using errcode = 'check_violation', constraint = 'journals_balance';
  end if;
  return null;
end $$;
create trigger journals_balance after insert on ledger_entries
  referencing new table as fresh for each statement execute function journals_balance();

create trigger journals_append_only before update or delete on journals for each row execute function refuse_change();
create trigger journals_no_truncate before truncate on journals for each statement execute function refuse_change();
create trigger ledger_entries_append_only before update or delete on ledger_entries for each row execute function refuse_change();
create trigger ledger_entries_no_truncate before truncate on ledger_entries for each statement execute function refuse_change();

-- Each day's journals sealed into a hash chain.
create table ledger_days (
  day date primary key,
  first_journal bigint,
  last_journal bigint,
  journals_count bigint not null,
  entries_count bigint not null,
  -- Sum of all positive entries, whatever the currency: a checksum, not an amount.
  turnover bigint not null,
  hash text not null,
  previous_hash text not null,
  sealed_at timestamptz not null
);
create trigger ledger_days_append_only before update or delete on ledger_days for each row execute function refuse_change();
create trigger ledger_days_no_truncate before truncate on ledger_days for each statement execute function refuse_change();
