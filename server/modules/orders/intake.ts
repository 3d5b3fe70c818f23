import { Refusal } from '../../kernel/refusal.ts'
import { type Combiner, makeCombiner } from '../../platform/combiner.ts'
import type { Context } from '../../platform/context.ts'
import { isOneMembers } from '../../platform/db.ts'
import type { Claim } from '../../platform/idempotency.ts'
import { shareTwins } from '../../platform/twins.ts'
import { makeAdmission } from './admission.ts'
import type { CheckoutWish, Placed, Tap } from './draft-checkouts.ts'
import { queueFull } from './order.ts'
import { placeCheckouts } from './place-checkout.ts'
import { recallMany } from './recall-checkouts.ts'

/** More than one buyer of a hot SKU is willing to wait for; the next one is told to come again. */
const QUEUE = 8_000
const MOST = 400
/** One batch reads and prices while the other writes and waits for the disk. */
const AT_ONCE = 2

/** So many answered claims are remembered: one that comes again is looked up before it can hold up a batch. */
const REMEMBERED = 100_000

/**
 * The door of order intake: every checkout of this process comes through here. What is known to be hopeless is answered at
 * once; the rest is written many at a time. A second try of the same claim while the first is on gets the first's answer.
 */
export function openIntake(context: Pick<Context, 'db' | 'now' | 'wake'>, { queue = QUEUE } = {}) {
  const { db, now, wake } = context
  const admission = makeAdmission(db)
  /** The last batch had enough for all, so the next may have as well. */
  let hopeful = true
  const placing: Combiner<Tap, Placed> = makeCombiner<Tap, Placed>({
    work: async (taps) => {
      const at = now()
      const outcomes = await placeCheckouts(db, taps, at, { hopeful })
      hopeful = !outcomes.some((outcome) => outcome instanceof Refusal)
      wake()
      admission.learn(taps, outcomes)
      for (const [place, { claim }] of taps.entries())
        if (!(outcomes[place] instanceof Refusal)) remember(claim.id)
      return outcomes
    },
    laneOf: ({ wish }) => admission.laneOf(wish),
    most: MOST,
    at_once: AT_ONCE,
    queue,
    full: (ahead, retry_after_ms) => queueFull({ ahead, retry_after_ms }),
    isOnes: isOneMembers,
  })
  /** Earlier answers of claims that would be refused unseen: read many at a time. */
  const earlier = makeCombiner<Claim, Placed | undefined>({
    work: async (claims) => {
      const found = await recallMany(db, claims)
      return claims.map((claim) => found.get(claim.id))
    },
    most: 1_000,
    queue: 50_000,
    full: (ahead, retry_after_ms) => queueFull({ ahead, retry_after_ms }),
  })
  const answered = new Set<string>()
  const remember = (name: string): void => {
    answered.add(name)
    if (answered.size > REMEMBERED) answered.delete(answered.values().next().value as string)
  }
  const share = shareTwins<Placed>()

  const place = async (tap: Tap): Promise<Placed> => {
    const refusal = await admission.refuses(tap.wish, now())
    if (refusal || answered.has(tap.claim.id)) {
      // Bought before all was gone: a lost answer that is asked for again must not become a "sold out".
      const answer = await earlier.ask(tap.claim)
      if (answer) return answer
      if (refusal) throw refusal
    }
    return placing.ask(tap)
  }

  return {
    /**
     * Buys for one buyer, together with whoever asks at the same time.
     * @throws queueFull `{ ahead, retry_after_ms }` and what stands against the purchase
     */
    place: (claim: Claim, wish: CheckoutWish): Promise<Placed> =>
      share(claim, () => place({ claim, wish })),
    /** How many wait for their batch now. */
    waiting: placing.waiting,
  }
}
export type Intake = ReturnType<typeof openIntake>
