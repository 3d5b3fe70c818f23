import { checkClaims } from './coupons/check-coupons.ts'
import { type CouponOffer, couponClaim, makeCoupon } from './coupons/make-coupons.ts'
import { type LoadFigures, runLoad } from './load/index.ts'
import { readArguments } from './orders/arguments.ts'
import type { Seen } from './orders/check-rows.ts'
import { analyze, type Buyer, makeBuyers } from './orders/market.ts'
import { median, round } from './orders/median.ts'
import { AGAIN } from './orders/order-requests.ts'
import { type Leg, othersOf, runLeg } from './orders/our-leg.ts'
import { makeProfiler } from './orders/profile.ts'
import { ratio, readPace } from './orders/rounds.ts'
import { openStage, type Stage } from './orders/stage.ts'
import { dearestStatements, forgetStatements } from './orders/statements.ts'
import { type SideServer, startSide } from './orders/yardsticks/side-server.ts'

const PEOPLE = 10_000
/** The most one person may ever claim of a coupon: the same people come again and again. */
const LIMIT = 99
const PLENTY = 10_000_000
/** So many of the last one, for all the people. */
const FEW = 1_000
const POOLS = [4, 8, 16] as const
/** The coupon's id in the answer of a claim. */
const CLAIMED = { status: 201, after: '"coupon_id":"' } as const

/**
 * Thousands of people on one coupon. Each round, on coupons of their own: ours, then the same claim written naively, one
 * interactive transaction each; printed are medians over the rounds. At the end a coupon of which there are 1,000: how
 * quickly the others are told that all are gone. Everything is counted in SQL.
 *
 * `--connections 256`, `--rounds 5`, `--seconds 6` of each of our legs; `--quick` is one short round, `--only ours` leaves
 * the naive one out, `--profile FILE` and `--statements` show where the time goes.
 */
export async function bench(args: string[]): Promise<Record<string, unknown>> {
  const options = readArguments(args)
  const pace = readPace(options)
  const { connections } = pace
  const file = options.text('profile')
  const profiler = file ? await makeProfiler() : undefined
  const stage = await openStage({
    env: profiler?.env ?? {},
    counts_statements: pace.lists_statements,
  })
  let naive: { server: SideServer; pool: number } | undefined
  try {
    const people = await makeBuyers(stage.sql, PEOPLE)
    await analyze(stage.sql)
    const ours = await crowdOn(stage, people)
    const theirs = await crowdOn(stage, people)
    const run = async (seconds: number): Promise<Leg> => {
      const requests = await ours.requests(PLENTY, LIMIT)
      return ours.see(
        await runLeg(stage, { connections, note: CLAIMED, again: AGAIN, requests, seconds }),
      )
    }
    const runNaive = async (port: number, seconds: number): Promise<LoadFigures> => {
      const requests = await theirs.requests(PLENTY, LIMIT)
      const at = { host: stage.host, port, connections, note: CLAIMED, again: AGAIN }
      return theirs.see({ load: await runLoad({ ...at, requests, seconds }) }).load
    }

    await run(pace.warm_s)
    if (pace.with_yardsticks)
      naive = await stage.asideFor(() => bestNaive(stage, (port) => runNaive(port, 1)))
    const legs: Leg[] = []
    const held_against: LoadFigures[] = []
    for (let number = 1; number <= pace.rounds; number++) {
      if (number === 1) await profiler?.start(stage.server_pid)
      if (pace.lists_statements) await forgetStatements(stage.sql)
      const leg = await run(pace.seconds)
      legs.push(leg)
      if (number === 1 && file)
        for (const line of (await profiler?.keep(file)) ?? []) console.log(line)
      if (pace.lists_statements)
        for (const line of await dearestStatements(stage.sql, leg.orders)) console.log(line)
      const { port } = naive?.server ?? {}
      if (port) held_against.push(await stage.asideFor(() => runNaive(port, pace.yardstick_s)))
      console.log(
        `round ${number}  ours ${round(leg.per_s)}/s  p50 ${leg.p50_ms} p99 ${leg.p99_ms} ms  server ${round(leg.server_us)} + database ` +
          `${round(leg.database_us)} µs  wal ${round(leg.wal_bytes)} B  ${JSON.stringify(othersOf([leg]))}` +
          `${port ? `  naive ${round(rateOf(held_against.at(-1)))}/s` : ''}`,
      )
    }

    const requests = await ours.requests(FEW, 1)
    const plan = { connections, note: CLAIMED, again: AGAIN, requests }
    const rush = await ours.see(await runLeg(stage, { ...plan, seconds: pace.yardstick_s }))
    const gone = rush.load.kinds['409 coupons_gone']
    const limited = rush.load.kinds['409 coupon_limit']
    const of = (pick: (leg: Leg) => number, digits = 0) => round(median(legs.map(pick)), digits)
    const claims_per_s = of((leg) => leg.per_s)
    const naive_per_s = naive ? round(median(held_against.map(rateOf))) : null
    return {
      claims_per_s,
      p50_ms: of((leg) => leg.p50_ms, 1),
      p95_ms: of((leg) => leg.p95_ms, 1),
      p99_ms: of((leg) => leg.p99_ms, 1),
      cpu_us_per_claim: of((leg) => leg.server_us + leg.database_us),
      server_us: of((leg) => leg.server_us),
      database_us: of((leg) => leg.database_us),
      load_us: of((leg) => leg.load.cpu_us_per_request, 1),
      wal_bytes_per_claim: of((leg) => leg.wal_bytes),
      naive_per_s,
      naive_p99_ms: naive
        ? round(median(held_against.map(({ kinds }) => kinds['201']?.p99_ms ?? Number.NaN)), 1)
        : null,
      naive_pool: naive?.pool ?? null,
      ratio_naive: ratio(claims_per_s, naive_per_s),
      ratio_each: legs.map((leg, place) => ratio(leg.per_s, rateOf(held_against[place]))),
      few: {
        there: FEW,
        claimed: rush.orders,
        refused_per_s: round((gone?.per_s ?? 0) + (limited?.per_s ?? 0)),
        refused_p99_ms: Math.max(gone?.p99_ms ?? 0, limited?.p99_ms ?? 0),
      },
      others: othersOf(legs),
      ...(await ours.check()),
      naive_check: naive && (await theirs.check()),
      connections,
      rounds: pace.rounds,
      seconds: pace.seconds,
      people: PEOPLE,
      cpu_profile: file,
    }
  } finally {
    await naive?.server.close()
    await stage.close()
  }
}

/** Everybody's taps on one new coupon after the other, and what came of them. */
async function crowdOn(stage: Stage, people: readonly Buyer[]) {
  const offers: CouponOffer[] = []
  const seen: Seen = { acknowledged: [], unknown: [] }
  return {
    /** One tap of each person on a coupon that nobody has claimed yet. */
    requests: async (quantity: number, per_person: number): Promise<string[]> => {
      const offer = await makeCoupon(stage.sql, {
        amount_off: 500,
        quantity,
        per_person,
      })
      offers.push(offer)
      return people.map((one) => couponClaim(one, offer))
    },
    see: <Run extends { load: LoadFigures }>(run: Run): Run => {
      for (const one of run.load.acknowledged) seen.acknowledged.push(one)
      for (const one of run.load.unknown) seen.unknown.push(one)
      return run
    },
    check: () =>
      checkClaims(
        stage.sql,
        seen,
        offers.map(({ id }) => id),
      ),
  }
}

/** Claims a second to the naive one's credit: where answers come late, by when the last of them was there. */
const rateOf = (load: LoadFigures | undefined): number => {
  const claimed = load?.kinds['201']
  return claimed ? Math.max(claimed.per_s, claimed.count / (claimed.last_ms / 1_000)) : 0
}

/** The naive server with the best of three pools. */
async function bestNaive(
  stage: Stage,
  run: (port: number) => Promise<LoadFigures>,
): Promise<{ server: SideServer; pool: number }> {
  const start = (pool: number) =>
    startSide('../../coupons/naive-server.ts', {
      DATABASE_URL: stage.database_url,
      POOL: String(pool),
    })
  const tried: { pool: number; per_s: number }[] = []
  for (const pool of POOLS) {
    const server = await start(pool)
    const figures = await run(server.port).finally(server.close)
    if (!figures.kinds['201'])
      throw new Error(`nothing was claimed naively: ${JSON.stringify(figures.kinds)}`)
    tried.push({ pool, per_s: rateOf(figures) })
  }
  const { pool } = tried.reduce((best, one) => (one.per_s > best.per_s ? one : best))
  return { server: await start(pool), pool }
}
