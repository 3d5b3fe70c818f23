-- What comes back of a payout stands in providers' files as a line of its own, on a day of its own.
alter table payouts
  -- When the bank's money was there again, by the provider's word.
  add column bounced_at timestamptz;
update payouts set bounced_at = state_at where state = 'bounced';
-- What came back counts on its own day now: files that were checked before are held against the books once more.
update provider_bills as b set again = true from payouts as p
where p.state = 'bounced' and b.provider = p.provider and b.file_id is not null and b.day = (p.bounced_at at time zone 'Asia/Shanghai')::date;
alter table payouts add constraint payouts_bounced_when
  check ((state <> 'bounced' or bounced_at is not null) and (bounced_at is null or state in ('succeeded', 'bounced')));
create index payouts_bounced on payouts (bounced_at) where bounced_at is not null;

alter table provider_bill_lines drop constraint provider_bill_lines_about_check;
alter table provider_bill_lines add constraint provider_bill_lines_about_check check (about in ('payment', 'refund', 'payout', 'payout_return'));
alter table provider_fee_terms drop constraint provider_fee_terms_about_check;
alter table provider_fee_terms add constraint provider_fee_terms_about_check check (about in ('payment', 'refund', 'payout', 'payout_return'));
insert into provider_fee_terms (provider, about, since, fee_ppm) values ('sandbox', 'payout_return', '2020-01-01', 0);
alter table payment_differences drop constraint payment_differences_kind_check;
alter table payment_differences add constraint payment_differences_kind_check check (kind in (
  'missing_there', 'missing_here', 'amount', 'currency', 'state_differs', 'duplicate_there', 'double_booked_here', 'fee_differs',
  'refund_exceeds', 'refund_missing', 'return_missing', 'return_unknown', 'wrong_day', 'unknown_number', 'payout_differs', 'payout_unknown',
  'second_payment', 'refund_failed'));

-- The sandbox's bank sends back what it was sent.
alter table sandbox.trades add column returned_at timestamptz;

-- What was released is held back before its call goes out, while whom it is for is stopped, changed or suspended.
alter table payouts drop constraint payouts_state_check;
alter table payouts add constraint payouts_state_check
  check (state in ('requested', 'approved', 'held', 'sent', 'succeeded', 'failed', 'bounced'));
alter table payouts
  -- Why it is, or was to the end, held back.
  add column hold_reason text check (hold_reason in ('account_stopped', 'account_changed', 'shop_suspended')),
  add constraint payouts_held_for check (state <> 'held' or hold_reason is not null);
create index payouts_held on payouts (id) where state = 'held';
insert into state_edges (noun, from_state, to_state) values
  ('payouts', 'approved', 'held'), ('payouts', 'held', 'approved'), ('payouts', 'held', 'failed');
call redraw_machine('payouts');
