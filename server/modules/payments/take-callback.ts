import { newId } from '../../kernel/ids.ts'
import { notFound } from '../../kernel/refusal.ts'
import type { Context } from '../../platform/context.ts'
import { type Db, inTransaction, row, rows, type Tx } from '../../platform/db.ts'
import { toJson } from '../../platform/outbox.ts'
import { applyProviderResults } from './apply-provider-results.ts'
import { badSignature } from './payment.ts'
import type { Provider, Providers, Report } from './provider.ts'

type Door = Pick<Context, 'db' | 'now' | 'log' | 'wake'> & { providers: Providers }
type Delivery = {
  provider: string
  raw: Buffer
  headers: Record<string, string | string[] | undefined>
}

const BATCH = 200
/** A callback that fails so often waits for people; an invariant shows it. */
export const TRIES = 12
/** Tried again after 5 s, 10 s, 20 s … about three hours: longer than a database is away. */
const AGAIN_S = 5
/** Kept beside the bytes, so that the signature can be judged again later. */
const KEPT = ['webhook-id', 'webhook-timestamp', 'webhook-signature', 'content-type', 'user-agent']

/**
 * Callbacks of providers. A forged one is a 401 and a line in the log, and changes nothing. A genuine one is
 * committed as the bytes it came in before it is answered, then handled with whatever else is waiting: a burst of
 * callbacks shares transactions.
 */
export function makeCallbacks(door: Door) {
  const { db, now, log, wake, providers } = door
  const drain = oneAtATime(() => drainCallbacks(door))
  return {
    drain,
    take: async ({ provider: name, raw, headers }: Delivery): Promise<'stored' | 'known'> => {
      const provider = providers.get(name)
      if (!provider) throw notFound()
      const received_at = now()
      const callback = provider.verifyCallback(raw, headers, received_at)
      if (!callback) {
        log.warn(
          { provider: name, bytes: raw.length, webhook_id: headers['webhook-id'] },
          'a callback was not genuine',
        )
        throw badSignature()
      }
      const kept = Object.fromEntries(
        KEPT.flatMap((name) =>
          headers[name] === undefined ? [] : [[name, String(headers[name]).slice(0, 300)]],
        ),
      )
      const stored = await row(db)`
        insert into provider_callbacks (id, provider, event_id, raw, headers, received_at)
        values (${newId()}, ${name}, ${callback.event_id}, ${raw}, ${toJson(kept)}::jsonb, ${received_at})
        on conflict (provider, event_id) do nothing returning id`
      if (!stored) return 'known'
      // It stands; whether it can be handled now is our own affair, the sweep comes back to it.
      await drain().catch((error) => log.error({ err: error }, 'callbacks wait for the next look'))
      wake()
      return 'stored'
    },
  }
}

type Waiting = { id: string; provider: string; raw: Buffer }

/** Handles what was stored and not handled yet, oldest first. Returns how many it dealt with. */
export async function drainCallbacks({
  db,
  now,
  log,
  providers,
}: Omit<Door, 'wake'>): Promise<number> {
  let dealt = 0
  for (;;) {
    try {
      const count = await inTransaction(db, async (tx) => {
        const waiting = await claim(tx, now(), BATCH)
        await handle(tx, waiting, providers, now())
        return waiting.length
      })
      dealt += count
      if (count < BATCH) return dealt
    } catch (error) {
      log.error({ err: error }, 'a batch of callbacks failed; each is tried alone')
      return dealt + (await drainSingly(db, now, log, providers))
    }
  }
}

async function drainSingly(
  db: Db,
  now: () => Date,
  log: Door['log'],
  providers: Providers,
): Promise<number> {
  const all = await rows<{ id: string }>(db)`
    select id from provider_callbacks where handled_at is null and attempts < ${TRIES} and (next_attempt_at is null or next_attempt_at <= ${now()})
    order by received_at limit ${BATCH}`
  let dealt = 0
  for (const { id } of all)
    try {
      dealt += await inTransaction(db, async (tx) => {
        const waiting = await claim(tx, now(), 1, id)
        await handle(tx, waiting, providers, now())
        return waiting.length
      })
    } catch (error) {
      log.error({ callback: id, err: error }, 'a callback failed')
      await rows(db)`
        update provider_callbacks set attempts = attempts + 1,
          next_attempt_at = ${now()}::timestamptz + make_interval(secs => ${AGAIN_S}::double precision * 2 ^ attempts), outcome = ${`failed: ${error instanceof Error ? error.message : error}`.slice(0, 300)}
        where id = ${id} and handled_at is null`
    }
  return dealt
}

const claim = (tx: Tx, now: Date, limit: number, id: string | null = null) => rows<Waiting>(tx)`
  select id, provider, raw from provider_callbacks
  where handled_at is null and attempts < ${TRIES} and (next_attempt_at is null or next_attempt_at <= ${now})
    and (${id}::uuid is null or id = ${id}::uuid)
  order by received_at, id limit ${limit} for update skip locked`

async function handle(
  tx: Tx,
  waiting: readonly Waiting[],
  providers: Providers,
  now: Date,
): Promise<void> {
  const outcomes = new Map<string, string>()
  for (const [name, all] of Map.groupBy(waiting, ({ provider }) => provider)) {
    const reported: { id: string; report: Report }[] = []
    for (const { id, raw } of all) {
      const { type, report } = (providers.get(name) as Provider).readCallback(raw)
      if (report) reported.push({ id, report })
      else outcomes.set(id, type === 'unreadable' ? 'unreadable' : 'ignored')
    }
    const words = await applyProviderResults(
      tx,
      reported.map(({ report }) => report),
      { provider: name, source: 'callback', now },
    )
    for (const [index, { id }] of reported.entries()) outcomes.set(id, words[index] as string)
  }
  await rows(tx)`
    update provider_callbacks set handled_at = ${now}, outcome = done.outcome
    from unnest(${[...outcomes.keys()]}::uuid[], ${[...outcomes.values()]}::text[]) as done (id, outcome)
    where provider_callbacks.id = done.id`
}

/** While one run is on, everybody else shares the next: what they wait for was stored before it starts. */
function oneAtATime(work: () => Promise<unknown>): () => Promise<unknown> {
  let running: Promise<unknown> | undefined
  let next: Promise<unknown> | undefined
  const run = (): Promise<unknown> => {
    running = work().finally(() => {
      running = undefined
    })
    return running
  }
  return () => {
    if (!running) return run()
    next ??= running
      .catch(() => {})
      .then(() => {
        next = undefined
        return run()
      })
    return next
  }
}
