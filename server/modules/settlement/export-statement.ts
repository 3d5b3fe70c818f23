import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { notFound } from '../../kernel/refusal.ts'
import type { Db } from '../../platform/db.ts'
import type { Payee } from './balances.ts'
import { type Cell, csvOf, xlsxOf } from './spreadsheet.ts'
import { findStatement, type StatementEntry, statementPages } from './statement-rows.ts'

const HEAD = [
  'time',
  'kind',
  'order_number',
  'title',
  'quantity',
  'income',
  'fee',
  'commission',
  'premium',
  'amount',
  'currency',
  'account',
  'balance_after',
  'journal',
  'entry',
]

const TYPES = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const
export type ExportFormat = keyof typeof TYPES

/**
 * One day's statement as a table for spreadsheets, streamed as it is read: a row for every ledger entry on the owner's
 * accounts, by whose numbers it is found again in the ledger.
 * @throws notFound when there is no statement of that day.
 */
export async function exportStatement(
  db: Db,
  payee: Payee,
  day: string,
  format: ExportFormat,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const pages = await statementTable(db, payee, day)
  const bytes = format === 'csv' ? csvOf(HEAD, pages) : xlsxOf(day, HEAD, pages)
  return reply
    .type(TYPES[format])
    .header('content-disposition', `attachment; filename="statement-${day}.${format}"`)
    .send(Readable.from(bytes, { objectMode: false, highWaterMark: 256 * 1_024 }))
}

/** The rows of that table, a page at a time. */
export async function statementTable(
  db: Db,
  payee: Payee,
  day: string,
): Promise<AsyncGenerator<Cell[][]>> {
  const statement = await findStatement(db, payee, day)
  if (!statement) throw notFound()
  return tableOf(statementPages(db, payee, statement))
}

async function* tableOf(pages: AsyncIterable<StatementEntry[]>): AsyncGenerator<Cell[][]> {
  for await (const page of pages) yield page.map(cellsOf)
}

const cellsOf = (one: StatementEntry): Cell[] => {
  const money = (amount: bigint | null): Cell =>
    amount === null ? null : { amount, currency: one.currency }
  return [
    one.at.toISOString(),
    one.kind,
    one.order_number,
    one.title ?? one.memo,
    one.quantity,
    money(one.income),
    money(one.fee),
    money(one.commission),
    money(one.premium),
    money(one.amount),
    one.currency,
    one.account,
    money(one.balance_after),
    Number(one.journal_id),
    Number(one.id),
  ]
}
