import { randomBytes } from 'node:crypto'
import { checkPaid } from './callbacks/check-paid.ts'
import { orderUnpaid, successOf, type Unpaid } from './callbacks/unpaid.ts'
import { type LoadFigures, openLoad } from './load/index.ts'
import { readArguments } from './orders/arguments.ts'
import { analyze, makeBuyers, makeGoods } from './orders/market.ts'
import { median, round } from './orders/median.ts'
import { usedBetween } from './orders/process-figures.ts'
import { openStage, type Stage } from './orders/stage.ts'
import { startSide } from './orders/yardsticks/side-server.ts'

type Leg = { per_s: number; answered_per_s: number; p50_ms: number; p99_ms: number }

/**
 * Success callbacks of payments that wait, all at once over `--connections 200`. A callback counts when its order is to
 * be shipped: answered, stored, judged, booked, stock sold. Beside it the same written naively, one interactive
 * transaction each, in the same run on the same database. Medians over `--rounds 5` of `--callbacks 3000` (naive: a third).
 */
export async function bench(args: string[]): Promise<Record<string, unknown>> {
  const options = readArguments(args)
  const connections = options.number('connections', 200)
  const rounds = options.number('rounds', options.has('quick') ? 1 : 5)
  const callbacks = options.number('callbacks', options.has('quick') ? 600 : 3_000)
  const key = randomBytes(32).toString('base64url')
  const stage = await openStage({ env: { SECRET_SANDBOX_PAYMENT: key } })
  const naive = await startSide('../../callbacks/naive-server.ts', {
    DATABASE_URL: stage.database_url,
    POOL: '10',
    KEY: key,
  })
  try {
    const goods = await makeGoods(stage.sql, {
      shops: 20,
      skus: 200,
      stock: 1_000_000,
      price: 4_900,
    })
    const buyers = await makeBuyers(stage.sql, 500)
    await analyze(stage.sql)
    const prepare = (count: number) => orderUnpaid(stage, { buyers, goods, count })
    const tell = async (port: number, unpaid: readonly Unpaid[]) => {
      const requests = unpaid.map((one) => successOf(one, key))
      const { length: count } = requests
      return openLoad({ host: stage.host, port, connections, requests, count, limit_s: 120 })
    }
    const told: string[] = []
    const ours: (Leg & { server_us: number; database_us: number; wal_bytes: number })[] = []
    const theirs: Leg[] = []
    for (let turn = 0; turn < rounds; turn++) {
      const unpaid = await prepare(callbacks)
      told.push(...unpaid.map(({ number }) => number))
      const load = await tell(stage.port, unpaid)
      const before = await stage.usage()
      const figures = await load.go()
      await untilPaid(stage)
      const used = usedBetween(before, await stage.usage())
      load.close()
      ours.push({
        ...legOf(figures, callbacks, used.at),
        server_us: used.server_us / callbacks,
        database_us: used.database_us / callbacks,
        wal_bytes: used.wal_bytes / callbacks,
      })
      await stage.catchUp(120_000)

      const few = await prepare(Math.ceil(callbacks / 3))
      told.push(...few.map(({ number }) => number))
      await stage.asideFor(async () => {
        const other = await tell(naive.port, few)
        const began = performance.now()
        const answered = await other.go()
        theirs.push(legOf(answered, few.length, performance.now() - began))
        other.close()
      })
      await stage.catchUp(120_000)
      console.error(
        `round ${turn + 1}: ${round(ours.at(-1)?.per_s ?? 0)} a second, naive ${round(theirs.at(-1)?.per_s ?? 0)}`,
      )
    }
    const mid = <T>(legs: readonly T[], pick: (leg: T) => number) => median(legs.map(pick))
    const per_s = mid(ours, (leg) => leg.per_s)
    const naive_per_s = mid(theirs, (leg) => leg.per_s)
    return {
      callbacks_per_s: round(per_s),
      answered_per_s: round(mid(ours, (leg) => leg.answered_per_s)),
      p50_ms: round(mid(ours, (leg) => leg.p50_ms)),
      p99_ms: round(mid(ours, (leg) => leg.p99_ms)),
      cpu_us: round(mid(ours, (leg) => leg.server_us)),
      database_cpu_us: round(mid(ours, (leg) => leg.database_us)),
      wal_bytes: round(mid(ours, (leg) => leg.wal_bytes)),
      naive_per_s: round(naive_per_s),
      naive_p99_ms: round(mid(theirs, (leg) => leg.p99_ms)),
      ratio_naive: round(per_s / naive_per_s, 1),
      ...(await checkPaid(stage.sql, told)),
      connections,
      rounds,
      callbacks,
    }
  } finally {
    await naive.close()
    await stage.close()
  }
}

/** @throws when anything else than 200 was answered */
function legOf({ kinds }: LoadFigures, count: number, took_ms: number): Leg {
  const fine = kinds['200']
  if (fine?.count !== count)
    throw new Error(`not every callback was taken: ${JSON.stringify(kinds).slice(0, 2_000)}`)
  return {
    per_s: count / (took_ms / 1_000),
    answered_per_s: fine.per_s,
    p50_ms: fine.p50_ms,
    p99_ms: fine.p99_ms,
  }
}

async function untilPaid({ sql }: Stage): Promise<void> {
  const end = performance.now() + 120_000
  for (;;) {
    const { rows } = await sql.query(`select 1 from orders where state = 'unpaid' limit 1`)
    if (rows.length === 0) return
    if (performance.now() > end) throw new Error('orders were paid and are unpaid')
    await new Promise((done) => setTimeout(done, 20))
  }
}
