import { system } from '../../kernel/state.ts'
import { rows, type Tx } from '../../platform/db.ts'
import { publish } from '../../platform/outbox.ts'
import { transition } from '../../platform/transition.ts'
import { shops } from './shop.ts'
import { shopOpened } from './shops.events.ts'

/**
 * Opens an approved shop whose deposit its sales will fill. Says whether it was waiting for its deposit; a shop in any
 * other state is left as it is.
 */
export async function openOnSales(tx: Tx, shop_id: string, now: Date): Promise<boolean> {
  const moved = await transition(tx, shops, {
    ids: [shop_id],
    to: 'open',
    from: ['deposit_due'],
    actor: system('shops.deposit'),
    reason: 'deposit_from_sales',
    now,
    deadline_at: null,
  })
  if (moved.length === 0) return false
  await rows(
    tx,
  )`update shops set opened_at = coalesce(opened_at, ${now}), version = version + 1 where id = ${shop_id}`
  await publish(tx, shopOpened, [{ key: shop_id, payload: { shop_id } }], now)
  return true
}
