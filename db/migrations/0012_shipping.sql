-- Parcels and what carriers report. Facts come from carriers, not from sellers.

create table parcels (
  id uuid primary key,
  order_id uuid not null references orders,
  shop_id uuid not null references shops,
  -- outbound: to the buyer; return: back to the shop.
  direction text not null check (direction in ('outbound', 'return')),
  aftersale_id uuid,
  carrier text not null,
  tracking_number text not null,
  state text not null check (state in ('created', 'picked_up', 'in_transit', 'out_for_delivery', 'signed', 'returned', 'lost')),
  state_at timestamptz not null,
  deadline_at timestamptz,
  signed_at timestamptz,
  -- Why somebody should look: no_carrier_event (announced, never handed over), carrier_silent (stuck on the way).
  suspicious_reason text check (suspicious_reason in ('no_carrier_event', 'carrier_silent')),
  suspicious_at timestamptz,
  created_by uuid not null references accounts,
  created_at timestamptz not null
);
create index parcels_aftersale on parcels (aftersale_id) where aftersale_id is not null;
create unique index parcels_number on parcels (carrier, tracking_number);
create index parcels_order on parcels (order_id);
create index parcels_deadline on parcels (deadline_at) where deadline_at is not null;
call draw_machine('parcels', array[
  'created>picked_up', 'created>in_transit', 'created>out_for_delivery', 'created>signed', 'created>lost', 'created>returned',
  'picked_up>in_transit', 'picked_up>out_for_delivery', 'picked_up>signed', 'picked_up>lost', 'picked_up>returned',
  'in_transit>out_for_delivery', 'in_transit>signed', 'in_transit>returned', 'in_transit>lost',
  'out_for_delivery>signed', 'out_for_delivery>in_transit', 'out_for_delivery>returned', 'out_for_delivery>lost',
  'lost>signed', 'lost>returned', 'signed>returned']);

create table parcel_lines (
  parcel_id uuid not null references parcels,
  order_line_id uuid not null references order_lines,
  quantity int not null check (quantity > 0),
  primary key (parcel_id, order_line_id)
);

create table tracking_events (
  id uuid primary key,
  parcel_id uuid not null references parcels,
  carrier_event_id text not null,
  state text not null,
  place text not null default '',
  words text not null default '',
  happened_at timestamptz not null,
  received_at timestamptz not null,
  -- The bytes as they came, for disputes with the carrier.
  raw text not null,
  unique (parcel_id, carrier_event_id)
);
