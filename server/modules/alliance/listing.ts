import type { Db } from '../../platform/db.ts'
import { cursorOf, pageOf, pageSize, readCursor, UUID } from '../../platform/paging.ts'
import { productCards } from '../catalog/index.ts'

/** Where the newest stands: before every id. */
export const LAST = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/** The words of a search, each as a pattern; signs that ILIKE reads as wildcards are taken as themselves. */
export const patternsOf = (q = ''): string[] =>
  q
    .normalize('NFKC')
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`)

/** One page, newest first, of whatever is listed by id. */
export async function newestFirst<Row extends { id: string }>(
  { after, limit }: { after?: string; limit?: number },
  list: (wish: { before: string; limit: number }) => Promise<Row[]>,
): Promise<{ data: Row[]; next: string | null }> {
  const size = pageSize(limit)
  const [before] = readCursor(after, UUID) ?? [LAST]
  return pageOf(await list({ before: before as string, limit: size + 1 }), size, ({ id }) =>
    cursorOf(id),
  )
}

/** Each with the card of its product in place of the id; what has none any more is left out. */
export async function withCards<Row extends { product_id: string }>(db: Db, found: readonly Row[]) {
  const ids = [...new Set(found.map(({ product_id }) => product_id))]
  const cards = new Map((await productCards(db, ids)).map((card) => [card.id, card]))
  return found.flatMap(({ product_id, ...row }) => {
    const product = cards.get(product_id)
    return product ? [{ ...row, product }] : []
  })
}
