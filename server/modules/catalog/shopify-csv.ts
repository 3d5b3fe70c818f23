/** Shopify's product CSV in both header dialects: rows grouped by handle, read exactly or refused by row. */
import { createHash } from 'node:crypto'
import { MAX_AMOUNT } from '../../kernel/money.ts'
import { notATable } from './product.ts'

export type Dialect = 'shopify_legacy' | 'shopify_2024'

const OPTIONS = [1, 2, 3] as const
type Field =
  | 'handle'
  | 'title'
  | 'body'
  | 'published'
  | 'status'
  | 'sku'
  | 'grams'
  | 'quantity'
  | 'price'
  | 'compare'
  | 'image'
  | 'variant_image'
  | `name${1 | 2 | 3}`
  | `value${1 | 2 | 3}`

const options = (): Record<string, string> =>
  Object.fromEntries(
    OPTIONS.flatMap((place) => [
      [`name${place}`, `option${place} name`],
      [`value${place}`, `option${place} value`],
    ]),
  )
const HEADERS: Record<Dialect, Record<string, string>> = {
  shopify_legacy: {
    handle: 'handle',
    title: 'title',
    body: 'body (html)',
    published: 'published',
    status: 'status',
    sku: 'variant sku',
    grams: 'variant grams',
    quantity: 'variant inventory qty',
    price: 'variant price',
    compare: 'variant compare at price',
    image: 'image src',
    variant_image: 'variant image',
    ...options(),
  },
  shopify_2024: {
    handle: 'url handle',
    title: 'title',
    body: 'description',
    published: 'published on online store',
    status: 'status',
    sku: 'sku',
    grams: 'weight value (grams)',
    quantity: 'inventory quantity',
    price: 'price',
    compare: 'compare-at price',
    image: 'product image url',
    variant_image: 'variant image url',
    ...options(),
  },
}
const REQUIRED: readonly Field[] = ['handle', 'title', 'price']

export type Header = {
  dialect: Dialect
  /** Where each known field stands, and how the file spells it. */
  columns: ReadonlyMap<Field, { index: number; name: string }>
  width: number
  ignored: string[]
}

const plain = (cell: string): string =>
  cell
    .normalize('NFC')
    .replace(/[\u2028\u2029]|\r\n?/g, '\n')
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufeff]/g, '')
    .trim()

/**
 * Recognises the dialect by its handle column. Unknown columns are ignored and named.
 * @throws notATable `{ missing }` or `{ twice }`
 */
export function readHeader(cells: readonly string[]): Header {
  const names = cells.map((cell) => plain(cell).toLowerCase())
  const dialect: Dialect = names.includes('url handle') ? 'shopify_2024' : 'shopify_legacy'
  const wanted = new Map(
    Object.entries(HEADERS[dialect]).map(([field, name]) => [name, field as Field]),
  )
  const columns = new Map<Field, { index: number; name: string }>()
  const ignored: string[] = []
  for (const [index, name] of names.entries()) {
    const field = wanted.get(name)
    if (!field) {
      if (name !== '') ignored.push(plain(cells[index] as string).slice(0, 60))
      continue
    }
    if (columns.has(field)) throw notATable({ twice: [plain(cells[index] as string)] })
    columns.set(field, { index, name: plain(cells[index] as string) })
  }
  const missing = REQUIRED.filter((field) => !columns.has(field)).map(
    (field) => HEADERS[dialect][field],
  )
  if (missing.length > 0) {
    const separator =
      cells.length < 3 ? [';', '\t'].find((sign) => cells.join(',').includes(sign)) : undefined
    throw notATable({ missing, ...(separator ? { separator } : {}) })
  }
  return { dialect, columns, width: cells.length, ignored }
}

export type RowFinding = {
  line: number
  handle: string
  field: string
  code: string
  words: string
  /** The product is taken all the same. */
  is_warning: boolean
}
/** One row of the file, by field; `line` is where it begins. */
export type Row = { line: number; cells: ReadonlyMap<Field, string>; width: number }

export const readRow = (header: Header, line: number, cells: readonly string[]): Row => ({
  line,
  width: cells.length,
  cells: new Map(
    [...header.columns].map(([field, { index }]) => [field, plain(cells[index] ?? '')]),
  ),
})

export type ImportedProduct = {
  handle: string
  line: number
  title: string
  html: string
  is_published: boolean
  option_names: string[]
  variants: {
    code: string
    option_values: string[]
    price: number
    list_price: number | null
    stock: number
    weight_g: number
  }[]
  /** Digest of all the above: the same rows give the same. */
  hash: string
  findings: RowFinding[]
}

/** Decimal text to minor units, exactly: no sign, no exponent, no separators, at most two decimals. */
export function readFen(text: string): number | undefined {
  const parts = /^(\d{1,13})(?:\.(\d{1,2}))?$/.exec(text)
  if (!parts) return undefined
  const fen = BigInt(parts[1] as string) * 100n + BigInt((parts[2] ?? '').padEnd(2, '0'))
  return fen <= MAX_AMOUNT ? Number(fen) : undefined
}

/** What the rows of one handle say. A product with a finding that is no warning is not taken. */
export function assemble(handle: string, rows: readonly Row[], header: Header): ImportedProduct {
  const findings: RowFinding[] = []
  const note = (row: Row, field: Field, code: string, words: string, is_warning = false) =>
    findings.push({
      line: row.line,
      handle,
      field: header.columns.get(field)?.name ?? field,
      code,
      words,
      is_warning,
    })
  const first = rows[0] as Row
  const cell = (row: Row, field: Field): string => row.cells.get(field) ?? ''
  const firstOf = (field: Field): string =>
    rows.map((row) => cell(row, field)).find((text) => text !== '') ?? ''

  if (handle.length > 200) note(first, 'handle', 'too_long', 'At most 200 letters')
  const title = firstOf('title').replace(/\s+/g, ' ')
  if (title === '') note(first, 'title', 'missing', 'The product has no title')
  if (title.length > 120) note(first, 'title', 'too_long', 'At most 120 letters')
  for (const row of rows)
    if (row.width !== header.width)
      note(
        row,
        'handle',
        'cells_differ',
        `${row.width} cells in a table of ${header.width} columns`,
      )

  let option_names = OPTIONS.map((place) => cell(first, `name${place}`))
  while (option_names.at(-1) === '') option_names.pop()
  const isSingle =
    option_names.length <= 1 &&
    rows.every((row) => ['', 'Default Title'].includes(cell(row, 'value1')))
  if (isSingle) option_names = []
  for (const [index, name] of option_names.entries()) {
    const field = `name${index + 1}` as Field
    if (name === '') note(first, field, 'missing', 'The option has no name')
    if (name.length > 20) note(first, field, 'too_long', 'At most 20 letters')
    if (option_names.indexOf(name) < index) note(first, field, 'twice', 'Two options have one name')
  }

  const isVariant = (row: Row): boolean =>
    row === first ||
    (['value1', 'value2', 'value3', 'price', 'sku'] as const).some(
      (field) => cell(row, field) !== '',
    )
  const seen = new Map<string, number>()
  const variants = rows.filter(isVariant).map((row) => {
    const option_values = option_names.map((_, index) => {
      const field = `value${index + 1}` as Field
      const value = cell(row, field).replace(/\s+/g, ' ')
      if (value === '')
        note(row, field, 'missing', `A value for the option ${option_names[index]} is needed`)
      if (value.length > 40) note(row, field, 'too_long', 'At most 40 letters')
      return value
    })
    const key = JSON.stringify(option_values)
    if (seen.has(key))
      note(row, 'value1', 'same_options', `Line ${seen.get(key)} has the same options`)
    seen.set(key, row.line)
    return { ...amounts(row, cell, note), option_values, code: code(row, cell, note) }
  })
  if (variants.length > 200) note(first, 'handle', 'too_many_skus', 'At most 200 SKUs')
  const images = rows.filter(
    (row) => cell(row, 'image') !== '' || cell(row, 'variant_image') !== '',
  )
  if (images.length > 0)
    note(
      images[0] as Row,
      'image',
      'image_not_fetched',
      `${images.length} picture addresses are not loaded from elsewhere; upload the pictures`,
      true,
    )

  const content = {
    title,
    html: firstOf('body'),
    is_published:
      !/^(false|no|0)$/i.test(firstOf('published')) &&
      !/^(draft|archived)$/i.test(firstOf('status')),
    option_names,
    variants,
  }
  return {
    handle,
    line: first.line,
    ...content,
    hash: createHash('sha256').update(JSON.stringify(content)).digest('base64url'),
    findings,
  }
}

type CellOf = (row: Row, field: Field) => string
type Note = (row: Row, field: Field, code: string, words: string, is_warning?: boolean) => void

function code(row: Row, cell: CellOf, note: Note): string {
  const text = cell(row, 'sku')
  if (text.length > 60) note(row, 'sku', 'too_long', 'At most 60 letters')
  return text
}

function amounts(row: Row, cell: CellOf, note: Note) {
  const EXACT = 'An amount like 1234.50: no sign, no exponent, no separators, at most two decimals'
  const price = readFen(cell(row, 'price'))
  if (price === undefined)
    note(
      row,
      'price',
      cell(row, 'price') === '' ? 'missing' : 'no_amount',
      cell(row, 'price') === '' ? 'The SKU has no price' : EXACT,
    )
  const compare = cell(row, 'compare')
  let list_price = compare === '' ? null : readFen(compare)
  if (list_price === undefined) note(row, 'compare', 'no_amount', EXACT)
  if (typeof list_price === 'number' && list_price <= (price ?? 0)) {
    if (list_price > 0)
      note(row, 'compare', 'not_above_price', 'Left out: it does not lie above the price', true)
    list_price = null
  }
  const quantity = cell(row, 'quantity')
  let stock = 0
  if (/^-\d{1,9}$/.test(quantity)) note(row, 'quantity', 'negative', 'Taken as 0', true)
  else if (quantity !== '' && !/^\d{1,8}$/.test(quantity))
    note(row, 'quantity', 'no_count', 'A whole number of units')
  else stock = Number(quantity)
  if (stock > 10_000_000) note(row, 'quantity', 'too_many', 'At most 10,000,000')
  const grams = cell(row, 'grams')
  const weight = /^\d{1,7}(\.\d{1,6})?$/.test(grams) ? Math.round(Number(grams)) : 0
  if (grams !== '' && weight === 0 && !/^0*(\.0*)?$/.test(grams))
    note(row, 'grams', 'no_weight', 'Left out: no weight in grams', true)
  return {
    price: price ?? 0,
    list_price: list_price ?? null,
    stock,
    weight_g: weight > 1_000_000 ? 0 : weight,
  }
}
