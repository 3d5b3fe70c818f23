import { newId } from '../../kernel/ids.ts'
import { notFound } from '../../kernel/refusal.ts'
import type { Actor } from '../../kernel/state.ts'
import { type Db, inTransaction, row, rows, type Tx } from '../../platform/db.ts'
import { publish } from '../../platform/outbox.ts'
import { transition } from '../../platform/transition.ts'
import { lockOrder } from '../orders/index.ts'
import { nextWordBy, type ParcelRow, parcels, signedAt, stateOf } from './parcel.ts'
import { type ParcelFact, parcelMoved, parcelSigned, parcelSuspicious } from './shipping.events.ts'
import {
  countUnsigned,
  findParcelByNumber,
  insertTrackingEvent,
  trackingFacts,
} from './shipping.sql.ts'

export type CarrierWord = {
  event_id: string
  tracking_number: string
  state: string
  place: string
  words: string
  happened_at: Date
}

/**
 * Takes one genuine word of a carrier. It is kept whatever it says; the parcel goes where all words together put it. A
 * word heard before changes nothing.
 * @throws notFound for a number we do not know (yet): the carrier tries again
 */
export const takeCarrierWord = (
  db: Db,
  { carrier, word, raw, now }: { carrier: string; word: CarrierWord; raw: string; now: Date },
): Promise<void> =>
  inTransaction(db, async (tx) => {
    const found = await findParcelByNumber(tx, carrier, word.tracking_number)
    if (!found) throw notFound()
    // The order first, as everywhere: "is all of it signed" has to be asked by one at a time.
    const order = await lockOrder(tx, found.order_id)
    const parcel = (await row<ParcelRow>(tx)`
      select * from parcels where id = ${found.id} for no key update`) as ParcelRow
    const { event_id, tracking_number: _, ...said } = word
    const kept = await insertTrackingEvent(tx, {
      ...said,
      id: newId(),
      parcel_id: parcel.id,
      carrier_event_id: event_id,
      received_at: now,
      raw,
    })
    if (!kept) return
    const facts = await trackingFacts(tx, parcel.id)
    const to = stateOf(facts)
    const signed_at = signedAt(facts, now)
    await heard(tx, parcel, { is_waiting: to === parcel.state, signed_at, now })
    if (to === parcel.state) return
    const actor: Actor = { kind: 'carrier', id: carrier }
    const deadline_at = nextWordBy(to, now)
    await transition(tx, parcels, {
      ids: [parcel.id],
      to,
      actor,
      reason: said.state === to ? to : `heard_${to}`,
      now,
      deadline_at,
    })
    await publish(tx, parcelMoved, [{ key: parcel.order_id, payload: factOf(parcel, to) }], now)
    if (to !== 'signed') return
    const all_signed =
      parcel.direction === 'outbound' &&
      order?.state === 'shipped' &&
      (await countUnsigned(tx, parcel.order_id)) === 0
    const payload = { ...factOf(parcel, to), signed_at: signed_at ?? now, all_signed }
    await publish(tx, parcelSigned, [{ key: parcel.order_id, payload }], now)
  })

/** The carrier is alive: a suspicion is over, and the wait for its next word begins anew. */
const heard = (
  tx: Tx,
  parcel: ParcelRow,
  { is_waiting, signed_at, now }: { is_waiting: boolean; signed_at: Date | null; now: Date },
) => rows(tx)`
  update parcels set signed_at = ${signed_at}, suspicious_reason = null, suspicious_at = null,
    deadline_at = case when ${is_waiting} then ${nextWordBy(parcel.state, now)}::timestamptz else deadline_at end
  where id = ${parcel.id}`

const factOf = (parcel: ParcelRow, state: ParcelRow['state']): ParcelFact => ({
  parcel_id: parcel.id,
  order_id: parcel.order_id,
  shop_id: parcel.shop_id,
  direction: parcel.direction,
  aftersale_id: parcel.aftersale_id,
  state,
})

/**
 * Parcels whose carrier was silent for too long are flagged once and stay where they are: a suspicion is for people to
 * look into, it moves neither goods nor money.
 */
export const flagSilentParcels = (db: Db, now: Date, limit = 200): Promise<number> =>
  inTransaction(db, async (tx) => {
    const flagged = await rows<ParcelRow>(tx)`
      update parcels set deadline_at = null, suspicious_at = ${now},
        suspicious_reason = case state when 'created' then 'no_carrier_event' else 'carrier_silent' end
      where id in (select id from parcels where deadline_at <= ${now} order by deadline_at limit ${limit} for no key update skip locked)
      returning *`
    await publish(
      tx,
      parcelSuspicious,
      flagged.map((parcel) => ({
        key: parcel.order_id,
        payload: { ...factOf(parcel, parcel.state), reason: parcel.suspicious_reason as string },
      })),
      now,
    )
    return flagged.length
  })
