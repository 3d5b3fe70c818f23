-- N of T+N and the rolling reserve by tier; the creator's part of a line has an instant of its own; agencies share it.

-- What a tier waits and leaves in reserve: dated data, so an old line can always be explained.
create table tier_rules (
  role text not null check (role in ('shop', 'creator')),
  tier text not null check (tier ~ '^[a-z_]{1,20}$'),
  -- The tier of scores from here on, in hundredths (440 is 4.40); null: of those who have no score yet.
  score_from int check (score_from between 0 and 500),
  -- Days between confirmed receipt and settlement.
  hold_days int not null check (hold_days between 0 and 60),
  -- This much of what settles stays in reserve for so many days.
  reserve_ppm bigint not null default 0 check (reserve_ppm between 0 and 500000),
  reserve_days int not null default 0 check (reserve_days between 0 and 180),
  -- For orders paid on this business day and later, until the next rule of the tier.
  valid_from date not null,
  made_by uuid references accounts,
  made_at timestamptz not null,
  primary key (role, tier, valid_from),
  check ((reserve_ppm = 0) = (reserve_days = 0))
);
create trigger tier_rules_append_only before update or delete on tier_rules for each row execute function refuse_change();
insert into tier_rules (role, tier, score_from, hold_days, reserve_ppm, reserve_days, valid_from, made_at) values
  ('shop', 'new', null, 10, 0, 0, '2000-01-01', '2026-01-01'),
  ('shop', 'good', 440, 4, 0, 0, '2000-01-01', '2026-01-01'),
  ('shop', 'ordinary', 0, 10, 0, 0, '2000-01-01', '2026-01-01'),
  ('creator', 'new', null, 15, 0, 0, '2000-01-01', '2026-01-01'),
  ('creator', 'good', 440, 7, 0, 0, '2000-01-01', '2026-01-01'),
  ('creator', 'ordinary', 400, 15, 0, 0, '2000-01-01', '2026-01-01'),
  ('creator', 'to_improve', 0, 20, 50000, 8, '2000-01-01', '2026-01-01');

-- A score of one business day, in hundredths; whoever measures it notes it here.
create table shop_scores (
  shop_id uuid not null references shops,
  day date not null,
  score int not null check (score between 0 and 500),
  noted_by text not null,
  noted_at timestamptz not null,
  primary key (shop_id, day)
);
create table creator_scores (
  creator_id uuid not null references accounts,
  day date not null,
  score int not null check (score between 0 and 500),
  noted_by text not null,
  noted_at timestamptz not null,
  primary key (creator_id, day)
);

-- Frozen on the day of payment; what is older keeps the one date it was promised.
alter table settlements add column tier text not null default 'new';
alter table settlements add column reserve_ppm bigint not null default 0 check (reserve_ppm between 0 and 500000);
alter table settlements add column reserve_days int not null default 0;
alter table settlements add column creator_tier text;
alter table settlements add column creator_hold_days int check (creator_hold_days >= 0);
alter table settlements add column creator_reserve_ppm bigint not null default 0 check (creator_reserve_ppm between 0 and 500000);
alter table settlements add column creator_reserve_days int not null default 0;
-- When the creator's part may go, and went; it may be sooner or later than the shop's.
alter table settlements add column creator_settle_at timestamptz;
alter table settlements add column creator_settled_at timestamptz;
-- The agency's part of the commission.
alter table settlements add column agency_id uuid;
alter table settlements add column agency_fee bigint not null default 0;
alter table settlements add constraint settlements_agency_within check (agency_fee between 0 and commission);
alter table settlements add constraint settlements_not_early check (
  (settled_at is null or settled_at >= settle_at) and (creator_settled_at is null or creator_settled_at >= creator_settle_at)) not valid;
update settlements set creator_tier = 'new', creator_hold_days = hold_days, creator_settle_at = settle_at,
  creator_settled_at = case when state = 'settled' then settled_at end
where creator_id is not null;
create index settlements_commission_due on settlements (creator_settle_at, id)
  where creator_settled_at is null and creator_settle_at is not null and state in ('counting', 'settled');
create index settlements_agency on settlements (agency_id, state) where agency_id is not null;

-- What stays behind of a settled line for a while, in case it comes back.
create table settlement_reserves (
  line_id uuid not null references settlements,
  part text not null check (part in ('merchant', 'commission')),
  owner_id uuid not null,
  currency text not null,
  amount bigint not null check (amount > 0),
  -- Used for clawbacks meanwhile.
  taken bigint not null default 0 check (taken between 0 and amount),
  release_at timestamptz not null,
  released_at timestamptz,
  primary key (line_id, part)
);
create index settlement_reserves_due on settlement_reserves (release_at, line_id) where released_at is null;

-- Put aside that day, less what was let go again; and where on the owner's accounts the day lies.
alter table statements add column reserved bigint not null default 0;
alter table statements add column first_entry bigint;
alter table statements add column last_entry bigint;
