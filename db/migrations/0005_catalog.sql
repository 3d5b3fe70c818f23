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
-- Fees of 2 to 5 % as the platforms of this trade publish them. Seven days to return without a reason is the
-- rule (consumer rights law, article 25); its four exceptions are named.
insert into categories (id, name_zh, name_en, fee_ppm, return_days, return_exception, deposit_fen, position) values
  ('apparel_women', '女装', 'Women’s clothing', 50000, 7, null, 500000, 1),
  ('apparel_men', '男装', 'Men’s clothing', 50000, 7, null, 500000, 2),
  ('shoes_bags', '鞋靴箱包', 'Shoes and bags', 50000, 7, null, 500000, 3),
  ('jewelry', '珠宝饰品', 'Jewellery', 50000, 7, null, 2000000, 4),
  ('beauty', '美妆护肤', 'Beauty and skin care', 50000, 7, null, 500000, 5),
  ('personal_care', '个护清洁', 'Personal care and cleaning', 25000, 7, null, 200000, 6),
  ('mother_baby', '母婴用品', 'Mother and baby', 40000, 7, null, 500000, 7),
  ('toys', '玩具乐器', 'Toys and instruments', 40000, 7, null, 200000, 8),
  ('kitchen', '厨具餐具', 'Kitchen and tableware', 50000, 7, null, 200000, 9),
  ('home_textile', '家纺布艺', 'Home textiles', 50000, 7, null, 200000, 10),
  ('home_garden', '家居园艺', 'Home and garden', 50000, 7, null, 200000, 11),
  ('appliances', '家用电器', 'Home appliances', 20000, 7, null, 500000, 12),
  ('phones_digital', '手机数码', 'Phones and electronics', 20000, 7, null, 500000, 13),
  ('sports_outdoor', '运动户外', 'Sports and outdoors', 50000, 7, null, 200000, 14),
  ('snacks_food', '零食粮油', 'Snacks and groceries', 20000, 7, null, 2000000, 15),
  ('tea_coffee', '茶叶冲饮', 'Tea, coffee and drinks', 50000, 7, null, 2000000, 16),
  ('health_food', '保健食品', 'Health food', 50000, 7, null, 2000000, 17),
  ('pets', '宠物用品', 'Pet supplies', 50000, 7, null, 200000, 18),
  ('books', '图书', 'Books', 20000, 7, null, 200000, 19),
  ('periodicals', '报纸期刊', 'Newspapers and magazines', 20000, 0, 'periodical', 200000, 20),
  ('fresh_food', '生鲜水果', 'Fresh food and fruit', 20000, 0, 'perishable', 2000000, 21),
  ('flowers', '鲜花绿植', 'Cut flowers and plants', 50000, 0, 'perishable', 200000, 22),
  ('custom_made', '个性定制', 'Made to order', 50000, 0, 'custom_made', 200000, 23),
  ('digital_goods', '数字商品', 'Digital goods', 50000, 0, 'digital', 100000, 24);

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
  -- What the platform said when it last took the goods off sale.
  take_down_reason text,
  -- Import dialects name products by handle; one handle, one product of a shop.
  handle text,
  -- Digest of the file rows it was last imported from: the same rows again change nothing.
  import_hash text,
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
  -- When it was handed in, and when the review ran late and went up.
  submitted_at timestamptz,
  escalated_at timestamptz,
  claimed_by uuid references accounts,
  claimed_until timestamptz,
  created_by uuid not null references accounts,
  created_at timestamptz not null,
  version int not null default 1
);
create unique index product_drafts_open on product_drafts (product_id) where state in ('editing', 'in_review', 'rejected');
create index product_drafts_queue on product_drafts (submitted_at, id) where state = 'in_review';
create index product_drafts_product on product_drafts (product_id, id);
create index product_drafts_deadline on product_drafts (deadline_at) where deadline_at is not null;
call draw_machine('product_drafts', array[
  'editing>in_review', 'editing>dropped', 'in_review>in_review', 'in_review>editing', 'in_review>rejected', 'in_review>passed', 'rejected>in_review', 'rejected>editing', 'rejected>dropped']);

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
-- One file runs once at a time; running it again later changes nothing (products.import_hash).
create unique index imports_once on imports (shop_id, file_hash, category_id) where not dry_run and state in ('waiting', 'running');
create index imports_due on imports (state, id) where state in ('waiting', 'running');
call draw_machine('imports', array['waiting>running', 'running>done', 'running>failed', 'running>waiting', 'waiting>failed']);

create table import_errors (
  import_id uuid not null references imports,
  line int not null,
  handle text not null default '',
  field text not null default '',
  code text not null,
  words text not null,
  -- The product was taken all the same.
  is_warning boolean not null default false,
  primary key (import_id, line, field, code)
);
