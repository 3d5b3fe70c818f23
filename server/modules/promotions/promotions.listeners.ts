import type { Tx } from '../../platform/db.ts'
import { type Consumer, type Heard, hear } from '../../platform/outbox.ts'
import { giveBack } from './give-back.ts'
import { aftersaleRefunding, orderCancelled, orderRestCancelled } from './promotions.events.ts'
import type { Returned } from './redemptions.sql.ts'

/** Pieces that come back by a fact. */
const returnedBy = ({ type, payload }: Heard): Returned[] => {
  switch (type) {
    case orderCancelled.type:
      return payload.lines.map(({ line_id }: { line_id: string }) => ({
        order_line_id: line_id,
        quantity: null,
      }))
    case orderRestCancelled.type:
      return payload.cancelled.map((one: { line_id: string; quantity: number }) => ({
        order_line_id: one.line_id,
        quantity: one.quantity,
      }))
    default:
      return [{ order_line_id: payload.order_line_id, quantity: payload.quantity }]
  }
}

const take = async (tx: Tx, heard: readonly Heard[]): Promise<void> => {
  for (const [type, facts] of Map.groupBy(heard, (fact) => fact.type))
    await giveBack(tx, facts.flatMap(returnedBy), type, (facts.at(-1) as Heard).at)
}
const one = (tx: Tx, fact: Heard) => take(tx, [fact])

/** What promotions do when they hear of orders that end and goods that come back. */
export const promotionsConsumer: Consumer = {
  name: 'promotions',
  on: {
    ...hear(orderCancelled, one),
    ...hear(orderRestCancelled, one),
    ...hear(aftersaleRefunding, one),
  },
  all: take,
}
