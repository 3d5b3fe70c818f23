-- One settlement per order line: held until the window closes, then shared out from the frozen rates.

create table settlements (
  -- The order line.
  id uuid primary key references order_lines,
  order_id uuid not null references orders,
  shop_id uuid not null references shops,
  creator_id uuid references accounts,
  leader_id uuid references accounts,
  currency text not null,
  -- Estimated at payment; effective at settlement, on what was left after refunds.
  income bigint not null,
  fee bigint not null,
  commission bigint not null,
  leader_fee bigint not null,
  leader_cut bigint not null,
  premium bigint not null,
  merchant_net bigint not null,
  -- Clawed back after settlement.
  merchant_clawed bigint not null default 0,
  creator_clawed bigint not null default 0,
  leader_clawed bigint not null default 0,
  -- pending: not completed; counting: T+N runs; held: after-sale open; settled; void: refunded in full before.
  state text not null check (state in ('pending', 'counting', 'held', 'settled', 'void')),
  state_at timestamptz not null,
  deadline_at timestamptz,
  hold_days int not null,
  settle_at timestamptz,
  settled_at timestamptz,
  statement_day date
);
create index settlements_due on settlements (deadline_at) where state = 'counting';
create index settlements_order on settlements (order_id);
create index settlements_shop on settlements (shop_id, state, id);
create index settlements_creator on settlements (creator_id, state, id) where creator_id is not null;
call draw_machine('settlements', array['pending>counting', 'pending>held', 'pending>void', 'counting>held', 'held>counting', 'held>pending', 'held>void', 'counting>settled', 'counting>void']);

create table statements (
  id uuid primary key,
  owner_kind text not null check (owner_kind in ('shop', 'account')),
  owner_id uuid not null,
  day date not null,
  currency text not null,
  lines_count int not null,
  income bigint not null,
  fees bigint not null,
  commissions bigint not null,
  clawed_back bigint not null,
  net bigint not null,
  balance_after bigint not null,
  made_at timestamptz not null,
  unique (owner_kind, owner_id, day, currency)
);

create table deposits (
  shop_id uuid primary key references shops,
  currency text not null,
  required bigint not null,
  paid bigint not null default 0 check (paid >= 0)
);

create table payout_accounts (
  owner_kind text not null check (owner_kind in ('shop', 'account')),
  owner_id uuid not null,
  holder text not null,
  bank text not null,
  account_number text not null,
  changed_by uuid not null references accounts,
  changed_at timestamptz not null,
  primary key (owner_kind, owner_id)
);
