import { rows, type Tx } from '../../platform/db.ts'
import { toJson } from '../../platform/outbox.ts'
import type { CriticalEvent } from './live.protocol.ts'

type Unnumbered<E> = E extends { seq: number } ? Omit<E, 'seq'> : never
/** A critical event before it has its number: in the form of the wire, with shown ids. */
type RoomFact = Unnumbered<CriticalEvent>
export type Told = { room_id: string; fact: RoomFact; host_only?: boolean }

/**
 * Writes facts into the critical lane of their rooms, in the caller's transaction. Numbers are given under the room's
 * row lock, so within a room they are committed in the order they count: a reader past `n` misses nothing.
 */
export async function tell(tx: Tx, told: readonly Told[], now: Date): Promise<void> {
  if (told.length === 0) return
  await rows(tx)`
    with said as (
      select room_id, payload, host_only, row_number() over (partition by room_id order by n) as place
      from unnest(${told.map((one) => one.room_id)}::uuid[], ${told.map((one) => toJson(one.fact))}::jsonb[],
        ${told.map((one) => one.host_only ?? false)}::boolean[]) with ordinality as said (room_id, payload, host_only, n)
    ), locked as (
      select id from rooms where id in (select room_id from said) order by id for no key update
    ), moved as (
      update rooms set event_seq = event_seq + counted.n
      from locked join (select room_id, count(*) as n from said group by room_id) as counted on counted.room_id = locked.id
      where rooms.id = locked.id
      returning rooms.id, old.event_seq as base,
        stream_offset(rooms.stream, rooms.stream_at, rooms.stream_offset_ms, ${now}) as offset_ms
    )
    insert into room_events (room_id, seq, type, payload, host_only, at, offset_ms)
    select moved.id, moved.base + said.place, said.payload ->> 'e', said.payload, said.host_only, ${now}, moved.offset_ms
    from said join moved on moved.id = said.room_id`
}
