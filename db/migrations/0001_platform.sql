-- What every module leans on: the clock, the outbox, claims, histories of states.

create table clock (
  one boolean primary key default true check (one),
  offset_ms bigint not null default 0 check (offset_ms >= 0)
);
insert into clock default values;

create table outbox (
  id bigint generated always as identity primary key,
  seq bigint,
  type text not null,
  key text not null,
  payload jsonb not null,
  at timestamptz not null
);
create unique index outbox_seq on outbox (seq) where seq is not null;
create index outbox_waiting on outbox (id) where seq is null;

create table outbox_positions (
  consumer text primary key,
  seq bigint not null default 0,
  tries int not null default 0,
  retry_at timestamptz
);

create table outbox_dead_letters (
  consumer text not null,
  seq bigint not null,
  type text not null,
  key text not null,
  payload jsonb not null,
  error text not null,
  at timestamptz not null,
  resolved_at timestamptz,
  primary key (consumer, seq)
);

create table idempotency_keys (
  caller text not null,
  route text not null,
  key text not null,
  hash text not null,
  answer jsonb,
  at timestamptz not null,
  primary key (caller, route, key)
);
create index idempotency_keys_at on idempotency_keys (at);

create table sweep_runs (
  name text primary key,
  last_at timestamptz not null,
  dealt bigint not null default 0
);

-- Published edges of every state machine. The trigger refuses a change along an edge that is not drawn.
create table state_edges (
  noun text not null,
  from_state text not null,
  to_state text not null,
  primary key (noun, from_state, to_state)
);

create table state_changes (
  id bigint generated always as identity primary key,
  noun text not null,
  noun_id uuid not null,
  from_state text,
  to_state text not null,
  actor_kind text not null check (actor_kind in ('account', 'system', 'provider', 'carrier')),
  actor_id text not null check (actor_id <> ''),
  reason text not null check (reason <> ''),
  at timestamptz not null,
  deadline_at timestamptz
);
create index state_changes_noun on state_changes (noun, noun_id, id);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;

create trigger state_changes_append_only before update or delete on state_changes
  for each row execute function refuse_change();
create trigger state_changes_no_truncate before truncate on state_changes
  for each statement execute function refuse_change();

create function keep_to_edges() returns trigger language plpgsql as $$
begin
  if new.state is distinct from old.state and not exists (
    select from state_edges
    where noun = tg_table_name and from_state = old.state and to_state = new.state
  ) then
    raise exception '% may not go from % to %', tg_table_name, old.state, new.state
      using errcode = 'check_violation', constraint = 'state_edges';
  end if;
  return new;
end $$;

-- Draws a machine: edges as 'from>to' words, and the trigger that holds the table to them.
create procedure draw_machine(noun regclass, edges text[]) language plpgsql as $$
begin
  insert into state_edges (noun, from_state, to_state)
  select noun::text, split_part(edge, '>', 1), split_part(edge, '>', 2) from unnest(edges) as edge;
  execute format('create trigger keep_to_edges before update of state on %s for each row execute function keep_to_edges()', noun);
end $$;
