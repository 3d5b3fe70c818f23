import { busy, Refusal } from '../../kernel/refusal.ts'
import { brieflyKept, LOOK_ANEW } from '../../platform/briefly-kept.ts'
import { makeCombiner } from '../../platform/combiner.ts'
import type { Context } from '../../platform/context.ts'
import { isOneMembers } from '../../platform/db.ts'
import { shareTwins } from '../../platform/twins.ts'
import { type Claimed, type CouponTap, claimCoupons, foresee } from './claim-coupons.ts'
import { type ClaimOffer, type CouponRow, claimOffers } from './coupons.sql.ts'
import { couponsGone, promotionNotOpen } from './promotion.ts'

/** More than a crowd on one hot coupon is willing to wait for; the next one is told to come again. */
const QUEUE = 8_000
const MOST = 500
/** How long "all gone" and "not open" are believed before the database is asked again. */
const BELIEVED_MS = 250
/** Of so many promotions it is remembered that somebody was refused. */
const DOUBTED = 10_000
const DOUBTS = new Set([couponsGone.code, promotionNotOpen.code])

/**
 * The door of claims: every claim of a coupon or red packet in this process comes through here. "Grab the coupon" in a
 * live room is the same rush as "three, two, one, link", so many are written in one transaction; and where nothing is
 * left, or it has not begun, that is answered by reads that never touch the pool's row. What it believes is a hint, never
 * more: only the database says "yours". A second try of a claim while the first is on gets the first's answer.
 */
export function openCouponIntake(
  { db, now, bus }: Pick<Context, 'db' | 'now' | 'bus'>,
  { queue = QUEUE } = {},
) {
  const full = (ahead: number, retry_after_ms: number) => busy({ ahead, retry_after_ms })
  /** Promotions of which somebody was refused lately. */
  const doubtful = new Set<string>()
  const seen = brieflyKept<ClaimOffer | undefined>({ fresh_ms: BELIEVED_MS })
  bus.on(LOOK_ANEW, seen.forgetAll)

  const claiming = makeCombiner<CouponTap, CouponRow>({
    work: async (taps) => {
      const outcomes = await claimCoupons(db, taps, now())
      for (const [place, { promotion_id }] of taps.entries()) {
        const outcome = outcomes[place] as Claimed
        if (!(outcome instanceof Refusal && DOUBTS.has(outcome.code))) continue
        if (doubtful.size >= DOUBTED) doubtful.clear()
        doubtful.add(promotion_id)
      }
      return outcomes
    },
    laneOf: ({ promotion_id }) => [promotion_id],
    most: MOST,
    queue,
    full,
    isOnes: isOneMembers,
  })

  type Hopeless = { tap: CouponTap; offer: ClaimOffer }
  /** Bought before all was gone, a lost answer that is asked for again must not become "all gone": many are looked up at once. */
  const refusing = makeCombiner<Hopeless, Claimed | undefined>({
    work: (all) =>
      foresee(
        db,
        all.map(({ tap }) => tap),
        new Map(all.map(({ offer }) => [offer.id, offer])),
        now(),
      ),
    most: 1_000,
    queue: 50_000,
    full,
  })

  const claim = async (tap: CouponTap): Promise<CouponRow> => {
    const { promotion_id } = tap
    if (doubtful.has(promotion_id)) {
      const offer = await seen.get(
        promotion_id,
        now(),
        async () => (await claimOffers(db, [promotion_id]))[0],
      )
      const outcome = offer && (await refusing.ask({ tap, offer }))
      if (outcome) return outcome as CouponRow
      doubtful.delete(promotion_id)
    }
    return claiming.ask(tap)
  }

  const share = shareTwins<CouponRow>()
  return {
    /**
     * Claims one, together with whoever asks at the same time.
     * @throws notFound, promotionNotOpen, couponsGone, couponLimit, busy `{ ahead, retry_after_ms }`
     */
    claim: (tap: CouponTap): Promise<CouponRow> => share(tap.claim, () => claim(tap)),
    /** How many wait for their batch now. */
    waiting: claiming.waiting,
  }
}
