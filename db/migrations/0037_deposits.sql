-- Deposits with states, dated rules, records, and the only two doors by which money leaves one: a decided case or a named debt.

-- Why a shop's goods may not be on sale just now, open as it is; null while they may.
alter table shops add column listings_stopped text check (listings_stopped in ('deposit_short', 'deposit_refund'));

-- Dated: a rule of the same kind, category, kind of shop and step takes the place of the one that began earlier.
create table deposit_rules (
  id uuid primary key,
  -- base: by category and kind of shop (null: any); floating: from so much sold in 30 days; event: while it lasts, for the shops named.
  kind text not null check (kind in ('base', 'floating', 'event')),
  category_id text references categories,
  shop_kind text check (shop_kind in ('individual', 'sole_trader', 'enterprise', 'flagship')),
  sales_from bigint check (sales_from >= 0),
  name text not null default '',
  amount bigint not null check (amount >= 0),
  effective_from timestamptz not null,
  effective_until timestamptz check (effective_until > effective_from),
  -- Where the figure comes from.
  source text not null check (source <> ''),
  added_by uuid references accounts,
  added_at timestamptz not null,
  check ((kind = 'floating') = (sales_from is not null)),
  check ((kind = 'event') = (name <> '')),
  check (kind <> 'event' or (effective_until is not null and category_id is null and shop_kind is null))
);
create index deposit_rules_in_force on deposit_rules (kind, effective_from);
create table deposit_event_shops (
  rule_id uuid not null references deposit_rules,
  shop_id uuid not null references shops,
  primary key (rule_id, shop_id)
);
create index deposit_event_shops_shop on deposit_event_shops (shop_id);

-- What every shop of a kind pays to open: the entry sums of a real platform (500 yuan a person, 1,000 a company).
insert into deposit_rules (id, kind, shop_kind, amount, effective_from, source, added_at)
select gen_random_uuid(), 'base', one.shop_kind, one.amount, '2026-01-01', 'entry sum by kind of shop', '2026-01-01'
from (values ('individual', 50000), ('sole_trader', 100000), ('enterprise', 100000), ('flagship', 200000)) as one (shop_kind, amount);
-- By category as published: food and health 20,000, jewellery 20,000, apparel, shoes and bags 5,000, virtual 1,000 yuan.
insert into deposit_rules (id, kind, category_id, amount, effective_from, source, added_at)
select gen_random_uuid(), 'base', id, deposit_fen, '2026-01-01', 'published base by category', '2026-01-01' from categories where deposit_fen > 0;
-- Companies pay 4,000 yuan at least in every category but virtual goods.
insert into deposit_rules (id, kind, category_id, shop_kind, amount, effective_from, source, added_at)
select gen_random_uuid(), 'base', c.id, k.shop_kind, 400000, '2026-01-01', 'published least sum of companies', '2026-01-01'
from categories as c cross join (values ('enterprise'), ('flagship')) as k (shop_kind)
where c.deposit_fen between 1 and 399999 and c.id <> 'digital_goods';
-- By 30 days' sales: shops' first steps (under 5,000 yuan none, from 5,000 on 1,000) are ten times the creators' ladder, whose
-- further steps are published; the shops' follow it.
insert into deposit_rules (id, kind, sales_from, amount, effective_from, source, added_at)
select gen_random_uuid(), 'floating', step.sales_from, step.amount, '2026-01-01', step.source, '2026-01-01'
from (values (0, 0, 'published'), (500000, 100000, 'published'), (1000000, 200000, 'ten times the creators’ step'),
  (5000000, 500000, 'ten times the creators’ step'), (10000000, 1000000, 'ten times the creators’ step'),
  (50000000, 2000000, 'ten times the creators’ step')) as step (sales_from, amount, source);

-- What the platform decided against a shop: written by whoever judges, read by the door to deposits. Nothing is deducted without one.
create table decided_cases (
  id uuid primary key,
  shop_id uuid not null references shops,
  -- The actual loss, at most which may be taken.
  amount bigint not null check (amount > 0),
  reason text not null check (reason <> ''),
  decided_by uuid not null references accounts,
  decided_at timestamptz not null,
  unique (id, shop_id)
);
create trigger decided_cases_append_only before update or delete on decided_cases for each row execute function refuse_change();

alter table deposits
  -- One deposit a shop: histories of states want an id.
  add column id uuid generated always as (shop_id) stored,
  add column state text not null default 'paid'
    check (state in ('not_required', 'unpaid', 'paid', 'short', 'refund_applied', 'refund_hold', 'refunded')),
  add column state_at timestamptz not null default now(),
  add column deadline_at timestamptz,
  -- Part of what is paid that a case under way holds.
  add column frozen bigint not null default 0,
  -- How what is required was reckoned: [{"kind", "rule_id", "amount", …}], the highest counts.
  add column lines jsonb not null default '[]',
  add column sales bigint not null default 0,
  -- The business day it was reckoned for last; null: never.
  add column computed_on date,
  -- Filled from sales: this part of every settled line, since when.
  add column share_ppm bigint check (share_ppm between 100000 and 1000000),
  add column filling_since timestamptz,
  add column refund_applied_by uuid references accounts,
  add column refund_applied_at timestamptz,
  add column refund_answer text not null default '',
  add column refund_blocks jsonb not null default '[]',
  add column refund_payout_id uuid references payouts,
  add constraint deposits_frozen_within check (frozen between 0 and paid),
  add constraint deposits_filling check ((share_ppm is null) = (filling_since is null));
alter table deposits alter column state drop default, alter column state_at drop default;
create unique index deposits_id on deposits (id);
create index deposits_deadline on deposits (deadline_at) where deadline_at is not null;
create index deposits_state on deposits (state, shop_id);
create index deposits_computed on deposits (computed_on nulls first);
create index deposits_filling on deposits (shop_id) where share_ppm is not null;
insert into state_changes (noun, noun_id, to_state, actor_kind, actor_id, reason, at)
select 'deposits', id, state, 'system', 'settlement.deposits', 'kept_before', state_at from deposits;
-- short>short: grace is over and the goods are off sale; refund_hold>refund_hold: the bank takes longer.
call draw_machine('deposits', array[
  'not_required>paid', 'not_required>short', 'not_required>refund_applied',
  'unpaid>not_required', 'unpaid>paid', 'unpaid>short', 'unpaid>refund_applied',
  'paid>not_required', 'paid>short', 'paid>refund_applied',
  'short>short', 'short>not_required', 'short>paid', 'short>refund_applied',
  'refund_applied>not_required', 'refund_applied>unpaid', 'refund_applied>paid', 'refund_applied>short', 'refund_applied>refund_hold',
  'refund_hold>refund_hold', 'refund_hold>refunded', 'refund_hold>not_required', 'refund_hold>paid', 'refund_hold>short',
  'refunded>not_required', 'refunded>paid', 'refunded>short']);

-- Everything that happened to a deposit's money, each with the journal that booked it.
create table deposit_records (
  id uuid primary key,
  shop_id uuid not null references shops,
  kind text not null check (kind in ('payment', 'from_sales', 'deduction', 'debt', 'refund', 'refund_return', 'freeze', 'unfreeze', 'notice')),
  -- What it adds to the sum paid, and to the part of it that is frozen.
  amount bigint not null default 0,
  frozen bigint not null default 0,
  paid_after bigint not null check (paid_after >= 0),
  frozen_after bigint not null check (frozen_after between 0 and paid_after),
  -- The journal, by its two names: 'payment:…', 'deposit_fill:…', 'deposit_deduction:…', 'debt:…', 'payout:…'.
  event text,
  journal_kind text,
  case_id uuid,
  -- Whose actual loss a deduction makes good.
  loss_of text check (loss_of in ('buyer', 'platform')),
  line_id uuid references order_lines,
  reason text not null,
  actor_kind text not null,
  actor_id text not null,
  at timestamptz not null,
  foreign key (case_id, shop_id) references decided_cases (id, shop_id),
  -- Money leaves by a decided case, for a debt that is named, or back to the shop.
  constraint deposit_records_why check (case kind when 'deduction' then case_id is not null and loss_of is not null when 'debt' then event is not null else true end),
  constraint deposit_records_signs check (case
    when kind in ('payment', 'from_sales', 'refund_return') then amount >= 0 and frozen = 0
    when kind in ('deduction', 'debt', 'refund') then amount < 0 and frozen <= 0
    when kind = 'freeze' then amount = 0 and frozen > 0
    when kind = 'unfreeze' then amount = 0 and frozen < 0
    else amount = 0 and frozen = 0 end),
  constraint deposit_records_booked check ((event is null) = (journal_kind is null) and (amount = 0 or event is not null))
);
create index deposit_records_shop on deposit_records (shop_id, at, id);
create unique index deposit_records_event on deposit_records (event, journal_kind) where event is not null;
create unique index deposit_records_line on deposit_records (line_id) where line_id is not null;
create index deposit_records_case on deposit_records (case_id) where case_id is not null;
create trigger deposit_records_append_only before update or delete on deposit_records for each row execute function refuse_change();
insert into deposit_records (id, shop_id, kind, amount, paid_after, frozen_after, event, journal_kind, reason, actor_kind, actor_id, at)
select gen_random_uuid(), shop_id, 'payment', amount,
  sum(amount) over (partition by shop_id order by posted_at, payment_id), 0, 'payment:' || payment_id, 'deposit', 'paid_at_cashier', 'system', 'settlement.deposits', posted_at
from deposit_payments where posted_at is not null;
