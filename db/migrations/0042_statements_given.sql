-- What a host gives in red packets comes out of what they earn, so their statements say it: until now it was taken off
-- what could be paid out and stood nowhere.
alter table statements add column given bigint not null default 0;

alter table statements disable trigger statements_append_only;
with days as (
  select a.owner_kind, a.owner_id, e.currency, j.booked_on as day,
    -sum(e.amount) filter (where a.kind = 'creator_subsidy') as given, min(e.id) as first_entry, max(e.id) as last_entry
  from ledger_accounts as a join ledger_entries as e on e.account_id = a.id join journals as j on j.id = e.journal_id
  where a.owner_id in (select owner_id from ledger_accounts where kind = 'creator_subsidy')
    and a.kind in ('creator_subsidy', 'shop_available', 'shop_debt', 'shop_reserve', 'creator_available', 'creator_debt', 'creator_reserve',
      'leader_available', 'leader_debt', 'agency_available', 'agency_debt')
    and j.booked_on <= (select max(day) from statements)
  group by 1, 2, 3, 4
)
insert into statements as st (id, owner_kind, owner_id, day, currency, lines_count, income, fees, commissions, clawed_back, net, given, balance_after,
  first_entry, last_entry, made_at)
select gen_random_uuid(), owner_kind, owner_id, day, currency, 0, 0, 0, 0, 0, -coalesce(given, 0), coalesce(given, 0), 0, first_entry, last_entry, now()
from days
on conflict (owner_kind, owner_id, day, currency) do update
  set given = excluded.given, net = st.net - excluded.given, first_entry = excluded.first_entry, last_entry = excluded.last_entry;
with sums as (
  select id, sum(net - paid_out) over (partition by owner_kind, owner_id, currency order by day) as balance from statements
  where owner_id in (select owner_id from ledger_accounts where kind = 'creator_subsidy')
)
update statements as st set balance_after = sums.balance from sums where sums.id = st.id;
alter table statements enable trigger statements_append_only;
