-- What lets readers keep copies in memory and ask only for what moved.

-- How many follow a person, and how often that changed. Written by the triggers below, so that whoever writes `follows`
-- counts; no key to accounts, whose row a crowd of new followers would lock.
create table follow_marks (
  account_id uuid primary key,
  followers bigint not null,
  changes bigint not null
);
-- Who it was, numbered without a hole under the row above: a reader past `number` misses nobody. Kept for minutes.
create table follow_changes (
  followed_id uuid not null,
  number bigint not null,
  follower_id uuid not null,
  at timestamptz not null default clock_timestamp(),
  primary key (followed_id, number)
);

insert into follow_marks (account_id, followers, changes)
select followed_id, count(*), 0 from follows group by followed_id;

create function note_follows() returns trigger language plpgsql as $$
begin
  with marked as (
    insert into follow_marks as m (account_id, followers, changes)
    select followed_id, case tg_op when 'INSERT' then count(*) else -count(*) end, count(*)
    from changed group by followed_id order by followed_id
    on conflict (account_id) do update set followers = m.followers + excluded.followers, changes = m.changes + excluded.changes
    returning account_id, changes
  )
  insert into follow_changes (followed_id, number, follower_id)
  select c.followed_id, marked.changes + 1 - row_number() over (partition by c.followed_id order by c.follower_id), c.follower_id
  from changed as c join marked on marked.account_id = c.followed_id;
  return null;
end $$;
create trigger note_new_follows after insert on follows referencing new table as changed
  for each statement execute function note_follows();
create trigger note_ended_follows after delete on follows referencing old table as changed
  for each statement execute function note_follows();

-- Says whether a platform's link rules are still those that were read: rules are added, never edited.
create function link_rules_mark(of_platform text) returns text language sql stable as $$
  select count(*) || ':' || coalesce(sum(hashtextextended(id, 0)), 0) from link_rules where platform = of_platform
$$;
