-- Why a dated rule was announced: whoever has to live by it reads the words; rules from before have none.

alter table deposit_rules add column reason text not null default '';
alter table refund_fee_rules add column reason text not null default '';

-- What was announced stays as it was: another opinion is another rule.
create trigger deposit_rules_append_only before update or delete on deposit_rules for each row execute function refuse_change();
create trigger deposit_event_shops_append_only before update or delete on deposit_event_shops for each row execute function refuse_change();
create index deposit_rules_told on deposit_rules (added_at desc, id desc);
