import { createHash } from 'node:crypto'
import { keyReused } from '../kernel/refusal.ts'
import { type Db, inTransaction, row, type Tx } from './db.ts'
import { toJson } from './outbox.ts'

/** One caller's claim to do one thing once: from its Idempotency-Key and the request it came with. */
export type Claim = { caller: string; route: string; key: string; hash: string }

export const claimOf = (caller: string, route: string, key: string, request: unknown): Claim => ({
  caller,
  route,
  key,
  hash: createHash('sha256')
    .update(toJson(request) ?? '')
    .digest('base64url'),
})

/**
 * Does `work` once per claim, in one transaction with the claim itself: a repeated call gets the first
 * answer, another body under the same key is refused, a twin in flight waits for the first to finish.
 * A refused or crashed try leaves no claim, so the same key may try again.
 */
export function once<T>(db: Db, claim: Claim, now: Date, work: (tx: Tx) => Promise<T>): Promise<T> {
  return inTransaction(db, async (tx) => {
    const claimed = await row(tx)`
      insert into idempotency_keys (caller, route, key, hash, at)
      values (${claim.caller}, ${claim.route}, ${claim.key}, ${claim.hash}, ${now})
      on conflict do nothing returning key`
    if (!claimed) {
      const first = await row<{ hash: string; answer: T }>(tx)`
        select hash, answer from idempotency_keys
        where caller = ${claim.caller} and route = ${claim.route} and key = ${claim.key}`
      if (first?.hash !== claim.hash) throw keyReused()
      return first.answer
    }
    const answer = await work(tx)
    await row(tx)`
      update idempotency_keys set answer = ${toJson(answer)}::jsonb
      where caller = ${claim.caller} and route = ${claim.route} and key = ${claim.key}`
    return answer
  })
}
