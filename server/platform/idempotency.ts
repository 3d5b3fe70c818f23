import { hash } from 'node:crypto'
import { keyReused, type Refusal } from '../kernel/refusal.ts'
import { jsons, pick, texts } from './columns.ts'
import { type Db, inTransaction, row, rows, type Tx } from './db.ts'
import { toJson } from './outbox.ts'

/** One caller's claim to do one thing once: from its Idempotency-Key and the request it came with. */
export type Claim = { caller: string; route: string; key: string; hash: string }

export const claimOf = (caller: string, route: string, key: string, request: unknown): Claim => ({
  caller,
  route,
  key,
  hash: hash('sha256', textOf(request), 'base64url'),
})

/** What came over the wire holds no bigint, and is written much faster without looking for one. */
function textOf(request: unknown): string {
  try {
    return JSON.stringify(request) ?? ''
  } catch {
    return toJson(request)
  }
}

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
      update idempotency_keys set answer = ${toJson(answer)}::json
      where caller = ${claim.caller} and route = ${claim.route} and key = ${claim.key}`
    return answer
  })
}

/** Tells claims apart: one name for one caller's one intent. */
export const claimName = ({ caller, route, key }: Claim): string => `${caller} ${route} ${key}`

/**
 * What earlier tries of these claims were answered, by their names; a refusal where the key came with another request.
 * Claims that nobody has tried yet are left out. For many at once: no claim is taken, see `keepAnswers`.
 */
export async function findAnswers<T>(
  db: Db,
  claims: readonly Claim[],
): Promise<Map<string, { answer: T } | Refusal>> {
  if (claims.length === 0) return new Map()
  const found = await rows<Claim & { answer: T }>(db)`
    select k.caller, k.route, k.key, k.hash, k.answer
    from unnest(${texts(pick(claims, 'caller'))}::text[], ${texts(pick(claims, 'route'))}::text[], ${texts(pick(claims, 'key'))}::text[]) as asked (caller, route, key)
    join idempotency_keys as k using (caller, route, key)`
  const hashes = new Map(claims.map((claim) => [claimName(claim), claim.hash]))
  return new Map(
    found.map((one) => {
      const name = claimName(one)
      return [name, one.hash === hashes.get(name) ? { answer: one.answer } : keyReused()]
    }),
  )
}

/** A twin of one of the claims has committed since we looked: look again, from the start. */
export class ClaimTaken extends Error {
  override name = 'ClaimTaken'
}

/**
 * Takes claims and keeps their answers (plain JSON: no bigint), as the last step of the transaction that did what they ask for. Inserted in the
 * order of their names, so two processes with the same twins wait for each other in a line, not in a circle.
 * @throws ClaimTaken when another process was first; the whole transaction must be tried again
 */
export async function keepAnswers(
  tx: Tx,
  done: readonly { claim: Claim; answer: unknown }[],
  now: Date,
): Promise<void> {
  if (done.length === 0) return
  const claims = done.map(({ claim }) => claim)
  const kept = await row<{ count: bigint }>(tx)`
    with kept as (
      insert into idempotency_keys (caller, route, key, hash, answer, at)
      select caller, route, key, hash, answer, ${now}
      from unnest(${texts(pick(claims, 'caller'))}::text[], ${texts(pick(claims, 'route'))}::text[], ${texts(pick(claims, 'key'))}::text[],
        ${texts(pick(claims, 'hash'))}::text[], ${jsons(done.map(({ answer }) => JSON.stringify(answer)))}::json[])
        as one (caller, route, key, hash, answer)
      order by caller, route, key
      on conflict do nothing returning 1
    )
    select count(*) from kept`
  if (Number(kept?.count) < done.length) throw new ClaimTaken()
}
