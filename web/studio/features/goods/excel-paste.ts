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

/** `¥1,299.5` → 129950; null where it is no amount. Whole fen only, never by floating point. */
export function fenOf(text: string): number | null {
  const found = /^[¥￥]?\s*(\d{1,3}(?:,\d{3})+|\d{1,11})(?:\.(\d{1,2}))?\s*元?$/.exec(text.trim())
  if (!found) return null
  return Number(found[1]!.replaceAll(',', '')) * 100 + Number((found[2] ?? '').padEnd(2, '0'))
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
  stockIsKept: (sku: SkuDraft) => boolean = () => false,
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
        const value = field === 'stock' ? countOf(text) : fenOf(text)
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
