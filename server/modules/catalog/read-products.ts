import { Readable } from 'node:stream'
import { type CsvError, parse } from 'csv-parse'
import { Refusal } from '../../kernel/refusal.ts'
import { notATable } from './product.ts'
import {
  assemble,
  type Header,
  type ImportedProduct,
  type Row,
  type RowFinding,
  readHeader,
  readRow,
} from './shopify-csv.ts'

const MAX_ROWS = 100_000
const MAX_PRODUCTS = 20_000
const MAX_CELL = 200_000

export type ReadFile = {
  header: Header
  /** In the order in which their handles first stand in the file. */
  products: ImportedProduct[]
  /** Remarks on rows that belong to no product, and on the file. */
  findings: RowFinding[]
}

const reader = (bytes: Uint8Array, to?: number) =>
  Readable.from(pieces(bytes)).pipe(
    parse({
      bom: true,
      relax_column_count: true,
      max_record_size: MAX_CELL * 4,
      ...(to ? { to } : {}),
    }),
  )

/** In pieces, so that other requests get their turn between two. */
function* pieces(bytes: Uint8Array): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += 65_536)
    yield Buffer.from(bytes.buffer, bytes.byteOffset + at, Math.min(65_536, bytes.length - at))
}

/** UTF-8 text without NUL, with or without byte-order mark; anything else is no table. */
export function assertUtf8(bytes: Uint8Array): void {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw notATable({ encoding: 'not UTF-8' })
  }
  if (bytes.includes(0)) throw notATable({ encoding: 'holds NUL' })
}

/** The header of a file, or the refusal that says why there is none. */
export async function readFileHeader(bytes: Uint8Array): Promise<Header> {
  try {
    for await (const record of reader(bytes, 1) as AsyncIterable<string[]>)
      return readHeader(record)
  } catch (error) {
    throw asRefusal(error)
  }
  throw notATable({ missing: ['Handle', 'Title', 'Variant Price'] })
}

/** Reads the whole file; rows of one product need not stand together. @throws notATable */
export async function readProducts(bytes: Uint8Array): Promise<ReadFile> {
  const groups = new Map<string, Row[]>()
  const findings: RowFinding[] = []
  let header: Header | undefined
  let line = 1
  let count = 0
  try {
    for await (const record of reader(bytes) as AsyncIterable<string[]>) {
      const begins = line
      // Counted here: the parser takes a line break inside quotes for two when it is CR LF.
      line += 1 + record.reduce((sum, cell) => sum + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0)
      if (!header) {
        header = readHeader(record)
        continue
      }
      if (++count > MAX_ROWS) throw notATable({ rows: `more than ${MAX_ROWS}` })
      if (record.every((cell) => cell.trim() === '')) continue
      const row = readRow(header, begins, record)
      const handle = row.cells.get('handle') ?? ''
      if (handle === '') {
        findings.push({
          line: begins,
          handle: '',
          field: header.columns.get('handle')?.name ?? '',
          code: 'missing',
          words: 'The row names no product',
          is_warning: false,
        })
        continue
      }
      const group = groups.get(handle)
      if (group) group.push(row)
      else groups.set(handle, [row])
      if (groups.size > MAX_PRODUCTS) throw notATable({ products: `more than ${MAX_PRODUCTS}` })
    }
  } catch (error) {
    throw asRefusal(error)
  }
  if (!header) throw notATable({ missing: ['Handle', 'Title', 'Variant Price'] })
  const known = header
  if (known.ignored.length > 0)
    findings.push({
      line: 1,
      handle: '',
      field: '',
      code: 'columns_ignored',
      words: `Not used: ${known.ignored.join(', ')}`,
      is_warning: true,
    })
  const products = [...groups].map(([handle, rows]) => assemble(handle, rows, known))
  return { header: known, products: noteRepeatedCodes(products, known), findings }
}

/** One code on SKUs of several products is allowed, but seldom meant. */
function noteRepeatedCodes(products: ImportedProduct[], header: Header): ImportedProduct[] {
  const owner = new Map<string, string>()
  for (const product of products)
    for (const { code } of product.variants) {
      if (code === '') continue
      const other = owner.get(code)
      if (other !== undefined && other !== product.handle)
        product.findings.push({
          line: product.line,
          handle: product.handle,
          field: header.columns.get('sku')?.name ?? '',
          code: 'code_twice',
          words: `${code} is also a SKU of ${other}`,
          is_warning: true,
        })
      else owner.set(code, product.handle)
    }
  return products
}

/** What the parser stumbles over, as the refusal that says where. */
function asRefusal(error: unknown): unknown {
  if (error instanceof Refusal) return error
  const { code, lines } = error as CsvError & { lines?: number }
  return typeof code === 'string' && code.startsWith('CSV_')
    ? notATable({ syntax: code, line: lines ?? 0 })
    : error
}
