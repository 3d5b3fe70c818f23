import { system } from '../../kernel/state.ts'
import { after } from '../../kernel/time.ts'
import { type Db, inTransaction, rows, type Tx } from '../../platform/db.ts'
import type { Sweep } from '../../platform/deadlines.ts'
import { publish } from '../../platform/outbox.ts'
import { transition } from '../../platform/transition.ts'
import { ESCALATION_WAITS, type Finding, REJECTED_WAITS, type ShopState, shops } from './shop.ts'
import { shopOpened } from './shops.events.ts'

const BATCH = 200

/** Shops of a state whose deadline has passed. The transition that follows looks again under lock. */
const dueShops = async (tx: Tx, states: readonly ShopState[], now: Date): Promise<string[]> =>
  (
    await rows<{ id: string }>(tx)`
      select id from shops where deadline_at <= ${now} and state = any(${states}::text[]) order by id limit ${BATCH} for no key update`
  ).map(({ id }) => id)

const DEPOSIT_LATE: Finding = {
  field: 'deposit',
  code: 'deposit_overdue',
  words: 'The deposit was not paid in time; hand the application in again',
}

/** What happens to shops by the clock: the published default of every waiting state (see shop.ts). */
export const shopSweeps = (db: Db): Sweep[] => {
  const sweep = (
    name: string,
    states: readonly ShopState[],
    work: (tx: Tx, ids: string[], now: Date) => Promise<unknown>,
  ): Sweep => ({
    name: `shops.${name}`,
    every_ms: 10_000,
    sweep: (now) =>
      inTransaction(db, async (tx) => {
        const ids = await dueShops(tx, states, now)
        if (ids.length > 0) await work(tx, ids, now)
        return ids.length
      }),
  })
  return [
    sweep('review-overdue', ['in_review'], async (tx, ids, now) => {
      await transition(tx, shops, {
        ids,
        to: 'in_review',
        from: ['in_review'],
        actor: system('shops.review-overdue'),
        reason: 'review_overdue',
        now,
        deadline_at: after(now, ESCALATION_WAITS),
      })
      await rows(tx)`update shops set escalations = escalations + 1 where id = any(${ids}::uuid[])`
    }),
    sweep('deposit-overdue', ['deposit_due'], async (tx, ids, now) => {
      await transition(tx, shops, {
        ids,
        to: 'rejected',
        from: ['deposit_due'],
        actor: system('shops.deposit-overdue'),
        reason: 'deposit_overdue',
        now,
        deadline_at: after(now, REJECTED_WAITS),
      })
      await rows(tx)`
        update shops set review_note = '', review_findings = ${JSON.stringify([DEPOSIT_LATE])}::jsonb, version = version + 1 where id = any(${ids}::uuid[])`
    }),
    sweep('abandoned', ['draft', 'rejected'], (tx, ids, now) =>
      transition(tx, shops, {
        ids,
        to: 'closed',
        from: ['draft', 'rejected'],
        actor: system('shops.abandoned'),
        reason: 'abandoned',
        now,
        deadline_at: null,
      }),
    ),
    sweep('suspension-lapsed', ['suspended'], async (tx, ids, now) => {
      await transition(tx, shops, {
        ids,
        to: 'open',
        from: ['suspended'],
        actor: system('shops.suspension-lapsed'),
        reason: 'suspension_lapsed',
        now,
        deadline_at: null,
      })
      await publish(
        tx,
        shopOpened,
        ids.map((shop_id) => ({ key: shop_id, payload: { shop_id } })),
        now,
      )
    }),
  ]
}
