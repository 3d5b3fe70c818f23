-- Payouts leave in runs that one person prepares and another releases; what the bank sends back after success is known.

create table payout_runs (
  id uuid primary key,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  -- As it was prepared.
  payouts_count int not null check (payouts_count > 0),
  amount bigint not null check (amount > 0),
  state text not null check (state in ('prepared', 'released', 'cancelled')),
  state_at timestamptz not null,
  -- Not released by then, it is cancelled and its payouts wait for another run.
  deadline_at timestamptz,
  prepared_by uuid not null references accounts,
  released_by uuid references accounts,
  created_at timestamptz not null,
  constraint payout_runs_two_persons check (released_by is null or released_by <> prepared_by),
  constraint payout_runs_released_by check (state <> 'released' or released_by is not null)
);
create index payout_runs_prepared on payout_runs (deadline_at) where state = 'prepared';
call draw_machine('payout_runs', array['prepared>released', 'prepared>cancelled']);

alter table payouts drop constraint payouts_state_check;
alter table payouts add constraint payouts_state_check
  check (state in ('requested', 'approved', 'sent', 'succeeded', 'failed', 'bounced'));
alter table payouts add column run_id uuid references payout_runs;
create index payouts_waiting on payouts (id) where state = 'requested';
create index payouts_run on payouts (run_id) where run_id is not null;
-- What was asked for and not sent yet waits for a run like everything after it.
update payouts set next_attempt_at = null where state = 'requested';
delete from state_edges where noun = 'payouts' and from_state = 'requested' and to_state = 'sent';
insert into state_edges (noun, from_state, to_state) values
  ('payouts', 'requested', 'approved'), ('payouts', 'approved', 'sent'), ('payouts', 'succeeded', 'bounced');
