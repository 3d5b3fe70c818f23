import { Refusal } from '../../kernel/refusal.ts'
import { system } from '../../kernel/state.ts'
import { after } from '../../kernel/time.ts'
import type { Context } from '../../platform/context.ts'
import { type Db, inTransaction, isDatabaseError, row, rows } from '../../platform/db.ts'
import { transition } from '../../platform/transition.ts'
import { type Import, importMachine, LEASE, type Outcome } from './import.ts'
import { countDone, findImport, noteRows } from './imports.sql.ts'
import { type ReadFile, readProducts } from './read-products.ts'
import type { ImportedProduct } from './shopify-csv.ts'
import { foreseeProduct, takeProduct } from './take-product.ts'

const actor = system('catalog.imports')
/** One slice: short enough that a stop of the server waits for it. */
const SLICE = 100

/** The file read last, so that the slices of one import read it once. */
const held = new WeakMap<object, { id: string; file: ReadFile }>()

/**
 * Works off one slice of the oldest import that is due: what was left running by a process that died is
 * taken up again when its lease is over. Returns how many imports it worked on.
 */
export async function runImports(
  context: Pick<Context, 'db' | 'storage'>,
  now: Date,
  slice = SLICE,
): Promise<number> {
  const { db } = context
  await freeAbandoned(db, now)
  const job = await takeOne(db, now)
  if (!job) return 0
  let file: ReadFile
  try {
    file = await fileOf(context, job)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    await fail(db, job, error, now)
    return 1
  }
  if (job.products_done === 0) await begin(db, job, file)
  const end = Math.min(job.products_done + slice, file.products.length)
  for (let place = job.products_done; place < end; place++)
    if (!(await takeNext(db, job, place, file.products[place] as ImportedProduct, now))) return 1
  const done = end === file.products.length
  if (done) held.delete(context)
  await inTransaction(db, (tx) =>
    transition(tx, importMachine, {
      ids: [job.id],
      to: done ? 'done' : 'waiting',
      from: ['running'],
      actor,
      reason: done ? 'all_rows_read' : 'slice_done',
      now,
    }),
  )
  return 1
}

const freeAbandoned = (db: Db, now: Date) =>
  inTransaction(db, async (tx) => {
    const left = await rows<{ id: string }>(tx)`
      select id from imports where state = 'running' and deadline_at <= ${now} order by id limit 20`
    await transition(tx, importMachine, {
      ids: left.map((job) => job.id),
      to: 'waiting',
      from: ['running'],
      actor,
      reason: 'lease_over',
      now,
    })
  })

const takeOne = (db: Db, now: Date): Promise<Import | undefined> =>
  inTransaction(db, async (tx) => {
    const next = await row<{ id: string }>(tx)`
      select id from imports where state = 'waiting' order by id limit 1 for no key update skip locked`
    if (!next) return undefined
    await transition(tx, importMachine, {
      ids: [next.id],
      to: 'running',
      actor,
      reason: 'slice_begun',
      now,
      deadline_at: after(now, LEASE),
    })
    return findImport(tx, next.id)
  })

async function fileOf(context: Pick<Context, 'db' | 'storage'>, job: Import): Promise<ReadFile> {
  const kept = held.get(context)
  if (kept?.id === job.id) return kept.file
  const stored = await context.storage.read(job.file_key)
  if (!stored) throw new Error(`the file of import ${job.id} is gone`)
  const bytes = Buffer.concat(await stored.stream.toArray())
  const file = await readProducts(bytes)
  held.set(context, { id: job.id, file })
  return file
}

const begin = (db: Db, job: Import, file: ReadFile) =>
  inTransaction(db, async (tx) => {
    await rows(
      tx,
    )`update imports set products_total = ${file.products.length} where id = ${job.id} and state = 'running'`
    await noteRows(tx, job.id, file.findings)
  })

const fail = (db: Db, job: Import, refusal: Refusal, now: Date) =>
  inTransaction(db, async (tx) => {
    const line = Number(refusal.details.line ?? 1)
    await noteRows(tx, job.id, [
      {
        line,
        handle: '',
        field: '',
        code: refusal.code,
        words: JSON.stringify(refusal.details),
        is_warning: false,
      },
    ])
    await transition(tx, importMachine, {
      ids: [job.id],
      to: 'failed',
      from: ['running'],
      actor,
      reason: refusal.code,
      now,
    })
  })

/** False when the import is no longer ours. */
async function takeNext(
  db: Db,
  job: Import,
  place: number,
  product: ImportedProduct,
  now: Date,
): Promise<boolean> {
  const settle = (work: (tx: Db) => Promise<Outcome>): Promise<boolean> =>
    inTransaction(db, async (tx) => {
      const outcome = await work(tx)
      if (await countDone(tx, job.id, place, outcome)) return true
      throw new Lost()
    })
  try {
    return await settle(async (tx) => {
      if (!job.dry_run) return takeProduct(tx, job, product, now)
      await noteRows(tx, job.id, product.findings)
      return (await foreseeProduct(tx, job, product)).outcome
    })
  } catch (error) {
    if (error instanceof Lost) return false
    const code = refusedBy(error)
    if (!code) throw error
    // The product is at fault, not the moment: it is noted, and the others go on.
    return settle(async (tx) => {
      await noteRows(tx, job.id, [
        {
          line: product.line,
          handle: product.handle,
          field: '',
          code,
          words: 'This product cannot be taken as it is',
          is_warning: false,
        },
      ])
      return 'error'
    }).catch((other: unknown) => {
      if (other instanceof Lost) return false
      throw other
    })
  }
}

class Lost extends Error {}

/** A refusal, or a value that a constraint does not admit. */
const refusedBy = (error: unknown): string | undefined => {
  if (error instanceof Refusal) return error.code
  return ['22001', '22003', '22021', '22P05', '23505', '23514'].some((code) =>
    isDatabaseError(error, code),
  )
    ? 'not_admitted'
    : undefined
}
