import { newId } from '../../kernel/ids.ts'
import { type Db, inTransaction, isDatabaseError, rows } from '../../platform/db.ts'
import { bookOrders } from './book-orders.ts'
import {
  findImport,
  type ImportRow,
  noteProgress,
  openImport,
  type Progress,
  progressOf,
  type Standing,
  standingOf,
  type Written,
  writers,
} from './history.sql.ts'
import { fingerprintOf, idsWithin, olist, STAGES, type Stage } from './olist.ts'
import { BadFile, findFile, readChunks } from './read-file.ts'

/** Why an import cannot be; the message says what to do. */
export class BadImport extends Error {
  override name = 'BadImport'
}

export type ImportWish = {
  folder: string
  /** One import has one name; the same files under another name would be another past. */
  name: string
  fee_ppm: bigint
  now: () => Date
  /** Lines of a file, or orders to book, in one transaction. */
  chunk?: number
  /** Told after every transaction. */
  onProgress?: (stage: Stage | 'booking', done: number) => void
}

export type ImportOutcome = {
  import: ImportRow
  /** Rows and orders that this run wrote; 0 when all of it stood already. */
  changed: number
  standing: Standing
}

/**
 * Takes a marketplace's past over from its files. Every chunk is a transaction that notes how far it came, so that a run
 * that was killed is gone on with by the next; a finished import is read again from the first line and compared, and
 * changes nothing.
 * @throws BadFile for a file that is not what it should be; BadImport for other files or rates under a name that stands.
 */
export async function importPast(db: Db, wish: ImportWish): Promise<ImportOutcome> {
  const { folder, name, now, chunk = 1_000, onProgress = () => {} } = wish
  for (const stage of STAGES) findFile(folder, olist.files[stage].name)
  const fingerprint = await fingerprintOf(folder)
  const before = await findImport(db, name)
  if (before && before.fingerprint !== fingerprint)
    throw new BadImport(
      `"${name}" was begun on ${before.started_at.toISOString().slice(0, 10)} from other files; give the old ones, or another --name`,
    )
  if (before && before.fee_ppm !== wish.fee_ppm)
    throw new BadImport(
      `"${name}" is shared out at ${before.fee_ppm} parts per million; another rate needs another --name`,
    )
  const one = await openImport(db, {
    id: newId(),
    name,
    source: olist.source,
    currency: olist.currency,
    time_zone: olist.time_zone,
    fee_ppm: wish.fee_ppm,
    fingerprint,
    started_at: now(),
  })
  const progress = new Map(
    one.finished_at ? [] : (await progressOf(db, one.id)).map((at) => [at.stage, at]),
  )
  let changed = 0
  for (const stage of STAGES) {
    if (progress.get(stage)?.is_over) continue
    changed += await takeFile(db, one, stage, { ...wish, chunk, onProgress }, progress.get(stage))
  }
  for (let done = 0; ; ) {
    const booked = await bookOrders(db, { import: one, size: Math.min(chunk, 250), now: now() })
    if (booked === 0) break
    done += booked
    changed += booked
    onProgress('booking', done)
  }
  const standing = await standingOf(db, one)
  await compareCounts(db, one, standing)
  if (!one.finished_at)
    await rows(
      db,
    )`update pasts set finished_at = ${now()} where id = ${one.id} and finished_at is null`
  return { import: one, changed, standing }
}

type Taking = Required<Pick<ImportWish, 'folder' | 'now' | 'chunk' | 'onProgress'>>

/** Reads one file behind what has been read of it, chunk by chunk. Returns how many rows were new. */
async function takeFile(
  db: Db,
  one: ImportRow,
  stage: Stage,
  { folder, now, chunk, onProgress }: Taking,
  before: Progress | undefined,
): Promise<number> {
  const { name, columns, row } = olist.files[stage]
  const idOf = idsWithin(one.name)
  let through = Number(before?.rows_done ?? 0n)
  let added = 0
  for await (const read of readChunks(folder, name, columns, { size: chunk, skip: through })) {
    const list = JSON.stringify(read.lines.map((line) => row(line, idOf)))
    const written = await inTransaction(db, async (tx) => {
      const done = await writers[stage](tx, one.id, list, one.time_zone)
      if (!one.finished_at)
        await noteProgress(
          tx,
          one.id,
          { stage, rows_done: BigInt(read.through), is_over: false },
          now(),
        )
      return done
    }).catch((error) => {
      if (isDatabaseError(error, '23503'))
        throw new BadFile(
          `${name}: a line from ${through + 1} to ${read.through} names an order, a product, a seller or a customer that its file lacks`,
        )
      throw error
    })
    assertSame(written, name, one)
    added += written.added
    through = read.through
    onProgress(stage, through)
  }
  if (!one.finished_at)
    await noteProgress(db, one.id, { stage, rows_done: BigInt(through), is_over: true }, now())
  return added
}

function assertSame({ differing }: Written, file: string, { name }: ImportRow): void {
  if (differing > 0)
    throw new BadImport(
      `${differing} rows of "${name}" stand with other content than ${file} has; somebody changed the history`,
    )
}

/** Every line of every file is a row, and every row a line: a repeated line would be silently one. */
async function compareCounts(db: Db, one: ImportRow, standing: Standing): Promise<void> {
  for (const { stage, rows_done } of await progressOf(db, one.id)) {
    const stands = standing[stage as Stage]
    if (stands !== rows_done)
      throw new BadImport(
        `${olist.files[stage as Stage].name} has ${rows_done} lines, but ${stands} rows of it stand: a line is there twice, or rows were taken away`,
      )
  }
}
