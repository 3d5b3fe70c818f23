import { system } from '../../kernel/state.ts'
import { rows, type Tx } from '../../platform/db.ts'
import { transition } from '../../platform/transition.ts'
import { settleAt, settlements } from './settle.ts'

const actor = system('settlement')

/** The order is over: T+N begins to run for the shop's and the creator's part of its lines, unless an after-sale holds them. */
export async function startCounting(tx: Tx, order_id: string, now: Date): Promise<void> {
  const lines = await rows<{
    id: string
    hold_days: number
    creator_hold_days: number | null
    return_days: number
    received_at: Date | null
    completed_at: Date | null
  }>(tx)`
    select s.id, s.hold_days, s.creator_hold_days, l.return_days, o.received_at, o.completed_at
    from settlements as s join order_lines as l on l.id = s.id join orders as o on o.id = s.order_id
    where s.order_id = ${order_id} and s.state in ('pending', 'held') order by s.id`
  const due = lines.map((line) => {
    const order = { completed_at: line.completed_at ?? now, received_at: line.received_at }
    return {
      id: line.id,
      at: settleAt(line, line.hold_days, order),
      creator_at:
        line.creator_hold_days === null ? null : settleAt(line, line.creator_hold_days, order),
    }
  })
  await rows(tx)`
    update settlements as s set settle_at = due.at, creator_settle_at = due.creator_at
    from unnest(${due.map(({ id }) => id)}::uuid[], ${due.map(({ at }) => at)}::timestamptz[],
      ${due.map(({ creator_at }) => creator_at)}::timestamptz[]) as due (id, at, creator_at)
    where s.id = due.id`
  for (const [time, some] of Map.groupBy(due, ({ at }) => at.getTime()))
    await transition(tx, settlements, {
      ids: some.map(({ id }) => id),
      to: 'counting',
      from: ['pending'],
      actor,
      reason: 'order_over',
      now,
      deadline_at: new Date(time),
    })
}

/** An after-sale is open on the line: nothing is paid out of it until that is over. */
export const holdLine = (tx: Tx, line_id: string, now: Date) =>
  transition(tx, settlements, {
    ids: [line_id],
    to: 'held',
    actor,
    reason: 'aftersale_opened',
    now,
  })

/** The after-sale is over: the line goes on where it was, and settles no earlier than now. */
export async function releaseLine(tx: Tx, line_id: string, now: Date): Promise<void> {
  const [line] = await rows<{ settle_at: Date | null }>(tx)`
    select settle_at from settlements where id = ${line_id}`
  const settle_at = line?.settle_at ?? null
  await transition(tx, settlements, {
    ids: [line_id],
    to: settle_at ? 'counting' : 'pending',
    from: ['held'],
    actor,
    reason: 'aftersale_over',
    now,
    deadline_at: settle_at && settle_at < now ? now : settle_at,
  })
}
