-- Orders placed from a room, not yet in its figures: one row for all that one batch of facts brought, instead of a second
-- write to each line's row.
create table room_order_counts (
  id bigint generated always as identity primary key,
  room_id uuid not null,
  orders bigint not null
);

-- A new line's look at its room locked the row that every sale counts into; a room is a record and stays.
alter table room_orders drop constraint room_orders_room_id_fkey;
-- Lines are found by their own ids.
drop index room_orders_order;
