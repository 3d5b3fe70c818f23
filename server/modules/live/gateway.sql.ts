import { type Db, row, rows } from '../../platform/db.ts'
import { numbered, REMEMBERED, type Remembered } from './crowd.ts'
import type { RoomState } from './room.ts'
import type { ChatRow } from './rooms.sql.ts'

type Stored = {
  room_id: string
  seq: bigint
  host_only: boolean
  type: string
  body: string
}
const remember = ({ seq, host_only, type, body }: Stored): Remembered => ({
  seq: Number(seq),
  host_only,
  type,
  text: numbered(Number(seq), body),
})

/** A room for its first visitor here, with the events that may be asked for again. */
export async function openCrowd(db: Db, room_id: string) {
  // Events before the state: what comes between is told twice rather than not at all.
  const events = await rows<Stored>(db)`
    select room_id, seq, host_only, type, payload::text as body from room_events
    where room_id = ${room_id} order by seq desc limit ${REMEMBERED}`
  const room = await row<{ id: string; host_id: string; state: RoomState; chat_id: bigint }>(db)`
    select id, host_id, state, coalesce((select max(id) from chat_messages where room_id = rooms.id), 0) as chat_id
    from rooms where id = ${room_id}`
  return room && { room, remembered: events.reverse().map(remember) }
}

/** What happened in these rooms after the given numbers: one statement for all of them. */
export async function happenedSince(
  db: Db,
  room_ids: readonly string[],
  seqs: readonly number[],
): Promise<Map<string, Remembered[]>> {
  const found = await rows<Stored>(db)`
    select e.room_id, e.seq, e.host_only, e.type, e.payload::text as body
    from unnest(${room_ids}::uuid[], ${seqs}::bigint[]) as asked (room_id, seq)
    cross join lateral (
      select * from room_events where room_id = asked.room_id and seq > asked.seq order by seq limit 200
    ) as e order by e.room_id, e.seq`
  const byRoom = Map.groupBy(found, ({ room_id }) => room_id)
  return new Map([...byRoom].map(([room_id, events]) => [room_id, events.map(remember)]))
}

/** The newest comments of these rooms after the given ones, at most so many each, oldest first. */
export const saidSince = (
  db: Db,
  room_ids: readonly string[],
  chat_ids: readonly bigint[],
  allowances: readonly number[],
) => rows<ChatRow & { room_id: string }>(db)`
  select m.id, m.room_id, m.account_id, a.nickname, m.account_id = r.host_id as is_host, m.words, m.at
  from unnest(${room_ids}::uuid[], ${chat_ids}::bigint[], ${allowances.map((one) => Math.max(1, one))}::int[]) as asked (room_id, chat_id, allowance)
  cross join lateral (
    select * from chat_messages where room_id = asked.room_id and id > asked.chat_id and hidden_at is null order by id desc limit asked.allowance
  ) as m join accounts as a on a.id = m.account_id join rooms as r on r.id = m.room_id
  order by m.room_id, m.id`

type CrowdFigures = { room_id: string; viewers: number; likes: number; clicks: number }

/**
 * Adds what gathered here to the rooms, and reads back what all gateways together count. Presence is about open
 * sockets, so it goes by the wall clock; minutes of the trend are platform time.
 */
export const flushCrowds = (
  db: Db,
  gateway_id: string,
  crowds: readonly CrowdFigures[],
  now: Date,
) => rows<{ id: string; viewers: number; likes: bigint }>(db)`
  with mine as (
    select * from unnest(${crowds.map((one) => one.room_id)}::uuid[], ${crowds.map((one) => one.viewers)}::int[],
      ${crowds.map((one) => one.likes)}::bigint[], ${crowds.map((one) => one.clicks)}::bigint[]) as mine (room_id, viewers, likes, clicks)
  ), seen as (
    insert into room_presence (room_id, gateway_id, viewers, seen_at)
    select room_id, ${gateway_id}, viewers, clock_timestamp() from mine
    on conflict (room_id, gateway_id) do update set viewers = excluded.viewers, seen_at = excluded.seen_at
  ), others as (
    select p.room_id, sum(p.viewers)::int as viewers from room_presence as p join mine on mine.room_id = p.room_id
    where p.gateway_id <> ${gateway_id} and p.seen_at > clock_timestamp() - interval '10 seconds' group by p.room_id
  ), locked as (
    select id from rooms where id in (select room_id from mine) order by id for no key update
  ), moved as (
    update rooms as r set viewers = mine.viewers + coalesce(others.viewers, 0),
      viewers_peak = case when r.state in ('live', 'paused') then greatest(r.viewers_peak, mine.viewers + coalesce(others.viewers, 0)) else r.viewers_peak end,
      likes = r.likes + mine.likes, item_clicks = r.item_clicks + mine.clicks
    from mine join locked on locked.id = mine.room_id left join others on others.room_id = mine.room_id
    where r.id = mine.room_id
    returning r.id, r.viewers, r.likes, r.state
  ), minutes as (
    insert into room_minutes (room_id, minute, viewers)
    select id, date_trunc('minute', ${now}::timestamptz), viewers from moved where state in ('live', 'paused') and viewers > 0
    on conflict (room_id, minute) do update set viewers = greatest(room_minutes.viewers, excluded.viewers)
  )
  select id, viewers, likes from moved`

/** Rooms whose gateways went away without a word: nobody watches there. */
export const clearPresence = async (db: Db): Promise<number> => {
  await rows(db)`delete from room_presence where seen_at < clock_timestamp() - interval '1 minute'`
  const cleared = await rows(db)`
    update rooms as r set viewers = 0 where viewers > 0 and not exists (
      select from room_presence as p where p.room_id = r.id and p.viewers > 0 and p.seen_at > clock_timestamp() - interval '10 seconds')
    returning id`
  return cleared.length
}
