import type { Arguments } from './arguments.ts'
import type { Seen } from './check-rows.ts'
import { median, round } from './median.ts'
import { type Leg, othersOf, runLeg } from './our-leg.ts'
import type { Profiler } from './profile.ts'
import type { Stage } from './stage.ts'
import { dearestStatements, forgetStatements } from './statements.ts'
import type { Yardsticks } from './yardsticks/index.ts'

export type Pace = {
  connections: number
  rounds: number
  /** Of each of our legs. */
  seconds: number
  warm_s: number
  /** Of each leg of a yardstick. */
  yardstick_s: number
  with_yardsticks: boolean
  /** After each round, where PostgreSQL's time went. */
  lists_statements: boolean
}

/** `--connections`, `--rounds`, `--seconds`, `--quick`, `--only ours`, `--statements`. */
export function readPace(options: Arguments): Pace {
  const quick = options.has('quick')
  return {
    connections: options.number('connections', 256),
    rounds: options.number('rounds', quick ? 1 : 5),
    seconds: options.number('seconds', quick ? 4 : 6),
    warm_s: quick ? 1.5 : 3,
    yardstick_s: quick ? 1.5 : 2.5,
    with_yardsticks: options.text('only') !== 'ours',
    lists_statements: options.has('statements'),
  }
}

/** Listeners catch up between rounds, for so long at most. */
const CATCH_UP_MS = 4_000

/** What is measured beside the plain orders, in the same rounds: requests of its own for each leg of so many seconds. */
export type Variant = { name: string; requests: (seconds: number) => Promise<readonly string[]> }

/**
 * Warms the server up, then takes turns: ours, the variant of it, the yardsticks. Every buyer's answer is kept for the
 * check.
 */
export async function runRounds(
  stage: Stage,
  about: {
    pace: Pace
    plan: Omit<Parameters<typeof runLeg>[1], 'requests' | 'seconds' | 'count'> & {
      requests: readonly string[]
    }
    variant?: Variant | undefined
    yardsticks: Yardsticks | undefined
    /** Watches the first round; of a variant, the variant's leg. */
    profile: { profiler: Profiler; file: string } | undefined
  },
): Promise<{ legs: Leg[]; variants: Leg[]; seen: Seen }> {
  const { pace, plan, variant, yardsticks, profile } = about
  const seen: Seen = { acknowledged: [], unknown: [] }
  const legs: Leg[] = []
  const variants: Leg[] = []
  const prepare = async (seconds: number, of?: Variant): Promise<readonly string[]> => {
    const requests = of ? await of.requests(seconds) : plan.requests
    await stage.catchUp(CATCH_UP_MS)
    return requests
  }
  const run = async (seconds: number, requests: readonly string[]): Promise<Leg> => {
    const leg = await runLeg(stage, { ...plan, requests, seconds })
    for (const one of leg.load.acknowledged) seen.acknowledged.push(one)
    for (const one of leg.load.unknown) seen.unknown.push(one)
    return leg
  }
  const watched = async (is_profiled: boolean, of?: Variant): Promise<Leg> => {
    const requests = await prepare(pace.seconds, of)
    if (is_profiled) await profile?.profiler.start(stage.server_pid)
    if (pace.lists_statements) await forgetStatements(stage.sql)
    const leg = await run(pace.seconds, requests)
    if (is_profiled)
      for (const line of (await profile?.profiler.keep(profile.file)) ?? []) console.log(line)
    if (pace.lists_statements)
      for (const line of await dearestStatements(stage.sql, leg.orders)) console.log(line)
    return leg
  }
  for (const of of variant ? [undefined, variant] : [undefined])
    await run(pace.warm_s, await prepare(pace.warm_s, of))
  for (let number = 1; number <= pace.rounds; number++) {
    const leg = await watched(number === 1 && !variant)
    legs.push(leg)
    if (variant) {
      const other = await watched(number === 1, variant)
      variants.push(other)
      console.log(`round ${number}  ${variant.name}  ${sayLeg(other)}`)
    }
    const held_against = await yardsticks?.round()
    console.log(`round ${number}  ${sayLeg(leg)}${held_against ? `  ${held_against}` : ''}`)
  }
  return { legs, variants, seen }
}

const sayLeg = (leg: Leg): string =>
  `ours ${round(leg.per_s)}/s  p50 ${leg.p50_ms} p95 ${leg.p95_ms} p99 ${leg.p99_ms} ms  ` +
  `server ${round(leg.server_us)} + database ${round(leg.database_us)} µs  wal ${round(leg.wal_bytes)} B  ` +
  `${leg.facts_waiting} facts waiting  ${JSON.stringify(othersOf([leg]))}`

/** The medians over the rounds, and every answer that was no sale. */
export function sumLegs(legs: readonly Leg[]) {
  const of = (pick: (leg: Leg) => number, digits = 0) => round(median(legs.map(pick)), digits)
  return {
    orders_per_s: of((leg) => leg.per_s),
    p50_ms: of((leg) => leg.p50_ms, 1),
    p95_ms: of((leg) => leg.p95_ms, 1),
    p99_ms: of((leg) => leg.p99_ms, 1),
    cpu_us_per_order: of((leg) => leg.server_us + leg.database_us),
    server_us: of((leg) => leg.server_us),
    database_us: of((leg) => leg.database_us),
    load_us: of((leg) => leg.load.cpu_us_per_request, 1),
    wal_bytes_per_order: of((leg) => leg.wal_bytes),
    facts_waiting: of((leg) => leg.facts_waiting),
    others: othersOf(legs),
  }
}

/** How many times as fast; null without the yardstick. */
export const ratio = (ours: number, theirs: number | null | undefined): number | null =>
  theirs ? round(ours / theirs, 2) : null
