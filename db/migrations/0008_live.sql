-- Rooms, their stream, cart, chat, events, sales.

create table rooms (
  id uuid primary key,
  host_id uuid not null references accounts,
  title text not null check (length(title) between 1 and 60),
  cover_id uuid references pictures,
  -- The shop that hosts itself, if any: its own goods then carry no commission.
  shop_id uuid references shops,
  state text not null check (state in ('preview', 'live', 'paused', 'ended', 'banned')),
  state_at timestamptz not null,
  deadline_at timestamptz,
  -- Names the media stream; push keys are bound to it and die with the room.
  stream_id text not null unique,
  -- Bumped with every push key; only the newest opens, and only its hash is kept.
  key_version int not null default 1,
  push_key_hash bytea,
  -- A recording goes on while the session is the same; the engine never takes an ended one up again.
  session_no int not null default 1,
  -- Whoever runs the media engine is to cut the publisher off.
  is_kick_wanted boolean not null default false,
  stream text not null default 'none' check (stream in ('none', 'on_air', 'interrupted', 'ended')),
  -- The stream's own time at `stream_at`; it runs on only while on air.
  stream_at timestamptz,
  stream_offset_ms bigint not null default 0,
  scheduled_at timestamptz,
  started_at timestamptz,
  ended_at timestamptz,
  end_reason text,
  -- Sequence of the critical lane: card pins, prices, stock, sales.
  event_seq bigint not null default 0,
  viewers int not null default 0 check (viewers >= 0),
  viewers_peak int not null default 0,
  likes bigint not null default 0,
  item_clicks bigint not null default 0,
  orders_count bigint not null default 0,
  orders_paid bigint not null default 0,
  gmv bigint not null default 0,
  replay_ready_at timestamptz,
  created_at timestamptz not null,
  check (state not in ('ended', 'banned') or push_key_hash is null)
);
create index rooms_host on rooms (host_id, id);
create index rooms_on_air on rooms (viewers, id) where state in ('live', 'paused');
create index rooms_replay on rooms (ended_at, id) where state = 'ended' and replay_ready_at is not null;
create unique index rooms_one_on_air on rooms (host_id) where state in ('live', 'paused');
create index rooms_deadline on rooms (deadline_at) where deadline_at is not null;
create index rooms_streaming on rooms (id) where stream in ('on_air', 'interrupted') or is_kick_wanted;
call draw_machine('rooms', array[
  'preview>live', 'preview>ended', 'live>paused', 'paused>live', 'live>ended', 'paused>ended', 'live>banned', 'paused>banned', 'preview>banned']);

-- Where the stream stands at an instant, on its own time; null when there never was one.
create function stream_offset(stream text, stream_at timestamptz, offset_ms bigint, at timestamptz) returns bigint
  language sql immutable as $$
  select case stream
    when 'none' then null
    when 'on_air' then offset_ms + greatest(0, (extract(epoch from at - stream_at) * 1000)::bigint)
    else offset_ms end
$$;

-- What the encoder sends right now, for the desk.
create table room_streams (
  room_id uuid primary key references rooms,
  health jsonb not null,
  at timestamptz not null
);

create table room_items (
  id uuid primary key,
  room_id uuid not null references rooms,
  product_id uuid not null references products,
  position int not null,
  -- listed: in the cart; hidden_by_policy: taken out by a rule, restorable; removed by the host.
  state text not null check (state in ('listed', 'hidden_by_policy', 'removed')),
  state_at timestamptz not null,
  deadline_at timestamptz,
  hidden_rule_id text,
  is_explaining boolean not null default false check (not is_explaining or state = 'listed'),
  explain_count int not null default 0,
  -- Milliseconds into the stream at which the latest explanation began and ended.
  explained_from_ms bigint,
  explained_to_ms bigint,
  sold_count bigint not null default 0 check (sold_count >= 0),
  -- Stock or card moved since the room was told; a sweep tells it once for many moves.
  is_stock_stale boolean not null default false,
  is_card_stale boolean not null default false,
  added_at timestamptz not null
);
create unique index room_items_once on room_items (room_id, product_id) where state <> 'removed';
create unique index room_items_one_explaining on room_items (room_id) where is_explaining;
create index room_items_room on room_items (room_id, position);
create index room_items_product on room_items (product_id) where state <> 'removed';
create index room_items_stale on room_items (id) where is_stock_stale or is_card_stale;
call draw_machine('room_items', array['listed>hidden_by_policy', 'hidden_by_policy>listed', 'listed>removed', 'hidden_by_policy>removed']);

-- Which warnings of a coming rule were given: at its announcement, a day, an hour, five minutes ahead.
create table policy_warnings (
  item_id uuid not null references room_items,
  rule_id text not null,
  takes_effect_at timestamptz not null,
  mark text not null check (mark in ('announced', 'day', 'hour', 'minutes')),
  at timestamptz not null,
  primary key (item_id, rule_id, takes_effect_at, mark)
);

create table chat_messages (
  id bigint generated always as identity primary key,
  room_id uuid not null references rooms,
  account_id uuid not null references accounts,
  words text not null check (length(words) between 1 and 200),
  at timestamptz not null,
  offset_ms bigint,
  hidden_at timestamptz
);
create index chat_messages_room on chat_messages (room_id, id);

create table room_mutes (
  room_id uuid not null references rooms,
  account_id uuid not null references accounts,
  by_id uuid not null references accounts,
  until timestamptz,
  at timestamptz not null,
  primary key (room_id, account_id)
);

-- The critical lane of a room, kept so that a viewer who comes back gets what was missed.
create table room_events (
  room_id uuid not null references rooms,
  seq bigint not null,
  type text not null,
  payload jsonb not null,
  host_only boolean not null default false,
  at timestamptz not null,
  offset_ms bigint,
  primary key (room_id, seq)
);

-- Lines bought from rooms, as their orders tell; counted into rooms and items in batches.
create table room_orders (
  line_id uuid primary key,
  order_id uuid not null,
  room_id uuid not null references rooms,
  product_id uuid not null,
  -- The first line of its order in this room counts the order.
  is_head boolean not null,
  buyer text not null,
  title text not null,
  quantity bigint not null check (quantity > 0),
  amount bigint not null check (amount >= 0),
  state text not null check (state in ('placed', 'paid', 'cancelled')),
  is_paid boolean not null default false,
  -- What is in the room's figures already.
  counted text not null default 'none' check (counted in ('none', 'placed', 'paid', 'taken_back')),
  at timestamptz not null,
  paid_at timestamptz
);
create index room_orders_room on room_orders (room_id, at);
create index room_orders_order on room_orders (order_id);
create index room_orders_uncounted on room_orders (line_id)
  where counted = 'none' or (counted = 'placed' and is_paid) or (counted = 'paid' and state = 'cancelled');

create table room_minutes (
  room_id uuid not null references rooms,
  minute timestamptz not null,
  gmv bigint not null default 0,
  viewers int not null default 0,
  primary key (room_id, minute)
);

-- Flash offers whose figures moved since the room was told.
create table room_flash_moves (
  flash_offer_id uuid primary key,
  room_id uuid not null references rooms,
  payload jsonb not null
);

-- How many watch through each gateway process; by the wall clock, for it is about open sockets.
create unlogged table room_presence (
  room_id uuid not null,
  gateway_id uuid not null,
  viewers int not null,
  seen_at timestamptz not null,
  primary key (room_id, gateway_id)
);

-- Tickets that were used; a ticket itself is a signed word and leaves no row.
create unlogged table room_tickets (
  nonce text primary key,
  expires_at timestamptz not null
);
