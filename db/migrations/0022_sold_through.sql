-- By what a line was sold, decided when the order was placed and frozen: the place, the kind of plan, the agency that shares
-- the creator's commission, the leader's campaign.
alter table order_lines add column placement text not null default 'shop' check (placement in ('room', 'video', 'showcase', 'shop'));
-- What older lines were sold by is said once, by the owner of the tables.
alter table order_lines disable trigger keep_line_snapshot;
update order_lines set placement = 'room' where room_id is not null;
alter table order_lines add column content_id uuid;
alter table order_lines add column plan_kind text check (plan_kind in ('open', 'targeted', 'exclusive', 'campaign'));
update order_lines set plan_kind = 'open' where plan_id is not null;
alter table order_lines add column campaign_id uuid;
-- The agency's part of the creator's commission, in parts per million of it.
alter table order_lines add column agency_id uuid;
alter table order_lines add column agency_ppm bigint not null default 0 check (agency_ppm between 0 and 1000000);
alter table order_lines enable trigger keep_line_snapshot;
