-- What creators show on their own page; how products sell and come back; from where a basket's line came.

create table showcase_items (
  creator_id uuid not null references accounts,
  product_id uuid not null references products,
  position int not null,
  added_at timestamptz not null,
  primary key (creator_id, product_id)
);
create index showcase_items_order on showcase_items (creator_id, position);

-- Of what was paid on a day (of the business zone): pieces that stay sold, and pieces of them that were shipped and came back.
create table product_days (
  product_id uuid not null references products,
  day date not null,
  sold bigint not null default 0,
  returned bigint not null default 0,
  primary key (product_id, day)
);
create index product_days_day on product_days (day);

-- What the buyer saw when it was put in: a signed text, judged at checkout.
alter table basket_lines add column context text check (length(context) <= 400);

-- When an agreement began and ends is written just before the state says so.
alter table agency_agreements drop constraint agency_agreements_check2, drop constraint agency_agreements_check3;
alter table agency_agreements
  add constraint agency_agreements_started check (state not in ('active', 'ending', 'ended') or started_at is not null),
  add constraint agency_agreements_ends check (state not in ('ending', 'ended') or ends_at is not null);
