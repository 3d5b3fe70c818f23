import { busy, notFound, notSignedIn } from '../../kernel/refusal.ts'
import { after, MINUTE } from '../../kernel/time.ts'
import { makeCombiner } from '../../platform/combiner.ts'
import { type Db, inTransaction, row, rows } from '../../platform/db.ts'
import { findPeople } from '../accounts/index.ts'
import { isOver, muted, type RoomState, roomOver } from './room.ts'
import { tell } from './room-events.ts'
import { type ChatRow, isHost } from './rooms.sql.ts'

/** Who speaks, and by which session or key: it must still be good when the words are written. */
type Speaker = { account_id: string; by: 'session' | 'key'; session_id: string }
export type Saying = Speaker & { room_id: string; words: string; now: Date }

type Judged = ChatRow & {
  n: bigint
  state: RoomState
  is_known: boolean
  is_muted: boolean
  muted_until: Date | null
}

/**
 * Writes chat, many messages in one statement: whoever is muted, signed out or banned, and whatever is said in a room
 * that is over, is refused by the same statement that would write it.
 * @throws roomOver, muted, notSignedIn, notFound
 */
export function chatOf(db: Db): (saying: Saying) => Promise<ChatRow> {
  const write = makeCombiner<Saying, Judged | undefined>({
    work: async (said) => {
      const found = await rows<Judged>(db)`
        with said as (
          select * from unnest(${said.map((one) => one.room_id)}::uuid[], ${said.map((one) => one.account_id)}::uuid[],
            ${said.map((one) => one.by)}::text[], ${said.map((one) => one.session_id)}::uuid[], ${said.map((one) => one.words)}::text[],
            ${said.map((one) => one.now)}::timestamptz[]) with ordinality as said (room_id, account_id, by, session_id, words, at, n)
        ), judged as materialized (
          select said.*, r.state, a.nickname, said.account_id = r.host_id as is_host,
            stream_offset(r.stream, r.stream_at, r.stream_offset_ms, said.at) as offset_ms,
            case said.by
              when 'session' then exists (select from sessions as s where s.id = said.session_id and s.account_id = said.account_id and s.expires_at > said.at)
              else exists (select from api_keys as k where k.id = said.session_id and k.account_id = said.account_id and k.revoked_at is null and k.expires_at > said.at)
            end as is_known,
            m.room_id is not null and (m.until is null or m.until > said.at) as is_muted, m.until as muted_until,
            nextval(pg_get_serial_sequence('chat_messages', 'id')) as id
          from said join rooms as r on r.id = said.room_id
          join accounts as a on a.id = said.account_id and a.closed_at is null
          left join room_mutes as m on m.room_id = said.room_id and m.account_id = said.account_id
        ), written as (
          insert into chat_messages (id, room_id, account_id, words, at, offset_ms) overriding system value
          select id, room_id, account_id, words, at, offset_ms from judged
          where is_known and not is_muted and state in ('preview', 'live', 'paused') order by n
        )
        select n, id, account_id, nickname, is_host, words, at, state, is_known, is_muted, muted_until from judged`
      const byPlace = new Map(found.map((one) => [Number(one.n), one]))
      return said.map((_, index) => byPlace.get(index + 1))
    },
    full: () => busy(),
    most: 500,
    queue: 20_000,
  })
  return async (saying) => {
    const judged = await write.ask(saying)
    if (!judged) throw notFound()
    if (!judged.is_known) throw notSignedIn()
    if (isOver(judged.state)) throw roomOver()
    if (judged.is_muted) throw muted({ until: judged.muted_until })
    const { id, account_id, nickname, is_host, words, at } = judged
    return { id, account_id, nickname, is_host, words, at }
  }
}

/** Mutes somebody in the host's room: from this commit on nothing they say is written. Without minutes for good. */
export const mute = (
  db: Db,
  wish: {
    room_id: string
    host_id: string
    account_id: string
    minutes: number | undefined
    now: Date
  },
): Promise<void> =>
  inTransaction(db, async (tx) => {
    const { room_id, host_id, account_id, minutes, now } = wish
    if (!(await isHost(tx, room_id, host_id)) || account_id === host_id) throw notFound()
    const [person] = await findPeople(tx, [account_id])
    if (!person) throw notFound()
    const until = minutes === undefined ? null : after(now, minutes * MINUTE)
    await rows(tx)`
      insert into room_mutes (room_id, account_id, by_id, until, at) values (${room_id}, ${account_id}, ${host_id}, ${until}, ${now})
      on conflict (room_id, account_id) do update set by_id = excluded.by_id, until = excluded.until, at = excluded.at`
  })

/** Hides a message in the host's room and tells the room; hiding twice changes nothing. */
export const hideMessage = (
  db: Db,
  wish: { room_id: string; host_id: string; message_id: string; now: Date },
): Promise<void> =>
  inTransaction(db, async (tx) => {
    const { room_id, host_id, message_id, now } = wish
    if (!(await isHost(tx, room_id, host_id))) throw notFound()
    const found = await row<{ hidden_at: Date | null }>(tx)`
      select hidden_at from chat_messages where id = ${message_id} and room_id = ${room_id} for no key update`
    if (!found) throw notFound()
    if (found.hidden_at) return
    await rows(tx)`update chat_messages set hidden_at = ${now} where id = ${message_id}`
    await tell(tx, [{ room_id, fact: { e: 'chat_gone', id: message_id } }], now)
  })
