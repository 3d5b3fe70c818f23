import { newId } from '../../kernel/ids.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { commitWith, type Db, inTransaction, type Tx, together } from '../../platform/db.ts'
import { type Claim, ClaimTaken, findAnswers, keepAnswers } from '../../platform/idempotency.ts'
import { recordBirths } from '../../platform/transition.ts'
import { allotCoupons, holdingKey } from './allot-coupons.ts'
import {
  type ClaimOffer,
  type CouponRow,
  type CouponWish,
  claimOffers,
  countClaims,
  findCoupons,
  insertCoupons,
  type NewCoupon,
} from './coupons.sql.ts'
import { coupons } from './promotion.ts'
import { lockPools } from './redemptions.sql.ts'

/** One person's tap on "claim": what, and the claim that makes it happen once. */
export type CouponTap = CouponWish & { claim: Claim }

/** What is kept under a claim. */
type Kept = { coupon_id: string }
/** The coupon, claimed now or by an earlier try of the same claim, or the reason why not. */
export type Claimed = CouponRow | Refusal

const TRIES = 5

/**
 * Claims coupons and red packets for many people in one transaction. Claims wait for the pools' rows, so whoever comes
 * first gets it and neither a quantity nor a person's limit is ever passed, by however many processes. Outcomes stand in
 * the order of the taps; no claim may be among them twice. The number of statements grows with neither people nor promotions.
 *
 * A twin in another process waits for the same pool and then finds the first one's answer. Only the same key with another
 * promotion can still collide where answers are kept: then nothing was done, and it is done again.
 */
export async function claimCoupons(
  db: Db,
  taps: readonly CouponTap[],
  now: Date,
): Promise<Claimed[]> {
  for (let tries = 1; ; tries++)
    try {
      const outcomes = await inTransaction(db, (tx) => claimMany(tx, taps, now))
      return (await showEarlier(db, outcomes)) as Claimed[]
    } catch (error) {
      if (!(error instanceof ClaimTaken) || tries === TRIES) throw error
    }
}

async function claimMany(
  tx: Tx,
  taps: readonly CouponTap[],
  now: Date,
): Promise<(Claimed | Kept)[]> {
  const promotion_ids = [...new Set(taps.map((tap) => tap.promotion_id))].sort()
  // Asked for together, they still run one after the other: all that is read is read behind the lock.
  const [, found, { known, held }] = await together([
    lockPools(tx, promotion_ids),
    claimOffers(tx, promotion_ids),
    readHoldings(tx, taps),
  ])
  const offers = new Map(found.map((offer) => [offer.id, offer]))
  const fresh = taps.filter(({ claim }) => !known.has(claim.id))
  const refusals = allotCoupons(fresh, { offers, held }, now)
  const made = new Map<CouponTap, NewCoupon>()
  const refused = new Map<CouponTap, Refusal>()
  for (const [place, tap] of fresh.entries()) {
    const { promotion_id, holder_id } = tap
    const refusal = refusals[place]
    if (refusal) refused.set(tap, refusal)
    else
      made.set(tap, {
        id: newId(),
        promotion_id,
        holder_id,
        deadline_at: (offers.get(promotion_id) as ClaimOffer).use_until,
      })
  }
  if (made.size > 0) await commitWith(tx, write(tx, made, now))
  return taps.map((tap) => {
    const coupon = made.get(tap)
    if (coupon) return freshCoupon(offers.get(tap.promotion_id) as ClaimOffer, coupon, now)
    return refused.get(tap) ?? (known.get(tap.claim.id) as Kept | Refusal)
  })
}

/** Coupons, their first line of history, and last the claims. */
const write = (tx: Tx, made: ReadonlyMap<CouponTap, NewCoupon>, now: Date) => [
  insertCoupons(tx, [...made.values()], now),
  recordBirths(
    tx,
    coupons,
    [...made.values()].map(({ id, holder_id, deadline_at }) => ({
      id,
      actor: { kind: 'account', id: holder_id },
      deadline_at,
    })),
    { state: 'usable', reason: 'claimed', now },
  ),
  keepAnswers(
    tx,
    [...made].map(([{ claim }, { id }]) => ({ claim, answer: { coupon_id: id } satisfies Kept })),
    now,
  ),
]

/** What earlier tries of these taps were answered, by the ids of their claims, and how many each person has. */
async function readHoldings(
  db: Db,
  taps: readonly CouponTap[],
): Promise<{ known: Map<string, Kept | Refusal>; held: Map<string, bigint> }> {
  const wishes = [...new Map(taps.map((tap) => [holdingKey(tap), tap])).values()]
  const [counts, answers] = await together([
    countClaims(db, wishes),
    findAnswers<Kept>(
      db,
      taps.map(({ claim }) => claim),
    ),
  ])
  return {
    held: new Map(counts.map((one) => [holdingKey(one), one.count])),
    known: new Map(
      [...answers].map(([id, found]) => [id, found instanceof Refusal ? found : found.answer]),
    ),
  }
}

/** A coupon as it was just handed out: nothing of it has to be read again. */
const freshCoupon = (offer: ClaimOffer, { id, holder_id }: NewCoupon, now: Date): CouponRow => ({
  ...offer,
  coupon_id: id,
  holder_id,
  coupon_state: 'usable',
  coupon_state_at: now,
  claimed_at: now,
  promotion_state: offer.state,
})

const isKept = (outcome: Claimed | Kept): outcome is Kept =>
  !(outcome instanceof Refusal) && !('holder_id' in outcome)

/** Coupons of earlier tries are shown as they are now. */
async function showEarlier(
  db: Db,
  outcomes: readonly (Claimed | Kept | undefined)[],
): Promise<(Claimed | undefined)[]> {
  const ids = outcomes.flatMap((one) => (one && isKept(one) ? [one.coupon_id] : []))
  const found = ids.length > 0 ? await findCoupons(db, ids) : []
  const shown = new Map(found.map((coupon) => [coupon.coupon_id, coupon]))
  return outcomes.map((one) => (one && isKept(one) ? shown.get(one.coupon_id) : one))
}

/**
 * What these taps would surely lead to now, by plain reads that lock nothing and `offers` as they were lately seen: an
 * earlier answer or a refusal; undefined for one that may be tried.
 */
export async function foresee(
  db: Db,
  taps: readonly CouponTap[],
  offers: ReadonlyMap<string, ClaimOffer>,
  now: Date,
): Promise<(Claimed | undefined)[]> {
  const { known, held } = await readHoldings(db, taps)
  const outcomes = taps.map(
    (tap) => known.get(tap.claim.id) ?? allotCoupons([tap], { offers, held }, now)[0],
  )
  return showEarlier(db, outcomes)
}
