-- Stock, reservations, flash offers. Safety rests on these checks and on row locks in id order.

create table stock (
  sku_id uuid primary key references skus,
  shop_id uuid not null references shops,
  received bigint not null default 0 check (received >= 0),
  available bigint not null default 0 check (available >= 0),
  reserved bigint not null default 0 check (reserved >= 0),
  sold bigint not null default 0 check (sold >= 0),
  written_off bigint not null default 0 check (written_off >= 0),
  -- The stock its listing came with has been received: hearing of the listing again adds nothing.
  is_listed boolean not null default false,
  constraint stock_adds_up check (received = available + reserved + sold + written_off)
);
create index stock_shop on stock (shop_id);

create table stock_changes (
  id bigint generated always as identity primary key,
  sku_id uuid not null references skus,
  change bigint not null,
  reason text not null,
  actor_kind text not null,
  actor_id text not null,
  at timestamptz not null
);
create index stock_changes_sku on stock_changes (sku_id, id);

create table flash_offers (
  id uuid primary key,
  room_id uuid not null,
  shop_id uuid not null references shops,
  sku_id uuid not null references skus,
  price bigint not null check (price >= 0),
  quota bigint not null check (quota > 0),
  taken bigint not null default 0 check (taken >= 0),
  limit_per_buyer int not null check (limit_per_buyer between 1 and 999),
  opens_at timestamptz not null,
  closes_at timestamptz not null,
  state text not null check (state in ('scheduled', 'open', 'closed')),
  state_at timestamptz not null,
  deadline_at timestamptz,
  created_by uuid not null references accounts,
  created_at timestamptz not null,
  constraint flash_quota_holds check (taken <= quota),
  check (closes_at > opens_at)
);
create index flash_offers_room on flash_offers (room_id, id);
create unique index flash_offers_one_open on flash_offers (sku_id) where state in ('scheduled', 'open');
create index flash_offers_deadline on flash_offers (deadline_at) where deadline_at is not null;
call draw_machine('flash_offers', array['scheduled>open', 'scheduled>closed', 'open>closed']);

-- How many of a flash offer each buyer holds: the limit per buyer is a constraint, not a hope.
create table flash_takings (
  flash_offer_id uuid not null references flash_offers,
  buyer_id uuid not null references accounts,
  quantity bigint not null check (quantity >= 0),
  limit_per_buyer int not null,
  primary key (flash_offer_id, buyer_id),
  constraint flash_limit_holds check (quantity <= limit_per_buyer)
);

-- One row per order line: reserved at checkout, ends exactly once as claimed (paid) or released.
create table reservations (
  -- The order line.
  id uuid primary key,
  sku_id uuid not null references skus,
  buyer_id uuid not null references accounts,
  quantity bigint not null check (quantity > 0),
  -- How many came back on the shelf after they were sold (refunded before shipping).
  returned bigint not null default 0,
  flash_offer_id uuid references flash_offers,
  state text not null check (state in ('reserved', 'claimed', 'released', 'returned')),
  state_at timestamptz not null,
  deadline_at timestamptz,
  constraint reservations_returned check (returned between 0 and quantity)
);
create index reservations_sku on reservations (sku_id, state);
create index reservations_flash on reservations (flash_offer_id) where flash_offer_id is not null;
call draw_machine('reservations', array['reserved>claimed', 'reserved>released', 'claimed>returned']);
