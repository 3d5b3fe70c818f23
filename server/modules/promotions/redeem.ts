import { newId } from '../../kernel/ids.ts'
import type { Refusal } from '../../kernel/refusal.ts'
import { type Tx, together } from '../../platform/db.ts'
import { transition } from '../../platform/transition.ts'
import {
  couponExpired,
  couponMissing,
  couponSoldOut,
  coupons,
  couponUsed,
  totalChanged,
} from './promotion.ts'
import {
  drawFrom,
  type HeldCoupon,
  insertRedemptions,
  lockCoupons,
  lockPools,
  type Pool,
} from './redemptions.sql.ts'

/** One promotion that takes something off one checkout, and off which of its lines. Amounts in minor units. */
export type Use = {
  promotion_id: string
  coupon_id: string | null
  amount: bigint
  lines: readonly { order_line_id: string; amount: bigint; quantity: number }[]
}
/** All that is used for one checkout: all of it or none. */
export type Redeeming = { checkout_id: string; buyer_id: string; uses: readonly Use[] }

const inOrder = (ids: Iterable<string>): string[] => [...new Set(ids)].sort()

/**
 * Uses coupons and budgets for many checkouts in one transaction; call it behind the stock's lock. Each member gets all its
 * uses or its own refusal (`couponUsed`, `couponExpired`, `couponSoldOut`, `couponMissing`; `totalChanged` where a full
 * reduction is over) and then takes nothing. `answers` stand in the order of the members. When anybody is refused nothing
 * is taken at all, because the refused one's stock has to be given up first: leave them out and ask again. What is taken
 * is written by `write`, to travel with whatever else the caller writes. Without uses no statement is sent.
 */
export async function redeemMany(
  tx: Tx,
  members: readonly Redeeming[],
  now: Date,
): Promise<{ answers: (Refusal | undefined)[]; write: () => Promise<unknown>[] }> {
  const uses = members.flatMap((member) => member.uses)
  if (uses.length === 0) return { answers: members.map(() => undefined), write: () => [] }
  const coupon_ids = inOrder(uses.flatMap((use) => use.coupon_id ?? []))
  // Asked for together, they still run one after the other: pools before coupons, as everybody locks them.
  const [pools, held] = await together([
    lockPools(tx, inOrder(uses.map((use) => use.promotion_id))),
    coupon_ids.length > 0 ? lockCoupons(tx, coupon_ids) : [],
  ])
  const answers = allotUses(members, { pools, held }, now)
  if (answers.some((answer) => answer)) return { answers, write: () => [] }
  const write = () => {
    const draws = [...Map.groupBy(uses, (use) => use.promotion_id)].map(([promotion_id, of]) => ({
      promotion_id,
      amount: of.reduce((sum, { amount }) => sum + amount, 0n),
      uses: of.length,
    }))
    return [
      drawFrom(tx, draws),
      ...(coupon_ids.length > 0
        ? [
            transition(tx, coupons, {
              ids: coupon_ids,
              to: 'used',
              from: ['usable'],
              actor: { kind: 'system', id: 'orders.checkout' },
              reason: 'checkout',
              now,
              deadline_at: null,
            }),
          ]
        : []),
      insertRedemptions(
        tx,
        members.flatMap(({ uses: own, ...checkout }) =>
          own.map((use) => ({ ...use, ...checkout, id: newId() })),
        ),
        now,
      ),
    ]
  }
  return { answers, write }
}

/**
 * Who gets what, in the order of the members: a budget goes to whoever comes first, a coupon to its holder, once. Pure; what
 * the locks found decides.
 */
export function allotUses(
  members: readonly Redeeming[],
  { pools, held }: { pools: readonly Pool[]; held: readonly HeldCoupon[] },
  now: Date,
): (Refusal | undefined)[] {
  const pool_of = new Map(pools.map((pool) => [pool.promotion_id, pool]))
  const coupon_of = new Map(held.map((coupon) => [coupon.id, coupon]))
  const left = new Map(pools.map((pool) => [pool.promotion_id, pool.left]))
  const used = new Set<string>()
  return members.map(({ buyer_id, uses }) => {
    const refusal = uses.map((use) => refusalOf(use, buyer_id)).find((one) => one !== undefined)
    if (!refusal)
      for (const { promotion_id, coupon_id, amount } of uses) {
        left.set(promotion_id, (left.get(promotion_id) as bigint) - amount)
        if (coupon_id) used.add(coupon_id)
      }
    return refusal
  })

  function refusalOf(use: Use, buyer_id: string): Refusal | undefined {
    const pool = pool_of.get(use.promotion_id)
    if (use.coupon_id === null) {
      const is_on = pool?.state === 'ongoing' && pool.ends_at > now
      return is_on && (left.get(use.promotion_id) as bigint) >= use.amount
        ? undefined
        : totalChanged()
    }
    const coupon = coupon_of.get(use.coupon_id)
    if (!pool || coupon?.holder_id !== buyer_id || coupon.promotion_id !== use.promotion_id)
      return couponMissing()
    if (coupon.state === 'used' || used.has(coupon.id)) return couponUsed()
    if (coupon.state === 'expired' || (coupon.deadline_at && coupon.deadline_at <= now))
      return couponExpired()
    if ((left.get(use.promotion_id) as bigint) < use.amount) return couponSoldOut()
    return undefined
  }
}
