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
create index open_plans_shop on open_plans (shop_id);

-- What a plan was, from when, by whom: creators and shops may look back; orders carry their own copy.
create table open_plan_changes (
  id bigint generated always as identity primary key,
  plan_id uuid not null references open_plans,
  commission_ppm bigint not null,
  is_open boolean not null,
  changed_by uuid not null references accounts,
  at timestamptz not null
);
create index open_plan_changes_plan on open_plan_changes (plan_id, id);
create trigger open_plan_changes_append_only before update or delete on open_plan_changes
  for each row execute function refuse_change();
