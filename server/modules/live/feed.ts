import { type Db, rows } from '../../platform/db.ts'
import {
  cursorOf,
  INSTANT,
  INTEGER,
  pageOf,
  pageSize,
  readCursor,
  UUID,
} from '../../platform/paging.ts'
import { type Card, cardsOf } from './snapshot.ts'

type Page = { after?: string; limit?: number }
type Cards = Promise<{ data: Card[]; next: string | null }>
type Place = { id: string; phase: number; key: string }

/** Puts cards to a page of places. */
async function dressPage(db: Db, found: readonly Place[], limit: number): Cards {
  const { data, next } = pageOf(found, limit, ({ phase, key, id }) => cursorOf(phase, key, id))
  const ids = data.map(({ id }) => id)
  return { data: await cardsOf(db, ids), next }
}

/**
 * Rooms on air, most viewers first, then replays, newest first. `follower_id` narrows it to hosts this person follows.
 * A cursor holds the place's own keys, so a page never repeats because viewers came and went above it.
 */
export async function feedOfRooms(
  db: Db,
  { after, limit }: Page,
  follower_id: string | null,
): Cards {
  const size = pageSize(limit)
  const [phase, key, id] = readCursor(after, /^[01]$/, /^[0-9TZ:.-]{1,30}$/, UUID) ?? ['0', '', '']
  const airing = phase === '0'
  const viewers = airing && INTEGER.test(key as string) ? key : '2147483647'
  const last = id === '' ? 'ffffffff-ffff-ffff-ffff-ffffffffffff' : id
  const ended_at = !airing && INSTANT.test(key as string) ? key : '9999-12-31T00:00:00.000Z'
  const found = await rows<Place>(db)`
    select id, phase, key from (
      (select r.id, 0 as phase, r.viewers::text as key, r.viewers::numeric as rank from rooms as r
        where ${airing}::boolean and r.state in ('live', 'paused') and (r.viewers, r.id) < (${viewers}::int, ${last}::uuid)
          and (${follower_id}::uuid is null or exists (select from follows as f where f.follower_id = ${follower_id} and f.followed_id = r.host_id))
        order by r.viewers desc, r.id desc limit ${size + 1})
      union all
      (select r.id, 1, to_char(r.ended_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), extract(epoch from r.ended_at) from rooms as r
        where r.state = 'ended' and r.replay_ready_at is not null
          and (${airing}::boolean or (r.ended_at, r.id) < (${ended_at}::timestamptz, ${last}::uuid))
          and (${follower_id}::uuid is null or exists (select from follows as f where f.follower_id = ${follower_id} and f.followed_id = r.host_id))
        order by r.ended_at desc, r.id desc limit ${size + 1})
    ) as place
    order by phase, rank desc, id desc limit ${size + 1}`
  return dressPage(db, found, size)
}

/** A person's own rooms, newest first. */
export async function roomsOfHost(db: Db, host_id: string, { after, limit }: Page): Cards {
  const size = pageSize(limit)
  const [, , last] = readCursor(after, /^2$/, /^$/, UUID) ?? []
  const found = await rows<Place>(db)`
    select id, 2 as phase, '' as key from rooms
    where host_id = ${host_id} and id < ${last ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff'}::uuid
    order by id desc limit ${size + 1}`
  return dressPage(db, found, size)
}

/** All rooms on air, the newest first, for the platform's patrol. */
export async function roomsOnAir(db: Db, { after, limit }: Page): Cards {
  const size = pageSize(limit)
  const [, , last] = readCursor(after, /^3$/, /^$/, UUID) ?? []
  const found = await rows<Place>(db)`
    select id, 3 as phase, '' as key from rooms
    where state in ('live', 'paused') and id < ${last ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff'}::uuid
    order by id desc limit ${size + 1}`
  return dressPage(db, found, size)
}
