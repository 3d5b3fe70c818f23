import { brieflyKept, type Kept } from '../../platform/briefly-kept.ts'
import type { Db } from '../../platform/db.ts'
import type { PromotionTerms } from './promotion.ts'
import { runningReductions } from './promotions.sql.ts'

const KEY = 'all'
const keepings = new WeakMap<object, Kept<readonly PromotionTerms[]>>()

const keepingOf = (db: Db): Kept<readonly PromotionTerms[]> => {
  const pool = db.getExecutor().adapter
  const found = keepings.get(pool) ?? brieflyKept<readonly PromotionTerms[]>({ most: 1 })
  keepings.set(pool, found)
  return found
}

/**
 * Full reductions that run now. They come off by themselves, so every price asks for them: read once a second for all who
 * ask. What was believed a moment too long is found out under the budget's lock (`redeemMany`).
 */
export async function currentReductions(db: Db, now: Date): Promise<readonly PromotionTerms[]> {
  const kept = await keepingOf(db).get(KEY, now, () => runningReductions(db))
  return kept.length === 0 ? kept : kept.filter((one) => one.starts_at <= now && one.ends_at > now)
}

/** The next price asks the database again: after one began, ended, or ran out. */
export const forgetReductions = (db: Db): void => keepingOf(db).forgetAll()
