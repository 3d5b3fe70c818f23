import { fromDecimal } from '../../../../server/kernel/currency.ts'
import type { SkuDraft } from './sku-matrix.ts'

export const COLUMNS = ['price', 'list_price', 'stock', 'code'] as const
export type Column = (typeof COLUMNS)[number]

/** Cells as spreadsheets copy them: tabs between, quotes around what holds tabs, lines or quotes. */
export function cellsOf(text: string): string[][] {
  const rows: string[][] = [[]]
  let cell = ''
  let quoted = false
  const end = () => {
    rows.at(-1)!.push(cell)
    cell = ''
  }
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!
    if (quoted) {
      if (char === '"' && text[at + 1] === '"') {
        cell += '"'
        at++
      } else if (char === '"') quoted = false
      else cell += char
    } else if (char === '"' && cell === '') quoted = true
    else if (char === '\t') end()
    else if (char === '\n') {
      end()
      rows.push([])
    } else if (char !== '\r') cell += char
  }
  end()
  // Excel ends its last row with a line break.
  if (rows.length > 1 && rows.at(-1)!.length === 1 && rows.at(-1)![0] === '') rows.pop()
  return rows
}

/**
 * `¥1,299.5` → 129950 in yuan; null where it is no amount, or has more decimals than its currency. Whole minor units only,
 * never by floating point.
 */
export function pricePasted(text: string, currency: string): number | null {
  const bare = text
    .trim()
    .replace(/^(?:[¥￥$€£]|[A-Z]{2,3}\$?)\s*/, '')
    .replace(/\s*[元円]$/, '')
  const found = /^(\d{1,3}(?:,\d{3})+|\d{1,11})(?:\.(\d*?)0*)?$/.exec(bare)
  if (!found) return null
  const [, whole = '', fraction] = found
  // Noughts beyond a currency's decimals are how spreadsheets show it: `1200.00` yen.
  const amount = fromDecimal(whole.replaceAll(',', '') + (fraction ? `.${fraction}` : ''), currency)
  return amount === undefined ? null : Number(amount)
}

/** `1,200` → 1200; null where it is no count. */
export function countOf(text: string): number | null {
  const found = /^(\d{1,3}(?:,\d{3})+|\d{1,8})(?:\.0+)?$/.exec(text.trim())
  return found ? Number(found[1]!.replaceAll(',', '')) : null
}

/** The SKUs with cells laid over them from one field on; what is empty changes nothing, what is wrong is counted. */
export function pasteInto(
  skus: readonly SkuDraft[],
  cells: readonly (readonly string[])[],
  row: number,
  column: Column,
  {
    currency,
    stockIsKept = () => false,
  }: { currency: string; stockIsKept?: (sku: SkuDraft) => boolean },
): { skus: SkuDraft[]; filled: number; skipped: number } {
  let filled = 0
  let skipped = 0
  const start = COLUMNS.indexOf(column)
  const pasted = skus.map((sku, index) => {
    const line = cells[index - row]
    if (!line) return sku
    const next = { ...sku }
    line.forEach((text, offset) => {
      const field = COLUMNS[start + offset]
      if (!field || text.trim() === '') return
      if (field === 'stock' && stockIsKept(sku)) {
        skipped++
        return
      }
      if (field === 'code') next.code = text.trim().slice(0, 60)
      else {
        const value = field === 'stock' ? countOf(text) : pricePasted(text, currency)
        if (value === null) {
          skipped++
          return
        }
        next[field] = value
      }
      filled++
    })
    return next
  })
  return { skus: pasted, filled, skipped }
}
