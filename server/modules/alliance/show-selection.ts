import type { Db } from '../../platform/db.ts'
import { cursorOf, INTEGER, pageOf, readCursor, UUID } from '../../platform/paging.ts'
import { productCards } from '../catalog/index.ts'
import { LAST, patternsOf } from './listing.ts'
import { figuresOf, listSelection, noticesOf, type SelectionSort } from './selection.sql.ts'

const FIRST_RANK = String(2n ** 62n)

/** Parts per million, at most all. */
export const returnRate = (sold: bigint, returned: bigint): bigint | null =>
  sold < 1n ? null : returned >= sold ? 1_000_000n : (returned * 1_000_000n + sold / 2n) / sold

/** The square on which creators look for goods: a page of what this person may sell, with what speaks for and against. */
export async function showSelection(
  db: Db,
  {
    account_id,
    now,
    limit,
    query,
  }: {
    account_id: string
    now: Date
    limit: number
    query: {
      q?: string
      sort?: SelectionSort
      category_id?: string
      kind?: string
      min_commission_ppm?: number
      max_price?: number
      after?: string
    }
  },
) {
  const [rank = FIRST_RANK, id = LAST] = readCursor(query.after, INTEGER, UUID) ?? []
  const found = await listSelection(db, {
    account_id,
    now,
    sort: query.sort ?? 'newest',
    patterns: patternsOf(query.q),
    category_id: query.category_id ?? null,
    kind: query.kind ?? null,
    min_commission_ppm:
      query.min_commission_ppm === undefined ? null : BigInt(query.min_commission_ppm),
    max_price: query.max_price === undefined ? null : BigInt(query.max_price),
    before: { rank, id },
    limit: limit + 1,
  })
  const page = pageOf(found, limit, (last) => cursorOf(last.rank, last.id))
  const ids = page.data.map((one) => one.id)
  const [found_cards, figures, notices] = await Promise.all([
    productCards(db, ids),
    figuresOf(db, account_id, ids, now),
    noticesOf(
      db,
      page.data.flatMap(({ plan_id }) => plan_id ?? []),
      now,
    ),
  ])
  const cards = new Map(found_cards.map((card) => [card.id, card]))
  const data = page.data.flatMap((plan) => {
    const card = cards.get(plan.id)
    if (!card) return []
    const {
      sold = 0n,
      returned = 0n,
      in_showcase = false,
      shop_score = null,
    } = figures.get(plan.id) ?? {}
    return {
      ...card,
      commission_ppm: plan.commission_ppm,
      plan_kind: plan.plan_kind,
      sold_30d: sold > 0n ? sold : 0n,
      return_ppm: returnRate(sold, returned),
      notice: notices.get(plan.plan_id ?? '') ?? null,
      shop_score,
      in_showcase,
    }
  })
  return { data, next: page.next }
}
