import { mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, resolve } from 'node:path'
import pg from 'pg'
import { claim } from './claim-folder.ts'
import { makeCluster, passwordFor, takeOver } from './postgres-cluster.ts'
import { keep, launchPostgres, socketIn } from './postgres-process.ts'
import { linkLibraries, NoDatabase, nativeFolder, unprivileged } from './postgres-program.ts'

export { NoDatabase }

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

/** Below the ports that systems hand out to whoever asks for any: from there another may be given one before it is used. */
const PORTS = { from: 10_000, count: 22_000, each: 64 }
let given = 0

/**
 * A port on which nobody listens, to be opened a moment later, perhaps by another process: it is not given twice here, and
 * processes that run at the same time look in different places.
 */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < PORTS.count; tries++) {
    const port = PORTS.from + ((process.pid * PORTS.each + given++) % PORTS.count)
    if (await isFree(port)) return port
  }
  throw new NoDatabase('there is no free port')
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const server = createServer()
    server.once('error', () => done(false))
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)))
  })

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
