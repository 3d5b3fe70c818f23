-- The arrows of a noun stand in its trigger's own condition: a legal change of state is recognised without a look into
-- state_edges for each row, which was a quarter of what using a coupon cost the database. What the condition does not
-- know is still judged by the function, which asks the table. Whoever changes state_edges by hand calls redraw_machine.
create procedure redraw_machine(drawn regclass) language plpgsql as $$
declare
  arrows text[] := (select array_agg(from_state || '>' || to_state order by 1) from state_edges where noun = drawn::text);
begin
  execute format('drop trigger if exists keep_to_edges on %s', drawn);
  execute format(
    'create trigger keep_to_edges before update of state on %s for each row
       when (old.state is distinct from new.state and (old.state || ''>'' || new.state) <> all (%L::text[])) execute function keep_to_edges()',
    drawn, arrows);
end $$;

create or replace procedure draw_machine(noun regclass, edges text[]) language plpgsql as $$
begin
  insert into state_edges (noun, from_state, to_state)
  select noun::text, split_part(edge, '>', 1), split_part(edge, '>', 2) from unnest(edges) as edge;
  call redraw_machine(noun);
end $$;

do $$
declare
  drawn text;
begin
  for drawn in select distinct noun from state_edges loop
    call redraw_machine(drawn::regclass);
  end loop;
end $$;
