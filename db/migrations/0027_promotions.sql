-- What takes something off a price: who bears it, over which goods, from when until when, and how much of it there is.
create table promotions (
  id uuid primary key,
  kind text not null check (kind in ('coupon', 'full_reduction', 'red_packet')),
  -- Who bears the cost: it is taken from this party's share of every line.
  funder text not null check (funder in ('shop', 'platform', 'creator')),
  shop_id uuid references shops,
  room_id uuid references rooms,
  creator_id uuid references accounts,
  title text not null check (length(title) between 1 and 60),
  currency text not null default 'CNY',
  -- The goods it covers must cost at least this, at item or flash prices, before any discount.
  threshold bigint not null check (threshold >= 0),
  -- Either so much off …
  amount_off bigint check (amount_off > 0),
  -- … or this part of the goods' price, at most so much.
  rate_ppm bigint check (rate_ppm between 10000 and 900000),
  most_off bigint check (most_off > 0),
  -- Empty: everything of the shop, of the platform, of the room.
  product_ids uuid[] not null default '{}',
  per_person int not null default 1 check (per_person between 1 and 99),
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  -- What was claimed may be used until then, also after the claiming ended.
  use_until timestamptz not null,
  state text not null check (state in ('draft', 'scheduled', 'ongoing', 'paused', 'ended', 'cancelled')),
  state_at timestamptz not null,
  deadline_at timestamptz,
  created_by uuid not null references accounts,
  created_at timestamptz not null,
  constraint promotions_one_form check ((amount_off is null) = (rate_ppm is not null) and (rate_ppm is null) = (most_off is null)),
  constraint promotions_window check (starts_at < ends_at and ends_at <= use_until),
  constraint promotions_funded check ((funder = 'shop') = (shop_id is not null)
    and (funder = 'creator') = (creator_id is not null) and (kind = 'red_packet') = (funder = 'creator') and (kind = 'red_packet') = (room_id is not null))
);
create index promotions_shop on promotions (shop_id, id) where shop_id is not null;
create index promotions_room on promotions (room_id, id) where room_id is not null;
create index promotions_creator on promotions (creator_id, id) where creator_id is not null;
create index promotions_platform on promotions (id) where funder = 'platform';
create index promotions_deadline on promotions (deadline_at) where deadline_at is not null;
create index promotions_running on promotions (kind) where state = 'ongoing';
call draw_machine('promotions', array[
  'draft>scheduled', 'draft>ongoing', 'draft>cancelled', 'scheduled>ongoing', 'scheduled>ended', 'scheduled>cancelled',
  'ongoing>paused', 'ongoing>ended', 'ongoing>cancelled', 'paused>ongoing', 'paused>ended', 'paused>cancelled']);

-- How much of a promotion there is and how much is gone: the one row that claims and orders wait for.
create table promotion_pools (
  promotion_id uuid primary key references promotions,
  -- How many may be claimed; nothing is claimed of a full reduction.
  quantity bigint check (quantity > 0),
  claimed bigint not null default 0,
  budget bigint not null check (budget > 0),
  used bigint not null default 0 check (used >= 0),
  spent bigint not null default 0,
  constraint pools_claimed_within check (claimed between 0 and coalesce(quantity, 0)),
  constraint pools_spent_within check (spent between 0 and budget)
);

-- A coupon or red packet in somebody's hands.
create table coupons (
  id uuid primary key,
  promotion_id uuid not null references promotions,
  holder_id uuid not null references accounts,
  state text not null check (state in ('usable', 'used', 'expired')),
  state_at timestamptz not null,
  deadline_at timestamptz,
  claimed_at timestamptz not null
);
create index coupons_holder on coupons (holder_id, state, id);
create index coupons_promotion on coupons (promotion_id, holder_id);
create index coupons_deadline on coupons (deadline_at) where deadline_at is not null;
call draw_machine('coupons', array['usable>used', 'usable>expired', 'used>usable', 'used>expired']);

-- A promotion that took something off a checkout. It ends when everything it was taken off was given back.
create table redemptions (
  id uuid primary key,
  promotion_id uuid not null references promotions,
  coupon_id uuid references coupons,
  checkout_id uuid not null,
  buyer_id uuid not null,
  amount bigint not null check (amount > 0),
  state text not null check (state in ('applied', 'released')),
  state_at timestamptz not null,
  deadline_at timestamptz,
  created_at timestamptz not null
);
-- A coupon is used once, whoever forgets to ask.
create unique index redemptions_coupon on redemptions (coupon_id) where coupon_id is not null and state = 'applied';
create index redemptions_promotion on redemptions (promotion_id, id);
create index redemptions_checkout on redemptions (checkout_id);
call draw_machine('redemptions', array['applied>released']);

-- Its cost, line by line: these parts are what the line's discount of that funder is made of.
create table redemption_lines (
  redemption_id uuid not null references redemptions,
  order_line_id uuid not null,
  amount bigint not null check (amount >= 0),
  quantity int not null check (quantity > 0),
  returned int not null default 0,
  primary key (redemption_id, order_line_id),
  constraint redemption_lines_returned_within check (returned between 0 and quantity)
);
create index redemption_lines_line on redemption_lines (order_line_id);
