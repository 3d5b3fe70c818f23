import { randomBytes } from 'node:crypto'
import { after, HOUR, MINUTE, SECOND } from '../kernel/time.ts'
import type { Context } from '../platform/context.ts'
import { inTransaction, rows } from '../platform/db.ts'
import { callPartner } from '../platform/outgoing.ts'
import { signedHeaders } from '../platform/signing.ts'
import type { Luck, makePersonality } from './pay-personality.ts'

/** After a try that was not answered 2xx, the next comes this much later: about fifteen over a day. */
const SCHEDULE = [
  5 * SECOND,
  15 * SECOND,
  MINUTE,
  3 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  ...Array.from({ length: 8 }, () => 3 * HOUR),
]

type Notice = { id: string; body: string; attempts: number; notify_url: string }

/**
 * Delivers notices to merchants: signed over the exact bytes, repeated until answered 2xx, each by the luck of the
 * provider's personality lost, doubled, late, out of order, or accompanied by forgeries.
 */
export function makeNotices(
  { db, now, config }: Context,
  personality: ReturnType<typeof makePersonality>,
) {
  const secret = config.secrets.sandbox_payment[0] as string

  async function claim(luck: Luck): Promise<Notice[]> {
    const at = now()
    return inTransaction(db, async (tx) => {
      const due = await rows<Notice>(tx)`
        select n.id, n.body, n.attempts, t.notify_url from sandbox.notices as n join sandbox.trades as t on t.id = n.trade_id
        where n.next_at <= ${at} order by n.next_at, n.id limit 100 for update of n skip locked`
      const { delay_ms, reorder, lose } = luck.settings
      const plan = due.map((notice) => {
        const late =
          notice.attempts === 0 ? delay_ms + (reorder ? luck.between(0, 4 * SECOND) : 0) : 0
        const lost = notice.attempts === 0 && luck.chance(lose)
        const waits = late > 0 && !lost
        const next =
          SCHEDULE[notice.attempts - (delay_ms > 0 || reorder ? 1 : 0)] ?? SCHEDULE[notice.attempts]
        return {
          ...notice,
          lost,
          waits,
          next_at: lost ? null : waits ? after(at, late) : next ? after(at, next) : null,
        }
      })
      await rows(tx)`
        update sandbox.notices as n set attempts = n.attempts + 1, next_at = plan.next_at
        from unnest(${plan.map(({ id }) => id)}::uuid[], ${plan.map(({ next_at }) => next_at)}::timestamptz[]) as plan (id, next_at)
        where n.id = plan.id`
      return plan.filter(({ lost, waits }) => !lost && !waits)
    })
  }

  const send = (
    url: string,
    id: string,
    body: string,
    signature_of: { secret: string; body: string },
  ) =>
    callPartner(url, {
      body,
      headers: signedHeaders(signature_of.secret, { id, at: now(), body: signature_of.body }),
    })

  async function deliver({ id, body, notify_url }: Notice, luck: Luck): Promise<void> {
    if (luck.chance(luck.settings.forge)) {
      const dearer = body.replace(/"amount":(\d+)/, (_, amount) => `"amount":${Number(amount) + 1}`)
      await send(notify_url, id, body, { secret: randomBytes(32).toString('base64url'), body })
      await send(notify_url, id, dearer, { secret, body })
    }
    const copies = luck.chance(luck.settings.double) ? 1 + Math.ceil(luck.between(0, 4)) : 1
    const answers = await Promise.all(
      Array.from({ length: copies }, () => send(notify_url, id, body, { secret, body })),
    )
    if (answers.some((answer) => answer.known && answer.status >= 200 && answer.status < 300))
      await rows(
        db,
      )`update sandbox.notices set delivered_at = ${now()}, next_at = null where id = ${id}`
  }

  /** Delivers what is due now; several at once, in no order when so minded. Returns how many it tried. */
  async function deliverDue(): Promise<number> {
    let tried = 0
    for (let round = 0; round < 20; round++) {
      const luck = await personality.luck()
      const due = await claim(luck)
      if (luck.settings.reorder) due.sort(() => luck.between(-1, 1))
      for (let from = 0; from < due.length; from += 8)
        await Promise.all(due.slice(from, from + 8).map((notice) => deliver(notice, luck)))
      tried += due.length
      if (due.length === 0) break
    }
    return tried
  }

  return { deliverDue }
}
