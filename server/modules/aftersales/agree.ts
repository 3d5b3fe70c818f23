import type { Actor } from '../../kernel/state.ts'
import { rows, type Tx } from '../../platform/db.ts'
import { whenAgreed } from './aftersale.ts'
import { change, type Held, returnAddressOf } from './aftersales.sql.ts'
import { startRefund, tellEnd } from './refund.ts'

type Why = { actor: Actor; reason: string; now: Date }

/** It is agreed to, by whoever had the say: money now, or the goods first, with the address they go to. */
export async function agree(tx: Tx, held: Held, why: Why): Promise<void> {
  const { aftersale } = held
  const address = await returnAddressOf(tx, aftersale.shop_id)
  if (whenAgreed(aftersale, address !== null) === 'refunding') return refundNow(tx, held, why)
  await rows(tx)`
    update aftersales set return_address = ${JSON.stringify(address)}::jsonb where id = ${aftersale.id}`
  await change(tx, aftersale, { ...why, to: 'await_buyer_ship' })
}

/** The money goes back now. */
export async function refundNow(tx: Tx, held: Held, why: Why): Promise<void> {
  await change(tx, held.aftersale, { ...why, to: 'refunding' })
  await startRefund(tx, held, why.actor, why.now)
}

/** It ends without money. */
export async function close(tx: Tx, { aftersale }: Held, why: Why): Promise<void> {
  await change(tx, aftersale, { ...why, to: 'closed' })
  await tellEnd(tx, aftersale, why.reason, why.now)
}
