-- The sandbox payment provider and carrier keep their own books in their own schema; the platform never reads it.

create schema sandbox;

create table sandbox.trades (
  id uuid primary key,
  number text not null unique,
  kind text not null check (kind in ('payment', 'refund', 'payout')),
  merchant_number text not null,
  -- Of a refund: the trade that is refunded.
  payment_number text references sandbox.trades (number),
  amount bigint not null check (amount > 0),
  refunded bigint not null default 0,
  -- What the provider keeps for itself.
  fee bigint not null default 0,
  currency text not null,
  title text not null default '',
  payee text not null default '',
  bank_account text,
  return_url text,
  notify_url text not null,
  state text not null check (state in ('waiting', 'succeeded', 'failed', 'closed')),
  failure_reason text,
  created_at timestamptz not null,
  expires_at timestamptz,
  finished_at timestamptz,
  unique (kind, merchant_number),
  constraint refunded_within check (refunded between 0 and amount)
);
create index trades_finished on sandbox.trades (finished_at) where state = 'succeeded';

create table sandbox.notices (
  id uuid primary key,
  trade_id uuid not null references sandbox.trades,
  -- Sent byte for byte as it was written.
  body text not null,
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

-- A waybill's way is walked by the clock: step by step from created_at on.
create table sandbox.waybills (
  tracking_number text primary key,
  carrier text not null,
  -- The shipper's own reference: asked again, the same waybill.
  reference text not null unique,
  state text not null,
  step int not null default 0,
  notify_url text not null,
  next_at timestamptz,
  created_at timestamptz not null
);
create index waybills_due on sandbox.waybills (next_at) where next_at is not null;
create table sandbox.carrier_events (
  id text primary key,
  tracking_number text not null references sandbox.waybills,
  state text not null,
  place text not null,
  words text not null,
  happened_at timestamptz not null,
  attempts int not null default 0,
  next_at timestamptz,
  delivered_at timestamptz
);
create index carrier_events_due on sandbox.carrier_events (next_at) where next_at is not null;
create index carrier_events_waybill on sandbox.carrier_events (tracking_number, happened_at);
