/**
 * `npm run import -- olist <folder>`: takes a marketplace's past over from its files into a running or stopped
 * installation; progress on standard error, one JSON line at the end. Killed and run again, it goes on; run once more,
 * it changes nothing. `--statements <folder>` writes every seller's statement and the orders that do not add up,
 * `--name` and `--fee-ppm` (50000 is 5 %) say under which name and at which rate.
 */
import { parseArgs } from 'node:util'
import { toDecimal } from '../server/kernel/currency.ts'
import {
  BadFile,
  BadImport,
  booksOf,
  countExceptions,
  feesAt,
  importPast,
  writeStatements,
} from '../server/modules/history/index.ts'
import { openClock } from '../server/platform/clock.ts'
import { BadConfig, readConfig } from '../server/platform/config.ts'
import { openDb } from '../server/platform/db.ts'
import { findDatabase } from '../server/platform/find-database.ts'
import { migrate } from '../server/platform/migrate.ts'

const USAGE =
  'npm run import -- olist <folder> [--statements <folder>] [--name olist] [--fee-ppm 50000] [--chunk 1000]'

function readWish() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      statements: { type: 'string' },
      name: { type: 'string' },
      'fee-ppm': { type: 'string', default: '50000' },
      chunk: { type: 'string', default: '1000' },
    },
  })
  const [source, folder, ...rest] = positionals
  const name = values.name ?? source ?? ''
  if (source !== 'olist' || !folder || rest.length > 0) throw new BadImport(USAGE)
  if (!/^[a-z0-9_-]{1,40}$/.test(name))
    throw new BadImport('--name is 1 to 40 small letters, digits, - or _')
  if (!/^\d{1,6}$/.test(values['fee-ppm']))
    throw new BadImport('--fee-ppm is a whole number below 1000000; 50000 is 5 %')
  if (!/^[1-9]\d{0,4}$/.test(values.chunk)) throw new BadImport('--chunk is 1 to 99999')
  return {
    folder,
    name,
    statements: values.statements,
    fee_ppm: BigInt(values['fee-ppm']),
    chunk: Number(values.chunk),
  }
}

/** One line that is written over on a terminal; a line for each stage and every ten thousand rows elsewhere. */
function makeProgress() {
  let said = ''
  return (stage: string, done: number): void => {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${stage} ${done}`)
    else {
      const now = `${stage} ${Math.floor(done / 10_000)}`
      if (now !== said) process.stderr.write(`${stage} ${done}\n`)
      said = now
    }
  }
}

async function run(): Promise<void> {
  const { statements, ...wish } = readWish()
  const started = performance.now()
  const { url, release } = await findDatabase(readConfig())
  try {
    await migrate(url)
    const { db, close } = openDb(url, { max: 3, app: 'closedloop-import' })
    try {
      const { now } = await openClock(db)
      const onProgress = makeProgress()
      const { import: past, changed, standing } = await importPast(db, { ...wish, now, onProgress })
      const money = (amount: bigint | undefined) => toDecimal(amount ?? 0n, past.currency)
      const [at_2, at_5] = await feesAt(db, past, [20_000n, 50_000n])
      const { exceptions, incomplete, kinds } = await countExceptions(db, past)
      const books = await booksOf(db, past)
      const written = statements
        ? await writeStatements(db, past, statements, (done) => onProgress('statements', done))
        : undefined
      if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
      const counts = Object.fromEntries(
        Object.entries(standing).map(([what, count]) => [
          what,
          typeof count === 'bigint' ? Number(count) : count,
        ]),
      )
      console.log(
        JSON.stringify({
          name: 'import',
          source: past.source,
          ...counts,
          exceptions,
          incomplete,
          kinds,
          changed,
          currency: past.currency,
          fees_2: money(at_2),
          fees_5: money(at_5),
          booked: {
            paid: money(books.paid),
            fees: money(books.fees),
            sellers: money(books.sellers),
            difference: money(books.difference),
          },
          ...(written && {
            statements: written.statements,
            statement_lines: written.lines,
            statement_fees: money(written.fees),
            statement_net: money(written.net),
          }),
          seconds: Math.round((performance.now() - started) / 100) / 10,
          memory_mb: Math.round(process.resourceUsage().maxRSS / 1_024),
        }),
      )
    } finally {
      await close()
    }
  } finally {
    await release()
  }
}

try {
  await run()
} catch (error) {
  const is_told =
    error instanceof BadFile ||
    error instanceof BadImport ||
    error instanceof BadConfig ||
    (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS')
  console.error(is_told ? (error as Error).message : error)
  process.exitCode = is_told ? 2 : 1
}
