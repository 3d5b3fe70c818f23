-- Basket, checkout, orders, lines. A line freezes everything it was sold by.

create table basket_lines (
  account_id uuid not null references accounts,
  sku_id uuid not null references skus,
  -- Where it was put in from: decides attribution at checkout.
  room_id uuid references rooms,
  quantity int not null check (quantity between 1 and 999),
  price_when_added bigint not null,
  added_at timestamptz not null,
  primary key (account_id, sku_id)
);

-- Public order numbers: the day and twelve digits that neither repeat nor tell how many were sold. The factor has
-- no divisor in common with 10^12, so a cycle of that many numbers holds none twice.
create sequence order_numbers;
create function next_order_number(at timestamptz) returns text language sql volatile as $$
  select to_char(at at time zone 'Asia/Shanghai', 'YYMMDD')
    || lpad(((nextval('order_numbers')::numeric * 618033988749 + 271828182845) % 1000000000000)::text, 12, '0')
$$;

-- One tap on "buy": several shops' orders, one payment.
create table checkouts (
  id uuid primary key,
  buyer_id uuid not null references accounts,
  payment_id uuid references payments,
  amount bigint not null check (amount >= 0),
  currency text not null,
  address jsonb not null,
  created_at timestamptz not null
);
create index checkouts_buyer on checkouts (buyer_id, id);

create table orders (
  id uuid primary key,
  -- What people read out: 18 digits.
  number text not null unique check (number ~ '^[0-9]{18}$'),
  checkout_id uuid not null references checkouts,
  buyer_id uuid not null references accounts,
  shop_id uuid not null references shops,
  payment_id uuid references payments,
  currency text not null,
  goods_amount bigint not null check (goods_amount >= 0),
  discount_amount bigint not null default 0 check (discount_amount >= 0),
  freight_amount bigint not null default 0 check (freight_amount >= 0),
  paid_amount bigint not null check (paid_amount >= 0),
  refunded_amount bigint not null default 0,
  address jsonb not null,
  buyer_note text not null default '' check (length(buyer_note) <= 200),
  state text not null check (state in ('unpaid', 'to_ship', 'part_shipped', 'shipped', 'completed', 'cancelled')),
  state_at timestamptz not null,
  deadline_at timestamptz,
  cancel_reason text,
  -- The slowest promise of its lines, frozen at order time; counts from the payment.
  ship_within_hours int not null check (ship_within_hours > 0),
  ship_by timestamptz,
  paid_at timestamptz,
  shipped_at timestamptz,
  received_at timestamptz,
  completed_at timestamptz,
  -- While an after-sale is open the clock that confirms receipt stands still.
  open_aftersales int not null default 0 check (open_aftersales >= 0),
  -- What was left of that clock when it stopped.
  receipt_left_ms bigint check (receipt_left_ms >= 0),
  -- The buyer may have the clock put back once.
  extended_at timestamptz,
  created_at timestamptz not null,
  constraint orders_add_up check (paid_amount = goods_amount - discount_amount + freight_amount),
  constraint orders_refund_within check (refunded_amount between 0 and paid_amount)
);
create index orders_buyer on orders (buyer_id, id);
create index orders_shop on orders (shop_id, state, id);
create index orders_checkout on orders (checkout_id);
create index orders_payment on orders (payment_id);
create index orders_deadline on orders (deadline_at) where deadline_at is not null;
create index orders_recipient on orders ((address ->> 'recipient'));
call draw_machine('orders', array[
  'unpaid>to_ship', 'unpaid>cancelled', 'to_ship>part_shipped', 'to_ship>shipped', 'to_ship>cancelled', 'part_shipped>shipped', 'part_shipped>completed', 'shipped>completed']);

-- Payments that were heard of and wait to be applied, many at once: row locks are then taken in one order.
create table heard_payments (
  payment_id uuid primary key references payments,
  checkout_id uuid not null references checkouts,
  paid_at timestamptz not null
);

create table order_lines (
  id uuid primary key,
  order_id uuid not null references orders,
  shop_id uuid not null references shops,
  position int not null,
  product_id uuid not null references products,
  sku_id uuid not null references skus,
  quantity int not null check (quantity between 1 and 999),
  -- Frozen at order time; later edits never rewrite history.
  title text not null,
  option_values text[] not null,
  picture_key text,
  unit_price bigint not null check (unit_price >= 0),
  -- unit_price × quantity
  price_amount bigint not null,
  shop_discount bigint not null default 0 check (shop_discount >= 0),
  platform_discount bigint not null default 0 check (platform_discount >= 0),
  creator_discount bigint not null default 0 check (creator_discount >= 0),
  -- What the buyer pays for the goods of this line: the commission base.
  paid_amount bigint not null check (paid_amount >= 0),
  fee_ppm bigint not null,
  commission_ppm bigint not null default 0,
  leader_ppm bigint not null default 0,
  -- The platform's cut of the leader fee.
  leader_cut_ppm bigint not null default 0,
  premium bigint not null default 0,
  plan_id uuid,
  creator_id uuid references accounts,
  leader_id uuid references accounts,
  room_id uuid references rooms,
  stream_offset_ms bigint,
  flash_offer_id uuid references flash_offers,
  return_days int not null,
  return_exception text,
  -- Running sums. Of what was refunded, cancelled_quantity had not been shipped and never will be.
  shipped_quantity int not null default 0,
  cancelled_quantity int not null default 0 check (cancelled_quantity >= 0),
  refunded_quantity int not null default 0,
  refunded_amount bigint not null default 0,
  constraint lines_price check (price_amount = unit_price * quantity),
  constraint lines_add_up check (paid_amount = price_amount - shop_discount - platform_discount - creator_discount),
  constraint lines_refund_within check (refunded_amount between 0 and paid_amount and refunded_quantity between cancelled_quantity and quantity),
  constraint lines_ship_within check (shipped_quantity >= 0 and shipped_quantity + cancelled_quantity <= quantity)
);
create index order_lines_order on order_lines (order_id, position);
create index order_lines_room on order_lines (room_id) where room_id is not null;
create index order_lines_creator on order_lines (creator_id) where creator_id is not null;

-- The snapshot is history: only the running sums may change.
create function keep_line_snapshot() returns trigger language plpgsql as $$
begin
  if (to_jsonb(new) - '{shipped_quantity,cancelled_quantity,refunded_quantity,refunded_amount}'::text[])
     is distinct from (to_jsonb(old) - '{shipped_quantity,cancelled_quantity,refunded_quantity,refunded_amount}'::text[]) then
    raise exception 'an order line keeps what it was sold by' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger keep_line_snapshot before update on order_lines for each row execute function keep_line_snapshot();
create trigger order_lines_no_delete before delete on order_lines for each row execute function refuse_change();

-- What the buyer sees of a line's after-sales, kept by their events: after-sales stand below orders.
create table order_line_aftersales (
  aftersale_id uuid primary key,
  order_line_id uuid not null references order_lines,
  kind text not null,
  state text not null,
  changed_at timestamptz not null
);
create index order_line_aftersales_line on order_line_aftersales (order_line_id, aftersale_id);
