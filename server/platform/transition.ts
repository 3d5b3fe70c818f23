import { type Actor, type Edges, mayMove } from '../kernel/state.ts'
import { instants, pick, texts, uuids } from './columns.ts'
import { rows, sql, type Tx } from './db.ts'

/** A noun with states: its table holds `id, state, state_at, deadline_at`. */
export type Machine<State extends string> = {
  readonly table: string
  readonly edges: Edges<State>
}

const machines = new Map<string, Machine<string>>()

/** Declares a state machine. A test compares the edges with those the database enforces (`state_edges`). */
export function machine<State extends string>(table: string, edges: Edges<State>): Machine<State> {
  if (!/^[a-z_]+$/.test(table)) throw new Error(`${table} is no table name`)
  const made = { table, edges }
  machines.set(table, made as Machine<string>)
  return made
}

export const allMachines = (): Machine<string>[] => [...machines.values()]

export type Move<State extends string> = {
  ids: readonly string[]
  to: State
  /** Only from these; default: every state that has an edge to `to`. */
  from?: readonly State[]
  actor: Actor
  /** A stable word for why: `buyer_cancelled`, `unpaid_timeout`. */
  reason: string
  now: Date
  /** When a waiting state is entered: the instant at which its default happens. Null ends the waiting. */
  deadline_at?: Date | null
}

/**
 * The only way a state changes: moves the rows that stand in an allowed state and writes who, why and when
 * beside them, in one statement. Rows in another state are left alone; compare the count when that matters.
 * Locks in id order.
 */
export async function transition<State extends string>(
  tx: Tx,
  { table, edges }: Machine<State>,
  move: Move<State>,
): Promise<{ id: string; from_state: State }[]> {
  if (move.ids.length === 0) return []
  const from = (move.from ?? (Object.keys(edges) as State[])).filter((state) =>
    mayMove(edges, state, move.to),
  )
  if (from.length === 0) throw new Error(`nothing leads to ${move.to} in ${table}`)
  const moved = await sql<{ id: string; from_state: State }>`
    with locked as (
      select id from ${sql.table(table)}
      where id = any(${move.ids}::uuid[]) and state = any(${from}::text[])
      order by id for no key update
    ), moved as (
      update ${sql.table(table)} as noun
      set state = ${move.to}, state_at = ${move.now}, deadline_at = ${move.deadline_at ?? null}
      from locked where noun.id = locked.id and noun.state = any(${from}::text[])
      returning noun.id, old.state as from_state
    ), written as (
      insert into state_changes (noun, noun_id, from_state, to_state, actor_kind, actor_id, reason, at, deadline_at)
      select ${table}, id, from_state, ${move.to}, ${move.actor.kind}, ${move.actor.id}, ${move.reason}, ${move.now}, ${move.deadline_at ?? null}
      from moved
    )
    select id, from_state from moved`.execute(tx)
  return moved.rows
}

/** Writes the first line of each noun's history: how it came to be in its first state. */
export async function recordBirth<State extends string>(
  tx: Tx,
  { table }: Machine<State>,
  birth: {
    ids: readonly string[]
    state: State
    actor: Actor
    reason: string
    now: Date
    deadline_at?: Date | null
  },
): Promise<void> {
  await sql`
    insert into state_changes (noun, noun_id, from_state, to_state, actor_kind, actor_id, reason, at, deadline_at)
    select ${table}, id, null, ${birth.state}, ${birth.actor.kind}, ${birth.actor.id}, ${birth.reason}, ${birth.now}, ${birth.deadline_at ?? null}
    from unnest(${birth.ids}::uuid[]) as id`.execute(tx)
}

/** The same for many that came into being together, each by an actor of its own and until an instant of its own. */
export const recordBirths = <State extends string>(
  tx: Tx,
  { table }: Machine<State>,
  born: readonly { id: string; actor: Actor; deadline_at: Date | null }[],
  { state, reason, now }: { state: State; reason: string; now: Date },
) => rows(tx)`
  insert into state_changes (noun, noun_id, from_state, to_state, actor_kind, actor_id, reason, at, deadline_at)
  select ${table}, id, null, ${state}, actor_kind, actor_id, ${reason}, ${now}, deadline_at
  from unnest(${uuids(pick(born, 'id'))}::uuid[], ${texts(born.map(({ actor }) => actor.kind))}::text[],
    ${texts(born.map(({ actor }) => actor.id))}::text[], ${instants(pick(born, 'deadline_at'))}::timestamptz[])
    as one (id, actor_kind, actor_id, deadline_at)`

export type StateChange = {
  from_state: string | null
  to_state: string
  actor_kind: string
  actor_id: string
  reason: string
  at: Date
  deadline_at: Date | null
}

/** The history of one noun, oldest first. */
export const historyOf = async (db: Tx, table: string, id: string): Promise<StateChange[]> =>
  (
    await sql<StateChange>`
      select from_state, to_state, actor_kind, actor_id, reason, at, deadline_at
      from state_changes where noun = ${table} and noun_id = ${id} order by id limit 500`.execute(
      db,
    )
  ).rows
