import { createHash } from 'node:crypto'
import { notFound, refusal } from '../../kernel/refusal.ts'
import { BUSINESS_ZONE, dayIn } from '../../kernel/time.ts'
import { type Db, inTransaction } from '../../platform/db.ts'
import type { Compared } from './bill.ts'
import { readBill } from './bill-formats.ts'
import { type BillFileRow, findBillFile, keepBillFile } from './bills.sql.ts'
import { checkBill, compareFile } from './check-bill.ts'
import type { Providers } from './provider.ts'

export const notABill = refusal('not_a_bill', 422, 'This file is none that we can read as a bill')
export const billHasProblems = refusal(
  'bill_has_problems',
  422,
  'Some rows of this file cannot be read',
)
export const billDayNotOver = refusal(
  'bill_day_not_over',
  409,
  'A day is held against our books when it is over',
)

type Brought = {
  provider: string
  day: string
  name: string
  bytes: Uint8Array
  account_id: string
  now: Date
}

/**
 * Keeps a file that a person brings for a provider's day, and says what it would find; nothing else changes. The same bytes
 * again are the same file. A file with rows that cannot be read is refused: what is left out would look like a difference.
 * @throws `not_a_bill`, `bill_has_problems`, `bill_day_not_over`, `not_found` for a provider that we do not have
 */
export async function takeBillFile(
  db: Db,
  providers: Providers,
  { provider, day, name, bytes, account_id, now }: Brought,
): Promise<{ file: BillFileRow; compared: Compared }> {
  if (!providers.has(provider)) throw notFound()
  if (day >= dayIn(now, BUSINESS_ZONE)) throw billDayNotOver()
  const bill = bytes.length > 0 ? readBill(bytes) : undefined
  if (!bill) throw notABill()
  const problems = bill.left.filter(({ problem }) => problem)
  if (problems.length > 0)
    throw billHasProblems({
      count: problems.length,
      rows: problems.slice(0, 20).map(({ line, why }) => ({ line, why })),
    })
  const file = await inTransaction(db, (tx) =>
    keepBillFile(
      tx,
      {
        provider,
        day,
        sha256: createHash('sha256').update(bytes).digest('hex'),
        name,
        format: bill.format,
        problems_count: 0,
        passed_over: bill.left.length,
        said_rows: bill.said_rows,
        brought_by: account_id,
        received_at: now,
      },
      bill.entries,
    ),
  )
  return { file, compared: await compareFile(db, file) }
}

/** Makes this file the one that counts for its day. Again it changes nothing. @throws `not_found` */
export async function applyBillFile(db: Db, file_id: string, now: () => Date): Promise<void> {
  const file = await findBillFile(db, file_id)
  if (!file) throw notFound()
  await checkBill(db, file, now)
}
