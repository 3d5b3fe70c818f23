import { KEY, requestText, runLoad } from './load/index.ts'
import { readArguments } from './orders/arguments.ts'
import { checkRows } from './orders/check-rows.ts'
import { analyze, type Buyer, type Goods, makeBuyers, makeGoods } from './orders/market.ts'
import { median, round } from './orders/median.ts'
import { AGAIN, BOUGHT } from './orders/order-requests.ts'
import { usedBetween } from './orders/process-figures.ts'
import { openStage, type Stage } from './orders/stage.ts'
import { statementsDuring } from './orders/statements.ts'

const SHOPS = 3
const SKUS = 300
const COUNTED = 100

/**
 * A whole checkout over HTTP as an app goes it: three SKUs of three shops put in the basket, a quote, the purchase out of
 * the basket. First each step alone, with the statements PostgreSQL was given for it; then 64 buyers at once.
 *
 * `--connections 64`, `--rounds 5`, `--seconds 5`, `--quick` for one round of 3 s.
 */
export async function bench(args: string[]): Promise<Record<string, unknown>> {
  const options = readArguments(args)
  const quick = options.has('quick')
  const connections = options.number('connections', 64)
  const rounds = options.number('rounds', quick ? 1 : 5)
  const seconds = options.number('seconds', quick ? 3 : 5)
  return {
    connections,
    rounds,
    seconds,
    ...(await rate({ connections, rounds, seconds })),
    statements: await countStatements(connections),
    way: ['put in the basket', 'put in the basket', 'put in the basket', 'quote', 'checkout'],
  }
}

type Steps = { puts: string[]; quote: string; buy: string }

/** The steps of one buyer, over three shops. */
function stepsOf(buyer: Buyer, place: number, goods: readonly Goods[]): Steps {
  const wanted = [0, 1, 2].map((line) => goods[(place * 3 + line) % goods.length] as Goods)
  const lines = wanted.map((one) => ({
    sku_id: one.shown,
    quantity: 1,
    seen_price: one.price,
  }))
  const headers = { cookie: buyer.cookie, 'idempotency-key': KEY }
  return {
    puts: wanted.map((one) =>
      requestText({
        method: 'PUT',
        path: `/v1/basket/lines/${one.shown}`,
        headers,
        body: { quantity: 1 },
      }),
    ),
    quote: requestText({
      method: 'POST',
      path: '/v1/quotes',
      headers,
      body: { lines, address_id: buyer.address_id },
    }),
    buy: requestText({
      method: 'POST',
      path: '/v1/checkouts',
      headers,
      body: { lines, address_id: buyer.address_id, note: KEY, from_basket: true },
    }),
  }
}

/** So many buyers that hardly anybody's basket is used by two at once. */
async function openShops(stage: Stage, connections: number) {
  // One SKU after the other belongs to the next shop, so three in a row are of three shops.
  const goods = await makeGoods(stage.sql, {
    shops: SHOPS,
    skus: SKUS,
    stock: 10_000_000,
    price: 4_900,
  })
  const buyers = await makeBuyers(stage.sql, connections * 10)
  await analyze(stage.sql)
  return { goods, steps: buyers.map((buyer, place) => stepsOf(buyer, place, goods)) }
}

/** On a server that answers requests and does nothing else: no listener's statement is counted. */
async function countStatements(connections: number): Promise<Record<string, number>> {
  const stage = await openStage({ env: { ROLES: 'http' }, counts_statements: true })
  try {
    const { steps } = await openShops(stage, connections)
    const each = async (pick: (steps: Steps) => string[], at_once: number, count: number) => {
      const requests = steps.flatMap(pick)
      const at = { host: stage.host, port: stage.port, connections: at_once, requests }
      await runLoad({ ...at, count })
      let took_ms = 0
      let good = 0
      const { all } = await statementsDuring(stage.sql, async () => {
        const { kinds, last_ms } = await runLoad({ ...at, count })
        took_ms = last_ms
        good = (kinds['200']?.count ?? 0) + (kinds['201']?.count ?? 0)
      })
      if (good < count) throw new Error(`only ${good} of ${count} steps were answered well`)
      // What the server asks by itself, whoever calls: the clock, ended sessions.
      const idle = await statementsDuring(
        stage.sql,
        () => new Promise((done) => setTimeout(done, 1_000)),
      )
      return round((all - (idle.all * took_ms) / 1_000) / count, 1)
    }
    return {
      put_in_basket: await each(({ puts }) => puts, 1, COUNTED),
      quote: await each(({ quote }) => [quote], 1, COUNTED),
      checkout: await each(({ buy }) => [buy], 1, COUNTED),
      [`checkout_at_${connections}`]: await each(({ buy }) => [buy], connections, COUNTED * 10),
    }
  } finally {
    await stage.close()
  }
}

async function rate(pace: { connections: number; rounds: number; seconds: number }) {
  const stage = await openStage()
  try {
    const { connections, rounds, seconds } = pace
    const { goods, steps } = await openShops(stage, connections)
    const plan = {
      host: stage.host,
      port: stage.port,
      connections,
      requests: steps.map(({ puts, quote, buy }) => [...puts, quote, buy]),
      note: BOUGHT,
      again: AGAIN,
    }
    const seen: Parameters<typeof checkRows>[1] = { acknowledged: [], unknown: [] }
    const found: Record<
      'per_s' | 'p50' | 'p99' | 'buy_p99' | 'server' | 'database' | 'wal',
      number
    >[] = []
    const others: Record<string, number> = {}
    for (let number = 0; number <= rounds; number++) {
      await stage.catchUp(4_000)
      const before = await stage.usage()
      const load = await runLoad({ ...plan, seconds: number === 0 ? 2 : seconds })
      const used = usedBetween(before, await stage.usage())
      seen.acknowledged.push(...load.acknowledged)
      seen.unknown.push(...load.unknown)
      const { way, '201': bought } = load.kinds
      if (!way || !bought)
        throw new Error(`nothing was bought: ${JSON.stringify(load.kinds)}\n${stage.output()}`)
      // The first is for the server to warm up.
      if (number === 0) continue
      for (const [kind, { count }] of Object.entries(load.kinds))
        if (!['200', '201', 'way'].includes(kind)) others[kind] = (others[kind] ?? 0) + count
      found.push({
        per_s: way.per_s,
        p50: way.p50_ms,
        p99: way.p99_ms,
        buy_p99: bought.p99_ms,
        server: used.server_us / way.count,
        database: used.database_us / way.count,
        wal: used.wal_bytes / way.count,
      })
      console.log(
        `round ${number}  ${round(way.per_s)} checkouts/s  p50 ${way.p50_ms} p99 ${way.p99_ms} ms, its last step p99 ${bought.p99_ms} ms`,
      )
    }
    const of = (name: keyof (typeof found)[number], digits = 0) =>
      round(median(found.map((one) => one[name])), digits)
    return {
      checkouts_per_s: of('per_s'),
      p50_ms: of('p50', 1),
      p99_ms: of('p99', 1),
      last_step_p99_ms: of('buy_p99', 1),
      cpu_us_per_checkout: round(of('server') + of('database')),
      server_us: of('server'),
      database_us: of('database'),
      wal_bytes_per_checkout: of('wal'),
      others,
      ...(await checkRows(
        stage.sql,
        seen,
        goods.map(({ id }) => id),
      )),
    }
  } finally {
    await stage.close()
  }
}
