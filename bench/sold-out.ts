import { type LoadFigures, runLoad } from './load/index.ts'
import { readArguments } from './orders/arguments.ts'
import { checkRows } from './orders/check-rows.ts'
import {
  analyze,
  type Flash,
  type Goods,
  makeBuyers,
  makeFlash,
  makeGoods,
  makeRoom,
} from './orders/market.ts'
import { round } from './orders/median.ts'
import { AGAIN, BOUGHT, flashOrder } from './orders/order-requests.ts'
import { usedBetween } from './orders/process-figures.ts'
import { openStage, type Stage } from './orders/stage.ts'
import { statementsDuring } from './orders/statements.ts'

/** What a buyer hears who came too late. */
const TOO_LATE = ['409 out_of_stock', '409 flash_sold_out']

/**
 * Everybody in the same instant, one piece each, stock for half of them; then they keep on knocking at what is sold
 * out: how many are refused a second, how quickly, and how often the stock's row was touched meanwhile.
 *
 * `--buyers 2000`, `--stock 1000`, `--seconds 5` and `--connections 256` of the storm, `--quick` for a storm of 2 s.
 */
export async function bench(args: string[]): Promise<Record<string, unknown>> {
  const options = readArguments(args)
  const buyers_count = options.number('buyers', 2_000)
  const stock = options.number('stock', 1_000)
  const seconds = options.number('seconds', options.has('quick') ? 2 : 5)
  const connections = options.number('connections', 256)
  const stage = await openStage({ counts_statements: true })
  try {
    const { goods, flash, warm } = await makeSale(stage, stock)
    const buyers = await makeBuyers(stage.sql, buyers_count)
    await analyze(stage.sql)
    const at = { host: stage.host, port: stage.port, note: BOUGHT, again: AGAIN }
    // A server that has just started compiles while it answers; the sale is not its first minute.
    await runLoad({
      ...at,
      connections: 64,
      count: 3_000,
      requests: buyers.map((buyer) => flashOrder(buyer, warm.goods, warm.flash)),
    })
    await stage.catchUp(10_000)

    const requests = buyers.map((buyer) => flashOrder(buyer, goods, flash))
    const rush = await runLoad({
      ...at,
      connections: buyers_count,
      count: buyers_count,
      requests,
      limit_s: 120,
    })
    const verdict = await checkRows(stage.sql, rush, [goods.id])

    await stage.catchUp(10_000)
    const before = await stage.usage()
    let storm = rush
    let used = before
    const statements = await statementsDuring(stage.sql, async () => {
      storm = await runLoad({ ...at, connections, requests, seconds })
      used = usedBetween(before, await stage.usage())
    })
    const knocks = late(storm)
    const each = (value: number) => round(value / knocks.count, 1)
    const after = await checkRows(
      stage.sql,
      {
        acknowledged: [...rush.acknowledged, ...storm.acknowledged],
        unknown: [...rush.unknown, ...storm.unknown],
      },
      [goods.id],
    )
    const slowest = Math.max(...Object.values(rush.kinds).map(({ p99_ms }) => p99_ms))
    return {
      buyers: buyers_count,
      stock,
      sold: rush.kinds['201']?.count ?? 0,
      all_answered_ms: round(rush.last_ms),
      refused: late(rush).count,
      p99_ms: slowest,
      resent: rush.resent,
      unanswered: rush.unknown.length,
      oversold: verdict.oversold + after.oversold,
      lost: verdict.lost + after.lost,
      doubled: verdict.doubled + after.doubled,
      astray: after.astray,
      others: othersOf(rush),
      storm: {
        connections,
        seconds,
        refused_per_s: knocks.per_s,
        p50_ms: knocks.p50_ms,
        p99_ms: knocks.p99_ms,
        server_us: each(used.server_us),
        database_us: each(used.database_us),
        statements: statements.all,
        statements_on_stock: statements.on_stock,
        stock_changes: statements.stock_changes,
        others: othersOf(storm),
      },
    }
  } finally {
    await stage.close()
  }
}

/** The refusals of who came too late; of two kinds the slower percentiles. */
function late({ kinds }: LoadFigures) {
  const heard = TOO_LATE.flatMap((kind) => kinds[kind] ?? [])
  return {
    count: heard.reduce((sum, one) => sum + one.count, 0),
    per_s: round(heard.reduce((sum, one) => sum + one.per_s, 0)),
    p50_ms: Math.max(...heard.map((one) => one.p50_ms)),
    p99_ms: Math.max(...heard.map((one) => one.p99_ms)),
  }
}

/** Answers that are neither a sale nor "too late". */
const othersOf = ({ kinds }: LoadFigures): Record<string, number> =>
  Object.fromEntries(
    Object.entries(kinds)
      .filter(([kind]) => kind !== '201' && !TOO_LATE.includes(kind))
      .map(([kind, { count }]) => [kind, count]),
  )

/** The sale, and another one like it with stock enough to warm the server up. */
async function makeSale(stage: Stage, stock: number) {
  const [goods] = (await makeGoods(stage.sql, { shops: 1, skus: 1, stock, price: 25_800 })) as [
    Goods,
  ]
  const [other] = (await makeGoods(stage.sql, {
    shops: 1,
    skus: 1,
    stock: 100_000,
    price: 25_800,
  })) as [Goods]
  const room_id = await makeRoom(stage.sql, [goods, other])
  const offer = { room_id, price: 9_900 }
  const flash: Flash = await makeFlash(stage.sql, { ...offer, goods, quota: stock, limit: 1 })
  const plenty = await makeFlash(stage.sql, { ...offer, goods: other, quota: 100_000, limit: 99 })
  return { goods, flash, warm: { goods: other, flash: plenty } }
}
