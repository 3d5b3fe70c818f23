import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import pg from 'pg'
import { until } from '../../journeys/http-person.ts'
import {
  childrenOf,
  isRunning,
  postgresOf,
  type RunningServer,
  startServer,
} from '../../journeys/running-server.ts'
import { startEmbeddedPostgres } from '../../server/platform/embedded-postgres.ts'
import { findDatabase } from '../../server/platform/find-database.ts'
import { BROKEN, type Broken } from '../broken/variants.ts'
import { bringBuyers } from './buyers.sql.ts'
import { checkOrders, type Given, type Verdict } from './check-orders.ts'
import { openClientLog, type Seen } from './client-log.ts'
import { type Crowd, gatherCrowd } from './crowd.ts'
import { type FaultProxy, openFaultProxy } from './fault-proxy.ts'
import { openLyingProxy } from './lying-proxy.ts'
import { type Market, openMarket } from './market.ts'

const root = join(import.meta.dirname, '../..')
/** So many pieces a round of what runs out on the way: fewer than are wanted. */
const SCARCE = 20
/** So many that ordinary buyers seldom meet themselves. */
const BUYERS = 3_000

export type StageWish = {
  rounds: number
  /** Connections that order at once. */
  clients?: number
  /** Servers on one database. */
  servers?: number
  /** Share of purchases sent to two servers at once. */
  twins?: number
  /** A proxy of faults stands between the servers and the database. */
  proxied?: boolean
  /** The server is to be broken this way; what it leaves unanswered is not asked for long. */
  broken?: Broken | undefined
  /** Without picture and sound: one process less to start again. */
  quiet?: boolean
}
export type CrashStage = Awaited<ReturnType<typeof openCrashStage>>

type Seat = { env: Record<string, string>; server: RunningServer }

/** Servers of its own, a market, a crowd that writes down what it sees, and a checker that holds it against the rows. */
export async function openCrashStage(wish: StageWish) {
  const { rounds, clients = 128, servers = 1, twins = 0, proxied = false, broken } = wish
  const { quiet = servers > 1 || proxied || broken !== undefined } = wish
  /** The drill keeps the database itself; else the only server does, as `npm start` would. */
  const is_kept = servers > 1 || proxied
  const folder = mkdtempSync(join(tmpdir(), 'closedloop-drill-'))
  const log = openClientLog(join(folder, 'seen.log'))
  const closers: (() => Promise<void> | void)[] = [
    () => rmSync(folder, { recursive: true, force: true }),
    () => log.close(),
  ]
  const seats: Seat[] = []
  const close = async () => {
    for (let one = closers.pop(); one; one = closers.pop()) await one()
    process.off('exit', atExit)
  }
  // A drill that is broken off leaves nothing running.
  const atExit = () => {
    for (const { server } of seats) server.process.kill('SIGTERM')
  }
  process.on('exit', atExit)
  let market: Market
  let crowd: Crowd
  let database_url: string
  let proxy: FaultProxy | undefined
  try {
    let shared: Record<string, string> = {
      DEMO: 'people',
      SKIP_BUILD: '1',
      RATE_LIMITS: '0',
      ...(quiet ? { ROLES: 'http,jobs,sandbox' } : {}),
      ...(broken ? breaking(broken) : {}),
    }
    let kept: string | undefined
    if (is_kept) {
      const postgres = await startEmbeddedPostgres({ folder: join(folder, 'data/postgres') })
      closers.push(postgres.stop)
      kept = postgres.url
      if (proxied) {
        proxy = await openFaultProxy(postgres.url)
        closers.push(proxy.close)
      }
      shared = { ...shared, ...sharedSecrets(), DATABASE_URL: proxy?.url ?? postgres.url }
    }
    for (let place = 0; place < servers; place++) {
      const server = await startServer(shared)
      const {
        DATA_DIR = '',
        PORT = '',
        MEDIA_PORT = '',
        RTMP_PORT = '',
        PUBLIC_URL = '',
      } = server.env
      const seat = {
        env: { ...shared, DATA_DIR, PORT, MEDIA_PORT, RTMP_PORT, PUBLIC_URL },
        server,
      }
      seats.push(seat)
      closers.push(
        () => rmSync(server.data_dir, { recursive: true, force: true }),
        () => seat.server.stop().then(() => {}),
      )
    }
    const [first] = seats as [Seat]
    database_url =
      kept ?? (await findDatabase({ data_dir: first.server.data_dir, database_url: undefined })).url
    if (broken) assertBroken(broken, seats)
    market = await openMarket(first.server.url, { scarce: SCARCE * rounds })
    crowd = gatherCrowd({
      urls: seats.map(({ server }) => server.url),
      market,
      buyers: await bringBuyers(database_url, BUYERS),
      log,
      clients,
      twins,
    })
    closers.push(crowd.leave)
    if (broken?.sql) await breakDatabase(broken.sql, database_url)
  } catch (error) {
    await close()
    throw error
  }
  const [first] = seats as [Seat]
  const back_ms: number[] = []
  let served_meanwhile = 0

  /**
   * The next flash offer opens, the crowd storms it; at some moment while it orders something is broken and mended; what
   * nobody knows then is cleared up.
   */
  const round = async (breakIt: () => Promise<void>, mend: () => Promise<void>): Promise<void> => {
    await crowd.open()
    let over = false
    const buying = crowd.buyUntil(() => over)
    try {
      await somebodyIsServed()
      await pause(300 + Math.random() * 700)
      const broke_at = performance.now()
      const before = crowd.acknowledged()
      await breakIt()
      await mend()
      served_meanwhile += crowd.acknowledged() - before
      await somebodyIsServed()
      back_ms.push(performance.now() - broke_at)
    } catch (error) {
      throw ended(error)
    } finally {
      over = true
      await buying
    }
    if (!broken) await crowd.resolve()
    // A broken server may never give some of the answers; that is not what it is looked at for.
    else await crowd.resolve({ limit_ms: 5_000 }).catch(() => crowd.giveUp())
  }
  /** A fault that is really the end of a server nobody killed: its last words tell more than the drill can. */
  const ended = (error: unknown): unknown => {
    const over = seats.filter(({ server }) => server.process.exitCode !== null)
    return over.length === 0
      ? error
      : new Error(
          over
            .map(
              ({ server }) =>
                `a server ended with ${server.process.exitCode}; it said last:\n${server.output().slice(-6_000)}`,
            )
            .join('\n'),
          { cause: error },
        )
  }
  /** The first who gets an order from now on tells that orders are taken. */
  const somebodyIsServed = async () => {
    const before = crowd.acknowledged()
    const end = performance.now() + 60_000
    while (crowd.acknowledged() === before) {
      if (performance.now() > end)
        throw new Error(`nobody got an order for a minute: ${crowd.last_fault()}`)
      await pause(10)
    }
  }
  const check = async (seen: readonly Seen[] = log.read(), given?: Given): Promise<Verdict> => {
    // One that its server keeps moves to another port with every start.
    const { url, release } = await findDatabase({
      data_dir: first.server.data_dir,
      database_url: is_kept ? database_url : undefined,
    })
    try {
      return await checkOrders(url, seen, given ?? market.skus)
    } finally {
      await release()
    }
  }

  return {
    url: first.server.url,
    market,
    crowd,
    data_dir: first.server.data_dir,
    database_url,
    server: () => first.server,
    back_ms: () => back_ms,
    resolved: crowd.resolved,
    /** Orders that others took between a fault and its end. */
    served_meanwhile: () => served_meanwhile,
    proxy: () => {
      if (!proxy) throw new Error('this stage has no proxy')
      return proxy
    },
    round,
    /** Kills one server, any of them, and starts it again where it was. */
    killServer: () => {
      const seat = seats[Math.floor(Math.random() * seats.length)] as Seat
      return round(
        () => seat.server.kill(),
        async () => {
          seat.server = await startServer(seat.env)
        },
      )
    },
    /** One server stands still for so long, connections and locks in its hands, and then goes on as if nothing had been. */
    freezeServer: (seconds: number) => {
      const { server } = seats[Math.floor(Math.random() * seats.length)] as Seat
      return round(
        async () => {
          server.process.kill('SIGSTOP')
          await pause(seconds * 1_000)
        },
        async () => {
          server.process.kill('SIGCONT')
        },
      )
    },
    killPostgres: () => {
      const postmaster = postgresOf(first.server.data_dir)
      return round(
        async () => killAll([postmaster, ...childrenOf(postmaster)]),
        () =>
          until(
            'PostgreSQL is started again',
            async () => postgresPidOr(first.server.data_dir),
            (pid) => pid !== postmaster && isRunning(pid),
            { every_ms: 20, limit_ms: 120_000 },
          ).then(() => {}),
      )
    },
    /** Orders hear of their payment a moment after the buyer does, so the check may wait for that; for nothing else. */
    check: () =>
      until('every payment reaches its orders', check, (verdict) => verdict.unpaid === 0, {
        every_ms: 500,
        limit_ms: 60_000,
      }).catch(() => check()),
    checkNow: () => check(),
    /** Commits faults that the check is there for by lies on the wire, and looks whether it sees each of them. */
    bites: async (): Promise<Record<string, boolean>> => {
      const honest = await check()
      const caught: Record<string, boolean> = {}
      const lying = openClientLog(join(folder, 'lied.log'))
      for (const one of log.read()) await lying.note(one)
      for (const [lie, name] of [
        ['acknowledge', 'lost'],
        ['repeat', 'doubled'],
      ] as const) {
        const proxy = await openLyingProxy(first.server.url, lie)
        const mark = log.read().length
        await crowd.buyThrough(proxy.url)
        await proxy.close()
        for (const one of log.read().slice(mark)) await lying.note(one)
        caught[name] = (await check(lying.read()))[name] === honest[name] + 1
      }
      const sold = market.skus.map(({ id }) => ({ id, stock: 1 }))
      caught.oversold = (await check(lying.read(), sold)).oversold > 0
      await lying.close()
      return caught
    },
    stop: async () => {
      for (const seat of seats) await seat.server.stop()
    },
    /** `npm run verify` on the installation, running or stopped. */
    verify: () =>
      verify({ ...first.server.env, ...(is_kept ? { DATABASE_URL: database_url } : {}) }),
    close,
  }
}

/** Servers of one installation sign with the same keys. */
const sharedSecrets = () =>
  Object.fromEntries(
    ['PUBLISH', 'PLAY', 'CURSOR', 'SANDBOX_PAYMENT', 'SANDBOX_CARRIER', 'TICKET'].map((name) => [
      `SECRET_${name}`,
      randomBytes(32).toString('base64url'),
    ]),
  )

/** Node reads a broken variant before anything of the server. */
const breaking = ({ name }: Broken): Record<string, string> => ({
  [BROKEN]: name,
  NODE_OPTIONS: `--import=${pathToFileURL(join(root, 'drills/broken/break-server.ts')).href}`,
})

function assertBroken({ name, edits }: Broken, seats: readonly Seat[]): void {
  for (const { server } of seats)
    for (const { file } of edits)
      if (!server.output().includes(`broken on purpose (${name}): ${file}`))
        throw new Error(`the server never loaded ${file}, which ${name} is about`)
}

/** What was made so far is safe on disk: it is the sale that is put at risk. */
async function breakDatabase(statements: readonly string[], database_url: string): Promise<void> {
  const client = new pg.Client({ connectionString: database_url })
  await client.connect()
  try {
    for (const statement of ['checkpoint', ...statements]) await client.query(statement)
  } finally {
    await client.end()
  }
}

/** Zero while it is between two lives. */
const postgresPidOr = (data_dir: string): number => {
  try {
    return postgresOf(data_dir)
  } catch {
    return 0
  }
}

function killAll(pids: readonly number[]): void {
  for (const pid of pids)
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // A backend that ended by itself in the meantime.
    }
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms))

export async function verify(
  env: NodeJS.ProcessEnv,
): Promise<{ invariants: number; violations: number; said: string }> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(root, 'tools/verify.ts')],
    { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (part) => (stdout += part))
  child.stderr.on('data', (part) => (stderr += part))
  await new Promise((done) => child.once('close', done))
  try {
    return { ...JSON.parse(stdout.trim().split('\n').at(-1) ?? ''), said: stderr }
  } catch {
    throw new Error(`verify said nothing to count: ${stdout}${stderr}`)
  }
}
