-- Rooms, their sessions, cart, chat, cues.

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
  -- Names the media stream; a new push key is bound to this and dies with the room.
  stream_id text not null unique,
  -- Bumped to make every older push key void.
  key_version int not null default 1,
  scheduled_at timestamptz,
  started_at timestamptz,
  ended_at timestamptz,
  end_reason text,
  -- Sequence of the critical lane: card pins, prices, stock, sales.
  event_seq bigint not null default 0,
  viewers_peak int not null default 0,
  likes bigint not null default 0,
  orders_count bigint not null default 0,
  gmv bigint not null default 0,
  replay_ready_at timestamptz,
  created_at timestamptz not null
);
create index rooms_host on rooms (host_id, id);
create index rooms_on_air on rooms (started_at) where state in ('live', 'paused');
create index rooms_replay on rooms (ended_at) where state = 'ended';
create unique index rooms_one_on_air on rooms (host_id) where state in ('live', 'paused');
create index rooms_deadline on rooms (deadline_at) where deadline_at is not null;
call draw_machine('rooms', array[
  'preview>live', 'preview>ended', 'live>paused', 'paused>live', 'live>ended', 'paused>ended', 'live>banned', 'paused>banned', 'preview>banned']);

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
  is_explaining boolean not null default false,
  explain_count int not null default 0,
  -- Milliseconds into the stream at which the latest explanation began and ended.
  explained_from_ms bigint,
  explained_to_ms bigint,
  sold_count bigint not null default 0,
  added_at timestamptz not null
);
create unique index room_items_once on room_items (room_id, product_id) where state <> 'removed';
create unique index room_items_one_explaining on room_items (room_id) where is_explaining;
create index room_items_product on room_items (product_id) where state <> 'removed';
call draw_machine('room_items', array['listed>hidden_by_policy', 'hidden_by_policy>listed', 'listed>removed', 'hidden_by_policy>removed']);

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
  at timestamptz not null,
  offset_ms bigint,
  primary key (room_id, seq)
);
