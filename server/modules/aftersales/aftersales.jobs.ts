import { system } from '../../kernel/state.ts'
import { after, SECOND } from '../../kernel/time.ts'
import type { Context } from '../../platform/context.ts'
import { type Db, inTransaction, rows, type Tx } from '../../platform/db.ts'
import type { Sweep } from '../../platform/deadlines.ts'
import { retryRefund } from '../payments/index.ts'
import { OVERDUE, waitingFor } from './aftersale.ts'
import { change, findDue, type Held, holdAftersale } from './aftersales.sql.ts'
import { agree, close, refundNow } from './agree.ts'

const BATCH = 50

/**
 * Applies the published default of every after-sale whose time is over, each in a transaction of its own: one that
 * fails is logged and does not hold up the others. Returns how many it dealt with.
 */
export async function applyDeadlines(
  { db, log, wake }: Pick<Context, 'db' | 'log' | 'wake'>,
  now: Date,
): Promise<number> {
  let dealt = 0
  for (const { id } of await findDue(db, now, BATCH))
    try {
      if (await applyDeadline(db, id, now)) dealt += 1
    } catch (error) {
      log.error({ aftersale: id, err: error }, 'a deadline could not be applied; it is tried again')
    }
  if (dealt > 0) wake()
  return dealt
}

const applyDeadline = (db: Db, id: string, now: Date): Promise<boolean> =>
  inTransaction(db, async (tx) => {
    const held = await holdAftersale(tx, id, 'anybody')
    const { deadline_at, state, kind } = held.aftersale
    // Somebody acted while we waited for the lock.
    if (!deadline_at || deadline_at > now) return false
    const waiting = waitingFor(state, kind)
    if (!waiting) return false
    const actor = system('aftersales.deadline')
    switch (waiting.on_deadline) {
      case 'approve':
        await agree(tx, held, { actor, reason: 'seller_silent', now })
        break
      case 'refund':
        await refundNow(tx, held, { actor, reason: 'seller_silent', now })
        break
      case 'close':
        await close(tx, held, { actor, reason: 'buyer_silent', now })
        break
      case 'escalate':
        await escalateOverdue(tx, held, now)
        break
      case 'retry':
        await retry(tx, held, now)
        break
    }
    return true
  })

/** The platform itself is late: it gets another day, and this one is shown first. */
async function escalateOverdue(tx: Tx, { aftersale }: Held, now: Date): Promise<void> {
  await rows(tx)`update aftersales set overdue_count = overdue_count + 1 where id = ${aftersale.id}`
  await change(tx, aftersale, {
    to: aftersale.state,
    actor: system('aftersales.deadline'),
    reason: aftersale.state === 'refunding' ? 'refund_overdue' : 'verdict_overdue',
    now,
    deadline_at: after(now, OVERDUE),
  })
}

/** The refund that failed is sent once more, under the number it has. */
async function retry(tx: Tx, { aftersale }: Held, now: Date): Promise<void> {
  const actor = system('aftersales.deadline')
  await retryRefund(tx, aftersale.refund_id as string, actor, now)
  await change(tx, aftersale, { to: 'refunding', actor, reason: 'refund_sent_again', now })
}

export const aftersalesSweeps = (context: Context): Sweep[] => [
  {
    name: 'aftersales.deadlines',
    every_ms: 5 * SECOND,
    sweep: (now) => applyDeadlines(context, now),
  },
]
