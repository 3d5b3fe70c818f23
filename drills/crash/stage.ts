import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '../../journeys/http-person.ts'
import {
  childrenOf,
  isRunning,
  postgresOf,
  type RunningServer,
  startServer,
} from '../../journeys/running-server.ts'
import { findDatabase } from '../../server/platform/find-database.ts'
import { gatherBuyers } from './buyers.ts'
import { checkOrders, type Verdict } from './check-orders.ts'
import { openClientLog, type Seen } from './client-log.ts'
import { openLyingProxy } from './lying-proxy.ts'
import { type DrillShop, openDrillShop } from './shop.ts'

const root = join(import.meta.dirname, '../..')

export type CrashStage = Awaited<ReturnType<typeof openCrashStage>>

/** A server of its own with a shop, buyers who write down what they see, and a checker that holds it against the rows. */
export async function openCrashStage({ rounds }: { rounds: number }) {
  const folder = mkdtempSync(join(tmpdir(), 'closedloop-drill-'))
  const log = openClientLog(join(folder, 'seen.log'))
  const first = await startServer({ DEMO: 'people', SKIP_BUILD: '1', RATE_LIMITS: '0' })
  const { data_dir, url } = first
  const again = Object.fromEntries(
    [
      'DATA_DIR',
      'PORT',
      'MEDIA_PORT',
      'RTMP_PORT',
      'PUBLIC_URL',
      'DEMO',
      'SKIP_BUILD',
      'RATE_LIMITS',
    ].map((name) => [name, first.env[name] as string]),
  )
  let server: RunningServer = first
  const close = async () => {
    await server.stop()
    log.close()
    rmSync(folder, { recursive: true, force: true })
    rmSync(data_dir, { recursive: true, force: true })
  }
  let shop: DrillShop
  let buyers: Awaited<ReturnType<typeof gatherBuyers>>
  try {
    shop = await openDrillShop(url, { plenty: 100_000, scarce: 4 * rounds })
    buyers = await gatherBuyers(url, shop, log)
  } catch (error) {
    await close()
    throw error
  }
  const back_ms: number[] = []
  let resolved = 0

  /** Buyers buy; at some moment after the first answers something is broken; what nobody knows then is cleared up. */
  const round = async (breakIt: () => Promise<void>, mend: () => Promise<void>): Promise<void> => {
    let over = false
    const before = buyers.acknowledged()
    const buying = buyers.buyUntil(() => over)
    while (buyers.acknowledged() < before + 20) await pause(10)
    await pause(Math.random() * 400)
    const broke_at = performance.now()
    await breakIt()
    await mend()
    const after = buyers.acknowledged()
    // Some are still asking: the first who is served again tells how long it was away.
    const end = performance.now() + 60_000
    while (buyers.acknowledged() === after && performance.now() < end) await pause(10)
    back_ms.push(performance.now() - broke_at)
    over = true
    await buying
    resolved += await buyers.resolve()
  }

  const databaseUrl = () => findDatabase({ data_dir, database_url: undefined })
  const check = async (seen: readonly Seen[], stock = shop.skus): Promise<Verdict> => {
    const { url: database, release } = await databaseUrl()
    try {
      return await checkOrders(database, seen, stock)
    } finally {
      await release()
    }
  }

  return {
    url,
    shop,
    buyers,
    data_dir,
    server: () => server,
    back_ms: () => back_ms,
    resolved: () => resolved,
    killServer: () =>
      round(
        () => server.kill(),
        async () => {
          server = await startServer(again)
        },
      ),
    killPostgres: () => {
      const postmaster = postgresOf(data_dir)
      return round(
        async () => killAll([postmaster, ...childrenOf(postmaster)]),
        () =>
          until(
            'PostgreSQL is started again',
            async () => postgresPidOr(data_dir),
            (pid) => pid !== postmaster && isRunning(pid),
            { every_ms: 20, limit_ms: 120_000 },
          ).then(() => {}),
      )
    },
    /** Orders hear of their payment a moment after the buyer does, so the check may wait for that; for nothing else. */
    check: () =>
      until(
        'every payment reaches its orders',
        () => check(log.read()),
        (verdict) => verdict.unpaid === 0,
        { every_ms: 500, limit_ms: 60_000 },
      ).catch(() => check(log.read())),
    /** Commits the faults that the check is there for, and looks whether it sees each of them. */
    bites: async (): Promise<Record<string, boolean>> => {
      const honest = await check(log.read())
      const caught: Record<string, boolean> = {}
      const lying = openClientLog(join(folder, 'lied.log'))
      for (const one of log.read()) lying.note(one)
      for (const [lie, name] of [
        ['acknowledge', 'lost'],
        ['repeat', 'doubled'],
      ] as const) {
        const proxy = await openLyingProxy(url, lie)
        const mark = log.read().length
        await buyers.buyThrough(proxy.url)
        await proxy.close()
        for (const one of log.read().slice(mark)) lying.note(one)
        caught[name] = (await check(lying.read()))[name] === honest[name] + 1
      }
      const sold = shop.skus.map(({ id }) => ({ id, stock: 1 }))
      caught.oversold = (await check(lying.read(), sold)).oversold > 0
      lying.close()
      return caught
    },
    stop: () => server.stop(),
    /** `npm run verify` on the stopped installation. */
    verify: () => verify(first.env),
    close,
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
