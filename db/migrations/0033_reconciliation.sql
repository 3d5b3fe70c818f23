-- Reconciliation: providers' files line by line, differences with an owner, a day and what they explain of its sums.

alter table payment_differences drop constraint payment_differences_kind_check;
alter table payment_differences add constraint payment_differences_kind_check check (kind in (
  'missing_there', 'missing_here', 'amount', 'currency', 'state_differs', 'duplicate_there', 'double_booked_here', 'fee_differs',
  'refund_exceeds', 'refund_missing', 'wrong_day', 'unknown_number', 'payout_differs', 'payout_unknown', 'second_payment', 'refund_failed'));
alter table payment_differences drop constraint payment_differences_state_check;
alter table payment_differences add constraint payment_differences_state_check
  check (state in ('open', 'taken', 'proposed', 'resolved', 'written_off'));
alter table payment_differences
  -- Our number, where one is known or named.
  add column number text,
  -- Of what was expected; `currency` is of what was found.
  add column expected_currency text,
  -- The day of the file in which it was first seen.
  add column day date,
  -- Who has taken it; null: it lies in the queue of all.
  add column owner_id uuid references accounts,
  -- How often a deadline has passed over it.
  add column escalations int not null default 0,
  -- What closing it books, who proposed that, and who let it go.
  add column booking text check (booking in ('send_back', 'write_off')),
  add column proposed_by uuid references accounts,
  add column released_by uuid references accounts,
  add constraint two_persons_book check (released_by is null or (proposed_by is not null and released_by <> proposed_by)),
  add constraint proposed_is_somebodys check (state <> 'proposed' or (proposed_by is not null and booking is not null)),
  add constraint written_off_is_released check (state <> 'written_off' or released_by is not null);
update payment_differences set deadline_at = created_at + interval '1 day' where state = 'open';
create index payment_differences_due on payment_differences (deadline_at) where state in ('open', 'taken', 'proposed');
create index payment_differences_day on payment_differences (provider, day) where day is not null;
insert into state_edges (noun, from_state, to_state) values
  ('payment_differences', 'open', 'taken'),
  ('payment_differences', 'taken', 'open'),
  ('payment_differences', 'taken', 'proposed'),
  ('payment_differences', 'taken', 'resolved'),
  ('payment_differences', 'proposed', 'taken'),
  ('payment_differences', 'proposed', 'open'),
  ('payment_differences', 'proposed', 'resolved'),
  ('payment_differences', 'proposed', 'written_off'),
  ('payment_differences', 'resolved', 'open');

-- A file of one provider and day, fetched by us or brought by a person: the same bytes are the same file.
create table provider_bill_files (
  id uuid primary key,
  provider text not null,
  day date not null,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  name text not null,
  format text not null,
  lines_count int not null,
  -- Rows that could not be read, and rows that moved no money of ours.
  problems_count int not null default 0,
  passed_over int not null default 0,
  -- What the text above the header says; shown, never counted with.
  said_rows int,
  brought_by uuid references accounts,
  received_at timestamptz not null,
  unique (provider, day, sha256)
);

create table provider_bill_lines (
  id bigint generated always as identity primary key,
  file_id uuid not null references provider_bill_files,
  place int not null,
  about text not null check (about in ('payment', 'refund', 'payout')),
  number text not null,
  provider_number text not null,
  amount bigint not null check (amount > 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  fee bigint not null,
  state text not null check (state in ('succeeded', 'failed')),
  finished_at timestamptz not null,
  unique (file_id, place)
);
create index provider_bill_lines_number on provider_bill_lines (number);
create trigger provider_bill_lines_keep before update or delete on provider_bill_lines for each row execute function refuse_change();

alter table provider_bills
  -- The file that counts for the day; null on days that were checked before files were kept.
  add column file_id uuid references provider_bill_files,
  -- Something of this day changed in our books after it was checked.
  add column again boolean not null default false;
create index provider_bills_again on provider_bills (provider, day) where again;

-- What a difference explains of a day's sums: ours − theirs is their sum, for each provider, checked day and currency (I-11).
create table payment_difference_legs (
  difference_id uuid not null references payment_differences,
  provider text not null,
  day date not null,
  side text not null check (side in ('ours', 'theirs')),
  currency text not null,
  amount bigint not null,
  primary key (difference_id, day, side, currency)
);
create index payment_difference_legs_day on payment_difference_legs (provider, day);

-- What a provider keeps by contract, from a day on; a fee that differs is a difference.
create table provider_fee_terms (
  provider text not null,
  about text not null check (about in ('payment', 'refund', 'payout')),
  since date not null,
  fee_ppm bigint not null check (fee_ppm between 0 and 1000000),
  primary key (provider, about, since)
);
insert into provider_fee_terms (provider, about, since, fee_ppm) values
  ('sandbox', 'payment', '2020-01-01', 6000), ('sandbox', 'refund', '2020-01-01', 0), ('sandbox', 'payout', '2020-01-01', 0);

-- How far recent trades were asked about at each provider, between two daily files.
create table provider_glances (
  provider text primary key,
  looked_until timestamptz not null
);
