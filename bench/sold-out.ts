import { type LoadFigures, runLoad } from './load/index.ts'
import { readArguments } from './orders/arguments.ts'
import { checkRows } from './orders/check-rows.ts'
import {
  analyze,
  type Buyer,
  type Flash,
  type Goods,
  makeBuyers,
  makeFlash,
  makeGoods,
  makeRoom,
} from './orders/market.ts'
import { median, round } from './orders/median.ts'
import { AGAIN, BOUGHT, flashOrder, shelfOrder } from './orders/order-requests.ts'
import { usedBetween } from './orders/process-figures.ts'
import { openStage, type Stage } from './orders/stage.ts'
import { statementsDuring } from './orders/statements.ts'

/** What a buyer hears who came too late. */
const TOO_LATE = ['409 out_of_stock', '409 flash_sold_out']
/** Buyers of another shop, while the storm goes on beside them. */
const BYSTANDERS = 8

type Sale = { goods: Goods; flash: Flash }

/**
 * Everybody in the same instant, one piece each, stock for half of them, a few times on a SKU of its own; then they keep
 * on knocking at what is sold out: how many are refused a second, how quickly, how often PostgreSQL was asked and the
 * stock's row touched meanwhile, and what the buyers of another shop feel of it.
 *
 * `--buyers 2000`, `--stock 1000`, `--rounds 3`, `--seconds 5` and `--connections 256` of the storm; `--quick` is one
 * round and a storm of 2 s.
 */
export async function bench(args: string[]): Promise<Record<string, unknown>> {
  const options = readArguments(args)
  const quick = options.has('quick')
  const buyers_count = options.number('buyers', 2_000)
  const stock = options.number('stock', 1_000)
  const rounds = options.number('rounds', quick ? 1 : 3)
  const seconds = options.number('seconds', quick ? 2 : 5)
  const connections = options.number('connections', 256)
  const stage = await openStage({ counts_statements: true })
  try {
    const { warm, sales, elsewhere } = await makeSales(stage, { rounds, stock })
    const buyers = await makeBuyers(stage.sql, buyers_count)
    await analyze(stage.sql)
    const at = { host: stage.host, port: stage.port, note: BOUGHT, again: AGAIN }
    const wanting = ({ goods, flash }: Sale) =>
      buyers.map((buyer) => flashOrder(buyer, goods, flash))
    // A server that has just started compiles while it answers; the sale is not its first minute.
    await runLoad({ ...at, connections: 64, count: 3_000, requests: wanting(warm) })

    const rushes: LoadFigures[] = []
    for (const sale of sales) {
      await stage.catchUp(10_000)
      const rush = await runLoad({
        ...at,
        connections: buyers_count,
        count: buyers_count,
        requests: wanting(sale),
        limit_s: 120,
      })
      rushes.push(rush)
      console.log(
        `${rush.kinds['201']?.count ?? 0} sold, ${late(rush).count} too late, all answered in ${round(rush.last_ms)} ms  ${JSON.stringify(othersOf(rush))}`,
      )
    }
    await stage.catchUp(10_000)
    const knocking = wanting(sales.at(-1) as Sale)
    const storm = await knock(stage, { ...at, connections, seconds, requests: knocking })
    const beside = await bystanders(
      stage,
      { ...at, connections, seconds, requests: knocking },
      buyers,
      elsewhere,
    )

    const heard = [...rushes, storm.load, beside.storm]
    const verdict = await checkRows(
      stage.sql,
      {
        acknowledged: heard.flatMap((load) => load.acknowledged),
        unknown: heard.flatMap((load) => load.unknown),
      },
      sales.map(({ goods }) => goods.id),
    )
    const of = (pick: (rush: LoadFigures) => number, digits = 0) =>
      round(median(rushes.map(pick)), digits)
    return {
      buyers: buyers_count,
      stock,
      sold: of((rush) => rush.kinds['201']?.count ?? 0),
      all_answered_ms: of((rush) => rush.last_ms),
      refused: of((rush) => late(rush).count),
      p99_ms: of((rush) => Math.max(...Object.values(rush.kinds).map(({ p99_ms }) => p99_ms)), 1),
      oversold: verdict.oversold,
      lost: verdict.lost,
      doubled: verdict.doubled,
      astray: verdict.astray,
      /** Over all rounds; nothing may be sold that is not there, and nothing left over. */
      orders: verdict.orders,
      unanswered: rushes.reduce((sum, rush) => sum + rush.unknown.length, 0),
      resent: rushes.reduce((sum, rush) => sum + rush.resent, 0),
      others: rushes.map(othersOf),
      rounds,
      each_answered_ms: rushes.map((rush) => round(rush.last_ms)),
      storm: { connections, seconds, ...storm.figures },
      bystanders: beside.figures,
    }
  } finally {
    await stage.close()
  }
}

/** The storm alone. */
async function knock(stage: Stage, plan: Parameters<typeof runLoad>[0]) {
  const before = await stage.usage()
  let load: LoadFigures | undefined
  let used = before
  const statements = await statementsDuring(stage.sql, async () => {
    load = await runLoad(plan)
    used = usedBetween(before, await stage.usage())
  })
  if (!load) throw new Error('nobody knocked')
  const knocks = late(load)
  const each = (value: number) => round(value / knocks.count, 1)
  return {
    load,
    figures: {
      refused_per_s: knocks.per_s,
      p50_ms: knocks.p50_ms,
      p99_ms: knocks.p99_ms,
      server_us: each(used.server_us),
      database_us: each(used.database_us),
      statements: statements.all,
      statements_on_stock: statements.on_stock,
      stock_changes: statements.stock_changes,
      others: othersOf(load),
    },
  }
}

/** Ordinary buyers of another shop: by themselves, then beside the storm. */
async function bystanders(
  stage: Stage,
  plan: Parameters<typeof runLoad>[0],
  buyers: readonly Buyer[],
  goods: readonly Goods[],
) {
  const theirs = {
    ...plan,
    connections: BYSTANDERS,
    requests: buyers.map((buyer, place) =>
      shelfOrder(buyer, [goods[place % goods.length] as Goods]),
    ),
  }
  const alone = (await runLoad(theirs)).kinds['201']
  await stage.catchUp(5_000)
  const [storm, beside] = await Promise.all([runLoad(plan), runLoad(theirs)])
  return {
    storm,
    figures: {
      connections: BYSTANDERS,
      alone_per_s: alone?.per_s,
      alone_p99_ms: alone?.p99_ms,
      beside_per_s: beside.kinds['201']?.per_s,
      beside_p99_ms: beside.kinds['201']?.p99_ms,
    },
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

/** The sales, another one like them with stock enough to warm the server up, and goods of another shop. */
async function makeSales(stage: Stage, { rounds, stock }: { rounds: number; stock: number }) {
  const make = (skus: number, of_each: number) =>
    makeGoods(stage.sql, { shops: 1, skus, stock: of_each, price: 25_800 })
  const goods = await make(rounds, stock)
  const plenty = (await make(1, 100_000))[0] as Goods
  const elsewhere = await make(20, 10_000_000)
  const room_id = await makeRoom(stage.sql, [...goods, plenty])
  const offer = async (one: Goods, quota: number, limit: number): Promise<Sale> => ({
    goods: one,
    flash: await makeFlash(stage.sql, { room_id, goods: one, price: 9_900, quota, limit }),
  })
  const warm = await offer(plenty, 100_000, 99)
  const sales: Sale[] = []
  for (const one of goods) sales.push(await offer(one, stock, 1))
  return { warm, sales, elsewhere }
}
