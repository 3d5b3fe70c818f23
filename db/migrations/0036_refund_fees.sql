-- What the platform keeps of a fee whose sale comes back after it was sent: announced for coming days, frozen at payment.

create table refund_fee_rules (
  -- For orders paid on this business day and later, until the next rule.
  valid_from date primary key,
  -- Part of the returned technical fee that is kept.
  ppm bigint not null check (ppm between 0 and 500000),
  made_by uuid references accounts,
  made_at timestamptz not null
);
create trigger refund_fee_rules_append_only before update or delete on refund_fee_rules for each row execute function refuse_change();
insert into refund_fee_rules (valid_from, ppm, made_at) values ('2000-01-01', 0, '2026-01-01');

alter table settlements add column refund_admin_ppm bigint not null default 0 check (refund_admin_ppm between 0 and 500000);
