-- A marketplace's past, taken over from its files: history to read and to reckon with, never to sell, refund or pay out.
-- Its money stands on ledger accounts of its own (past_…), in the currency and by the rate of the import.

create table pasts (
  id uuid primary key,
  name text not null unique check (name ~ '^[a-z0-9_-]{1,40}$'),
  source text not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  -- Where the source's clock stood: its times have no zone.
  time_zone text not null,
  -- The fee by which what was delivered is shared out, frozen for the whole import.
  fee_ppm bigint not null check (fee_ppm between 0 and 1000000),
  -- Digest of the files: a past is taken over from one set of files, however many runs it takes.
  fingerprint text not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  runs int not null default 1
);

-- How far each file has been read; an interrupted import goes on behind it.
create table past_progress (
  past_id uuid not null references pasts,
  stage text not null,
  rows_done bigint not null check (rows_done >= 0),
  is_over boolean not null default false,
  at timestamptz not null,
  primary key (past_id, stage)
);

create table past_sellers (
  id uuid primary key,
  past_id uuid not null references pasts,
  source_id text not null,
  city text not null,
  region text not null
);
create index past_sellers_import on past_sellers (past_id, id);

-- One for each order, as the source has it; `person_id` is the same for the orders of one person.
create table past_customers (
  id uuid primary key,
  past_id uuid not null references pasts,
  person_id uuid not null,
  city text not null,
  region text not null
);
create index past_customers_import on past_customers (past_id, person_id);

create table past_products (
  id uuid primary key,
  past_id uuid not null references pasts,
  source_id text not null,
  category text,
  weight_g int
);
create index past_products_import on past_products (past_id, id);

create table past_orders (
  id uuid primary key,
  past_id uuid not null references pasts,
  source_id text not null,
  customer_id uuid not null references past_customers,
  status text not null check (status in
    ('created', 'approved', 'processing', 'invoiced', 'shipped', 'delivered', 'canceled', 'unavailable')),
  bought_at timestamptz not null,
  approved_at timestamptz,
  shipped_at timestamptz,
  delivered_at timestamptz,
  promised_at timestamptz,
  -- Known once it is booked: goods and freight, and what was paid.
  due_amount bigint,
  paid_amount bigint,
  booked_at timestamptz,
  check ((booked_at is null) = (due_amount is null) and (booked_at is null) = (paid_amount is null))
);
create index past_orders_import on past_orders (past_id, id);
create index past_orders_waiting on past_orders (past_id, id) where booked_at is null;
create index past_orders_customer on past_orders (customer_id);

-- One row a unit, as at the source: a fee is rounded for each.
create table past_lines (
  id uuid primary key,
  past_id uuid not null references pasts,
  order_id uuid not null references past_orders,
  position int not null check (position > 0),
  product_id uuid not null references past_products,
  seller_id uuid not null references past_sellers,
  ship_by timestamptz,
  price bigint not null check (price >= 0),
  freight bigint not null check (freight >= 0),
  -- Null until the order is booked, and for good where nothing was delivered.
  fee bigint check (fee between 0 and price),
  unique (order_id, position)
);
create index past_lines_import on past_lines (past_id, id);
create index past_lines_seller on past_lines (seller_id, id);
create index past_lines_product on past_lines (product_id);

create table past_payments (
  order_id uuid not null references past_orders,
  position int not null check (position > 0),
  past_id uuid not null references pasts,
  method text not null,
  instalments int not null check (instalments >= 0),
  amount bigint not null check (amount >= 0),
  primary key (order_id, position)
);
create index past_payments_import on past_payments (past_id, order_id, position);

-- Orders whose payments are not what goods and freight come to, by more than a cent.
create table past_exceptions (
  order_id uuid primary key references past_orders,
  past_id uuid not null references pasts,
  -- rounding: a cent a unit at most; interest: paid more, in instalments. The last two lack a side to compare.
  kind text not null check (kind in ('rounding', 'interest', 'overpaid', 'underpaid', 'nothing_sold', 'nothing_paid')),
  due_amount bigint not null,
  paid_amount bigint not null,
  difference bigint not null generated always as (paid_amount - due_amount) stored,
  lines_count int not null,
  payments_count int not null
);
create index past_exceptions_import on past_exceptions (past_id, kind, order_id);
