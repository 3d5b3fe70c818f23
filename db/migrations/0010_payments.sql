-- Payment intents, what providers told us, refunds, payouts. Provider numbers are made before the first call.

create table payments (
  id uuid primary key,
  -- What is paid: a checkout (several shops' orders) or a shop's deposit.
  subject_kind text not null check (subject_kind in ('checkout', 'deposit')),
  subject_id uuid not null,
  payer_id uuid not null references accounts,
  provider text not null,
  -- Our number at the provider (out_trade_no), at most 32 ASCII characters.
  number text not null unique check (length(number) <= 32),
  amount bigint not null check (amount > 0),
  currency text not null,
  refunded bigint not null default 0,
  refunds_count int not null default 0 check (refunds_count <= 50),
  provider_number text,
  cashier_url text,
  title text not null default '',
  -- Whom the buyer pays, as the cashier shows it.
  payee text not null default '',
  -- Where the cashier sends the buyer back to, on our own pages.
  return_path text,
  state text not null check (state in ('created', 'pending', 'succeeded', 'closed')),
  state_at timestamptz not null,
  deadline_at timestamptz,
  -- Set from just before the first call to the provider until nothing can come from there any more.
  next_query_at timestamptz,
  queries int not null default 0,
  -- When the money came; on a closed payment: too late, it goes back.
  paid_at timestamptz,
  created_at timestamptz not null,
  constraint refunded_within_paid check (refunded between 0 and amount),
  constraint refunded_only_paid check (refunded = 0 or paid_at is not null),
  constraint paid_by_a_trade check ((paid_at is null) = (provider_number is null)),
  constraint succeeded_is_paid check (state <> 'succeeded' or paid_at is not null),
  constraint waits_until check (state in ('succeeded', 'closed') or deadline_at is not null)
);
create unique index payments_provider_number on payments (provider, provider_number) where provider_number is not null;
create index payments_subject on payments (subject_kind, subject_id);
create index payments_query on payments (next_query_at) where next_query_at is not null;
create index payments_payer on payments (payer_id, id);
create index payments_untouched on payments (deadline_at) where state = 'created';
create index payments_paid on payments (paid_at) where paid_at is not null;
call draw_machine('payments', array['created>pending', 'created>closed', 'pending>succeeded', 'created>succeeded', 'pending>closed']);

-- Raw bytes of each genuine callback, stored before it is answered 2xx.
create table provider_callbacks (
  id uuid primary key,
  provider text not null,
  -- The provider's own event id: a doubled delivery is one row.
  event_id text not null,
  raw bytea not null,
  headers jsonb not null,
  received_at timestamptz not null,
  handled_at timestamptz,
  attempts int not null default 0,
  -- Set after a try that failed on our side.
  next_attempt_at timestamptz,
  outcome text,
  unique (provider, event_id)
);
create index provider_callbacks_waiting on provider_callbacks (received_at) where handled_at is null;

-- Money that matched nothing, or not exactly: each a row with an owner, none silently kept.
create table payment_differences (
  id uuid primary key,
  provider text not null,
  payment_id uuid references payments,
  provider_number text,
  -- What it is about, named uniquely: however often it is seen, one row.
  event text not null unique,
  kind text not null check (kind in
    ('amount', 'currency', 'unknown_number', 'second_payment', 'refund_failed', 'payout_unknown', 'missing_here', 'missing_there')),
  expected bigint,
  found bigint,
  -- Of what was found.
  currency text,
  words text not null,
  state text not null check (state in ('open', 'resolved')),
  state_at timestamptz not null,
  deadline_at timestamptz,
  resolved_by uuid references accounts,
  resolution text,
  created_at timestamptz not null
);
create index payment_differences_open on payment_differences (created_at) where state = 'open';
call draw_machine('payment_differences', array['open>resolved']);

create table refunds (
  id uuid primary key,
  payment_id uuid not null references payments,
  -- Why and for what: an after-sale, a cancelled order, money after close.
  reason_kind text not null check (reason_kind in ('aftersale', 'order_cancelled', 'paid_after_close', 'difference')),
  reason_id uuid not null,
  order_id uuid,
  number text not null unique check (length(number) <= 32),
  amount bigint not null check (amount > 0),
  currency text not null,
  -- The provider's number of the trade that is refunded.
  trade_number text not null,
  provider_number text,
  state text not null check (state in ('requested', 'sent', 'succeeded', 'failed')),
  state_at timestamptz not null,
  deadline_at timestamptz,
  -- How often the provider was spoken to, and how often it clearly said no.
  attempts int not null default 0,
  failures int not null default 0,
  next_attempt_at timestamptz,
  last_error text,
  -- When it went through at the provider, by the provider's word.
  finished_at timestamptz,
  created_at timestamptz not null,
  unique (reason_kind, reason_id, payment_id)
);
create index refunds_payment on refunds (payment_id);
create index refunds_due on refunds (next_attempt_at) where next_attempt_at is not null;
call draw_machine('refunds', array['requested>sent', 'sent>succeeded', 'sent>failed', 'requested>failed', 'failed>sent', 'requested>succeeded', 'failed>succeeded']);

create table payouts (
  id uuid primary key,
  owner_kind text not null check (owner_kind in ('shop', 'account')),
  owner_id uuid not null,
  number text not null unique check (length(number) <= 32),
  amount bigint not null check (amount > 0),
  currency text not null,
  provider text not null,
  provider_number text,
  bank_account text not null,
  state text not null check (state in ('requested', 'sent', 'succeeded', 'failed')),
  state_at timestamptz not null,
  deadline_at timestamptz,
  attempts int not null default 0,
  next_attempt_at timestamptz,
  failure_reason text,
  -- When it went through at the provider, by the provider's word.
  finished_at timestamptz,
  requested_by uuid not null references accounts,
  created_at timestamptz not null
);
create index payouts_owner on payouts (owner_kind, owner_id, id);
create index payouts_due on payouts (next_attempt_at) where next_attempt_at is not null;
call draw_machine('payouts', array['requested>sent', 'sent>succeeded', 'sent>failed', 'requested>failed']);

-- The providers' daily files that were held against our books (I-11), one row a day.
create table provider_bills (
  provider text not null,
  day date not null,
  lines_count int not null,
  -- What the provider kept for itself, by currency.
  fees jsonb not null,
  checked_at timestamptz not null,
  primary key (provider, day)
);
