import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sealDays } from '../server/modules/ledger/seal-days.ts'
import { statementTable } from '../server/modules/settlement/export-statement.ts'
import { settleDue } from '../server/modules/settlement/settle-lines.ts'
import { csvOf, xlsxOf } from '../server/modules/settlement/spreadsheet.ts'
import { makeStatements } from '../server/modules/settlement/statements.ts'
import { type Db, inTransaction, openDb, row, rows } from '../server/platform/db.ts'
import { startEmbeddedPostgres } from '../server/platform/embedded-postgres.ts'
import { migrate } from '../server/platform/migrate.ts'
import { readArguments } from './orders/arguments.ts'
import { type SoldLines, seedSoldLines } from './settlement/sold-lines.ts'

const DAY = 86_400_000

/**
 * Settles a shop's lines as the sweep does, a journal for the shop's part and one for each commission, on a durable
 * PostgreSQL of its own; then closes the day, writes every payee's statement and exports the shop's as CSV and XLSX,
 * watching how much memory grows meanwhile. Sums of the ledger are held against what was sold.
 *
 * `--lines 100000`; `--quick` is 10,000.
 */
export async function bench(args: string[]): Promise<Record<string, unknown>> {
  const options = readArguments(args)
  const lines = options.number('lines', options.has('quick') ? 10_000 : 100_000)
  const folder = mkdtempSync(join(tmpdir(), 'closedloop-bench-'))
  const postgres = await startEmbeddedPostgres({ folder: join(folder, 'postgres') })
  const { db, close } = openDb(postgres.url, { max: 4, app: 'closedloop bench' })
  try {
    await migrate(postgres.url)
    const now = new Date()
    const sold = await inTransaction(db, (tx) => seedSoldLines(tx, lines, now))
    await rows(db)`analyze`
    console.log(`${lines} lines of one shop wait in escrow`)

    // A ledger of some age: PostgreSQL knows how large its tables are.
    let warm = 0
    while (warm < lines / 20) warm += await settleDue(db, now)
    await rows(db)`analyze`
    const settling = await timed(async () => {
      while ((await settleDue(db, now)) > 0);
    })
    console.log(`settled in ${(settling / 1_000).toFixed(1)} s`)
    await rows(db)`analyze`
    const later = new Date(now.getTime() + 2 * DAY)
    const sealing = await timed(() => sealDays(db, later))
    const stating = await timed(() => makeStatements(db, later))
    const { day } = (await row<{ day: string }>(
      db,
    )`select day::text as day from statements where owner_id = ${sold.shop_id}`) as { day: string }
    const csv = await exported(db, sold, day, 'csv')
    const xlsx = await exported(db, sold, day, 'xlsx')
    return {
      lines,
      settled_per_s: Math.round(((lines - warm) * 1_000) / settling),
      ...(await checked(db, sold, lines)),
      seal_s: seconds(sealing),
      statements_s: seconds(stating),
      csv_s: seconds(csv.ms),
      csv_mb: mega(csv.bytes),
      csv_memory_mb: mega(csv.grown),
      xlsx_s: seconds(xlsx.ms),
      xlsx_mb: mega(xlsx.bytes),
      xlsx_memory_mb: mega(xlsx.grown),
    }
  } finally {
    await close()
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

const seconds = (ms: number): number => Number((ms / 1_000).toFixed(2))
const mega = (bytes: number): number => Number((bytes / 1_048_576).toFixed(1))

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/** What is reached without garbage: heap and buffers in use, the most that was seen over where it began. */
async function exported(
  db: Db,
  { shop_id }: SoldLines,
  day: string,
  format: 'csv' | 'xlsx',
): Promise<{ ms: number; bytes: number; grown: number }> {
  let bytes = 0
  const used = () => {
    const { rss } = process.memoryUsage()
    return rss
  }
  const begin = used()
  let most = begin
  const ms = await timed(async () => {
    const pages = await statementTable(db, { owner_kind: 'shop', owner_id: shop_id }, day)
    const head = ['statement']
    for await (const chunk of format === 'csv' ? csvOf(head, pages) : xlsxOf(day, head, pages)) {
      bytes += chunk.length
      most = Math.max(most, used())
    }
  })
  return { ms, bytes, grown: most - begin }
}

/** Lines that were not settled, or moved another sum than was sold. */
async function checked(
  db: Db,
  { shop_id, creators, merchant, commission, fee }: SoldLines,
  lines: number,
): Promise<{ lost: number; doubled: number }> {
  const found = (await row<{
    settled: bigint
    escrow: bigint
    shop: bigint
    creators: bigint
    fee: bigint
    doubled: bigint
    stated: bigint
  }>(db)`
    select (select count(*) from settlements where state = 'settled' and creator_settled_at is not null) as settled,
      (select balance from ledger_accounts where kind = 'escrow') as escrow,
      (select balance from ledger_accounts where kind = 'shop_available' and owner_id = ${shop_id}) as shop,
      (select sum(balance)::bigint from ledger_accounts where kind = 'creator_available' and owner_id = any(${creators}::uuid[])) as creators,
      (select balance from ledger_accounts where kind = 'platform_fee') as fee,
      (select balance_after from statements where owner_id = ${shop_id}) as stated,
      (select count(*) from (select event, kind from journals group by 1, 2 having count(*) > 1) as twice) as doubled`)!
  const sums = [found.escrow, found.shop, found.creators, found.fee, found.stated]
  const wanted = [0n, merchant, commission, fee, merchant]
  if (String(sums) !== String(wanted)) throw new Error(`the books say ${sums}, sold was ${wanted}`)
  return { lost: lines - Number(found.settled), doubled: Number(found.doubled) }
}
