import { type Db, row, rows, type Tx } from '../../platform/db.ts'
import type { ParcelRow, TrackingFact } from './parcel.ts'

export const findParcelByNumber = (db: Db, carrier: string, tracking_number: string) =>
  row<ParcelRow>(db)`
    select * from parcels where carrier = ${carrier} and tracking_number = ${tracking_number}`

/** Writes a parcel and what is in it; undefined when another parcel has this number. */
export const insertParcel = (
  tx: Tx,
  parcel: Omit<ParcelRow, 'state' | 'state_at' | 'signed_at' | 'suspicious_reason'> & {
    created_by: string
  },
  lines: readonly { line_id: string; quantity: number }[],
) => row<ParcelRow>(tx)`
  with made as (
    insert into parcels (id, order_id, shop_id, direction, aftersale_id, carrier, tracking_number, state, state_at, deadline_at, created_by, created_at)
    values (${parcel.id}, ${parcel.order_id}, ${parcel.shop_id}, ${parcel.direction}, ${parcel.aftersale_id}, ${parcel.carrier},
      ${parcel.tracking_number}, 'created', ${parcel.created_at}, ${parcel.deadline_at}, ${parcel.created_by}, ${parcel.created_at})
    on conflict do nothing returning *
  ), filled as (
    insert into parcel_lines (parcel_id, order_line_id, quantity)
    select made.id, line.id, line.quantity
    from made, unnest(${lines.map((line) => line.line_id)}::uuid[], ${lines.map((line) => line.quantity)}::int[]) as line (id, quantity)
  )
  select * from made`

export type NewTrackingEvent = {
  id: string
  parcel_id: string
  carrier_event_id: string
  state: string
  place: string
  words: string
  happened_at: Date
  received_at: Date
  raw: string
}

/** Keeps what the carrier said; undefined when it was kept before. */
export const insertTrackingEvent = (tx: Tx, one: NewTrackingEvent) => row(tx)`
  insert into tracking_events (id, parcel_id, carrier_event_id, state, place, words, happened_at, received_at, raw)
  values (${one.id}, ${one.parcel_id}, ${one.carrier_event_id}, ${one.state}, ${one.place}, ${one.words}, ${one.happened_at}, ${one.received_at}, ${one.raw})
  on conflict (parcel_id, carrier_event_id) do nothing returning id`

export const trackingFacts = (tx: Tx, parcel_id: string) => rows<TrackingFact>(tx)`
  select state, happened_at from tracking_events where parcel_id = ${parcel_id} order by happened_at, id limit 1000`

/** Outbound parcels of an order that are not in their buyer's hands. */
export const countUnsigned = async (tx: Tx, order_id: string): Promise<number> =>
  Number(
    (
      await row<{ count: bigint }>(tx)`
        select count(*) from parcels where order_id = ${order_id} and direction = 'outbound' and state <> 'signed'`
    )?.count ?? 0n,
  )

export type ShownParcelRow = ParcelRow & {
  events: { state: string; place: string; words: string; happened_at: string }[]
  lines: { order_line_id: string; quantity: number }[]
}

/** Parcels with their way and content, newest event first. Null stands for "any". */
export const shownParcels = (
  db: Db,
  {
    order_id,
    parcel_id = null,
    direction = 'outbound',
  }: { order_id: string; parcel_id?: string | null; direction?: string },
) => rows<ShownParcelRow>(db)`
  select parcels.*,
    coalesce((select jsonb_agg(jsonb_build_object('state', state, 'place', place, 'words', words, 'happened_at',
        to_char(happened_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by happened_at desc, id desc)
      from (select * from tracking_events where parcel_id = parcels.id order by happened_at desc, id desc limit 100) as event), '[]') as events,
    coalesce((select jsonb_agg(jsonb_build_object('order_line_id', order_line_id, 'quantity', quantity) order by order_line_id)
      from parcel_lines where parcel_id = parcels.id), '[]') as lines
  from parcels where order_id = ${order_id} and direction = ${direction} and (${parcel_id}::uuid is null or id = ${parcel_id}) order by id limit 200`
