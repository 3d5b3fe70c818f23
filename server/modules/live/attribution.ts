import { notFound } from '../../kernel/refusal.ts'
import { SECOND } from '../../kernel/time.ts'
import { type Db, rows } from '../../platform/db.ts'
import { signContext } from '../alliance/index.ts'

export type Attribution = {
  room_id: string
  host_id: string
  /** The shop that hosts itself: its own goods carry no commission. */
  host_shop_id: string | null
  /** Where the stream stood, in milliseconds of its own time; null when no picture was there. */
  stream_offset_ms: number | null
  /** The product lies in the room's cart and the room is on air or offers its replay. */
  is_listed: boolean
}

/**
 * To whom a sale belongs: rooms and products as the buyer names them, answered by `room_id|product_id`. Rooms that do
 * not exist are left out. `now` is the order's instant; left out it is the platform's clock in the database.
 */
export async function attributionFor(
  db: Db,
  wants: readonly { room_id: string; product_id: string }[],
  now: Date | null = null,
): Promise<Map<string, Attribution>> {
  if (wants.length === 0) return new Map()
  const found = await rows<
    Omit<Attribution, 'stream_offset_ms'> & { product_id: string; offset_ms: bigint | null }
  >(db)`
    select w.room_id, w.product_id, r.host_id, r.shop_id as host_shop_id,
      case when r.state in ('live', 'paused') then stream_offset(r.stream, r.stream_at, r.stream_offset_ms,
        coalesce(${now}::timestamptz, clock_timestamp() + (select offset_ms from clock) * interval '1 millisecond')) end as offset_ms,
      r.state in ('live', 'paused', 'ended') and exists (
        select from room_items as i where i.room_id = w.room_id and i.product_id = w.product_id and i.state = 'listed') as is_listed
    from (select distinct * from unnest(${wants.map((one) => one.room_id)}::uuid[], ${wants.map((one) => one.product_id)}::uuid[]) as w (room_id, product_id)) as w
    join rooms as r on r.id = w.room_id`
  return new Map(
    found.map(({ product_id, offset_ms, ...one }) => [
      `${one.room_id}|${product_id}`,
      { ...one, stream_offset_ms: offset_ms === null ? null : Number(offset_ms) },
    ]),
  )
}

/**
 * The signed context of goods that a room lists and shows now, with the second its stream stands at.
 * @throws notFound unless it lists them
 */
export async function signSeen(
  db: Db,
  secrets: readonly string[],
  { room_id, product_id }: { room_id: string; product_id: string },
  now: Date,
): Promise<string> {
  const [found] = (await attributionFor(db, [{ room_id, product_id }], now)).values()
  if (!found?.is_listed) throw notFound()
  const { host_id: creator_id, stream_offset_ms: at } = found
  const seen = { placement: 'room', content_id: room_id, creator_id, product_id } as const
  // Whole seconds: what is seen within one is signed alike.
  const stream_offset_ms = at === null ? null : Math.floor(at / SECOND) * SECOND
  return signContext(secrets, { ...seen, stream_offset_ms }, now)
}
