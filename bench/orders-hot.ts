import { readArguments } from './orders/arguments.ts'
import { checkRows } from './orders/check-rows.ts'
import { analyze, type Goods, makeBuyers, makeFlash, makeGoods, makeRoom } from './orders/market.ts'
import { AGAIN, BOUGHT, flashOrder } from './orders/order-requests.ts'
import { makeProfiler } from './orders/profile.ts'
import { ratio, readPace, runRounds, sumLegs } from './orders/rounds.ts'
import { openStage } from './orders/stage.ts'
import { openYardsticks } from './orders/yardsticks/index.ts'

const STOCK = 50_000_000
const BUYERS = 10_000
/** So many pieces one buyer may have: the same buyers come again and again. */
const LIMIT = 999

/**
 * Thousands of buyers on one flash SKU, its room on air. Each round: ours, the same order written naively, an HTTP
 * floor, pgbench; printed are medians over the rounds.
 *
 * `--connections 256`, `--rounds 5`, `--seconds 6` of each of our legs; `--quick` is one short round, `--only ours`
 * leaves the yardsticks out. Both of these slow it down a little: `--profile FILE` keeps where the server's processor time
 * goes, with a flame picture beside it, `--statements` lists where PostgreSQL's goes.
 */
export async function bench(args: string[]): Promise<Record<string, unknown>> {
  const options = readArguments(args)
  const pace = readPace(options)
  const file = options.text('profile')
  const profiler = file ? await makeProfiler() : undefined
  const stage = await openStage({
    env: profiler?.env ?? {},
    counts_statements: pace.lists_statements,
  })
  try {
    // The second is for the naive order: each has a hot row of its own.
    const goods = (await makeGoods(stage.sql, {
      shops: 1,
      skus: 2,
      stock: STOCK,
      price: 25_800,
    })) as [Goods, Goods]
    const room_id = await makeRoom(stage.sql, goods)
    const buyers = await makeBuyers(stage.sql, BUYERS)
    const requests: string[][] = []
    for (const one of goods) {
      const offer = { room_id, goods: one, price: 9_900, quota: STOCK, limit: LIMIT }
      const flash = await makeFlash(stage.sql, offer)
      requests.push(buyers.map((buyer) => flashOrder(buyer, one, flash)))
    }
    const [ours, naive] = requests as [string[], string[]]
    await analyze(stage.sql)
    const plan = { connections: pace.connections, note: BOUGHT, again: AGAIN }
    const yardsticks = pace.with_yardsticks
      ? await openYardsticks(stage, {
          plan,
          naive_requests: naive,
          floor_requests: ours,
          seconds: pace.yardstick_s,
          with_pgbench: true,
        })
      : undefined
    try {
      const { legs, seen } = await runRounds(stage, {
        pace,
        plan: { ...plan, requests: ours },
        yardsticks,
        profile: profiler && file ? { profiler, file } : undefined,
      })
      const sums = sumLegs(legs)
      const held_against = yardsticks?.sums()
      return {
        ...sums,
        ...held_against,
        ratio_naive: ratio(sums.orders_per_s, held_against?.naive_per_s),
        ratio_pgbench: ratio(sums.orders_per_s, held_against?.pgbench_per_s),
        ratio_http_floor: ratio(sums.orders_per_s, held_against?.http_floor_per_s),
        ...(await checkRows(stage.sql, seen, [goods[0].id])),
        naive_check: yardsticks && (await checkRows(stage.sql, yardsticks.seen, [goods[1].id])),
        connections: pace.connections,
        rounds: pace.rounds,
        seconds: pace.seconds,
        buyers: BUYERS,
        with: WITH,
        cpu_profile: file,
      }
    } finally {
      await yardsticks?.close()
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
