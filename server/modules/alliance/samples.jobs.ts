import { system } from '../../kernel/state.ts'
import { SECOND } from '../../kernel/time.ts'
import type { Context } from '../../platform/context.ts'
import { type Db, inTransaction, rows, type Tx } from '../../platform/db.ts'
import type { Sweep } from '../../platform/deadlines.ts'
import { type Consumer, hear } from '../../platform/outbox.ts'
import { roomShown } from './sample.events.ts'
import { CONTENT_MS, type SampleState, sampleWaitsFor } from './sample.ts'
import { moveSamples, type SampleRow } from './samples.sql.ts'

const BATCH = 200
type Due = Pick<
  SampleRow,
  'id' | 'product_id' | 'creator_id' | 'shop_id' | 'sku_id' | 'state' | 'has_taken_stock'
>

/** Applies the published default of every sample whose time is over. Returns how many. */
export const applySampleDeadlines = (db: Db, now: Date): Promise<number> =>
  inTransaction(db, async (tx) => {
    const due = await rows<Due>(tx)`
      select id, product_id, creator_id, shop_id, sku_id, state, has_taken_stock from samples
      where deadline_at <= ${now} order by id limit ${BATCH} for no key update skip locked`
    for (const [state, held] of Map.groupBy(due, (one) => one.state)) {
      const waiting = sampleWaitsFor(state)
      if (!waiting) continue
      await moveSamples(tx, held, {
        to: waiting.on_deadline,
        actor: system('alliance.samples'),
        reason: waiting.reason,
        now,
      })
      if (waiting.on_deadline === 'content_pending')
        await rows(tx)`
          update samples set received_at = ${now} where id = any(${held.map(({ id }) => id)}::uuid[])`
    }
    return due.length
  })

/** A room is over: what its host sold counts for them, and the samples that it showed are fulfilled. */
export const samplesConsumer: Consumer = {
  name: 'alliance.samples',
  on: hear(roomShown, async (tx, { payload, at }) => {
    const { host_id, room_id, orders_paid, on_air_ms, product_ids } = payload
    await rows(tx)`
      insert into sample_creators (creator_id, rooms_over, sales) values (${host_id}, 1, ${orders_paid})
      on conflict (creator_id) do update set rooms_over = sample_creators.rooms_over + 1, sales = sample_creators.sales + excluded.sales`
    if (on_air_ms >= CONTENT_MS) await fulfil(tx, host_id, product_ids, room_id, at)
  }),
}

async function fulfil(
  tx: Tx,
  creator_id: string,
  product_ids: readonly string[],
  room_id: string,
  now: Date,
): Promise<void> {
  const shown = await rows<Due>(tx)`
    update samples set room_id = ${room_id}
    where id in (
      select id from samples where creator_id = ${creator_id} and product_id = any(${product_ids}::uuid[])
        and state in ('shipped', 'content_pending') order by id for no key update)
    returning id, product_id, creator_id, shop_id, sku_id, state, has_taken_stock`
  for (const [, held] of Map.groupBy(shown, (one): SampleState => one.state))
    await moveSamples(tx, held, {
      to: 'completed',
      actor: system('alliance.samples'),
      reason: 'shown_in_room',
      now,
    })
}

export const sampleSweeps = ({ db }: Pick<Context, 'db'>): Sweep[] => [
  {
    name: 'alliance.samples',
    every_ms: 5 * SECOND,
    sweep: (now) => applySampleDeadlines(db, now),
  },
]
