/**
 * Runs in a process of its own, so that a drill can break it: brings the files of two days as a person would, makes them
 * count, and checks again what has moved. The arguments are a folder and days; `<day>.csv` lies in the folder.
 */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { checkBills } from '../../server/modules/payments/check-bills.ts'
import type { Provider } from '../../server/modules/payments/provider.ts'
import { applyBillFile, takeBillFile } from '../../server/modules/payments/take-bill-file.ts'
import { openDb } from '../../server/platform/db.ts'

const [folder = '', ...days] = process.argv.slice(2)
const url = process.env.DATABASE_URL as string
const now = () => new Date('2026-03-02T04:00:00Z')

// The provider has nothing more to say than what its files do.
const provider = {
  name: 'sandbox',
  fetchBill: async () => ({ is: 'unknown', why: 'not asked in a drill' }),
} as unknown as Provider
const providers = new Map([[provider.name, provider]])

const client = new pg.Client({ connectionString: url })
await client.connect()
const account_id = randomUUID()
await client.query(
  `insert into accounts (id, nickname, password_hash, created_at) values ($1, 'Finance', 'x', now())`,
  [account_id],
)
await client.end()

const opened = openDb(url, { max: 4 })
const began = performance.now()
for (const day of days) {
  const { file } = await takeBillFile(opened.db, providers, {
    provider: provider.name,
    day,
    name: `${day}.csv`,
    bytes: readFileSync(join(folder, `${day}.csv`)),
    account_id,
    now: now(),
  })
  await applyBillFile(opened.db, file.id, now)
}
for (let pass = 0; pass < 10; pass++)
  if ((await checkBills({ db: opened.db, now, providers })) === 0) break
console.log(JSON.stringify({ check_ms: Math.round(performance.now() - began) }))
await opened.close()
