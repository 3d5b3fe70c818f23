import { strToU8, Zip, ZipDeflate } from 'fflate'
import { decimalsOf, toDecimal } from '../../kernel/currency.ts'

/** What a cell holds: words, a count, an amount in minor units, or nothing. */
export type Cell = string | number | { amount: bigint; currency: string } | null

type Pages = AsyncIterable<readonly (readonly Cell[])[]>

/**
 * Rows as CSV: UTF-8 with a byte order mark, amounts as plain decimals, words that a spreadsheet would take for a
 * formula made harmless. Written page by page.
 */
export async function* csvOf(head: readonly string[], pages: Pages): AsyncGenerator<Buffer> {
  yield Buffer.from(`\ufeff${head.join(',')}\r\n`)
  for await (const page of pages) {
    let text = ''
    for (const cells of page) text += `${cells.map(csvCell).join(',')}\r\n`
    yield Buffer.from(text)
  }
}

const csvCell = (cell: Cell): string => {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  if (typeof cell === 'object') return toDecimal(cell.amount, cell.currency)
  const words = harmless(cell)
  return /[",\r\n\t]/.test(words) ? `"${words.replaceAll('"', '""')}"` : words
}

/** Words of a shop's may begin like a formula; only then are they touched. A long number stays text by its tab. */
const harmless = (words: string): string => {
  if (/^\d{12,}$/.test(words)) return `\t${words}`
  return /^[=+\-@\t\r\n＝＋－＠]/.test(words) ? `'${words}` : words
}

/** Excel reads no more rows of one sheet. */
const SHEET_ROWS = 1_048_575
/** Beyond so many digits a spreadsheet's number would be rounded: then the amount is text. */
const EXACT_DIGITS = 15

/**
 * Rows as an Excel workbook (ECMA-376), zipped as it is written, page by page: amounts are numbers with their
 * currency's decimals, words are always words and never formulas. Beyond a million rows it goes on with another sheet.
 */
export async function* xlsxOf(
  name: string,
  head: readonly string[],
  pages: Pages,
): AsyncGenerator<Uint8Array> {
  const ready: Uint8Array[] = []
  let failed: Error | undefined
  const zip = new Zip((error, bytes) => {
    if (error) failed = error
    else ready.push(bytes)
  })
  const written = function* (): Generator<Uint8Array> {
    if (failed) throw failed
    yield* ready.splice(0)
  }
  const add = (path: string): ZipDeflate => {
    const file = new ZipDeflate(path, { level: 1 })
    zip.add(file)
    return file
  }
  const whole = (path: string, xml: string): void => add(path).push(strToU8(`${XML}${xml}`), true)

  let sheets = 0
  let in_sheet = 0
  let sheet: ZipDeflate | undefined
  const begin = (): ZipDeflate => {
    sheets += 1
    in_sheet = 0
    const file = add(`xl/worksheets/sheet${sheets}.xml`)
    file.push(
      strToU8(
        `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData><row>${head.map((word) => wordsCell(word, HEAD_STYLE)).join('')}</row>`,
      ),
    )
    return file
  }
  const end = (file: ZipDeflate): void => file.push(strToU8('</sheetData></worksheet>'), true)

  sheet = begin()
  for await (const page of pages) {
    let xml = ''
    for (const cells of page) {
      if (in_sheet === SHEET_ROWS) {
        sheet.push(strToU8(xml))
        xml = ''
        end(sheet)
        sheet = begin()
      }
      in_sheet += 1
      xml += '<row>'
      for (const cell of cells) xml += xlsxCell(cell)
      xml += '</row>'
    }
    sheet.push(strToU8(xml))
    yield* written()
  }
  end(sheet)
  const numbers = Array.from({ length: sheets }, (_, index) => index + 1)
  whole(
    'xl/workbook.xml',
    `<workbook xmlns="${MAIN}" xmlns:r="${RELATED}"><sheets>${numbers
      .map(
        (n) =>
          `<sheet name="${escaped(n === 1 ? name : `${name} ${n}`)}" sheetId="${n}" r:id="s${n}"/>`,
      )
      .join('')}</sheets></workbook>`,
  )
  whole(
    'xl/_rels/workbook.xml.rels',
    `<Relationships xmlns="${PACKAGE}/relationships">${numbers
      .map(
        (n) =>
          `<Relationship Id="s${n}" Type="${RELATED}/worksheet" Target="worksheets/sheet${n}.xml"/>`,
      )
      .join(
        '',
      )}<Relationship Id="styles" Type="${RELATED}/styles" Target="styles.xml"/></Relationships>`,
  )
  whole('xl/styles.xml', STYLES)
  whole(
    '_rels/.rels',
    `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="book" Type="${RELATED}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  )
  whole(
    '[Content_Types].xml',
    `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${SHEET}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${SHEET}.styles+xml"/>${numbers
      .map(
        (n) =>
          `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${SHEET}.worksheet+xml"/>`,
      )
      .join('')}</Types>`,
  )
  zip.end()
  yield* written()
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const RELATED = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const SHEET = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

/** Styles by position: plain, then amounts of 0 to 4 decimals, then the head. */
const HEAD_STYLE = 6
const STYLES = `<styleSheet xmlns="${MAIN}"><numFmts count="4"><numFmt numFmtId="164" formatCode="#,##0"/><numFmt numFmtId="165" formatCode="#,##0.0"/><numFmt numFmtId="166" formatCode="#,##0.000"/><numFmt numFmtId="167" formatCode="#,##0.0000"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="7"><xf/><xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/><xf numFmtId="4" applyNumberFormat="1"/><xf numFmtId="166" applyNumberFormat="1"/><xf numFmtId="167" applyNumberFormat="1"/><xf fontId="1" applyFont="1"/></cellXfs></styleSheet>`

const xlsxCell = (cell: Cell): string => {
  if (cell === null) return '<c/>'
  if (typeof cell === 'number') return `<c><v>${cell}</v></c>`
  if (typeof cell === 'string') return wordsCell(cell)
  const text = toDecimal(cell.amount, cell.currency)
  return text.replace(/\D/g, '').replace(/^0+/, '').length > EXACT_DIGITS
    ? wordsCell(text)
    : `<c s="${1 + decimalsOf(cell.currency)}"><v>${text}</v></c>`
}

const wordsCell = (words: string, style?: number): string =>
  `<c t="inlineStr"${style === undefined ? '' : ` s="${style}"`}><is><t xml:space="preserve">${escaped(words)}</t></is></c>`

/** Most cells hold nothing that XML would mind, and are not looked at twice. */
const PLAIN = /^[\w .:+-]*$/

const escaped = (words: string): string =>
  PLAIN.test(words)
    ? words
    : words
        .replace(/[^\P{Cc}\t\n\r]|[\ufffe\uffff]|\p{Surrogate}/gu, '')
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
        .replaceAll('"', '&quot;')
