import { pick } from './columns.ts'
import { type Db, inTransaction, row, rows, sql, type Tx } from './db.ts'
import type { Log } from './log.ts'

/** A kind of fact, in the past tense: `order.paid`. The payload is JSON: bigints as integers, instants as text. */
export type EventType<Payload> = { readonly type: string; readonly __payload?: Payload }
export const event = <Payload>(type: string): EventType<Payload> => ({ type })

/** What a listener receives: the payload as it went through JSON. */
export type Heard<Payload = any> = {
  seq: bigint
  type: string
  /** The aggregate the fact is about; facts of one key arrive in order. */
  key: string
  payload: Wire<Payload>
  at: Date
}
/** A value after its trip through JSON. */
export type Wire<T> = T extends bigint
  ? number
  : T extends Date
    ? string
    : T extends readonly (infer Item)[]
      ? Wire<Item>[]
      : T extends object
        ? { [Key in keyof T]: Wire<T[Key]> }
        : T

export const toJson = (value: unknown): string =>
  JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? Number(part) : part))

/** Writes facts into the outbox, in the caller's transaction: they exist if and only if the change does. */
export async function publish<Payload>(
  tx: Tx,
  { type }: EventType<Payload>,
  facts: readonly { key: string; payload: Payload }[],
  now: Date,
): Promise<void> {
  if (facts.length === 0) return
  await rows(tx)`
    insert into outbox (type, key, payload, at)
    select ${type}, fact.key, fact.payload, ${now}
    from unnest(${facts.map((fact) => fact.key)}::text[], ${facts.map((fact) => toJson(fact.payload))}::json[])
      as fact (key, payload)`
}

/**
 * The same for many facts of one kind that one commit makes at once: they share a row and a place in line, and are
 * heard one after the other in the order given. Each key stands in it once; payloads are plain JSON, without bigint.
 */
export async function publishTogether<Payload>(
  tx: Tx,
  { type }: EventType<Payload>,
  facts: readonly { key: string; payload: Payload }[],
  now: Date,
): Promise<void> {
  const [first] = facts
  if (!first) return
  if (facts.length === 1) return publish(tx, { type }, facts, now)
  await rows(tx)`
    insert into outbox (type, key, payload, at, is_bundle)
    values (${type}, ${first.key}, ${JSON.stringify(facts)}::json, ${now}, true)`
}

/**
 * A consumer hears chosen facts, each at least once and, for its database effects, exactly once: effects
 * and its position commit together. One name, one position.
 */
export type Consumer = {
  name: string
  on: Record<string, (tx: Tx, heard: Heard) => Promise<void>>
  /**
   * Hears many facts in a row at once, for consumers that can take them in sets. When it fails, all it did is undone and
   * the facts are heard one by one through `on`, so that one bad fact stops only itself.
   */
  all?: (tx: Tx, heard: readonly Heard[]) => Promise<void>
}

/** Types one listener: `hear(orderPaid, async (tx, fact) => …)`. */
export const hear = <Payload>(
  { type }: EventType<Payload>,
  listener: (tx: Tx, heard: Heard<Payload>) => Promise<void>,
): Record<string, (tx: Tx, heard: Heard) => Promise<void>> => ({ [type]: listener })

const BATCH = 200
const TRIES = 6

/**
 * Gives committed facts their place in line. A fact gets its `seq` only once its transaction is visible, so
 * a late commit can never fall behind a reader's position; facts of one key keep the order of their ids,
 * because whoever wrote the later one had waited for the earlier one's row locks.
 */
export const sequence = (db: Db): Promise<number> =>
  inTransaction(db, async (tx) => {
    const held = await row<{ got: boolean }>(
      tx,
    )`select pg_try_advisory_xact_lock(${771_001}::bigint) as got`
    if (!held?.got) return 0
    const placed = await rows(tx)`
      with line as (
        select id, row_number() over (order by id) as place
        from (select id from outbox where seq is null order by id limit 1000) as waiting
      ), head as (
        select coalesce(max(seq), 0) as last from outbox where seq is not null
      )
      update outbox set seq = head.last + line.place
      from line, head where outbox.id = line.id
      returning outbox.id`
    return placed.length
  })

/**
 * Which consumers have something to hear: one statement for all. Those for whom nothing came are moved past what they do
 * not listen to, so nobody looks at the same facts twice.
 */
export async function whoHears(db: Db, consumers: readonly Consumer[]): Promise<Consumer[]> {
  const pairs = consumers.flatMap(({ name, on }) => Object.keys(on).map((type) => ({ name, type })))
  const found = await rows<{ name: string }>(db)`
    with wanted as (
      select name, array_agg(type) as types from unnest(${pick(pairs, 'name')}::text[], ${pick(pairs, 'type')}::text[]) as one (name, type) group by name
    ), head as (
      select coalesce(max(seq), 0) as seq from outbox where seq is not null
    ), behind as (
      select p.consumer, p.seq as reached, p.tries, head.seq,
        exists (select from outbox as o where o.seq > p.seq and o.seq <= head.seq and o.type = any(wanted.types)) as hears
      from outbox_positions as p join wanted on wanted.name = p.consumer, head
      where p.seq < head.seq and coalesce(p.retry_at <= clock_timestamp(), true)
    ), locked as (
      select consumer from outbox_positions where consumer in (select consumer from behind where not hears and tries = 0) order by consumer for update skip locked
    ), moved as (
      update outbox_positions as p set seq = behind.seq from behind join locked using (consumer) where p.consumer = behind.consumer and p.seq = behind.reached
    )
    select consumer as name from behind where hears or tries > 0
    union all select name from wanted where not exists (select from outbox_positions where consumer = name)`
  const names = new Set(found.map(({ name }) => name))
  return consumers.filter(({ name }) => names.has(name))
}

/**
 * Whether something said has not been heard by all: also what another has committed, or is hearing, at this moment, and
 * what a listener failed at and tries again within `soon_ms`.
 */
export async function isUnheard(
  db: Db,
  consumers: readonly Consumer[],
  soon_ms: number,
): Promise<boolean> {
  const pairs = consumers.flatMap(({ name, on }) => Object.keys(on).map((type) => ({ name, type })))
  const found = await row<{ unheard: boolean }>(db)`
    select exists (select from outbox where seq is null) or exists (
      select from outbox_positions as p
      where (p.retry_at is null or p.retry_at <= clock_timestamp() + make_interval(secs => ${soon_ms / 1_000}::double precision))
        and exists (
          select from outbox as o where o.seq > p.seq and o.type in (
            select type from unnest(${pick(pairs, 'name')}::text[], ${pick(pairs, 'type')}::text[]) as one (name, type) where name = p.consumer
          )
        )
    ) as unheard`
  return found?.unheard ?? false
}

type Waiting = Heard & { id: bigint; is_bundle: boolean }

/** The facts of one row: usually one, or as many as a commit told together. */
const unbundle = ({ is_bundle, ...fact }: Waiting): Heard[] =>
  is_bundle
    ? (fact.payload as { key: string; payload: unknown }[]).map((one) => ({ ...fact, ...one }))
    : [fact]

/** Lets one consumer hear what is next for it. Returns how many facts it went past. */
export async function consume(db: Db, consumer: Consumer, log: Log): Promise<number> {
  const { name, on } = consumer
  const types = Object.keys(on)
  return inTransaction(db, async (tx) => {
    await rows(tx)`insert into outbox_positions (consumer) values (${name}) on conflict do nothing`
    const position = await row<{ seq: bigint; tries: number; wait: boolean }>(tx)`
      select seq, tries, coalesce(retry_at > clock_timestamp(), false) as wait
      from outbox_positions where consumer = ${name} for update skip locked`
    if (!position || position.wait) return 0
    // First the end of the line, then what stands before it: what another process places in between is for the next look.
    const end =
      (
        await row<{ seq: bigint }>(tx)`
        select coalesce(max(seq), 0) as seq from outbox where seq is not null`
      )?.seq ?? 0n
    const waiting = await rows<Waiting>(tx)`
      select id, seq, type, key, payload, at, is_bundle from outbox
      where seq > ${position.seq} and seq <= ${end} and type = any(${types}::text[]) order by seq limit ${BATCH}`
    const head = waiting.length < BATCH ? end : (waiting.at(-1) as Waiting).seq
    const facts = waiting.map(unbundle)
    if (position.tries === 0 && (await hearAll(tx, consumer, facts.flat()))) {
      if (head > position.seq)
        await rows(
          tx,
        )`update outbox_positions set seq = ${head}, tries = 0, retry_at = null where consumer = ${name}`
      return waiting.length
    }
    const { reached, tries, stopped } = await hearEach(tx, consumer, facts, position, log)
    if (stopped) return Number(reached - position.seq)
    const last = head > reached ? head : reached
    if (last > position.seq || tries !== position.tries)
      await rows(tx)`
        update outbox_positions set seq = ${last}, tries = 0, retry_at = null where consumer = ${name}`
    return waiting.length
  })
}

/** True when the consumer took all of them at once; false leaves nothing behind. */
async function hearAll(tx: Tx, { all }: Consumer, facts: readonly Heard[]): Promise<boolean> {
  if (!all || facts.length < 2) return false
  await sql`savepoint facts`.execute(tx)
  try {
    await all(tx, facts)
    await sql`release savepoint facts`.execute(tx)
    return true
  } catch {
    // Whoever is to blame is named when they are heard one by one.
    await sql`rollback to savepoint facts`.execute(tx)
    return false
  }
}

/**
 * One by one. Facts that share a row count as heard together: a failing one is tried again with its row, and in the end
 * goes to the dead letters alone.
 */
async function hearEach(
  tx: Tx,
  { name, on }: Consumer,
  waiting: readonly Heard[][],
  position: { seq: bigint; tries: number },
  log: Log,
): Promise<{ reached: bigint; tries: number; stopped: boolean }> {
  let { seq: reached, tries } = position
  for (const facts of waiting) {
    const is_bundle = facts.length > 1
    if (is_bundle) await sql`savepoint row`.execute(tx)
    for (const [place, fact] of facts.entries()) {
      await sql`savepoint fact`.execute(tx)
      try {
        await on[fact.type]?.(tx, fact)
        await sql`release savepoint fact`.execute(tx)
      } catch (error) {
        await sql`rollback to savepoint fact`.execute(tx)
        log.error(
          { consumer: name, type: fact.type, key: fact.key, tries: tries + 1, err: error },
          'a listener failed',
        )
        if (tries + 1 < TRIES) {
          if (is_bundle) await sql`rollback to savepoint row`.execute(tx)
          await rows(tx)`
            update outbox_positions set seq = ${reached}, tries = ${tries + 1},
              retry_at = clock_timestamp() + make_interval(secs => ${0.2 * 2 ** (tries + 1)})
            where consumer = ${name}`
          return { reached, tries: tries + 1, stopped: true }
        }
        await rows(tx)`
          insert into outbox_dead_letters (consumer, seq, place, type, key, payload, error, at)
          values (${name}, ${fact.seq}, ${place}, ${fact.type}, ${fact.key}, ${JSON.stringify(fact.payload)}::jsonb,
            ${error instanceof Error ? error.message : String(error)}, ${fact.at})`
      }
    }
    if (is_bundle) await sql`release savepoint row`.execute(tx)
    tries = 0
    reached = facts[0]?.seq ?? reached
  }
  return { reached, tries, stopped: false }
}
