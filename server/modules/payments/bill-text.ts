import { parse } from 'csv-parse/sync'
import { fromDecimal } from '../../kernel/currency.ts'
import { BUSINESS_ZONE, dayIn } from '../../kernel/time.ts'

/** The characters of a file: UTF-8 with or without a byte-order mark, else GBK, which Chinese providers still write. */
export function decodeBill(bytes: Uint8Array): { text: string; encoding: 'utf-8' | 'gbk' } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8' }
  } catch {
    return { text: new TextDecoder('gbk').decode(bytes), encoding: 'gbk' }
  }
}

/** A row below the header: its cells by column, without the tabs and spaces that keep spreadsheets from reading numbers. */
export type BillRow = { line: number; cells: Record<string, string> }

/**
 * Splits a file into what is said above the header and the rows below it. Undefined when no line is such a header. Rows of
 * another length than the header keep the cells they have.
 */
export function splitBill(
  text: string,
  columns: readonly string[],
): { preamble: string[]; rows: BillRow[] } | undefined {
  const lines = text.split(/\r?\n/)
  const at = lines.findIndex((line) => {
    const cells = line.split(',').map((cell) => bare(cell.replaceAll('"', '')))
    return columns.every((column) => cells.includes(column))
  })
  if (at < 0) return undefined
  const [header = [], ...found] = parse(lines.slice(at).join('\n'), {
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    info: true,
  }) as unknown as { record: string[]; info: { lines: number } }[]
  const names = 'record' in header ? header.record.map(bare) : []
  return {
    preamble: lines.slice(0, at),
    rows: found.map(({ record, info }) => ({
      line: at + info.lines,
      cells: Object.fromEntries(names.map((name, place) => [name, bare(record[place] ?? '')])),
    })),
  }
}

/** Without surrounding white space and quotes; a byte-order mark and the tab behind an order number are such, too. */
const bare = (cell: string): string => cell.replace(/^[\s\uFEFF"]+|[\s\uFEFF"]+$/g, '')

/** An amount as people write it: `¥28.16`, `1,131.77`, `131.77(已退款89.84)`, `468.32(已全额退款)`. */
export type WrittenAmount = {
  /** Minor units. */
  amount: bigint
  /** What was given back since, where it says so. */
  refunded: bigint
}

/** Reads it digit by digit; undefined when it is no exact amount of the currency. */
export function readAmount(written: string, currency: string): WrittenAmount | undefined {
  const parts =
    /^[¥￥]?\s*(?<amount>\d[\d,]*(?:\.\d+)?)(?:\s*[(（](?<all>已全额退款)?(?:已退款\s*[¥￥]?(?<part>[\d,.]+))?[)）])?$/.exec(
      written,
    )?.groups
  if (!parts) return undefined
  const amount = plain(parts.amount, currency)
  if (amount === undefined) return undefined
  if (parts.all) return { amount, refunded: amount }
  const refunded = parts.part === undefined ? 0n : plain(parts.part, currency)
  return refunded === undefined || refunded > amount ? undefined : { amount, refunded }
}

/** Grouping commas stand in threes or not at all. */
const plain = (text: string | undefined, currency: string): bigint | undefined =>
  text && (!text.includes(',') || /^\d{1,3}(,\d{3})+(\.\d+)?$/.test(text))
    ? fromDecimal(text.replaceAll(',', ''), currency)
    : undefined

/** `2024-12-30 17:16:02` on a clock in the mainland; undefined for anything else. */
export function readTime(written: string): Date | undefined {
  const parts = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})$/.exec(written)
  const at = parts ? new Date(`${parts[1]}T${parts[2]}+08:00`) : undefined
  // A 31st of February would pass as a day of March.
  return at && !Number.isNaN(at.getTime()) && dayIn(at, BUSINESS_ZONE) === parts?.[1]
    ? at
    : undefined
}
