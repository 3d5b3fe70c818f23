-- Free samples: what a shop gives to creators, on what conditions, and each sample's way until it was shown.

create table sample_offers (
  product_id uuid primary key references products,
  shop_id uuid not null references shops,
  -- Which SKU is sent.
  sku_id uuid not null references skus,
  is_open boolean not null,
  -- Samples the shop gives in all, and how many of them are asked for, on their way or used.
  quota int not null check (quota between 1 and 10000),
  taken int not null default 0 check (taken >= 0),
  per_creator int not null check (per_creator between 1 and 10),
  -- Whom it is for: followers of the creator, and orders paid in rooms of theirs that are over.
  min_followers bigint not null default 0 check (min_followers >= 0),
  min_sales bigint not null default 0 check (min_sales >= 0),
  created_at timestamptz not null,
  changed_by uuid not null references accounts,
  changed_at timestamptz not null,
  constraint sample_quota_holds check (taken <= quota)
);
create index sample_offers_shop on sample_offers (shop_id, product_id);
create index sample_offers_open on sample_offers (product_id) where is_open;

-- What a creator has shown, and how many samples wait for them; the limit is a constraint.
create table sample_creators (
  creator_id uuid primary key references accounts,
  waiting int not null default 0,
  rooms_over bigint not null default 0,
  -- Orders that were paid by the end of each room.
  sales bigint not null default 0,
  constraint sample_limit_holds check (waiting between 0 and 5)
);

create table samples (
  id uuid primary key,
  product_id uuid not null references products,
  sku_id uuid not null references skus,
  shop_id uuid not null references shops,
  creator_id uuid not null references accounts,
  words text not null default '',
  -- A copy: it says where this parcel goes, whatever the creator changes later.
  address jsonb not null,
  state text not null check (state in (
    'pending', 'awaiting_shipment', 'shipped', 'content_pending', 'appealed', 'completed',
    'rejected', 'overdue', 'seller_not_shipped', 'unfulfilled', 'withdrawn')),
  state_at timestamptz not null,
  deadline_at timestamptz,
  -- The piece left the shop's stock and did not come back.
  has_taken_stock boolean not null default false,
  carrier text,
  tracking_number text,
  shipped_at timestamptz,
  received_at timestamptz,
  is_extended boolean not null default false,
  -- Once the content is overdue: until when the creator may appeal, and what was said.
  appeal_until timestamptz,
  appeal_words text,
  answer_words text,
  -- By what it was fulfilled: a room, or the shop's word.
  room_id uuid,
  created_at timestamptz not null,
  check ((state = 'shipped') <= (tracking_number is not null))
);
create index samples_creator on samples (creator_id, id);
create index samples_shop on samples (shop_id, id);
create index samples_product on samples (product_id, creator_id);
create index samples_deadline on samples (deadline_at) where deadline_at is not null;
create unique index samples_one_waiting on samples (product_id, creator_id)
  where state in ('pending', 'awaiting_shipment', 'shipped', 'content_pending');
call draw_machine('samples', array[
  'pending>awaiting_shipment', 'pending>rejected', 'pending>overdue', 'pending>withdrawn',
  'awaiting_shipment>shipped', 'awaiting_shipment>seller_not_shipped', 'awaiting_shipment>withdrawn',
  'shipped>content_pending', 'shipped>completed',
  'content_pending>content_pending', 'content_pending>completed', 'content_pending>unfulfilled',
  'unfulfilled>appealed', 'appealed>completed', 'appealed>unfulfilled']);
