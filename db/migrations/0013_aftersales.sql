-- After-sales per order line. Every waiting state has an actor, a deadline and a default.

create table aftersales (
  id uuid primary key,
  order_id uuid not null references orders,
  order_line_id uuid not null references order_lines,
  shop_id uuid not null references shops,
  buyer_id uuid not null references accounts,
  -- refund_before_ship, refund_only (after shipping), return_refund
  kind text not null check (kind in ('refund_before_ship', 'refund_only', 'return_refund')),
  quantity int not null check (quantity > 0),
  amount bigint not null check (amount >= 0),
  currency text not null,
  reason text not null check (reason in
    ('changed_mind', 'no_longer_needed', 'not_as_described', 'damaged', 'wrong_item', 'missing_item', 'fake', 'late', 'other')),
  words text not null default '' check (length(words) <= 500),
  evidence_ids uuid[] not null default '{}',
  -- A return without a reason, in its window, of goods that are not excepted: the shop cannot refuse it (I-51).
  is_of_right boolean not null default false,
  state text not null check (state in
    ('await_seller', 'seller_rejected', 'await_buyer_ship', 'await_seller_receive', 'platform_intervening', 'refunding', 'refund_failed', 'succeeded', 'closed')),
  state_at timestamptz not null,
  deadline_at timestamptz,
  rejection_reason text,
  rejection_words text,
  seller_evidence_ids uuid[] not null default '{}',
  escalation_words text,
  -- How often the platform's verdict was overdue.
  overdue_count int not null default 0,
  return_parcel_id uuid references parcels,
  return_address jsonb,
  refund_id uuid references refunds,
  verdict text check (verdict in ('buyer', 'seller')),
  verdict_words text,
  judged_by uuid references accounts,
  created_at timestamptz not null,
  closed_at timestamptz,
  version int not null default 1,
  check ((verdict is null) = (judged_by is null))
);
create unique index aftersales_one_open on aftersales (order_line_id) where state not in ('succeeded', 'closed');
create index aftersales_buyer on aftersales (buyer_id, id);
create index aftersales_shop on aftersales (shop_id, deadline_at, id);
create index aftersales_order on aftersales (order_id);
create index aftersales_line on aftersales (order_line_id);
create index aftersales_deadline on aftersales (deadline_at) where deadline_at is not null;
create index aftersales_disputes on aftersales (overdue_count, deadline_at) where state = 'platform_intervening';
create index aftersales_refund on aftersales (refund_id) where refund_id is not null;
call draw_machine('aftersales', array[
  'await_seller>seller_rejected', 'await_seller>await_buyer_ship', 'await_seller>refunding', 'await_seller>closed',
  'seller_rejected>platform_intervening', 'seller_rejected>closed',
  'await_buyer_ship>await_seller_receive', 'await_buyer_ship>closed',
  'await_seller_receive>await_seller_receive', 'await_seller_receive>refunding', 'await_seller_receive>seller_rejected',
  'platform_intervening>platform_intervening', 'platform_intervening>refunding', 'platform_intervening>closed', 'platform_intervening>await_buyer_ship',
  'refunding>refunding', 'refunding>succeeded', 'refunding>refund_failed', 'refund_failed>refunding', 'refund_failed>succeeded']);
