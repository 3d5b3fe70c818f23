import { system } from '../../kernel/state.ts'
import type { Tx } from '../../platform/db.ts'
import { transition } from '../../platform/transition.ts'
import { coupons, redemptions } from './promotion.ts'
import {
  drawFrom,
  lockPools,
  noteReturned,
  type Returned,
  wholeReturned,
} from './redemptions.sql.ts'

/**
 * Pieces of order lines came back, unpaid or refunded. A promotion of whose goods nothing is kept any more is released,
 * once: its cost returns to the budget and its coupon to the holder, usable again until it expires (domain.md 4.9). Lines
 * without promotions are passed over; one statement for all of them.
 */
export async function giveBack(
  tx: Tx,
  returned: readonly Returned[],
  reason: string,
  now: Date,
): Promise<void> {
  if (returned.length === 0) return
  const touched = await noteReturned(tx, returned)
  if (touched.length === 0) return
  const whole = await wholeReturned(
    tx,
    touched.map((one) => one.redemption_id),
  )
  if (whole.length === 0) return
  const actor = system('promotions.give_back')
  const moved = new Set(
    (
      await transition(tx, redemptions, {
        ids: whole.map(({ id }) => id),
        to: 'released',
        actor,
        reason,
        now,
        deadline_at: null,
      })
    ).map(({ id }) => id),
  )
  const released = whole.filter(({ id }) => moved.has(id))
  const draws = [...Map.groupBy(released, (one) => one.promotion_id)].map(([promotion_id, of]) => ({
    promotion_id,
    amount: -of.reduce((sum, { amount }) => sum + amount, 0n),
    uses: -of.length,
  }))
  await lockPools(tx, draws.map(({ promotion_id }) => promotion_id).sort())
  await drawFrom(tx, draws)
  const held = released.filter(({ coupon_id }) => coupon_id !== null)
  for (const [until, of] of Map.groupBy(held, ({ use_until }) => use_until.getTime())) {
    const is_valid = until > now.getTime()
    await transition(tx, coupons, {
      ids: of.map(({ coupon_id }) => coupon_id as string),
      to: is_valid ? 'usable' : 'expired',
      from: ['used'],
      actor,
      reason,
      now,
      deadline_at: is_valid ? new Date(until) : null,
    })
  }
}
