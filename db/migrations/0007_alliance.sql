-- What a creator earns for selling a product: open plans, one rate per product for everybody.

create table open_plans (
  id uuid primary key,
  product_id uuid not null references products,
  shop_id uuid not null references shops,
  commission_ppm bigint not null check (commission_ppm between 0 and 900000),
  is_open boolean not null default true,
  created_at timestamptz not null,
  changed_at timestamptz not null
);
create unique index open_plans_product on open_plans (product_id);
