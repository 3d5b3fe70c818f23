import { randomInt } from 'node:crypto'
import type { FastifyPluginAsync } from 'fastify'
import { newId } from '../kernel/ids.ts'
import { notFound, notSignedIn, unreadable } from '../kernel/refusal.ts'
import { after } from '../kernel/time.ts'
import type { Context } from '../platform/context.ts'
import { type Db, inTransaction, row, rows, type Tx } from '../platform/db.ts'
import type { Sweep } from '../platform/deadlines.ts'
import { callPartner } from '../platform/outgoing.ts'
import { isSigned, signedHeaders } from '../platform/signing.ts'
import { nextStepAt, prefixOf, retryAfter, WAY } from './carrier-way.ts'

/**
 * A carrier that stands in for all carriers: gives waybills, moves parcels by the platform's clock and reports each
 * step by a signed callback, again and again until it is heard. It knows nothing of the platform but its HTTP.
 */

type Waybill = {
  tracking_number: string
  carrier: string
  state: string
  step: number
  notify_url: string
  next_at: Date | null
  created_at: Date
}
type CarrierEvent = {
  id: string
  tracking_number: string
  state: string
  place: string
  words: string
  happened_at: Date
  attempts: number
  notify_url: string
}

export function sandboxCarrier(context: Context): { plugin: FastifyPluginAsync; sweeps: Sweep[] } {
  const { config, db, now } = context
  const secret = config.secrets.sandbox_carrier[0] as string

  const plugin: FastifyPluginAsync = async (app) => {
    app.removeContentTypeParser('application/json')
    app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_, body, done) =>
      done(null, body),
    )
    app.post('/waybills', { schema: { hide: true } as any }, async (request, reply) => {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
      // Only who shares the secret may have waybills made.
      const scope = 'POST /sandbox/carrier/waybills'
      if (!isSigned(config.secrets.sandbox_carrier, request.headers, body, now(), scope))
        throw notSignedIn()
      const wish = JSON.parse(body.toString()) as Record<string, unknown>
      const { carrier, reference, notify_url } = wish
      if (
        typeof carrier !== 'string' ||
        typeof reference !== 'string' ||
        typeof notify_url !== 'string'
      )
        throw unreadable()
      return reply
        .code(201)
        .send(await makeWaybill(db, { carrier, reference, notify_url, now: now() }))
    })
    app.get<{ Params: { number: string } }>(
      '/waybills/:number',
      { schema: { hide: true } as any },
      async ({ params }) => {
        const waybill = await row<Waybill>(db)`
          select tracking_number, carrier, state, next_at, created_at from sandbox.waybills where tracking_number = ${params.number}`
        if (!waybill) throw notFound()
        return waybill
      },
    )
    // For demos and tests: the next step happens now.
    app.post<{ Params: { number: string } }>(
      '/waybills/:number/advance',
      { schema: { hide: true } as any },
      async ({ params }, reply) => {
        if (!config.demo) throw notFound()
        const moved = await inTransaction(db, async (tx) => {
          const due = await rows<Waybill>(tx)`
            select * from sandbox.waybills where tracking_number = ${params.number} for no key update`
          if (due.length === 0) throw notFound()
          return walk(tx, due, now(), true)
        })
        await tellDue(context, secret, params.number)
        return reply.code(201).send({ tracking_number: params.number, moved })
      },
    )
  }
  return {
    plugin,
    sweeps: [
      { name: 'sandbox.carrier_way', every_ms: 1_000, sweep: (at) => moveDue(db, at) },
      { name: 'sandbox.carrier_words', every_ms: 1_000, sweep: () => tellDue(context, secret) },
    ],
  }
}

/** A new waybill, or the one that was made for this reference before. */
async function makeWaybill(
  db: Db,
  wish: { carrier: string; reference: string; notify_url: string; now: Date },
): Promise<{ tracking_number: string }> {
  const number = `${prefixOf(wish.carrier)}${String(randomInt(1e12, 1e13 - 1))}`
  const made = await row<{ tracking_number: string }>(db)`
    insert into sandbox.waybills (tracking_number, carrier, reference, state, notify_url, next_at, created_at)
    values (${number}, ${wish.carrier}, ${wish.reference}, 'created', ${wish.notify_url}, ${nextStepAt(wish.now, 0)}, ${wish.now})
    on conflict (reference) do update set reference = excluded.reference returning tracking_number`
  return made as { tracking_number: string }
}

/** Moves every waybill whose next step is due by `at`; returns how many moved. */
const moveDue = (db: Db, at: Date): Promise<number> =>
  inTransaction(db, async (tx) => {
    const due = await rows<Waybill>(tx)`
      select * from sandbox.waybills where next_at <= ${at} order by next_at limit 200 for no key update skip locked`
    return walk(tx, due, at, false)
  })

/** One step for each waybill: at its own time, or right now. */
async function walk(tx: Tx, due: readonly Waybill[], at: Date, at_once: boolean): Promise<number> {
  const steps = due.flatMap((waybill) => {
    const step = WAY[waybill.step]
    if (!step) return []
    const happened_at = at_once ? at : (waybill.next_at ?? at)
    return [
      { waybill, step, happened_at, next_at: nextStepAt(waybill.created_at, waybill.step + 1) },
    ]
  })
  if (steps.length === 0) return 0
  await rows(tx)`
    with walked as (
      select * from unnest(${steps.map((one) => one.waybill.tracking_number)}::text[], ${steps.map((one) => one.step.state)}::text[],
        ${steps.map((one) => one.step.place)}::text[], ${steps.map((one) => one.step.words)}::text[],
        ${steps.map((one) => one.happened_at)}::timestamptz[], ${steps.map((one) => one.next_at)}::timestamptz[], ${steps.map(() => newId())}::text[])
        as one (tracking_number, state, place, words, happened_at, next_at, id)
    ), told as (
      insert into sandbox.carrier_events (id, tracking_number, state, place, words, happened_at, next_at)
      select id, tracking_number, state, place, words, happened_at, ${at} from walked
    )
    update sandbox.waybills as waybill set state = walked.state, step = waybill.step + 1, next_at = walked.next_at
    from walked where waybill.tracking_number = walked.tracking_number`
  return steps.length
}

/** Sends what is due to be told, of each parcel in its order; returns how many were heard. */
async function tellDue(
  { db, now }: Context,
  secret: string,
  only: string | null = null,
): Promise<number> {
  const due = await rows<CarrierEvent>(db)`
    select event.*, waybill.notify_url from sandbox.carrier_events as event join sandbox.waybills as waybill using (tracking_number)
    where event.next_at <= ${now()} and (${only}::text is null or tracking_number = ${only})
    order by event.happened_at, event.id limit 100`
  let heard = 0
  for (const some of Map.groupBy(due, (one) => one.tracking_number).values())
    for (const one of some) if (await tell(db, secret, one, now())) heard += 1
  return heard
}

async function tell(db: Db, secret: string, one: CarrierEvent, at: Date): Promise<boolean> {
  const body = JSON.stringify({
    event_id: one.id,
    tracking_number: one.tracking_number,
    state: one.state,
    place: one.place,
    words: one.words,
    happened_at: one.happened_at.toISOString(),
  })
  const outcome = await callPartner(one.notify_url, {
    headers: signedHeaders(secret, { id: one.id, at, body }),
    body,
  })
  const is_heard = outcome.known && outcome.status >= 200 && outcome.status < 300
  const wait = retryAfter(one.attempts)
  await rows(db)`
    update sandbox.carrier_events set attempts = attempts + 1,
      delivered_at = ${is_heard ? at : null}, next_at = ${is_heard || wait === null ? null : after(at, wait)}
    where id = ${one.id} and delivered_at is null`
  return is_heard
}
