import { system } from '../../kernel/state.ts'
import type { Context } from '../../platform/context.ts'
import { type Db, inTransaction, rows } from '../../platform/db.ts'
import type { Sweep } from '../../platform/deadlines.ts'
import { transition } from '../../platform/transition.ts'
import { forgetReductions } from './current-reductions.ts'
import { coupons, type PromotionState, promotions } from './promotion.ts'
import { lockPools } from './redemptions.sql.ts'

type Due = { id: string; state: PromotionState; ends_at: Date }

/** What is due: scheduled ones begin, running and paused ones end, drafts that nobody published in time are dropped. */
const turnPromotions = async (db: Db, now: Date): Promise<number> => {
  const turned = await inTransaction(db, async (tx) => {
    const due = await rows<Due>(tx)`
      select id, state, ends_at from promotions where deadline_at <= ${now} order by id limit 200 for no key update skip locked`
    const actor = system('promotions.clock')
    const over = due.filter(({ ends_at }) => ends_at <= now)
    const idsOf = (some: readonly Due[]) => some.map(({ id }) => id)
    // Behind the claims that are under way: what ends here is claimed by nobody any more.
    if (over.length > 0) await lockPools(tx, idsOf(over))
    await transition(tx, promotions, {
      ids: idsOf(over.filter(({ state }) => state === 'draft')),
      to: 'cancelled',
      actor,
      reason: 'never_published',
      now,
    })
    await transition(tx, promotions, {
      ids: idsOf(over.filter(({ state }) => state !== 'draft')),
      to: 'ended',
      actor,
      reason: 'time_over',
      now,
    })
    const beginning = due.filter((one) => one.state === 'scheduled' && one.ends_at > now)
    for (const [until, some] of Map.groupBy(beginning, ({ ends_at }) => ends_at.getTime()))
      await transition(tx, promotions, {
        ids: idsOf(some),
        to: 'ongoing',
        from: ['scheduled'],
        actor,
        reason: 'time_come',
        now,
        deadline_at: new Date(until),
      })
    return due.length
  })
  if (turned > 0) forgetReductions(db)
  return turned
}

/** Coupons whose time is over. */
const expireCoupons = (db: Db, now: Date): Promise<number> =>
  inTransaction(db, async (tx) => {
    const due = await rows<{ id: string }>(tx)`
      select id from coupons where deadline_at <= ${now} order by id limit 1000 for no key update skip locked`
    await transition(tx, coupons, {
      ids: due.map(({ id }) => id),
      to: 'expired',
      from: ['usable'],
      actor: system('promotions.clock'),
      reason: 'time_over',
      now,
    })
    return due.length
  })

/** What happens to promotions by the clock. */
export const promotionsSweeps = ({ db }: Context): Sweep[] => [
  { name: 'promotions.turn', every_ms: 500, sweep: (now) => turnPromotions(db, now) },
  { name: 'promotions.expire', every_ms: 10_000, sweep: (now) => expireCoupons(db, now) },
]
