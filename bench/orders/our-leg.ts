import { type LoadFigures, type LoadPlan, openLoad } from '../load/index.ts'
import { usedBetween } from './process-figures.ts'
import type { Stage } from './stage.ts'

export type Leg = {
  /** Accepted orders a second, of those answered in time. */
  per_s: number
  p50_ms: number
  p95_ms: number
  p99_ms: number
  orders: number
  server_us: number
  database_us: number
  wal_bytes: number
  /** Facts that listeners had not heard when the last answer was in. */
  facts_waiting: number
  load: LoadFigures
}

/** One run against the platform: rate and times of accepted orders, and what each cost server and database. */
export async function runLeg(stage: Stage, plan: Omit<LoadPlan, 'host' | 'port'>): Promise<Leg> {
  const load = await openLoad({ ...plan, host: stage.host, port: stage.port })
  try {
    const before = await stage.usage()
    const figures = await load.go()
    const used = usedBetween(before, await stage.usage())
    const facts_waiting = await stage.factsWaiting()
    const bought = figures.kinds['201']
    if (!bought)
      throw new Error(
        `nothing was bought: ${JSON.stringify(figures.kinds)}\n${stage.output().slice(-3_000)}`,
      )
    const each = (value: number) => value / bought.count
    return {
      per_s: bought.per_s,
      p50_ms: bought.p50_ms,
      p95_ms: bought.p95_ms,
      p99_ms: bought.p99_ms,
      orders: bought.count,
      server_us: each(used.server_us),
      database_us: each(used.database_us),
      wal_bytes: each(used.wal_bytes),
      facts_waiting,
      load: figures,
    }
  } finally {
    load.close()
  }
}

/** How often each answer was given that is not a sale: empty when all went well. */
export function othersOf(legs: readonly Leg[]): Record<string, number> {
  const others: Record<string, number> = {}
  for (const { load } of legs) {
    for (const [kind, { count }] of Object.entries(load.kinds))
      if (kind !== '201') others[kind] = (others[kind] ?? 0) + count
    if (load.unknown.length > 0) others.unknown = (others.unknown ?? 0) + load.unknown.length
    if (load.broken > 0) others.broken = (others.broken ?? 0) + load.broken
  }
  return others
}
