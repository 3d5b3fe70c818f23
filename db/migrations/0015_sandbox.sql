-- The sandbox payment provider and carrier keep their own books in their own schema; the platform never reads it.

create schema sandbox;

create table sandbox.trades (
  id uuid primary key,
  number text not null unique,
  kind text not null check (kind in ('payment', 'refund', 'payout')),
  merchant_number text not null,
  payment_merchant_number text,
  amount bigint not null,
  currency text not null,
  title text not null default '',
  return_url text,
  notify_url text not null,
  state text not null check (state in ('waiting', 'succeeded', 'failed', 'closed')),
  failure_reason text,
  created_at timestamptz not null,
  finished_at timestamptz,
  unique (kind, merchant_number)
);

create table sandbox.notices (
  id uuid primary key,
  trade_id uuid not null references sandbox.trades,
  body jsonb not null,
  attempts int not null default 0,
  next_at timestamptz,
  delivered_at timestamptz
);
create index notices_due on sandbox.notices (next_at) where next_at is not null;

-- How the provider shall behave: lose, double, delay, reorder, forge, fail.
create table sandbox.personality (
  one boolean primary key default true check (one),
  settings jsonb not null default '{}'
);
insert into sandbox.personality default values;

create table sandbox.waybills (
  tracking_number text primary key,
  carrier text not null,
  state text not null,
  notify_url text not null,
  next_at timestamptz,
  created_at timestamptz not null
);
