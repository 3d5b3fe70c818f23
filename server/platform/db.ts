import { AsyncLocalStorage } from 'node:async_hooks'
import { createHash } from 'node:crypto'
import { CompiledQuery, Kysely, PostgresDialect, sql } from 'kysely'
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

  override query(...args: any[]): any {
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

/** READ COMMITTED; money and stock rest on constraints and row locks. Rolls back when `work` throws. */
export const inTransaction = <T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> =>
  db.isTransaction
    ? work(db)
    : within.run(true, () => db.transaction().execute((tx) => work(tx as unknown as Tx)))

/** Outgoing calls assert this: a network call inside a transaction would hold row locks for strangers. */
export const isInTransaction = (): boolean => within.getStore() === true

export type DatabaseError = Error & { code: string; constraint?: string }

/** The SQLSTATE of what PostgreSQL reported; undefined for any other error. */
export const databaseCode = (error: unknown): string | undefined =>
  error instanceof pg.DatabaseError ? error.code : undefined

/** True for an error that PostgreSQL reported with this SQLSTATE (and constraint). */
export const isDatabaseError = (error: unknown, code: string, constraint?: string): boolean =>
  error instanceof pg.DatabaseError &&
  error.code === code &&
  (constraint === undefined || error.constraint === constraint)
