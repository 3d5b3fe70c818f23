import { type Kind, type LoadFigures, type LoadPlan, runLoad } from '../../load/index.ts'
import type { Seen } from '../check-rows.ts'
import { median, round } from '../median.ts'
import type { Stage } from '../stage.ts'
import { openPgbench, type Pgbench } from './pgbench.ts'
import { type SideServer, startSide } from './side-server.ts'

const POOLS = [4, 8, 16] as const
const CLIENTS = [1, 8, 64] as const

export type YardstickSums = {
  naive_per_s: number | null
  naive_p99_ms: number | null
  /** Connections of its pool: the best of those tried. */
  naive_pool: number | null
  /** Each round's best over its numbers of clients, and the rates by clients. */
  pgbench_per_s: number | null
  pgbench_by_clients: Record<string, number> | null
  http_floor_per_s: number | null
}

export type Yardsticks = {
  /** One short run of each, while the platform stands still. Says what it measured in one line. */
  round: () => Promise<string>
  sums: () => YardstickSums
  /** What the buyers of the naive order saw, for the check of its rows. */
  seen: Seen
  close: () => Promise<void>
}

type Plan = Omit<LoadPlan, 'host' | 'port' | 'seconds' | 'requests'>

/**
 * What ours is held against, each on the same machine, the same PostgreSQL and the same load generator, one after the
 * other while our server is stopped: the naive order with the best of three pools, HTTP alone, pgbench.
 */
export async function openYardsticks(
  stage: Stage,
  wish: {
    plan: Plan
    naive_requests: readonly string[]
    floor_requests: readonly string[]
    seconds: number
    /** The smallest and fastest there is: one row, one insert. Left out where there is no single hot row. */
    with_pgbench: boolean
  },
): Promise<Yardsticks> {
  const { plan, seconds } = wish
  const seen: Seen = { acknowledged: [], unknown: [] }
  const rates = { naive: [] as number[], naive_p99: [] as number[], floor: [] as number[] }
  const by_clients = new Map<number, number[]>()
  const best: number[] = []
  const pgbench = wish.with_pgbench ? await openPgbench(stage.sql, stage.database_url) : undefined
  const floor = await startSide('floor-server.ts')

  const runNaive = async (port: number, how_long: number): Promise<LoadFigures> => {
    const { rows } = await stage.sql.query('select coalesce(max(id), 0) as mark from outbox')
    const figures = await runLoad({
      ...plan,
      host: stage.host,
      port,
      requests: wish.naive_requests,
      seconds: how_long,
    })
    seen.acknowledged.push(...figures.acknowledged)
    seen.unknown.push(...figures.unknown)
    // Its facts are written, as ours are, but nobody is to hear them: they would cost our next round.
    await stage.sql.query('delete from outbox where id > $1', [rows[0].mark])
    return figures
  }
  const startNaive = (pool: number) =>
    startSide('naive-server.ts', { DATABASE_URL: stage.database_url, POOL: String(pool) })

  let naive: SideServer | undefined
  const close = async () => {
    pgbench?.close()
    await floor.close()
    await naive?.close()
  }
  let naive_pool: number
  let naive_port: number
  try {
    naive_pool = await stage.asideFor(() => bestPool(startNaive, runNaive))
    naive = await startNaive(naive_pool)
    naive_port = naive.port
  } catch (error) {
    await close()
    throw error
  }
  return {
    seen,
    close,
    round: () =>
      stage.asideFor(async () => {
        const ordered = (await runNaive(naive_port, seconds)).kinds['201']
        rates.naive.push(ordered ? rateOf(ordered) : 0)
        rates.naive_p99.push(ordered?.p99_ms ?? Number.NaN)
        const answered = await runLoad({
          ...plan,
          host: stage.host,
          port: floor.port,
          requests: wish.floor_requests,
          seconds: Math.min(1.5, seconds),
        })
        rates.floor.push(answered.kinds['201']?.per_s ?? 0)
        const sold = pgbench ? await runPgbench(pgbench, by_clients, seconds) : undefined
        if (sold) best.push(sold)
        return (
          `naive ${round(rates.naive.at(-1) ?? 0)}/s p99 ${ordered?.p99_ms} ms (pool ${naive_pool})  ` +
          `floor ${round(rates.floor.at(-1) ?? 0)}/s${sold ? `  pgbench ${round(sold)}/s` : ''}`
        )
      }),
    sums: () => ({
      naive_per_s: round(median(rates.naive)),
      naive_p99_ms: round(median(rates.naive_p99), 1),
      naive_pool,
      pgbench_per_s: best.length > 0 ? round(median(best)) : null,
      pgbench_by_clients:
        best.length > 0
          ? Object.fromEntries(
              [...by_clients].map(([clients, all]) => [clients, round(median(all))]),
            )
          : null,
      http_floor_per_s: round(median(rates.floor)),
    }),
  }
}

/**
 * Orders a second to the naive order's credit: where its first answers take as long as the leg, what was begun in time
 * counts by when the last of it was done.
 */
const rateOf = ({ per_s, count, last_ms }: Kind): number =>
  Math.max(per_s, count / (last_ms / 1_000))

async function bestPool(
  start: (pool: number) => ReturnType<typeof startSide>,
  run: (port: number, seconds: number) => Promise<LoadFigures>,
): Promise<number> {
  const tried: { pool: number; per_s: number }[] = []
  for (const pool of POOLS) {
    const server = await start(pool)
    const figures = await run(server.port, 1).finally(server.close)
    const bought = figures.kinds['201']
    if (!bought) throw new Error(`the naive order sold nothing: ${JSON.stringify(figures.kinds)}`)
    tried.push({ pool, per_s: rateOf(bought) })
  }
  return tried.reduce((best, one) => (one.per_s > best.per_s ? one : best)).pool
}

/** The best over the numbers of clients. */
async function runPgbench(
  pgbench: Pgbench,
  by_clients: Map<number, number[]>,
  seconds: number,
): Promise<number> {
  let best = 0
  for (const clients of CLIENTS) {
    const tps = await pgbench.run(clients, Math.max(2, Math.round(seconds * 0.6)))
    by_clients.set(clients, [...(by_clients.get(clients) ?? []), tps])
    best = Math.max(best, tps)
  }
  return best
}
