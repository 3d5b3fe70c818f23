import type { Context } from '../../platform/context.ts'
import { type Db, inTransaction, row, rows, type Tx } from '../../platform/db.ts'
import type { StreamChange, StreamEvent, StreamHealth } from '../../platform/media/media.ts'
import { toJson } from '../../platform/outbox.ts'
import { forgetPublisher, isKeyReplaced, isSession } from './push-key.ts'
import { pictureDeadline, type RoomState, type StreamWord } from './room.ts'
import { tell } from './room-events.ts'

type Streaming = Pick<Context, 'db' | 'log' | 'media' | 'now'>

const WORDS = {
  publishing: 'on_air',
  resumed: 'on_air',
  interrupted: 'interrupted',
  ended: 'ended',
} as const satisfies Record<StreamChange['type'], StreamWord>

/** Events of one stream are heard one after the other, whatever their statements take. */
const turns = new Map<string, Promise<void>>()
const inTurn = (stream_id: string, step: () => Promise<void>): Promise<void> => {
  const turn = (turns.get(stream_id) ?? Promise.resolve()).then(step, step)
  const settled = turn.catch(() => {})
  turns.set(stream_id, settled)
  void settled.then(() => {
    if (turns.get(stream_id) === settled) turns.delete(stream_id)
  })
  return turn
}

/** What the media engine tells of a stream becomes the room's: its picture, its waiting, its replay, its health. */
export const onStream = (context: Streaming, event: StreamEvent): Promise<void> =>
  inTurn(event.stream_id, () =>
    event.type === 'health' ? keepHealth(context.db, event) : hearStream(context, event),
  )

async function hearStream(context: Streaming, change: StreamChange): Promise<void> {
  const { db, media } = context
  const { stream_id, session_id, offset_ms } = change
  const word = WORDS[change.type]
  const must_leave = await inTransaction(db, async (tx) => {
    const room = await row<{
      id: string
      state: RoomState
      stream: StreamWord
      session_no: number
      push_key_hash: Buffer | null
    }>(tx)`
      select id, state, stream, session_no, push_key_hash from rooms where stream_id = ${stream_id} for no key update`
    if (!room || !isSession(session_id, room.session_no)) return false
    await setStream(tx, room, word, offset_ms, context.now())
    // The engine never takes up an ended session: a room that goes on needs a key of the next one.
    if (word === 'ended' && ['preview', 'live', 'paused'].includes(room.state))
      await rows(
        tx,
      )`update rooms set session_no = session_no + 1, push_key_hash = null where id = ${room.id}`
    return word === 'on_air' && isKeyReplaced(stream_id, room.push_key_hash)
  })
  if (word === 'ended') forgetPublisher(stream_id)
  if (must_leave) await media?.kick(stream_id, 'key_replaced')
}

/** Writes down where the picture stands, gives the waiting for it its deadline, tells the room. */
async function setStream(
  tx: Tx,
  room: { id: string; state: RoomState; stream: StreamWord },
  word: StreamWord,
  offset_ms: number,
  now: Date,
): Promise<void> {
  await rows(tx)`
    update rooms set stream = ${word}, stream_at = ${now}, stream_offset_ms = ${Math.round(offset_ms)},
      deadline_at = case when state <> 'live' then deadline_at
        when stream is distinct from 'on_air' and deadline_at is not null and ${word !== 'on_air'}::boolean then deadline_at
        else ${pictureDeadline(word, now)}::timestamptz end,
      replay_ready_at = case when ${word === 'ended'}::boolean and state = 'ended' then coalesce(replay_ready_at, ${now}) else replay_ready_at end
    where id = ${room.id}`
  if (word !== room.stream)
    await tell(tx, [{ room_id: room.id, fact: { e: 'stream', stream: word } }], now)
}

async function keepHealth(db: Db, health: StreamHealth): Promise<void> {
  const { type: _, stream_id, ...figures } = health
  await rows(db)`
    insert into room_streams (room_id, health, at)
    select id, ${toJson(figures)}::jsonb, ${health.since} from rooms where stream_id = ${stream_id}
    on conflict (room_id) do update set health = excluded.health, at = excluded.at`
}

type StreamFigures = Omit<StreamHealth, 'type' | 'stream_id' | 'since'> & { since: string }

/** The latest figures of a room's encoder, while it sends. */
export const healthOf = async (db: Db, room_id: string): Promise<StreamFigures | undefined> =>
  (
    await row<{ health: StreamFigures }>(db)`
      select s.health from room_streams as s join rooms as r on r.id = s.room_id
      where s.room_id = ${room_id} and r.stream = 'on_air'`
  )?.health

/**
 * Brings rooms and media engine together where one was not there when the other changed: publishers of rooms that
 * are over or whose key was replaced are cut off, streams that only the database believes in count as interrupted.
 * Runs where the engine runs; returns how many it dealt with.
 */
export async function reconcileStreams(context: Streaming): Promise<number> {
  const { db, media, now } = context
  if (!media) return 0
  const found = await rows<{
    id: string
    state: RoomState
    stream: StreamWord
    stream_id: string
    is_kick_wanted: boolean
  }>(db)`
    select id, state, stream, stream_id, is_kick_wanted from rooms
    where stream in ('on_air', 'interrupted') or is_kick_wanted order by id limit 500`
  let dealt = 0
  for (const room of found) {
    const over = room.state === 'ended' || room.state === 'banned'
    if (over || room.is_kick_wanted) {
      await letGo(context, room, over)
      dealt += 1
    } else if (room.stream === 'on_air' && media.state(room.stream_id)?.status !== 'publishing')
      dealt += await inTurnInterrupt(context, room.stream_id, now())
  }
  return dealt
}

/** Cuts a publisher off; of a room that is over the stream ends and its replay is closed. */
export async function letGo(
  { db, media, now }: Streaming,
  { id, stream_id }: { id: string; stream_id: string },
  over: boolean,
): Promise<void> {
  if (!media) return
  await rows(db)`update rooms set is_kick_wanted = false where id = ${id}`
  if (!over) return media.kick(stream_id, 'key_replaced')
  await media.end(stream_id)
  await inTurn(stream_id, () =>
    inTransaction(db, async (tx) => {
      const room = await row<{ id: string; state: RoomState; stream: StreamWord; offset: bigint }>(
        tx,
      )`
        select id, state, stream, coalesce(stream_offset(stream, stream_at, stream_offset_ms, ${now()}), 0) as offset
        from rooms where id = ${id} and stream in ('on_air', 'interrupted') for no key update`
      // An engine that had forgotten the stream says nothing about its end.
      if (room) await setStream(tx, room, 'ended', Number(room.offset), now())
    }),
  )
}

async function inTurnInterrupt(context: Streaming, stream_id: string, now: Date): Promise<number> {
  let dealt = 0
  await inTurn(stream_id, async () => {
    if (context.media?.state(stream_id)?.status === 'publishing') return
    await inTransaction(context.db, async (tx) => {
      const room = await row<{ id: string; state: RoomState; stream: StreamWord; offset: bigint }>(
        tx,
      )`
        select id, state, stream, stream_offset_ms as offset from rooms
        where stream_id = ${stream_id} and stream = 'on_air' for no key update`
      if (!room) return
      await setStream(tx, room, 'interrupted', Number(room.offset), now)
      dealt = 1
    })
  })
  return dealt
}
