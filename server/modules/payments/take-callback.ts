import { newId } from '../../kernel/ids.ts'
import { busy, notFound } from '../../kernel/refusal.ts'
import { makeCombiner } from '../../platform/combiner.ts'
import type { Context } from '../../platform/context.ts'
import { type Db, inTransaction, rows, type Tx } from '../../platform/db.ts'
import { toJson } from '../../platform/outbox.ts'
import { applyProviderResults } from './apply-provider-results.ts'
import { badSignature } from './payment.ts'
import type { Headers, Provider, Providers, Report } from './provider.ts'

type Door = Pick<Context, 'db' | 'now' | 'log' | 'wake'> & { providers: Providers }
type Delivery = {
  provider: string
  raw: Buffer
  headers: Headers
}

/** Handled in one transaction. */
const BATCH = 500
/** Stored in one statement. */
const STORED_AT_ONCE = 500
/** So many may wait to be stored; the next is told to come again, as every provider does. */
const QUEUE = 5_000
/** Providers hang up after five seconds: whoever waited nearly that long comes again anyway. */
const PATIENCE_MS = 4_000
/** While more are being stored, handling waits for them, but not longer than this. */
const GATHER_MS = 50
/** A callback that fails so often waits for people; an invariant shows it. */
export const TRIES = 12
/** Tried again after 5 s, 10 s, 20 s … about three hours: longer than a database is away. */
const AGAIN_S = 5
/** Kept beside the bytes, so that the signature can be judged again later. */
const KEPT = [
  ...['webhook-id', 'webhook-timestamp', 'webhook-signature', 'content-type', 'user-agent'],
  ...['wechatpay-serial', 'wechatpay-timestamp', 'wechatpay-nonce', 'wechatpay-signature'],
  'stripe-signature',
]

/** Verified, and not yet stored. */
type Genuine = {
  provider: string
  event_id: string
  raw: Buffer
  headers: Record<string, string>
  received_at: Date
}

export type Callbacks = ReturnType<typeof makeCallbacks>

/**
 * Callbacks of providers. A forged one is a 401 and a line in the log, and changes nothing. A genuine one is
 * answered once the bytes it came in are committed; a burst of them is stored by one statement. Handling follows at
 * once, whatever is waiting in one transaction, and nobody has to wait for it.
 */
export function makeCallbacks(door: Door) {
  const { db, now, log, wake, providers } = door
  const drain = oneAtATime(() => drainCallbacks(door))
  let unhandled_since: number | undefined

  /** It stands; whether it can be handled now is our own affair, the sweep comes back to it. */
  const handleSoon = (still_coming: boolean): void => {
    const at = performance.now()
    unhandled_since ??= at
    if (still_coming && at - unhandled_since < GATHER_MS) return
    unhandled_since = undefined
    void drain().then(wake, (error) =>
      log.error({ err: error }, 'callbacks wait for the next look'),
    )
  }

  const store = makeCombiner<Genuine, 'stored' | 'known'>({
    most: STORED_AT_ONCE,
    queue: QUEUE,
    patience_ms: PATIENCE_MS,
    full: (ahead, retry_after_ms) => busy({ ahead, retry_after_ms }),
    work: async (callbacks) => {
      try {
        const fresh = await storeCallbacks(db, callbacks)
        return callbacks.map((one) => (fresh.delete(nameOf(one)) ? 'stored' : 'known'))
      } finally {
        handleSoon(store.waiting() > 0)
      }
    },
  })

  return {
    /** Handles what is stored, once nobody else does. Returns how many it dealt with. */
    drain,
    /**
     * Takes one delivery. `known`: it was stored before, by whichever process.
     * @throws `not_found`, `bad_signature`, `busy` `{ ahead, retry_after_ms }` when too many wait
     */
    take: async ({ provider: name, raw, headers }: Delivery): Promise<'stored' | 'known'> => {
      const provider = providers.get(name)
      if (!provider) throw notFound()
      if (provider.prepare) await provider.prepare(headers)
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
          headers[name] === undefined ? [] : [[name, String(headers[name]).slice(0, 600)]],
        ),
      )
      const { event_id } = callback
      const genuine = { provider: name, event_id, raw, headers: kept, received_at }
      return store.ask(genuine)
    },
  }
}

const nameOf = ({ provider, event_id }: Pick<Genuine, 'provider' | 'event_id'>): string =>
  `${provider} ${event_id}`

/**
 * Commits raw bytes, many in one statement. Returns the names of those that did not stand yet; what another process
 * stores at this moment is waited for, so everything stands when this returns. Written in the order of their names:
 * two who store the same ones never wait for each other in a circle.
 */
async function storeCallbacks(db: Db, callbacks: readonly Genuine[]): Promise<Set<string>> {
  const stored = await rows<{ provider: string; event_id: string }>(db)`
    insert into provider_callbacks (id, provider, event_id, raw, headers, received_at)
    select id, provider, event_id, raw, headers, received_at
    from unnest(${callbacks.map(() => newId())}::uuid[], ${callbacks.map((one) => one.provider)}::text[], ${callbacks.map((one) => one.event_id)}::text[],
      ${callbacks.map((one) => one.raw)}::bytea[], ${callbacks.map((one) => toJson(one.headers))}::jsonb[], ${callbacks.map((one) => one.received_at)}::timestamptz[])
      as fresh (id, provider, event_id, raw, headers, received_at)
    order by provider, event_id, id
    on conflict (provider, event_id) do nothing
    returning provider, event_id`
  return new Set(stored.map(nameOf))
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
        if (waiting.length > 0) await handle(tx, waiting, providers, now())
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
function oneAtATime<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined
  let next: Promise<T> | undefined
  const run = (): Promise<T> => {
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
