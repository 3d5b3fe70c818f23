import { readArguments } from './orders/arguments.ts'
import { checkRows } from './orders/check-rows.ts'
import { analyze, type Buyer, type Goods, makeBuyers, makeGoods } from './orders/market.ts'
import { AGAIN, BOUGHT, shelfOrder } from './orders/order-requests.ts'
import { makeProfiler } from './orders/profile.ts'
import { ratio, readPace, runRounds, sumLegs } from './orders/rounds.ts'
import { openStage } from './orders/stage.ts'
import { openYardsticks } from './orders/yardsticks/index.ts'

const SHOPS = 120
const SKUS = 10_000
const BUYERS = 10_000
const STOCK = 1_000_000

/**
 * An ordinary busy hour: ten thousand SKUs of many shops, each order one to three of them, nobody in anybody's way. Each
 * round: ours, the same order written naively, an HTTP floor. Takes the arguments of `orders-hot`.
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
    const goods = await makeGoods(stage.sql, {
      shops: SHOPS,
      skus: SKUS,
      stock: STOCK,
      price: 2_900,
    })
    const buyers = await makeBuyers(stage.sql, BUYERS)
    await analyze(stage.sql)
    const requests = buyers.map((buyer, place) => oneOrder(buyer, place, goods))
    const plan = { connections: pace.connections, note: BOUGHT, again: AGAIN }
    const yardsticks = pace.with_yardsticks
      ? await openYardsticks(stage, {
          plan,
          naive_requests: requests,
          floor_requests: requests,
          seconds: pace.yardstick_s,
          with_pgbench: false,
        })
      : undefined
    try {
      const { legs, seen } = await runRounds(stage, {
        pace,
        plan: { ...plan, requests },
        yardsticks,
        profile: profiler && file ? { profiler, file } : undefined,
      })
      const sums = sumLegs(legs)
      const held_against = yardsticks?.sums()
      // Both sold the same goods: their buyers are looked at together.
      const all = {
        acknowledged: [...seen.acknowledged, ...(yardsticks?.seen.acknowledged ?? [])],
        unknown: [...seen.unknown, ...(yardsticks?.seen.unknown ?? [])],
      }
      const skus = goods.map(({ id }) => id)
      return {
        ...sums,
        naive_per_s: held_against?.naive_per_s,
        naive_p99_ms: held_against?.naive_p99_ms,
        naive_pool: held_against?.naive_pool,
        http_floor_per_s: held_against?.http_floor_per_s,
        ratio_naive: ratio(sums.orders_per_s, held_against?.naive_per_s),
        ratio_http_floor: ratio(sums.orders_per_s, held_against?.http_floor_per_s),
        ...(await checkRows(stage.sql, all, skus)),
        skus: SKUS,
        shops: SHOPS,
        lines_per_order: '1 to 3',
        connections: pace.connections,
        rounds: pace.rounds,
        seconds: pace.seconds,
        buyers: BUYERS,
        cpu_profile: file,
      }
    } finally {
      await yardsticks?.close()
    }
  } finally {
    await stage.close()
  }
}

/** One to three SKUs far from each other, the same for the same buyer. */
function oneOrder(buyer: Buyer, place: number, goods: readonly Goods[]): string {
  const lines = Array.from(
    { length: 1 + (place % 3) },
    (_, line) => goods[(place * 7 + line * 3_331) % goods.length] as Goods,
  )
  return shelfOrder(buyer, lines)
}
