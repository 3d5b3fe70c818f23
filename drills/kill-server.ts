import { randomUUID } from 'node:crypto'
import {
  closeSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { HttpPerson } from '../journeys/http-person.ts'
import { type RunningServer, startServer } from '../journeys/running-server.ts'
import { DEMO_PASSWORD } from '../server/demo/people.ts'
import { findDatabase } from '../server/platform/find-database.ts'

type Attempt = { key: string; acknowledged?: string }

/**
 * Buyers order while the server is killed with -9, again and again. Every attempt and every acknowledgement goes to a
 * file of the client's own, synced before the next step; what the file says is then compared with the database.
 * `--rounds N` kills (default 3).
 */
export async function drill(args: string[]): Promise<Record<string, unknown>> {
  const rounds = Number(args[args.indexOf('--rounds') + 1] ?? 3) || 3
  const folder = mkdtempSync(join(tmpdir(), 'closedloop-drill-'))
  const log = openSync(join(folder, 'attempts.log'), 'a')
  const note = (line: object) => {
    writeSync(log, `${JSON.stringify(line)}\n`)
    fsyncSync(log)
  }
  let server: RunningServer = await startServer()
  const { data_dir } = server
  const ports = {
    DATA_DIR: data_dir,
    PORT: String(new URL(server.url).port),
    RTMP_PORT: String(server.rtmp_port),
    MEDIA_PORT: server.env.MEDIA_PORT as string,
    SKIP_BUILD: '1',
    PUBLIC_URL: server.url,
  }
  const buyer = await new HttpPerson(server.url, 'buyer').signIn(
    'viewer@demo.example',
    DEMO_PASSWORD,
  )
  const [address] = (await buyer.do('GET', '/v1/me/addresses')).data
  const [card] = (await buyer.do('GET', `/v1/products?q=${encodeURIComponent('芦荟')}&limit=1`))
    .data
  const [sku] = (await buyer.do('GET', `/v1/products/${card.id}`)).skus
  const stock = sku.stock as number
  const wish = { lines: [{ sku_id: sku.id, quantity: 1 }], address_id: address.id }

  const order = async (attempt: Attempt): Promise<boolean> => {
    try {
      const answer = await fetch(`${server.url}/v1/checkouts`, {
        method: 'POST',
        headers: {
          cookie: buyer.cookie,
          'content-type': 'application/json',
          'idempotency-key': attempt.key,
        },
        body: JSON.stringify(wish),
        signal: AbortSignal.timeout(10_000),
      })
      if (answer.status !== 201) return answer.status === 409
      const body: any = await answer.json()
      if (attempt.acknowledged && attempt.acknowledged !== body.id)
        throw new Error(`key ${attempt.key} answered with two checkouts`)
      attempt.acknowledged = body.id
      note({ acknowledged: attempt.key, checkout: body.id })
      return true
    } catch {
      return false
    }
  }

  const unknown: Attempt[] = []
  let resolved = 0
  for (let round = 0; round < rounds; round++) {
    let killed = false
    const clients = Array.from({ length: 8 }, async () => {
      for (let count = 0; count < 6 && !killed; count++) {
        const attempt: Attempt = { key: randomUUID() }
        note({ tried: attempt.key })
        if (!(await order(attempt))) unknown.push(attempt)
      }
    })
    await new Promise((done) => setTimeout(done, 60 + Math.random() * 250))
    killed = true
    server.process.kill('SIGKILL')
    await Promise.all(clients)
    server = await startServer(ports)
    // What was left unknown is asked again under the same key: it happened, or it happens now, but never twice.
    for (const attempt of unknown.splice(0)) if (await order(attempt)) resolved += 1
  }
  await server.stop()

  const said = readFileSync(join(folder, 'attempts.log'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  const acknowledged = new Map<string, string>(
    said.filter((line) => line.acknowledged).map((line) => [line.acknowledged, line.checkout]),
  )
  const { url, release } = await findDatabase({ data_dir, database_url: undefined })
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const keys = (
    await client.query(
      "select key, answer->>'id' as checkout from idempotency_keys where route = 'POST /v1/checkouts'",
    )
  ).rows
  const checkouts = Number((await client.query('select count(*) from checkouts')).rows[0].count)
  const held = (
    await client.query(
      'select received, available, reserved, sold from stock where received = available + reserved + sold + written_off and sku_id = (select sku_id from order_lines limit 1)',
    )
  ).rows[0]
  const lines = Number(
    (
      await client.query(
        "select coalesce(sum(quantity), 0) as sum from order_lines join orders on orders.id = order_id where state <> 'cancelled'",
      )
    ).rows[0].sum,
  )
  await client.end()
  await release()
  closeSync(log)
  rmSync(folder, { recursive: true, force: true })
  rmSync(data_dir, { recursive: true, force: true })
  const known = new Set(keys.map((row) => row.key))
  const lost = [...acknowledged.keys()].filter((key) => !known.has(key)).length
  const doubled = checkouts - keys.length
  const oversold = held
    ? Math.max(0, lines - stock) + Math.abs(stock - Number(held.available) - lines)
    : stock
  return {
    ok: lost === 0 && doubled === 0 && oversold === 0,
    rounds,
    acknowledged: acknowledged.size,
    lost,
    doubled,
    oversold,
    unknown_resolved: resolved,
  }
}
