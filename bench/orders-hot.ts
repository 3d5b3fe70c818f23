import { readArguments } from './orders/arguments.ts'
import { checkRows, type Seen } from './orders/check-rows.ts'
import { analyze, makeBuyers, makeFlash, makeGoods, makeRoom } from './orders/market.ts'
import { median, round } from './orders/median.ts'
import { AGAIN, BOUGHT, flashOrder } from './orders/order-requests.ts'
import { type Leg, othersOf, runLeg } from './orders/our-leg.ts'
import { makeProfiler } from './orders/profile.ts'
import { openStage } from './orders/stage.ts'

const STOCK = 50_000_000
const BUYERS = 10_000

/**
 * Thousands of buyers on one flash SKU, its room on air. Rounds of: ours, the same order written naively, an HTTP
 * floor, pgbench.
 *
 * `--connections 256`, `--rounds 5`, `--seconds 6` of each of our legs; `--quick` is one short round, `--only ours`
 * leaves the yardsticks out, `--profile FILE` keeps where the server's processor time goes (and slows it a little).
 */
export async function bench(args: string[]): Promise<Record<string, unknown>> {
  const options = readArguments(args)
  const quick = options.has('quick')
  const connections = options.number('connections', 256)
  const rounds = options.number('rounds', quick ? 1 : 5)
  const seconds = options.number('seconds', quick ? 4 : 6)
  const profile = options.text('profile')
  const profiler = profile ? await makeProfiler() : undefined
  const stage = await openStage(profiler?.env)
  try {
    const [goods] = await makeGoods(stage.sql, { shops: 1, skus: 1, stock: STOCK, price: 25_800 })
    if (!goods) throw new Error('no goods')
    const room_id = await makeRoom(stage.sql, [goods])
    const flash = await makeFlash(stage.sql, {
      room_id,
      goods,
      price: 9_900,
      quota: STOCK,
      limit: 999,
    })
    const buyers = await makeBuyers(stage.sql, BUYERS)
    await analyze(stage.sql)
    await stage.catchUp(5_000)
    const plan = {
      connections,
      requests: buyers.map((buyer) => flashOrder(buyer, goods, flash)),
      note: BOUGHT,
      again: AGAIN,
    }
    const seen: Seen = { acknowledged: [], unknown: [] }
    const ours = async (how_long: number): Promise<Leg> => {
      const leg = await runLeg(stage, { ...plan, seconds: how_long })
      seen.acknowledged.push(...leg.load.acknowledged)
      seen.unknown.push(...leg.load.unknown)
      return leg
    }
    await ours(quick ? 1.5 : 2)
    const legs: Leg[] = []
    for (let number = 1; number <= rounds; number++) {
      await stage.catchUp(3_000)
      if (number === 1) await profiler?.start(stage.server_pid)
      const leg = await ours(seconds)
      if (number === 1 && profile) await profiler?.keep(profile)
      legs.push(leg)
      console.log(sayLeg(number, leg))
    }
    const verdict = await checkRows(stage.sql, seen, [goods.id])
    const of = (pick: (leg: Leg) => number, digits = 0) => round(median(legs.map(pick)), digits)
    return {
      connections,
      rounds,
      seconds,
      orders_per_s: of((leg) => leg.per_s),
      p50_ms: of((leg) => leg.p50_ms, 1),
      p95_ms: of((leg) => leg.p95_ms, 1),
      p99_ms: of((leg) => leg.p99_ms, 1),
      cpu_us_per_order: of((leg) => leg.server_us + leg.database_us),
      server_us: of((leg) => leg.server_us),
      database_us: of((leg) => leg.database_us),
      wal_bytes_per_order: of((leg) => leg.wal_bytes),
      load_us: of((leg) => leg.load.cpu_us_per_request, 1),
      facts_waiting: of((leg) => leg.facts_waiting),
      others: othersOf(legs),
      buyers: BUYERS,
      with: WITH,
      ...verdict,
      cpu_profile: profile,
    }
  } finally {
    await stage.close()
  }
}

/** What each measured order goes through. The platform has no coupons yet. */
const WITH = [
  'session',
  'price check',
  'link policy',
  'flash quota',
  'limit per buyer',
  'idempotency key',
  'lines',
  'payment',
  'outbox',
  'room attribution',
]

const sayLeg = (number: number, leg: Leg): string =>
  `round ${number}  ours ${round(leg.per_s)}/s  p50 ${leg.p50_ms} p95 ${leg.p95_ms} p99 ${leg.p99_ms} ms  ` +
  `server ${round(leg.server_us)} + database ${round(leg.database_us)} µs  wal ${round(leg.wal_bytes)} B  ` +
  `${leg.facts_waiting} facts waiting  ${JSON.stringify(othersOf([leg]))}`
