import { newId } from '../../kernel/ids.ts'
import { notFound } from '../../kernel/refusal.ts'
import type { Actor } from '../../kernel/state.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { type Claim, once } from '../../platform/idempotency.ts'
import { publish } from '../../platform/outbox.ts'
import { recordBirth } from '../../platform/transition.ts'
import { findOrderOfLine, openAftersale, refundFor } from '../orders/index.ts'
import {
  type AftersaleState,
  aftersales,
  deadlineOf,
  judgeWish,
  unknownEvidence,
  type Wish,
} from './aftersale.ts'
import { aftersaleOpened } from './aftersales.events.ts'
import {
  countOfLine,
  countOwnPictures,
  holdAftersale,
  insertAftersale,
  tellChange,
} from './aftersales.sql.ts'
import { startRefund } from './refund.ts'

type Ask = Wish & {
  order_line_id: string
  buyer_id: string
  words: string
  evidence_ids: readonly string[]
  now: Date
}

/**
 * A buyer asks money back for pieces of a line. What was not shipped is refunded at once; for the rest it is the shop's
 * turn. Returns the id.
 * @throws notFound, aftersaleOpen, tooManyAftersales, aftersaleTooLate, noReturnForThese, quantityTooLarge, unknownEvidence
 */
export const askForRefund = (db: Db, claim: Claim, ask: Ask): Promise<string> =>
  once(db, claim, ask.now, async (tx) => {
    const { order_line_id, buyer_id, kind, quantity, now } = ask
    const found = await findOrderOfLine(tx, order_line_id)
    if (found?.order.buyer_id !== buyer_id) throw notFound()
    const { order, line } = found
    const { is_of_right } = judgeWish(ask, found, {
      ...(await countOfLine(tx, order_line_id)),
      now,
    })
    await assertOwnPictures(tx, ask.evidence_ids, buyer_id)

    const id = newId()
    const state: AftersaleState = kind === 'refund_before_ship' ? 'refunding' : 'await_seller'
    const deadline_at = deadlineOf(state, now)
    const actor: Actor = { kind: 'account', id: buyer_id }
    await insertAftersale(tx, {
      ...ask,
      id,
      order_id: order.id,
      shop_id: order.shop_id,
      currency: order.currency,
      amount: refundFor(line, quantity),
      is_of_right,
      state,
      deadline_at,
    })
    await recordBirth(tx, aftersales, {
      ids: [id],
      state,
      actor,
      reason: 'opened',
      now,
      deadline_at,
    })
    await openAftersale(tx, order.id, now)
    await publish(
      tx,
      aftersaleOpened,
      [{ key: id, payload: { aftersale_id: id, order_id: order.id, order_line_id } }],
      now,
    )
    await tellChange(tx, { id, order_line_id, kind, state }, now)
    if (state === 'refunding')
      await startRefund(tx, await holdAftersale(tx, id, { buyer_id }), actor, now)
    return id
  })

/** Evidence is one's own pictures. @throws unknownEvidence */
export async function assertOwnPictures(
  tx: Tx,
  ids: readonly string[],
  account_id: string,
): Promise<void> {
  const wanted = new Set(ids)
  if (wanted.size > 0 && (await countOwnPictures(tx, [...wanted], account_id)) < wanted.size)
    throw unknownEvidence()
}
