import { createHash, timingSafeEqual } from 'node:crypto'
import { notFound } from '../../kernel/refusal.ts'
import { after, DAY } from '../../kernel/time.ts'
import type { Context } from '../../platform/context.ts'
import { type Db, inTransaction, row, rows } from '../../platform/db.ts'
import type { PublishAnswer, PublishRequest } from '../../platform/media/media.ts'
import { type MediaTokens, mediaTokens } from '../../platform/media/tokens.ts'
import { isOver, type RoomState, roomOver } from './room.ts'
import { holdRoom } from './rooms.sql.ts'

/** A push key that nobody replaces dies with its room, at the latest after a week. */
const KEY_LIFE = 7 * DAY

const hashOf = (key: string): Buffer => createHash('sha256').update(key).digest()
const sessionOf = (session_no: number): string => `s${session_no}`

export const tokensOf = ({ config }: Pick<Context, 'config'>): MediaTokens =>
  mediaTokens({ publish_secrets: config.secrets.publish, play_secrets: config.secrets.play })

/**
 * Makes a fresh push key for the host's room. Only its hash is kept, and only the newest opens: older keys are void
 * when this commits. Whoever publishes under one is to be cut off then.
 */
export const issuePushKey = (
  db: Db,
  tokens: MediaTokens,
  { room_id, host_id, now }: { room_id: string; host_id: string; now: Date },
): Promise<{ stream_key: string; stream_id: string; expires_at: Date }> =>
  inTransaction(db, async (tx) => {
    const room = await holdRoom(tx, room_id, host_id, now)
    if (!room) throw notFound()
    if (isOver(room.state)) throw roomOver()
    const expires_at = after(now, KEY_LIFE)
    const { stream_id } = room
    const stream_key = tokens.issuePublishKey({
      stream_id,
      session_id: sessionOf(room.session_no),
      expires_at,
    })
    await rows(tx)`
      update rooms set key_version = key_version + 1, push_key_hash = ${hashOf(stream_key)}, is_kick_wanted = stream = 'on_air'
      where id = ${room_id}`
    return { stream_key, stream_id, expires_at }
  })

/**
 * Decides on a publisher before the media engine touches the stream: signature and expiry by the platform's clock,
 * the newest key of the room, a room that is not over. Answers with a code, never throws for a bad key.
 */
export const authorizePublish = (context: Pick<Context, 'config' | 'db' | 'now'>) => {
  const tokens = tokensOf(context)
  return async ({ stream_key }: PublishRequest): Promise<PublishAnswer> => {
    const read = tokens.readPublishKey(stream_key, context.now())
    if (!read.ok) return read
    const room = await row<{
      state: RoomState
      session_no: number
      push_key_hash: Buffer | null
    }>(
      context.db,
    )`select state, session_no, push_key_hash from rooms where stream_id = ${read.stream_id}`
    if (!room) return { ok: false, code: 'no_such_room' }
    if (isOver(room.state)) return { ok: false, code: 'room_over' }
    const hash = hashOf(stream_key)
    if (!room.push_key_hash || !timingSafeEqual(hash, room.push_key_hash))
      return { ok: false, code: 'key_replaced' }
    if (read.session_id !== sessionOf(room.session_no)) return { ok: false, code: 'session_ended' }
    admitted.set(read.stream_id, hash)
    return { ok: true, stream_id: read.stream_id, session_id: read.session_id }
  }
}

/** By which key the latest publisher of a stream came in, here where publishers are judged. */
const admitted = new Map<string, Buffer>()

/**
 * True when the key of the latest publisher was replaced while the media engine was still letting it in. Asked when
 * the picture arrives: nothing else can tell, for the engine knows no rooms.
 */
export function isKeyReplaced(stream_id: string, push_key_hash: Buffer | null): boolean {
  const hash = admitted.get(stream_id)
  return hash !== undefined && (!push_key_hash || !timingSafeEqual(hash, push_key_hash))
}
export const forgetPublisher = (stream_id: string): boolean => admitted.delete(stream_id)

/** The session that a stream's events speak of, as the room counts them. */
export const isSession = (session_id: string, session_no: number): boolean =>
  session_id === sessionOf(session_no)
