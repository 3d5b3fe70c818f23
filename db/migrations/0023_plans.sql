-- Plans of every kind: open to all creators, for named ones at a rate of their own, or theirs alone. What is worse for a
-- creator is announced and waits; agencies share what a creator earns.

alter table open_plans rename to plans;
alter index open_plans_pkey rename to plans_pkey;
alter index open_plans_shop rename to plans_shop;
drop index open_plans_product;
alter table plans add column kind text not null default 'open' check (kind in ('open', 'targeted', 'exclusive'));
alter table plans alter column is_open drop default;
alter table plans alter column is_open type text using case when is_open then 'open' else 'closed' end;
alter table plans rename column is_open to state;
alter table plans add constraint plans_state check (state in ('draft', 'open', 'closed'));
alter table plans add column state_at timestamptz not null default 'epoch';
update plans set state_at = changed_at;
alter table plans alter column state_at drop default;
alter table plans add column deadline_at timestamptz;
-- From when on an exclusive plan keeps the others out: at once, or after notice where others were promised something.
alter table plans add column excludes_from timestamptz check (excludes_from is null or kind = 'exclusive');
create unique index plans_open on plans (product_id) where kind = 'open';
create unique index plans_exclusive on plans (product_id) where kind = 'exclusive' and state = 'open';
create index plans_in_force on plans (product_id) where state = 'open';
insert into state_changes (noun, noun_id, from_state, to_state, actor_kind, actor_id, reason, at)
  select 'plans', id, null, state, 'system', 'alliance', 'kept', changed_at from plans;
call draw_machine('plans', array['draft>open', 'draft>closed', 'open>closed', 'closed>open']);

-- What a plan was, from when, by whom.
alter table open_plan_changes rename to plan_changes;
alter index open_plan_changes_pkey rename to plan_changes_pkey;
alter index open_plan_changes_plan rename to plan_changes_plan;
alter sequence open_plan_changes_id_seq rename to plan_changes_id_seq;
alter trigger open_plan_changes_append_only on plan_changes rename to plan_changes_append_only;
alter table plan_changes alter column is_open type text using case when is_open then 'open' else 'closed' end;
alter table plan_changes rename column is_open to state;

-- Whom a targeted or an exclusive plan is for. Whoever is taken off keeps the rate until then.
create table plan_creators (
  plan_id uuid not null references plans,
  creator_id uuid not null references accounts,
  added_by uuid not null references accounts,
  added_at timestamptz not null,
  until timestamptz,
  removed_by uuid references accounts,
  removed_at timestamptz,
  primary key (plan_id, creator_id),
  check ((until is null) = (removed_by is null) and (until is null) = (removed_at is null))
);
create index plan_creators_creator on plan_creators (creator_id, plan_id);

-- A change for the worse that was announced: in force from `due_at`, whether or not anybody has written it into the plan yet.
create table plan_notices (
  id uuid primary key,
  plan_id uuid not null references plans,
  from_ppm bigint not null check (from_ppm between 0 and 900000),
  -- Null: the plan closes.
  to_ppm bigint check (to_ppm >= 0 and to_ppm < from_ppm),
  announced_by uuid not null references accounts,
  announced_at timestamptz not null,
  due_at timestamptz not null check (due_at > announced_at),
  state text not null check (state in ('announced', 'done', 'withdrawn')),
  state_at timestamptz not null,
  deadline_at timestamptz
);
create unique index plan_notices_announced on plan_notices (plan_id) where state = 'announced';
create index plan_notices_plan on plan_notices (plan_id, id);
create index plan_notices_deadline on plan_notices (deadline_at) where deadline_at is not null;
call draw_machine('plan_notices', array['announced>done', 'announced>withdrawn']);

-- Who takes creators under contract: an account that does so under a name.
create table agencies (
  account_id uuid primary key references accounts,
  name text not null check (length(name) between 1 and 40),
  created_at timestamptz not null
);

-- An agency's part of what a creator earns, agreed by both.
create table agency_agreements (
  id uuid primary key,
  agency_id uuid not null references agencies,
  creator_id uuid not null references accounts check (creator_id <> agency_id),
  -- Of the creator's commission.
  share_ppm bigint not null check (share_ppm between 1 and 900000),
  state text not null check (state in ('invited', 'active', 'ending', 'ended', 'declined', 'withdrawn', 'lapsed')),
  state_at timestamptz not null,
  deadline_at timestamptz,
  invited_at timestamptz not null,
  started_at timestamptz,
  -- In force until then, once notice was given.
  ends_at timestamptz,
  check ((state in ('invited', 'ending')) = (deadline_at is not null)),
  check ((state in ('active', 'ending', 'ended')) = (started_at is not null)),
  check ((state in ('ending', 'ended')) = (ends_at is not null))
);
create unique index agency_agreements_one on agency_agreements (creator_id) where state in ('active', 'ending');
create unique index agency_agreements_asked on agency_agreements (agency_id, creator_id) where state = 'invited';
create index agency_agreements_agency on agency_agreements (agency_id, id);
create index agency_agreements_creator on agency_agreements (creator_id, id);
create index agency_agreements_deadline on agency_agreements (deadline_at) where deadline_at is not null;
call draw_machine('agency_agreements', array[
  'invited>active', 'invited>declined', 'invited>withdrawn', 'invited>lapsed', 'active>ending', 'ending>ended']);
