-- Indexes that every order paid for and no question used.
drop index orders_recipient;
drop index checkouts_buyer;
drop index payments_payer;
drop index payments_subject;
create index payments_deposit on payments (subject_id) where subject_kind = 'deposit';
drop index reservations_sku;
drop index reservations_flash;
drop index order_lines_room;
-- A payment belongs to one checkout, whose orders are found by it.
drop index orders_payment;
-- Ids are unique over all nouns, so the noun need not stand in the index.
drop index state_changes_noun;
create index state_changes_noun on state_changes (noun_id, id);
-- Keys come in the order of time.
drop index idempotency_keys_at;
create index idempotency_keys_at on idempotency_keys using brin (at);
-- A bundle is written once, read once and short-lived: squeezing it costs more than the disk it saves.
alter table outbox alter column payload set storage external;
