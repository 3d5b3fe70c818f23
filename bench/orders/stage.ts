import { rmSync } from 'node:fs'
import pg from 'pg'
import { type RunningServer, startServer } from '../../journeys/running-server.ts'
import { findDatabase } from '../../server/platform/find-database.ts'
import { type Usage, usageOf } from './process-figures.ts'

/** A platform of its own as `npm start` makes it, empty but for the demo's people, and a way into its database. */
export type Stage = {
  host: string
  port: number
  url: string
  server_pid: number
  /** What the server runs with: its data folder and settings. */
  env: NodeJS.ProcessEnv
  database_url: string
  sql: pg.Client
  usage: () => Promise<Usage>
  /** Facts that listeners have not heard yet. */
  factsWaiting: () => Promise<number>
  /** Waits until listeners have heard all, at most so long; gives how many are left. */
  catchUp: (limit_ms: number) => Promise<number>
  /** Stops the server's process between two transactions for as long as `work` takes: yardsticks have the machine to themselves. */
  asideFor: <T>(work: () => Promise<T>) => Promise<T>
  /** Everything the server printed. */
  output: () => string
  close: () => Promise<void>
}

const OURS = 'closedloop bench'

/**
 * Starts it and waits until it runs. With `counts_statements` PostgreSQL counts every statement it is given, which is
 * not free: see `statements.ts`.
 * @throws when the database is not durable: figures of such a one mean nothing
 */
export async function openStage({
  env = {},
  counts_statements = false,
}: {
  env?: Record<string, string>
  counts_statements?: boolean
} = {}): Promise<Stage> {
  const settings = {
    DEMO: 'people',
    SKIP_BUILD: '1',
    RATE_LIMITS: '0',
    LOG_LEVEL: 'warn',
    ...env,
  }
  const first = await startServer(settings)
  const server = counts_statements ? await startCounting(first, settings) : first
  const pid = server.process.pid as number
  let client: pg.Client | undefined
  const close = async () => {
    await client?.end().catch(() => {})
    process.kill(pid, 'SIGCONT')
    await server.stop()
    rmSync(server.data_dir, { recursive: true, force: true })
  }
  try {
    const { url } = await findDatabase({ data_dir: server.data_dir, database_url: undefined })
    const sql = new pg.Client({ connectionString: url, application_name: OURS })
    client = sql
    await sql.connect()
    await assertDurable(sql)
    const factsWaiting = async () =>
      Number(
        (
          await sql.query(
            `select (select count(*) from outbox where seq is null)
               + (select coalesce(max(seq), 0) from outbox where seq is not null)
               - (select coalesce(min(seq), 0) from outbox_positions) as left_over`,
          )
        ).rows[0].left_over,
      )
    return {
      host: '127.0.0.1',
      port: Number(new URL(server.url).port),
      url: server.url,
      server_pid: pid,
      env: server.env,
      database_url: url,
      sql,
      usage: () => usageOf({ server: pid, data_dir: server.data_dir }, sql),
      factsWaiting,
      catchUp: async (limit_ms) => {
        const end = performance.now() + limit_ms
        for (;;) {
          const left = await factsWaiting()
          if (left === 0 || performance.now() > end) return left
          await pause(100)
        }
      },
      asideFor: async (work) => {
        await stopBetweenTransactions(pid, sql)
        try {
          return await work()
        } finally {
          process.kill(pid, 'SIGCONT')
        }
      },
      output: server.output,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** The library must be there when PostgreSQL starts: set it, stop, start again on the same folder. */
async function startCounting(
  first: RunningServer,
  settings: Record<string, string>,
): Promise<RunningServer> {
  try {
    const { url } = await findDatabase({ data_dir: first.data_dir, database_url: undefined })
    const sql = new pg.Client({ connectionString: url })
    await sql.connect()
    await sql.query(`alter system set shared_preload_libraries = 'pg_stat_statements'`)
    await sql.query('create extension pg_stat_statements')
    await sql.end()
  } finally {
    await first.stop()
  }
  return startServer({ ...settings, DATA_DIR: first.data_dir })
}

async function assertDurable(client: pg.Client): Promise<void> {
  for (const name of ['fsync', 'synchronous_commit', 'full_page_writes']) {
    const { rows } = await client.query(`select current_setting($1) as value`, [name])
    if (rows[0].value !== 'on') throw new Error(`${name} is ${rows[0].value}, not on`)
  }
}

/** A transaction left open would keep old versions of the hot row alive and slow the yardsticks down. */
async function stopBetweenTransactions(pid: number, client: pg.Client): Promise<void> {
  for (let tries = 0; tries < 1_000; tries++) {
    process.kill(pid, 'SIGSTOP')
    const { rows } = await client.query(
      `select count(*)::int as open from pg_stat_activity
       where datname = current_database() and xact_start is not null and pid <> pg_backend_pid()
         and backend_type = 'client backend' and application_name <> $1`,
      [OURS],
    )
    if (rows[0].open === 0) return
    process.kill(pid, 'SIGCONT')
    await pause(1 + Math.random() * 4)
  }
  throw new Error('the server is never between two transactions')
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms))
