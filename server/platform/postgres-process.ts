import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { type As, NoDatabase } from './postgres-program.ts'

/** The running PostgreSQL: started with our settings, waited for, brought back when it dies. */

const REVIVE = { first_ms: 200, most_ms: 10_000 } as const

/** Starts it and waits until it answers. @throws NoDatabase with its last words when it does not */
export async function launchPostgres(
  native: string,
  cluster: string,
  as: As,
  about: { port: number; url: string; throwaway: boolean; log: (line: string) => void },
): Promise<ChildProcess> {
  const settings = [
    'listen_addresses=127.0.0.1',
    `port=${about.port}`,
    `unix_socket_directories=${socketIn(cluster, about.port) ? cluster : ''}`,
    'max_connections=120',
    'shared_buffers=256MB',
    // Read again after a crash: about a second for each hundred megabytes.
    'max_wal_size=1GB',
    'checkpoint_timeout=5min',
    // Pages lie on a disk without moving parts, or in memory: reaching for one costs no more than reading the next.
    'random_page_cost=1.1',
    'jit=off',
    'log_timezone=UTC',
    'timezone=UTC',
    ...(about.throwaway
      ? ['fsync=off', 'full_page_writes=off', 'shared_buffers=128MB', 'autovacuum=off']
      : []),
  ]
  const [command, args] = as.wrap(join(native, 'bin/postgres'), [
    '-D',
    cluster,
    ...settings.flatMap((s) => ['-c', s]),
  ])
  const output = openSync(`${cluster}.log`, 'a')
  const child = spawn(command, args, {
    ...as.spawn,
    env: as.env,
    stdio: ['ignore', output, output],
    // The terminal's interrupt must not reach the database before the last answers are out.
    detached: true,
  })
  closeSync(output)
  await untilReady(about.url.replace(/closedloop$/, 'postgres'), child, cluster, about.log)
  return child
}

/** Holds on to a running PostgreSQL: starts it again when it dies and somebody still wants it, stops it when told. */
export function keep(
  first: ChildProcess,
  {
    launch,
    revive,
    log,
  }: {
    launch: () => Promise<ChildProcess>
    revive: () => boolean
    log: (line: string) => void
  },
) {
  let child = first
  let stopping: Promise<void> | undefined
  let reviving: Promise<void> | undefined
  const leaving = new AbortController()
  const wanted = () => stopping === undefined && revive()

  const bringBack = async (how: string) => {
    const died = performance.now()
    log(`PostgreSQL ended unexpectedly (${how}); starting it again …`)
    for (let wait: number = REVIVE.first_ms; ; wait = Math.min(wait * 2, REVIVE.most_ms)) {
      await sleep(wait, undefined, { signal: leaving.signal }).catch(() => {})
      if (!wanted()) return
      try {
        child = await launch()
        break
      } catch (error) {
        log(error instanceof Error ? error.message : String(error))
      }
    }
    log(`PostgreSQL is back after ${((performance.now() - died) / 1_000).toFixed(1)} s.`)
    watch()
  }
  const watch = () => {
    const lost = (code: number | null, signal: NodeJS.Signals | null) => {
      if (wanted()) reviving = bringBack(signal ?? `exit ${code}`)
    }
    if (isOver(child)) lost(child.exitCode, child.signalCode)
    else child.once('exit', lost)
  }
  watch()
  // Whatever ends this process in an orderly way must not leave a database behind.
  const atExit = () => child.kill('SIGINT')
  process.on('exit', atExit)
  const stop = async () => {
    leaving.abort()
    await reviving
    if (!isOver(child)) {
      const hard = setTimeout(() => child.kill('SIGQUIT'), 10_000)
      const over = new Promise((done) => child.once('exit', done))
      child.kill('SIGINT')
      await over
      clearTimeout(hard)
    }
    process.off('exit', atExit)
  }
  return {
    pid: () => child.pid as number,
    stop: () => (stopping ??= stop()),
  }
}

const isOver = ({ exitCode, signalCode }: ChildProcess): boolean =>
  exitCode !== null || signalCode !== null

async function untilReady(
  url: string,
  child: ChildProcess,
  cluster: string,
  log: (line: string) => void,
): Promise<void> {
  let broken: Error | undefined
  child.once('error', (error) => {
    broken = error
  })
  let recovering = 0
  for (let left = 300; left > 0; left--) {
    if (broken) throw new NoDatabase(`PostgreSQL could not be started: ${broken.message}`)
    if (isOver(child)) {
      const words = readFileSync(`${cluster}.log`, 'utf8').trim().split('\n').slice(-4).join(' | ')
      throw new NoDatabase(`PostgreSQL did not start: ${words}`)
    }
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000 })
    client.on('error', () => {})
    try {
      await client.connect()
      await client.end()
      return
    } catch (error) {
      await client.end().catch(() => {})
      const { code } = error as { code?: string }
      if (code === '28P01') {
        child.kill('SIGINT')
        throw new NoDatabase(
          `the password in ${cluster}.password is not that of the database; put the right file back`,
        )
      }
      // It is there and replays what it had not written down: cut off, it would have to begin again.
      if (code === '57P03') {
        left += 1
        recovering += 1
        if (recovering === 30) log('PostgreSQL is recovering …')
      }
      await sleep(100)
    }
  }
  child.kill('SIGQUIT')
  throw new NoDatabase(`PostgreSQL did not answer within 30 s; see ${cluster}.log`)
}

/** A path of a socket may have so many bytes; beyond it PostgreSQL does not start. */
const SOCKET_PATH_MAX = 100

/** The socket's file where this system has such and the folder's name is short enough. */
export function socketIn(cluster: string, port: number): string | undefined {
  const file = join(cluster, `.s.PGSQL.${port}`)
  return process.platform !== 'win32' && Buffer.byteLength(file) <= SOCKET_PATH_MAX
    ? file
    : undefined
}
