-- Goods: categories with fee and return rule; products with a live copy and a draft; SKUs; pictures; imports.
create extension if not exists pg_trgm;

create table categories (
  id text primary key check (id ~ '^[a-z0-9_]{2,40}$'),
  parent_id text references categories,
  name_zh text not null,
  name_en text not null,
  -- Technical fee on the line's income, frozen on the order line.
  fee_ppm bigint not null check (fee_ppm between 0 and 1000000),
  -- Days to return without a reason, counted from receipt; 0 with the statutory exception named.
  return_days int not null check (return_days between 0 and 60),
  return_exception text check (return_exception in ('custom_made', 'perishable', 'digital', 'periodical')),
  deposit_fen bigint not null default 0,
  position int not null default 0,
  check ((return_days = 0) = (return_exception is not null))
);

create table pictures (
  id uuid primary key,
  shop_id uuid references shops,
  file_key text not null,
  thumb_key text not null,
  width int not null,
  height int not null,
  size_bytes bigint not null,
  uploaded_by uuid not null references accounts,
  uploaded_at timestamptz not null
);
create index pictures_shop on pictures (shop_id, uploaded_at);

-- A product is what is on sale (live columns) and, beside it, at most one draft under work or review.
create table products (
  id uuid primary key,
  shop_id uuid not null references shops,
  -- 'own': sold here. Anything else is a link to another platform, with no local order.
  source text not null default 'own',
  sub_source text,
  external_url text,
  external_id text,
  category_id text not null references categories,
  -- The copy on sale: never blanked by an edit.
  title text not null default '',
  blocks jsonb not null default '[]',
  picture_ids uuid[] not null default '{}',
  option_names text[] not null default '{}',
  ship_within_hours int not null default 48 check (ship_within_hours between 1 and 360),
  -- Lowest and highest price of its SKUs on sale, for lists.
  price_from bigint not null default 0,
  price_to bigint not null default 0,
  sold_count bigint not null default 0,
  -- draft: never yet on sale; approved: passed, off the shelf; on_shelf: on sale.
  state text not null check (state in ('draft', 'approved', 'on_shelf', 'off_shelf', 'taken_down', 'deleted')),
  state_at timestamptz not null,
  deadline_at timestamptz,
  listed_at timestamptz,
  -- Import dialects name products by handle; one handle, one product of a shop.
  handle text,
  created_at timestamptz not null,
  version int not null default 1,
  check (source = 'own' or external_url is not null)
);
create unique index products_handle on products (shop_id, handle) where handle is not null;
create index products_shop on products (shop_id, state, id);
create index products_shelf on products (category_id, id) where state = 'on_shelf';
create index products_title on products using gin (title gin_trgm_ops) where state = 'on_shelf';
call draw_machine('products', array[
  'draft>approved', 'draft>on_shelf', 'draft>deleted', 'approved>on_shelf', 'approved>deleted', 'on_shelf>off_shelf', 'on_shelf>taken_down',
  'off_shelf>on_shelf', 'off_shelf>taken_down', 'off_shelf>deleted', 'approved>taken_down', 'taken_down>off_shelf', 'taken_down>deleted']);

-- The draft copy: the whole content as it shall be. Reviewed as a whole; passing replaces the live copy.
create table product_drafts (
  id uuid primary key,
  product_id uuid not null references products,
  content jsonb not null,
  state text not null check (state in ('editing', 'in_review', 'rejected', 'passed', 'dropped')),
  state_at timestamptz not null,
  deadline_at timestamptz,
  -- What the automatic check found, and what the reviewer said, by field:
  -- [{"field": "title", "code": "superlative", "words": "…", "by": "rule" | "person", "blocks": true}]
  findings jsonb not null default '[]',
  reviewer_id uuid references accounts,
  claimed_by uuid references accounts,
  claimed_until timestamptz,
  created_by uuid not null references accounts,
  created_at timestamptz not null,
  version int not null default 1
);
create unique index product_drafts_open on product_drafts (product_id) where state in ('editing', 'in_review', 'rejected');
create index product_drafts_queue on product_drafts (state_at, id) where state = 'in_review';
call draw_machine('product_drafts', array[
  'editing>in_review', 'editing>dropped', 'in_review>editing', 'in_review>rejected', 'in_review>passed', 'rejected>in_review', 'rejected>editing', 'rejected>dropped']);

create table skus (
  id uuid primary key,
  product_id uuid not null references products,
  shop_id uuid not null references shops,
  code text not null default '',
  -- Values in the order of the product's option_names.
  option_values text[] not null default '{}',
  price bigint not null check (price between 0 and 9007199254740991),
  -- The struck-through price, if any.
  list_price bigint check (list_price is null or list_price between 0 and 9007199254740991),
  currency text not null default 'CNY' check (currency ~ '^[A-Z]{3}$'),
  picture_id uuid references pictures,
  weight_g int not null default 0,
  is_on_sale boolean not null default true,
  position int not null default 0,
  created_at timestamptz not null
);
create index skus_product on skus (product_id, position);
create unique index skus_options on skus (product_id, option_values) where is_on_sale;

create table imports (
  id uuid primary key,
  shop_id uuid not null references shops,
  file_key text not null,
  file_name text not null,
  file_hash text not null,
  dialect text not null,
  dry_run boolean not null,
  category_id text not null references categories,
  state text not null check (state in ('waiting', 'running', 'done', 'failed')),
  state_at timestamptz not null,
  deadline_at timestamptz,
  products_total int not null default 0,
  products_done int not null default 0,
  created_count int not null default 0,
  updated_count int not null default 0,
  unchanged_count int not null default 0,
  error_count int not null default 0,
  started_by uuid not null references accounts,
  created_at timestamptz not null
);
create index imports_shop on imports (shop_id, id);
create unique index imports_once on imports (shop_id, file_hash, category_id) where not dry_run and state <> 'failed';
call draw_machine('imports', array['waiting>running', 'running>done', 'running>failed', 'running>waiting', 'waiting>failed']);

create table import_errors (
  import_id uuid not null references imports,
  line int not null,
  handle text not null default '',
  field text not null default '',
  code text not null,
  words text not null,
  primary key (import_id, line, field, code)
);
