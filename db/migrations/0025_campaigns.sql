-- Leaders bring merchants' goods and creators together: campaigns, the goods in them, and the creators who sell by them.

create table leaders (
  account_id uuid primary key references accounts,
  name text not null unique check (length(name) between 2 and 40),
  words text not null default '' check (length(words) <= 500),
  since timestamptz not null,
  changed_at timestamptz not null
);

create table campaigns (
  id uuid primary key,
  leader_id uuid not null references leaders (account_id),
  title text not null check (length(title) between 1 and 60),
  words text not null default '' check (length(words) <= 1000),
  -- The leader's service fee on what the buyer pays, and the least that creators are to earn.
  leader_ppm bigint not null check (leader_ppm between 0 and 400000),
  min_commission_ppm bigint not null check (min_commission_ppm between 0 and 900000),
  min_promotion_days int not null check (min_promotion_days in (0, 15, 30, 60, 90)),
  protection_months int not null check (protection_months between 0 and 6),
  -- Every creator sells by it; else those who joined.
  is_open_to_all boolean not null,
  applies_until timestamptz not null,
  ends_at timestamptz not null,
  state text not null check (state in ('open', 'closed')),
  state_at timestamptz not null,
  deadline_at timestamptz,
  created_at timestamptz not null,
  check (leader_ppm + min_commission_ppm <= 900000),
  check (applies_until <= ends_at)
);
create index campaigns_leader on campaigns (leader_id, id);
create index campaigns_open on campaigns (id) where state = 'open';
create index campaigns_deadline on campaigns (deadline_at) where deadline_at is not null;
call draw_machine('campaigns', array['open>closed']);

create table campaign_items (
  id uuid primary key,
  campaign_id uuid not null references campaigns,
  leader_id uuid not null references leaders (account_id),
  product_id uuid not null references products,
  shop_id uuid not null references shops,
  -- Both fees as they were agreed; a cut of the commission counts from `next_from`.
  leader_ppm bigint not null check (leader_ppm between 0 and 400000),
  commission_ppm bigint not null check (commission_ppm between 0 and 900000),
  next_commission_ppm bigint check (next_commission_ppm between 0 and 900000),
  next_from timestamptz,
  is_open_to_all boolean not null,
  state text not null check (state in ('pending', 'promoting', 'rejected', 'terminated', 'expired')),
  state_at timestamptz not null,
  deadline_at timestamptz,
  applied_by uuid not null references accounts,
  applied_at timestamptz not null,
  promoted_at timestamptz,
  -- Until here the shop may not ask for an early end; until here no other leader may take the goods.
  min_until timestamptz,
  protected_until timestamptz,
  -- An early end that was agreed: when it comes, the goods leave as `terminated`.
  is_ending boolean not null default false,
  answer_words text,
  constraint campaign_rates_fit check (leader_ppm + commission_ppm <= 900000 and leader_ppm + coalesce(next_commission_ppm, 0) <= 900000),
  check ((next_commission_ppm is null) = (next_from is null))
);
create unique index campaign_items_once on campaign_items (campaign_id, product_id) where state in ('pending', 'promoting');
create index campaign_items_promoting on campaign_items (product_id) where state = 'promoting';
create index campaign_items_protected on campaign_items (product_id, protected_until) where protected_until is not null;
create index campaign_items_leader on campaign_items (leader_id, id);
create index campaign_items_shop on campaign_items (shop_id, id);
create index campaign_items_campaign on campaign_items (campaign_id, id);
create index campaign_items_deadline on campaign_items (deadline_at) where deadline_at is not null;
call draw_machine('campaign_items', array[
  'pending>promoting', 'pending>rejected', 'pending>terminated', 'pending>expired',
  'promoting>promoting', 'promoting>terminated', 'promoting>expired']);

-- What the shop asks of the leader while goods are promoted: another commission, or an early end.
create table campaign_changes (
  id uuid primary key,
  item_id uuid not null references campaign_items,
  kind text not null check (kind in ('rate', 'end')),
  commission_ppm bigint check (commission_ppm between 0 and 900000),
  state text not null check (state in ('asked', 'agreed', 'refused', 'void')),
  state_at timestamptz not null,
  deadline_at timestamptz,
  asked_by uuid not null references accounts,
  asked_at timestamptz not null,
  check ((kind = 'rate') = (commission_ppm is not null))
);
create unique index campaign_changes_one_asked on campaign_changes (item_id) where state = 'asked';
create index campaign_changes_item on campaign_changes (item_id, id);
create index campaign_changes_deadline on campaign_changes (deadline_at) where deadline_at is not null;
call draw_machine('campaign_changes', array['asked>agreed', 'asked>refused', 'asked>void']);

-- By whose campaign a creator sells a product: one at a time, chosen by the creator.
create table campaign_joins (
  id uuid primary key,
  item_id uuid not null references campaign_items,
  product_id uuid not null references products,
  creator_id uuid not null references accounts,
  joined_at timestamptz not null,
  left_at timestamptz
);
create unique index campaign_joins_one on campaign_joins (product_id, creator_id) where left_at is null;
create index campaign_joins_creator on campaign_joins (creator_id, id) where left_at is null;
create index campaign_joins_item on campaign_joins (item_id) where left_at is null;
