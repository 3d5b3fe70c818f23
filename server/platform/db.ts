import { AsyncLocalStorage } from 'node:async_hooks'
import { createHash } from 'node:crypto'
import {
  CompiledQuery,
  type DatabaseConnection,
  Kysely,
  type KyselyProps,
  PostgresDialect,
  sql,
  Transaction,
} from 'kysely'
import pg from 'pg'
import type { Database } from '../../db/tables.ts'

export type Db = Kysely<Database>
/** A handle inside a transaction. Same type: what takes a `Tx` says that it wants to be part of one. */
export type Tx = Db
export { sql }

pg.types.setTypeParser(20, BigInt)
pg.types.setTypeParser(1700, String)
/** A calendar day stays text: it has no time zone. */
pg.types.setTypeParser(1082, String)

const names = new Map<string, string>()
const statementName = (text: string): string => {
  let name = names.get(text)
  if (!name) {
    name = createHash('sha1').update(text).digest('base64url')
    names.set(text, name)
  }
  return name
}

/** Every parameterised statement is prepared once per connection, under a name made from its text. */
class PreparingClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config)
    // A connection that breaks while in use rejects its statement; unheard, the event would end the process.
    this.on('error', () => {})
  }

  /** What is asked for in one turn of the event loop leaves in one write, so the database wakes once for it. */
  private gather(): void {
    const { stream } = (this as any).connection
    if (this.gathering || !stream.cork) return
    this.gathering = true
    stream.cork()
    process.nextTick(() => {
      this.gathering = false
      stream.uncork()
    })
  }
  private gathering = false

  override query(...args: any[]): any {
    this.gather()
    const [text, values, done] = args
    return typeof text === 'string' && values?.length
      ? (super.query as any)({ text, values, name: statementName(text) }, done)
      : (super.query as any)(text, values, done)
  }
}

export type OpenedDb = { db: Db; pool: pg.Pool; close: () => Promise<void> }

/**
 * Opens a pool. Statements end after 15 s, waits for locks after 3 s: a stuck neighbour becomes an answer
 * ("busy"), not a hanging request.
 */
export function openDb(url: string, { max = 10, app = 'closedloop' } = {}): OpenedDb {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    Client: PreparingClient as any,
    application_name: app,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    query_timeout: 20_000,
    // What is asked for together is sent together.
    pipeline: true,
    options:
      '-c statement_timeout=15000 -c lock_timeout=3000 -c idle_in_transaction_session_timeout=20000 -c timezone=UTC',
  })
  pool.on('error', () => {
    // An idle connection broke; the pool opens another when it needs one.
  })
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
  return { db, pool, close: () => db.destroy() }
}

const textOf = (parts: TemplateStringsArray): string => {
  let text = parts[0] as string
  for (let index = 1; index < parts.length; index++) text += `$${index}${parts[index]}`
  return text
}
const texts = new WeakMap<TemplateStringsArray, string>()

/** A hand-written statement: fixed text, values only as parameters. Prepared once per connection. */
export const rows =
  <Row = Record<string, unknown>>(db: Db) =>
  async (parts: TemplateStringsArray, ...values: unknown[]): Promise<Row[]> => {
    let text = texts.get(parts)
    if (text === undefined) {
      text = textOf(parts)
      texts.set(parts, text)
    }
    return (await db.executeQuery<Row>(CompiledQuery.raw(text, values))).rows
  }

/** The same for a text that was put together once, when its module was loaded: parts of it stand in several statements. */
export const rowsOf = async <Row>(
  db: Db,
  text: string,
  values: readonly unknown[],
): Promise<Row[]> => (await db.executeQuery<Row>(CompiledQuery.raw(text, [...values]))).rows

/** The first row of a hand-written statement, or undefined. */
export const row =
  <Row = Record<string, unknown>>(db: Db) =>
  async (parts: TemplateStringsArray, ...values: unknown[]): Promise<Row | undefined> =>
    (await rows<Row>(db)(parts, ...values))[0]

const within = new AsyncLocalStorage<true>()

const BEGIN = CompiledQuery.raw('begin')
const COMMIT = CompiledQuery.raw('commit')
const ROLLBACK = CompiledQuery.raw('rollback')

/** Of a transaction only the executor is used: it asks nobody for connections and describes no schema. */
const WIRING = { config: {}, dialect: {}, driver: {} } as Pick<
  KyselyProps,
  'config' | 'dialect' | 'driver'
>

/** A transaction on this connection. Statements that are asked for together travel together, in the order asked. */
const transactionOn = (db: Db, connection: DatabaseConnection): Tx =>
  new Transaction<Database>({
    ...WIRING,
    executor: db
      .getExecutor()
      .withConnectionProvider({ provideConnection: (use) => use(connection) }),
  })
/** How transactions are ended from within (see `commitWith`), and how deep inside others they were asked for. */
const endings = new WeakMap<
  Tx,
  { end: () => Promise<void>; commit: Promise<void> | undefined; depth: number }
>()

/** A transaction inside another is a part of it: the outer one commits. */
async function asPart<T>(tx: Tx, work: (tx: Tx) => Promise<T>): Promise<T> {
  const ending = endings.get(tx)
  if (ending) ending.depth += 1
  try {
    return await work(tx)
  } finally {
    if (ending) ending.depth -= 1
  }
}

/**
 * READ COMMITTED; money and stock rest on constraints and row locks. Rolls back when `work` throws. Statements run in the
 * order in which they are asked for; whoever needs no answer in between asks for several at once (`together`) and waits
 * for the database once.
 */
export const inTransaction = <T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> =>
  db.isTransaction
    ? asPart(db, work)
    : within.run(true, () =>
        db.getExecutor().provideConnection(async (connection) => {
          const begun = connection.executeQuery(BEGIN)
          begun.catch(() => {})
          const tx = transactionOn(db, connection)
          const ending = {
            depth: 0,
            commit: undefined as Promise<void> | undefined,
            end: async () => {
              const { rows } = await connection.executeQuery<{ command: string }>(COMMIT)
              // A statement nobody waited for had failed: PostgreSQL rolls back and calls that an answer.
              if (rows[0]?.command !== 'COMMIT') throw new Error('the transaction was rolled back')
            },
          }
          endings.set(tx, ending)
          try {
            const done = await work(tx)
            await begun
            await (ending.commit ?? ending.end())
            return done
          } catch (error) {
            await connection.executeQuery(ROLLBACK).catch(() => {})
            throw error
          }
        }),
      )

/**
 * The last statements of a transaction and its commit, one behind the other without waiting: locks are let go as soon as
 * the database is done, not when we have read its answers. A statement that must not stand has to fail by itself; each of
 * `asked` is one statement; nothing may be asked of `tx` afterwards. Inside another transaction it only waits.
 */
export async function commitWith(tx: Tx, asked: readonly Promise<unknown>[]): Promise<void> {
  const all = together(asked)
  // They may all have failed before we look: a connection that breaks is nobody's unheard error.
  all.catch(() => {})
  const ending = endings.get(tx)
  if (ending?.depth === 0) {
    // One that failed on our side was never sent, so the database could not know of it: look before the commit.
    let is_failed = false
    for (const one of asked) one.catch(() => (is_failed = true))
    await new Promise(setImmediate)
    if (!is_failed) {
      ending.commit = ending.end()
      ending.commit.catch(() => {})
    }
  }
  await all
  await ending?.commit
}

/**
 * Waits for statements that were asked for together. When one fails, those behind it in the transaction fail as well, for
 * no reason of their own; the error is that of the first in the order asked.
 */
export async function together<T extends readonly unknown[]>(
  asked: T,
): Promise<{ -readonly [Place in keyof T]: Awaited<T[Place]> }> {
  const settled = await Promise.allSettled(asked)
  const failed = settled.find((one) => one.status === 'rejected')
  if (failed) throw failed.reason
  return settled.map((one) => (one as PromiseFulfilledResult<unknown>).value) as never
}

/** Outgoing calls assert this: a network call inside a transaction would hold row locks for strangers. */
export const isInTransaction = (): boolean => within.getStore() === true

export type DatabaseError = Error & { code: string; constraint?: string }

/** The SQLSTATE of what PostgreSQL reported; undefined for any other error. */
export const databaseCode = (error: unknown): string | undefined =>
  error instanceof pg.DatabaseError ? error.code : undefined

/**
 * True for what one member may have brought upon a whole batch: a value the database refuses, or a fault of our own. The
 * database's absence is nobody's.
 */
export const isOneMembers = (error: unknown): boolean => {
  const code = databaseCode(error)
  return code === undefined
    ? error instanceof TypeError || error instanceof RangeError
    : /^(22|23|P0)/.test(code)
}

/** True for an error that PostgreSQL reported with this SQLSTATE (and constraint). */
export const isDatabaseError = (error: unknown, code: string, constraint?: string): boolean =>
  error instanceof pg.DatabaseError &&
  error.code === code &&
  (constraint === undefined || error.constraint === constraint)
