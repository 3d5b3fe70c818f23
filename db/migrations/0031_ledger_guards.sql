-- What the ledger promises (I-02, I-03, I-05, I-07, I-10), held by the database itself.

-- I-02: a journal without entries does not commit. Its one look-up is by index however young the statistics are.
create function journals_have_entries() returns trigger language plpgsql set enable_seqscan = off as $$
begin
  if not exists (select from ledger_entries where journal_id = new.id) then
    raise exception 'journal % has no entries', new.id using errcode = 'check_violation', constraint = 'journals_have_entries';
  end if;
  return null;
end $$;
create constraint trigger journals_have_entries after insert on journals
  deferrable initially deferred for each row execute function journals_have_entries();

-- I-03: accounts and the book go neither.
create trigger ledger_accounts_no_truncate before truncate on ledger_accounts for each statement execute function refuse_change();
create trigger ledger_book_no_delete before delete on ledger_book for each row execute function refuse_change();
create trigger ledger_book_no_truncate before truncate on ledger_book for each statement execute function refuse_change();

-- I-05: a debt is owed, never had.
alter table ledger_accounts add constraint ledger_debt_is_owed check (kind not like '%\_debt' or balance <= 0);

-- I-10: whose money an account holds. Money of clients reaches the platform's own accounts only by the splits named here,
-- which the provider executes.
create table ledger_account_types (
  kind text primary key,
  holds text not null check (holds in ('client', 'own'))
);
insert into ledger_account_types (kind, holds) values
  ('unallocated', 'client'), ('escrow', 'client'), ('commission_held', 'client'), ('refund_transit', 'client'), ('payout_transit', 'client'),
  ('unmatched', 'client'), ('shop_available', 'client'), ('shop_reserve', 'client'), ('shop_deposit', 'client'),
  ('creator_available', 'client'), ('creator_reserve', 'client'), ('leader_available', 'client'), ('agency_available', 'client'),
  ('platform_fee', 'own'), ('leader_cut', 'own');
create table ledger_fee_splits (journal_kind text primary key);
insert into ledger_fee_splits (journal_kind) values ('settle'), ('clawback'), ('take_back');

create or replace function journals_balance() returns trigger language plpgsql as $$
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
  select j.id, j.kind into off
  from (
    select fresh.journal_id from fresh join ledger_accounts as a on a.id = fresh.account_id join ledger_account_types as type on type.kind = a.kind
    group by fresh.journal_id
    having bool_or(type.holds = 'own' and fresh.amount > 0) and bool_or(type.holds = 'client' and fresh.amount < 0)
  ) as taken join journals as j on j.id = taken.journal_id
  where not exists (select from ledger_fee_splits as split where split.journal_kind = j.kind)
  limit 1;
  if found then
    raise exception 'journal % (%) moves money of clients into an account of the platform', off.id, off.kind
      using errcode = 'check_violation', constraint = 'client_money_apart';
  end if;
  return null;
end $$;

-- I-07: what each journal was when its day was sealed, so that the first one that differs can be named.
create table journal_seals (
  journal_id bigint primary key,
  day date not null,
  digest bytea not null check (length(digest) = 32)
);
create index journal_seals_day on journal_seals (day, journal_id);
create trigger journal_seals_append_only before update or delete on journal_seals for each row execute function refuse_change();
create trigger journal_seals_no_truncate before truncate on journal_seals for each statement execute function refuse_change();

-- The book remembers how far it was sealed and by which hash: the newest day cannot be taken out unnoticed.
alter table ledger_book add column sealed_through date;
alter table ledger_book add column sealed_hash text;
update ledger_book set sealed_through = (select max(day) from ledger_days),
  sealed_hash = (select hash from ledger_days order by day desc limit 1);
create function ledger_book_goes_on() returns trigger language plpgsql as $$
begin
  if new.closed_through < old.closed_through or new.sealed_through < old.sealed_through
    or (old.closed_through is not null and new.closed_through is null) or (old.sealed_through is not null and new.sealed_through is null)
    or (new.sealed_through = old.sealed_through and new.sealed_hash is distinct from old.sealed_hash) then
    raise exception 'a day that is closed stays closed' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger ledger_book_goes_on before update on ledger_book for each row execute function ledger_book_goes_on();
