-- What was split off a trade for a shop or a creator is taken back at the provider when its order is refunded afterwards.
create table payout_reversals (
  id uuid primary key,
  payout_id uuid not null references payouts,
  -- Made before the first call and never changed.
  number text not null unique,
  amount bigint not null check (amount > 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  state text not null check (state in ('requested', 'sent', 'succeeded', 'failed')),
  state_at timestamptz not null,
  deadline_at timestamptz,
  attempts int not null default 0,
  next_attempt_at timestamptz,
  -- Theirs, and when it was back by their word.
  provider_number text,
  finished_at timestamptz,
  failure_reason text,
  created_at timestamptz not null,
  check ((state = 'succeeded') <= (finished_at is not null))
);
create index payout_reversals_payout on payout_reversals (payout_id);
create index payout_reversals_due on payout_reversals (next_attempt_at) where next_attempt_at is not null;
create index payout_reversals_finished on payout_reversals (finished_at) where finished_at is not null;
call draw_machine('payout_reversals', array['requested>sent', 'requested>failed', 'sent>succeeded', 'sent>failed']);

-- Which clawback left a debt that a reversal shall pay.
create table clawback_reversals (
  reversal_id uuid primary key references payout_reversals,
  -- The journal of the clawback.
  event text not null,
  line_id uuid not null references settlements,
  part text not null check (part in ('merchant', 'commission')),
  -- What the clawback could not take from the balance.
  debt bigint not null check (debt > 0),
  -- When what came back was given to its owner, or it was clear that nothing comes.
  ended_at timestamptz,
  unique (event, part)
);
create index clawback_reversals_open on clawback_reversals (reversal_id) where ended_at is null;
