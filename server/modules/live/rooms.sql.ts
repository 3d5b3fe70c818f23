import { type Db, row, rowsOf, type Tx } from '../../platform/db.ts'
import type { RoomState, StreamWord } from './room.ts'

export type Room = {
  id: string
  host_id: string
  title: string
  cover_key: string | null
  shop_id: string | null
  state: RoomState
  state_at: Date
  deadline_at: Date | null
  stream_id: string
  stream: StreamWord
  scheduled_at: Date | null
  started_at: Date | null
  ended_at: Date | null
  end_reason: string | null
  event_seq: bigint
  viewers: number
  viewers_peak: number
  likes: bigint
  item_clicks: bigint
  orders_count: bigint
  orders_paid: bigint
  gmv: bigint
  replay_ready_at: Date | null
  created_at: Date
  items_count: bigint
  explaining_product_id: string | null
}

/** Columns of `Room`, from `rooms as r left join pictures as p`. */
export const ROOM_COLUMNS = `
  r.id, r.host_id, r.title, p.file_key as cover_key, r.shop_id, r.state, r.state_at, r.deadline_at, r.stream_id, r.stream,
  r.scheduled_at, r.started_at, r.ended_at, r.end_reason, r.event_seq, r.viewers, r.viewers_peak, r.likes, r.item_clicks,
  r.orders_count, r.orders_paid, r.gmv, r.replay_ready_at, r.created_at,
  (select count(*) from room_items as i where i.room_id = r.id and i.state = 'listed') as items_count,
  (select i.product_id from room_items as i where i.room_id = r.id and i.is_explaining) as explaining_product_id`
const ROOMS = `
  select ${ROOM_COLUMNS}
  from unnest($1::uuid[]) with ordinality as wanted (id, place)
  join rooms as r on r.id = wanted.id left join pictures as p on p.id = r.cover_id
  order by wanted.place`

/** Rooms in the order asked for, with what a card needs of their carts. */
export const findRooms = (db: Db, ids: readonly string[]) => rowsOf<Room>(db, ROOMS, [ids])

export const findRoom = async (db: Db, id: string): Promise<Room | undefined> =>
  (await findRooms(db, [id]))[0]

export type HeldRoom = {
  id: string
  host_id: string
  state: RoomState
  stream: StreamWord
  stream_at: Date | null
  stream_id: string
  session_no: number
  key_version: number
  created_at: Date
  scheduled_at: Date | null
  offset_ms: bigint | null
}

/** This host's room, locked until the transaction ends; others' rooms do not exist for them. */
export const holdRoom = (tx: Tx, id: string, host_id: string, now: Date) => row<HeldRoom>(tx)`
  select id, host_id, state, stream, stream_at, stream_id, session_no, key_version, created_at, scheduled_at,
    stream_offset(stream, stream_at, stream_offset_ms, ${now}) as offset_ms
  from rooms where id = ${id} and host_id = ${host_id} for no key update`

/** Whether this is the person's own room. */
export const isHost = async (db: Db, id: string, account_id: string): Promise<boolean> =>
  (await row(db)`select from rooms where id = ${id} and host_id = ${account_id}`) !== undefined

export type CartRow = {
  id: string
  room_id: string
  product_id: string
  position: number
  state: 'listed' | 'hidden_by_policy'
  hidden_rule_id: string | null
  is_explaining: boolean
  explain_count: number
  sold_count: bigint
  explained_from_ms: bigint | null
  explained_to_ms: bigint | null
}

const CART_COLUMNS = `
  id, room_id, product_id, position, state, hidden_rule_id, is_explaining, explain_count, sold_count, explained_from_ms,
  explained_to_ms`
/** What lies in the cart of the room `room_id` stands for, hidden things included, in the host's order. */
export const cartOf = (room_id: string): string => `
  select ${CART_COLUMNS} from room_items
  where room_id = ${room_id} and state <> 'removed' order by position, added_at, id limit 300`
const ITEMS = `
  select ${CART_COLUMNS} from room_items
  where id = any($1::uuid[]) and state <> 'removed' order by room_id, position, added_at, id`

export const findItems = (db: Db, ids: readonly string[]) => rowsOf<CartRow>(db, ITEMS, [ids])

export type ChatRow = {
  id: bigint
  account_id: string
  nickname: string
  is_host: boolean
  words: string
  at: Date
}

/** The latest messages of the room `room_id` stands for, newest first. */
export const latestChatOf = (room_id: string, limit: number): string => `
  select m.id, m.account_id, a.nickname, m.account_id = r.host_id as is_host, m.words, m.at
  from chat_messages as m join accounts as a on a.id = m.account_id join rooms as r on r.id = m.room_id
  where m.room_id = ${room_id} and m.hidden_at is null order by m.id desc limit ${limit}`
