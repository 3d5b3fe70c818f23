import { hash } from 'node:crypto'
import { keyReused, type Refusal } from '../kernel/refusal.ts'
import { after, DAY } from '../kernel/time.ts'
import { jsons, pick, texts, uuids } from './columns.ts'
import { type Db, inTransaction, isDatabaseError, row, rows, type Tx } from './db.ts'
import { toJson } from './outbox.ts'

/** One caller's claim to do one thing once: from its Idempotency-Key and the request it came with. */
export type Claim = {
  /** Names caller, route and key together: 128 bits of their hash, as a uuid. */
  id: string
  /** Of the request: the same key with another request is refused. */
  hash: string
}

export const claimOf = (caller: string, route: string, key: string, request: unknown): Claim => {
  const name = hash('sha256', `${caller} ${route} ${key}`, 'hex')
  return {
    id: `${name.slice(0, 8)}-${name.slice(8, 12)}-${name.slice(12, 16)}-${name.slice(16, 20)}-${name.slice(20, 32)}`,
    hash: hash('sha256', textOf(request), 'base64url'),
  }
}

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
      insert into idempotency_keys (id, hash, at) values (${claim.id}, ${claim.hash}, ${now})
      on conflict do nothing returning id`
    if (!claimed) {
      const first = await row<{ hash: string; answer: T }>(tx)`
        select hash, answer from idempotency_keys where id = ${claim.id}`
      if (first?.hash !== claim.hash) throw keyReused()
      return first.answer
    }
    const answer = await work(tx)
    await row(
      tx,
    )`update idempotency_keys set answer = ${toJson(answer)}::json where id = ${claim.id}`
    return answer
  })
}

/**
 * What earlier tries of these claims were answered, by their ids; a refusal where the key came with another request.
 * Claims that nobody has tried yet are left out. For many at once: no claim is taken, see `keepAnswers`.
 */
export async function findAnswers<T>(
  db: Db,
  claims: readonly Claim[],
): Promise<Map<string, { answer: T } | Refusal>> {
  if (claims.length === 0) return new Map()
  const found = await rows<Claim & { answer: T }>(db)`
    select id, hash, answer from idempotency_keys where id = any(${uuids(pick(claims, 'id'))}::uuid[])`
  const hashes = new Map(claims.map(({ id, hash }) => [id, hash]))
  return new Map(
    found.map(({ id, hash, answer }) => [id, hash === hashes.get(id) ? { answer } : keyReused()]),
  )
}

/** A twin of one of the claims has committed since we looked: look again, from the start. */
export class ClaimTaken extends Error {
  override name = 'ClaimTaken'
}

/**
 * Takes claims and keeps their answers (plain JSON: no bigint), as the last statement of the transaction that did what
 * they ask for. Inserted in the order of their ids, so two processes with the same twins wait for each other in a line,
 * not in a circle.
 * @throws ClaimTaken when another process was first; the whole transaction must be tried again
 */
export async function keepAnswers(
  tx: Tx,
  done: readonly { claim: Claim; answer: unknown }[],
  now: Date,
): Promise<void> {
  if (done.length === 0) return
  const kept = done.toSorted((one, other) => (one.claim.id < other.claim.id ? -1 : 1))
  const claims = kept.map(({ claim }) => claim)
  try {
    await rows(tx)`
      insert into idempotency_keys (id, hash, answer, at)
      select id, hash, answer, ${now}
      from unnest(${uuids(pick(claims, 'id'))}::uuid[], ${texts(pick(claims, 'hash'))}::text[],
        ${jsons(kept.map(({ answer }) => JSON.stringify(answer)))}::json[]) as one (id, hash, answer)`
  } catch (error) {
    throw isDatabaseError(error, '23505', 'idempotency_keys_pkey') ? new ClaimTaken() : error
  }
}

/** So long the same key gets the same answer (I-16); whoever tries again later does it anew. */
const KEPT_MS = 30 * DAY
const FORGOTTEN_AT_ONCE = 5_000

/** Forgets some of the claims whose time is over. Returns how many it forgot. */
export async function forgetClaims(db: Db, now: Date): Promise<number> {
  const gone = await row<{ count: bigint }>(db)`
    with gone as (
      delete from idempotency_keys where id in (
        select id from idempotency_keys where at < ${after(now, -KEPT_MS)} limit ${FORGOTTEN_AT_ONCE} for update skip locked)
      returning id
    ) select count(*) from gone`
  return Number(gone?.count)
}
