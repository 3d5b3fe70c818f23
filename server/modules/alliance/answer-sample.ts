import { Refusal } from '../../kernel/refusal.ts'
import type { Actor } from '../../kernel/state.ts'
import { type Db, inTransaction, rows, type Tx } from '../../platform/db.ts'
import { addStock, outOfStock } from '../inventory/index.ts'
import { assertManages } from './apply-to-campaign.ts'
import { holdSample, moveSamples, type SampleRow } from './samples.sql.ts'

type ByShop = { id: string; shop_id: string; by: string; now: Date }
const person = (id: string): Actor => ({ kind: 'account', id })

/**
 * The shop gives the sample: one piece is set aside, out of what can be sold.
 * @throws notFound, notAllowed, wrongState, outOfStock
 */
export const approveSample = (db: Db, { id, shop_id, by, now }: ByShop): Promise<void> =>
  inTransaction(db, async (tx) => {
    const sample = await holdSample(tx, id, { shop_id }, 'pending')
    await assertManages(tx, shop_id, by)
    await setAside(tx, sample, by, now)
    await rows(tx)`update samples set has_taken_stock = true where id = ${id}`
    await moveSamples(tx, [sample], {
      to: 'awaiting_shipment',
      actor: person(by),
      reason: 'given_by_shop',
      now,
    })
  })

async function setAside(
  tx: Tx,
  { shop_id, sku_id }: SampleRow,
  by: string,
  now: Date,
): Promise<void> {
  try {
    await addStock(tx, {
      shop_id,
      changes: [{ sku_id, change: -1 }],
      reason: 'sample',
      actor: person(by),
      now,
    })
  } catch (error) {
    throw error instanceof Refusal && error.code === 'stock_in_use' ? outOfStock() : error
  }
}

/** The shop gives none, and says why. @throws notFound, notAllowed, wrongState */
export const rejectSample = (
  db: Db,
  { id, shop_id, by, words, now }: ByShop & { words: string },
): Promise<void> =>
  inTransaction(db, async (tx) => {
    const sample = await holdSample(tx, id, { shop_id }, 'pending')
    await assertManages(tx, shop_id, by)
    await rows(tx)`update samples set answer_words = ${words} where id = ${id}`
    await moveSamples(tx, [sample], {
      to: 'rejected',
      actor: person(by),
      reason: 'refused_by_shop',
      now,
    })
  })

/** The shop has sent it. @throws notFound, wrongState */
export const shipSample = (
  db: Db,
  wish: ByShop & { carrier: string; tracking_number: string },
): Promise<void> =>
  inTransaction(db, async (tx) => {
    const { id, shop_id, by, carrier, tracking_number, now } = wish
    const sample = await holdSample(tx, id, { shop_id }, 'awaiting_shipment')
    await rows(tx)`
      update samples set carrier = ${carrier}, tracking_number = ${tracking_number}, shipped_at = ${now} where id = ${id}`
    await moveSamples(tx, [sample], {
      to: 'shipped',
      actor: person(by),
      reason: 'sent_by_shop',
      now,
    })
  })

/** The shop is content with what was shown, wherever it was. @throws notFound, notAllowed, wrongState */
export const confirmSample = (db: Db, { id, shop_id, by, now }: ByShop): Promise<void> =>
  inTransaction(db, async (tx) => {
    const sample = await holdSample(tx, id, { shop_id }, 'shipped', 'content_pending')
    await assertManages(tx, shop_id, by)
    await moveSamples(tx, [sample], {
      to: 'completed',
      actor: person(by),
      reason: 'confirmed_by_shop',
      now,
    })
  })

/** The shop answers the appeal; a refusal is final. @throws notFound, notAllowed, wrongState */
export const answerAppeal = (
  db: Db,
  { id, shop_id, by, is_granted, words, now }: ByShop & { is_granted: boolean; words: string },
): Promise<void> =>
  inTransaction(db, async (tx) => {
    const sample = await holdSample(tx, id, { shop_id }, 'appealed')
    await assertManages(tx, shop_id, by)
    await rows(tx)`update samples set answer_words = ${words} where id = ${id}`
    await moveSamples(tx, [sample], {
      to: is_granted ? 'completed' : 'unfulfilled',
      actor: person(by),
      reason: is_granted ? 'appeal_granted' : 'appeal_refused',
      now,
    })
  })
