import { system } from '../../kernel/state.ts'
import { after } from '../../kernel/time.ts'
import { type Db, inTransaction, rows } from '../../platform/db.ts'
import { TAKE_WITHIN } from './difference.ts'
import { backToQueue } from './take-difference.ts'

const BATCH = 500
const actor = system('payments.differences')

/**
 * A deadline passed over a difference: it goes up in everybody's list, and out of the hands of whoever did not close or
 * release it. Nothing is ever resolved or booked by time alone. Returns how many it dealt with.
 */
export const escalateDifferences = (db: Db, now: Date): Promise<number> =>
  inTransaction(db, async (tx) => {
    const due = await rows<{ id: string; state: string }>(tx)`
      select id, state from payment_differences where deadline_at <= ${now} and state in ('open', 'taken', 'proposed')
      order by id limit ${BATCH} for no key update skip locked`
    if (due.length === 0) return 0
    await rows(tx)`
      update payment_differences set escalations = escalations + 1, deadline_at = ${after(now, TAKE_WITHIN)}
      where id = any(${due.map(({ id }) => id)}::uuid[])`
    await backToQueue(
      tx,
      due.filter(({ state }) => state !== 'open').map(({ id }) => id),
      { actor, reason: 'not_closed_in_time', now },
    )
    return due.length
  })
