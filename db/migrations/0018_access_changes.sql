-- Whose sessions, keys or duties changed lately: processes that remember who is who ask once a second and forget them.
-- Written by triggers, so that whoever ends a session is heard. Kept for minutes.
create table access_changes (
  number bigint generated always as identity primary key,
  account_id uuid not null,
  at timestamptz not null default clock_timestamp()
);
create index access_changes_at on access_changes (at);

create function note_access() returns trigger language plpgsql as $$
begin
  insert into access_changes (account_id) select distinct account_id from changed;
  return null;
end $$;
create trigger note_ended_sessions after delete on sessions referencing old table as changed
  for each statement execute function note_access();
create trigger note_new_duties after insert on operator_duties referencing new table as changed
  for each statement execute function note_access();
create trigger note_ended_duties after delete on operator_duties referencing old table as changed
  for each statement execute function note_access();

create function note_access_of_row() returns trigger language plpgsql as $$
begin
  insert into access_changes (account_id) values (case tg_table_name when 'accounts' then (to_jsonb(new) ->> 'id')::uuid else (to_jsonb(new) ->> 'account_id')::uuid end);
  return null;
end $$;
create trigger note_closed after update of closed_at on accounts
  for each row when (old.closed_at is distinct from new.closed_at) execute function note_access_of_row();
create trigger note_changed_key after update of revoked_at, expires_at on api_keys
  for each row when (old.revoked_at is distinct from new.revoked_at or old.expires_at is distinct from new.expires_at) execute function note_access_of_row();
create trigger note_shortened_session after update of expires_at on sessions
  for each row when (old.expires_at is distinct from new.expires_at) execute function note_access_of_row();
