import { createWriteStream, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { stringify } from 'csv-stringify/sync'
import { toDecimal } from '../../kernel/currency.ts'
import type { Db } from '../../platform/db.ts'
import { INCOMPLETE } from './exception.ts'
import type { ImportRow } from './history.sql.ts'
import {
  type ExceptionRow,
  exceptionsOf,
  type SellerTotals,
  sellersOf,
  statementOf,
} from './seller-statement.ts'

export type Written = {
  sellers: number
  /** Sellers with sales: as many statements. */
  statements: number
  lines: number
  /** Minor units, added up over the sellers. */
  fees: bigint
  net: bigint
}

/** Rows read and written at once. */
const PAGE = 1_000

/**
 * Writes every seller's statement into a folder: `sellers.csv` and `sellers.json` with a line a seller, `statements/<seller>.csv`
 * with a line a delivered unit, `exceptions.csv` with every order whose sides differ, `incomplete.csv` with those that lack
 * one. Amounts are decimals. One page of
 * one seller is in memory at a time.
 * @throws Error when a statement is not what the ledger holds: that would be a fault of ours.
 */
export async function writeStatements(
  db: Db,
  one: ImportRow,
  folder: string,
  onProgress: (sellers: number) => void = () => {},
): Promise<Written> {
  mkdirSync(join(folder, 'statements'), { recursive: true })
  const money = (amount: bigint) => toDecimal(amount, one.currency)
  const list = new Table(join(folder, 'sellers.csv'))
  const json = createWriteStream(join(folder, 'sellers.json'))
  json.write('[')
  const all: Written = { sellers: 0, statements: 0, lines: 0, fees: 0n, net: 0n }
  for await (const sellers of pages((after?: SellerTotals) =>
    sellersOf(db, one, { after: after?.id, limit: PAGE }),
  )) {
    for (const seller of sellers) {
      const { source_id, city, region, lines_count, orders_count, goods, freight, fees, net } =
        seller
      const shown = {
        seller: source_id,
        city,
        region,
        orders: orders_count,
        lines: lines_count,
        goods: money(goods),
        freight: money(freight),
        fees: money(fees),
        net: money(net),
        currency: one.currency,
      }
      list.write([shown])
      json.write(`${all.sellers === 0 ? '' : ','}\n${JSON.stringify(shown)}`)
      all.sellers += 1
      all.fees += fees
      all.net += net
      if (lines_count > 0) {
        const written = await writeOne(db, seller, join(folder, 'statements'), money)
        if (written.net !== net || seller.booked !== net || written.lines !== lines_count)
          throw new Error(`the statement of seller ${source_id} is not what the ledger holds`)
        all.statements += 1
        all.lines += written.lines
      }
    }
    onProgress(all.sellers)
  }
  json.end('\n]\n')
  await finished(json)
  await list.end()
  await writeExceptions(db, one, folder, money)
  return all
}

async function writeExceptions(
  db: Db,
  one: ImportRow,
  folder: string,
  money: (amount: bigint) => string,
): Promise<void> {
  const exceptions = new Table(join(folder, 'exceptions.csv'))
  const incomplete = new Table(join(folder, 'incomplete.csv'))
  for await (const found of pages((after?: ExceptionRow) =>
    exceptionsOf(db, one.id, { after: after && [after.kind, after.order_id], limit: PAGE }),
  ))
    for (const order of found) {
      const into = INCOMPLETE.some((kind) => kind === order.kind) ? incomplete : exceptions
      into.write([
        {
          order: order.source_id,
          kind: order.kind,
          status: order.status,
          bought_at: order.bought_at.toISOString(),
          due: money(order.due_amount),
          paid: money(order.paid_amount),
          difference: money(order.difference),
          lines: order.lines_count,
          payments: order.payments_count,
          currency: one.currency,
        },
      ])
    }
  await exceptions.end()
  await incomplete.end()
}

async function writeOne(
  db: Db,
  { id, source_id }: SellerTotals,
  folder: string,
  money: (amount: bigint) => string,
): Promise<{ lines: number; net: bigint }> {
  // Ids of a source may hold anything; a file name may not.
  const table = new Table(join(folder, `${source_id.replace(/[^0-9A-Za-z_-]/g, '_')}.csv`))
  let lines = 0
  let total = 0n
  for await (const units of pages((after?: { entry_id: bigint }) =>
    statementOf(db, id, { after: after?.entry_id, limit: PAGE }),
  )) {
    table.write(
      units.map((unit) => ({
        ledger_entry: String(unit.entry_id),
        order: unit.order_source_id,
        line: unit.position,
        product: unit.product_source_id,
        category: unit.category ?? '',
        bought_at: unit.bought_at.toISOString(),
        delivered_at: unit.delivered_at?.toISOString() ?? '',
        price: money(unit.price),
        freight: money(unit.freight),
        fee: money(unit.fee),
        net: money(unit.net),
        balance: money(unit.balance),
      })),
    )
    lines += units.length
    total = units.reduce((sum, { net }) => sum + net, total)
  }
  await table.end()
  return { lines, net: total }
}

/** A CSV file that is written page by page; its header is that of the first row. Words that a spreadsheet would compute are escaped. */
class Table {
  readonly #into
  #has_header = false
  constructor(path: string) {
    this.#into = createWriteStream(path)
  }
  write(list: readonly Record<string, string | number>[]): void {
    if (list.length === 0) return
    // A negative amount is a number, not a formula.
    this.#into.write(
      stringify([...list], {
        header: !this.#has_header,
        record_delimiter: '\r\n',
        cast: {
          string: (text) =>
            /^[=+\-@\t\r]/.test(text) && !/^-\d+(\.\d+)?$/.test(text) ? `'${text}` : text,
        },
      }),
    )
    this.#has_header = true
  }
  async end(): Promise<void> {
    this.#into.end()
    await finished(this.#into)
  }
}

/** Pages of a list until one is short; each asks for what comes behind the last row. */
async function* pages<Row>(next: (after?: Row) => Promise<Row[]>): AsyncGenerator<Row[]> {
  for (let after: Row | undefined; ; ) {
    const found = await next(after)
    if (found.length > 0) yield found
    if (found.length < PAGE) return
    after = found.at(-1)
  }
}
