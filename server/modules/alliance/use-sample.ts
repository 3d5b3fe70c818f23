import { wrongState } from '../../kernel/refusal.ts'
import type { Actor } from '../../kernel/state.ts'
import { after } from '../../kernel/time.ts'
import { type Db, inTransaction, rows } from '../../platform/db.ts'
import { APPEAL, appealOver, EXTENSION } from './sample.ts'
import { holdSample, moveSamples } from './samples.sql.ts'

type ByCreator = { id: string; creator_id: string; now: Date }
const person = (id: string): Actor => ({ kind: 'account', id })

/** The creator does not want it any more, before it was sent. @throws notFound, wrongState */
export const withdrawSample = (db: Db, { id, creator_id, now }: ByCreator): Promise<void> =>
  inTransaction(db, async (tx) => {
    const sample = await holdSample(tx, id, { creator_id }, 'pending', 'awaiting_shipment')
    await moveSamples(tx, [sample], {
      to: 'withdrawn',
      actor: person(creator_id),
      reason: 'withdrawn_by_creator',
      now,
    })
  })

/** The creator has it: the time for content begins. @throws notFound, wrongState */
export const receiveSample = (db: Db, { id, creator_id, now }: ByCreator): Promise<void> =>
  inTransaction(db, async (tx) => {
    const sample = await holdSample(tx, id, { creator_id }, 'shipped')
    await rows(tx)`update samples set received_at = ${now} where id = ${id}`
    await moveSamples(tx, [sample], {
      to: 'content_pending',
      actor: person(creator_id),
      reason: 'received',
      now,
    })
  })

/** Seven days more to show it, once. @throws notFound, wrongState */
export const extendSample = (db: Db, { id, creator_id, now }: ByCreator): Promise<void> =>
  inTransaction(db, async (tx) => {
    const sample = await holdSample(tx, id, { creator_id }, 'content_pending')
    if (sample.is_extended) throw wrongState({ state: sample.state, is_extended: true })
    await rows(tx)`update samples set is_extended = true where id = ${id}`
    await moveSamples(tx, [sample], {
      to: 'content_pending',
      actor: person(creator_id),
      reason: 'extended',
      now,
      deadline_at: after(sample.deadline_at as Date, EXTENSION),
    })
  })

/** The creator says that it was shown all the same, once; a shop that does not answer has agreed. @throws notFound, wrongState, appealOver */
export const appealSample = (
  db: Db,
  { id, creator_id, words, now }: ByCreator & { words: string },
): Promise<void> =>
  inTransaction(db, async (tx) => {
    const sample = await holdSample(tx, id, { creator_id }, 'unfulfilled')
    if (sample.appeal_words !== null || now > after(sample.state_at, APPEAL)) throw appealOver()
    await rows(tx)`update samples set appeal_words = ${words} where id = ${id}`
    await moveSamples(tx, [sample], {
      to: 'appealed',
      actor: person(creator_id),
      reason: 'appealed_by_creator',
      now,
    })
  })
