-- Where shops and people have an account with a payment provider: named by its owner, used once an operator has verified it.
create table provider_accounts (
  id uuid primary key,
  owner_kind text not null check (owner_kind in ('shop', 'account')),
  owner_id uuid not null,
  provider text not null,
  -- The provider's own name for it: an openid, a member number or login, a connected account.
  external_id text not null check (length(external_id) between 3 and 200),
  -- In whose name it is; some providers compare it.
  holder text not null check (holder <> '' and holder !~ '\|'),
  state text not null check (state in ('pending', 'verified', 'disabled')),
  state_at timestamptz not null,
  -- Not verified by then, it is disabled.
  deadline_at timestamptz,
  -- Why it is disabled, in words.
  state_reason text not null default '',
  named_by uuid not null references accounts,
  verified_by uuid references accounts,
  verified_at timestamptz,
  created_at timestamptz not null,
  check ((state = 'pending') = (deadline_at is not null)),
  check (state <> 'verified' or (verified_by is not null and verified_at is not null)),
  constraint provider_accounts_two_persons check (verified_by <> named_by)
);
-- The verified one stays in use while another waits to take its place.
create unique index provider_accounts_one_each on provider_accounts (owner_kind, owner_id, provider, state) where state <> 'disabled';
create index provider_accounts_waiting on provider_accounts (id) where state = 'pending';
create index provider_accounts_late on provider_accounts (deadline_at) where state = 'pending';
call draw_machine('provider_accounts', array['pending>verified', 'pending>disabled', 'verified>disabled']);

-- What settles from then on is sent there by itself; null: only on request.
alter table provider_accounts add column automatic_since timestamptz;

-- A payout may come out of one trade's own money: the provider splits it off.
alter table payouts add column payment_id uuid references payments, add column trade_number text;
alter table payouts add constraint payouts_of_a_trade check ((payment_id is null) = (trade_number is null));
create index payouts_payment on payouts (payment_id) where payment_id is not null;

-- Settled lines whose share was looked at for being sent by itself; without a payout it stayed available.
create table sent_shares (
  line_id uuid not null references settlements,
  part text not null check (part in ('merchant', 'commission')),
  payout_id uuid references payouts,
  primary key (line_id, part)
);
create index sent_shares_payout on sent_shares (payout_id) where payout_id is not null;
create index settlements_creator_settled on settlements (creator_id, creator_settled_at) where creator_settled_at is not null;
