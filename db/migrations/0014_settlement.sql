-- One settlement per order line: held until the window closes, then shared out from the frozen rates.

create table settlements (
  -- The order line.
  id uuid primary key references order_lines,
  order_id uuid not null references orders,
  position int not null,
  shop_id uuid not null references shops,
  creator_id uuid references accounts,
  leader_id uuid references accounts,
  currency text not null,
  -- The parts of what is left of the line: estimated at payment, true after every refund, final once settled.
  paid bigint not null check (paid >= 0),
  platform_discount bigint not null check (platform_discount >= 0),
  creator_discount bigint not null check (creator_discount >= 0),
  income bigint not null,
  -- The order's freight rests on its first line.
  freight bigint not null default 0 check (freight >= 0),
  fee bigint not null check (fee >= 0),
  commission bigint not null check (commission >= 0),
  leader_fee bigint not null check (leader_fee >= 0),
  leader_cut bigint not null check (leader_cut >= 0),
  premium bigint not null check (premium >= 0),
  -- Below zero when only a premium is left to bear.
  merchant_net bigint not null,
  -- What the creator was to get before anything went back.
  estimated_commission bigint not null check (estimated_commission >= 0),
  freight_paid bigint not null default 0,
  refunded_quantity int not null default 0,
  refunded_unshipped int not null default 0,
  refunded_amount bigint not null default 0,
  is_freight_refunded boolean not null default false,
  -- Clawed back after settlement.
  merchant_clawed bigint not null default 0,
  creator_clawed bigint not null default 0,
  leader_clawed bigint not null default 0,
  -- pending: not completed; counting: T+N runs; held: after-sale open; settled; void: refunded in full before.
  state text not null check (state in ('pending', 'counting', 'held', 'settled', 'void')),
  state_at timestamptz not null,
  deadline_at timestamptz,
  -- Frozen at payment.
  hold_days int not null check (hold_days >= 0),
  -- Earliest instant by the clock, known once the order is completed; an after-sale may push it further.
  settle_at timestamptz,
  settled_at timestamptz,
  -- When its money came into escrow.
  allocated_at timestamptz,
  constraint settlements_income check (income = paid + platform_discount + creator_discount),
  constraint settlements_add_up check (income + freight = fee + commission + leader_fee + premium + merchant_net),
  constraint settlements_cut_within check (leader_cut <= leader_fee),
  constraint settlements_refund_within check (refunded_unshipped between 0 and refunded_quantity and refunded_amount >= 0)
);
create index settlements_due on settlements (deadline_at, id) where state = 'counting';
create index settlements_unallocated on settlements (id) where allocated_at is null;
create index settlements_order on settlements (order_id);
create index settlements_shop on settlements (shop_id, state, id);
create index settlements_shop_settled on settlements (shop_id, settled_at) where settled_at is not null;
create index settlements_creator on settlements (creator_id, state, id) where creator_id is not null;
create index settlements_leader on settlements (leader_id, state) where leader_id is not null;
call draw_machine('settlements', array[
  'pending>counting', 'pending>held', 'pending>void', 'counting>held', 'held>counting', 'held>pending', 'held>void', 'counting>settled', 'counting>void']);

-- What went back of a line, once per after-sale or cancellation: noted when heard, posted by a sweep.
create table settlement_refunds (
  -- 'aftersale:<id>' or 'cancellation:<line>': also the event of its journal.
  event text primary key,
  line_id uuid not null references settlements,
  order_id uuid not null references orders,
  quantity int not null check (quantity > 0),
  is_unshipped boolean not null,
  is_cancellation boolean not null,
  heard_at timestamptz not null,
  posted_at timestamptz,
  -- Whether the line was settled already, and what everybody then gave back.
  was_settled boolean,
  amount bigint,
  merchant bigint not null default 0,
  commission bigint not null default 0,
  leader bigint not null default 0,
  check ((posted_at is null) = (was_settled is null) and (posted_at is null) = (amount is null))
);
create index settlement_refunds_waiting on settlement_refunds (heard_at, event) where posted_at is null;
create index settlement_refunds_line on settlement_refunds (line_id);

create table statements (
  id uuid primary key,
  owner_kind text not null check (owner_kind in ('shop', 'account')),
  owner_id uuid not null,
  day date not null,
  currency text not null,
  lines_count int not null,
  -- Shops: income of the lines settled that day. People: what they earned.
  income bigint not null,
  fees bigint not null,
  commissions bigint not null,
  clawed_back bigint not null,
  -- Earned less clawed back, as the day's journals have it; payouts are beside it.
  net bigint not null,
  paid_out bigint not null default 0,
  -- Available less debt at the end of the day.
  balance_after bigint not null,
  made_at timestamptz not null,
  unique (owner_kind, owner_id, day, currency)
);
create index statements_day on statements (day);
create trigger statements_append_only before update or delete on statements for each row execute function refuse_change();

create table deposits (
  shop_id uuid primary key references shops,
  currency text not null,
  required bigint not null,
  paid bigint not null default 0 check (paid >= 0)
);

-- Deposits that buyers of nothing paid at the cashier: noted when heard, posted by a sweep.
create table deposit_payments (
  payment_id uuid primary key references payments,
  shop_id uuid not null references shops,
  amount bigint not null check (amount > 0),
  currency text not null,
  heard_at timestamptz not null,
  posted_at timestamptz
);
create index deposit_payments_waiting on deposit_payments (heard_at) where posted_at is null;

-- Payouts that came back: the money becomes available again.
create table payout_returns (
  payout_id uuid primary key references payouts,
  heard_at timestamptz not null,
  posted_at timestamptz
);
create index payout_returns_waiting on payout_returns (heard_at) where posted_at is null;

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

-- Where money went is kept for good: who changed it, to what, when.
create table payout_account_changes (
  id uuid primary key,
  owner_kind text not null,
  owner_id uuid not null,
  holder text not null,
  bank text not null,
  account_number text not null,
  changed_by uuid not null references accounts,
  changed_at timestamptz not null
);
create index payout_account_changes_owner on payout_account_changes (owner_kind, owner_id, id);
create trigger payout_account_changes_append_only before update or delete on payout_account_changes for each row execute function refuse_change();
