import type { Claim } from './idempotency.ts'

/**
 * Tries of one claim that are on at the same time in this process share the first one's outcome, so that a second tap waits
 * for no lock and takes no place in a queue. The same key with another request is judged when the first is over: it may
 * yet be refused and leave its key free.
 */
export function shareTwins<T>(): (claim: Claim, work: () => Promise<T>) => Promise<T> {
  const under_way = new Map<string, { hash: string; outcome: Promise<T> }>()
  const share = (claim: Claim, work: () => Promise<T>): Promise<T> => {
    const twin = under_way.get(claim.id)
    if (twin) {
      if (twin.hash === claim.hash) return twin.outcome
      const next = () => share(claim, work)
      return twin.outcome.then(next, next)
    }
    const outcome = work()
    under_way.set(claim.id, { hash: claim.hash, outcome })
    const forget = () => under_way.delete(claim.id)
    outcome.then(forget, forget)
    return outcome
  }
  return share
}
