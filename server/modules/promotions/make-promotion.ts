import { newId } from '../../kernel/ids.ts'
import { notAllowed, notFound, wrongState } from '../../kernel/refusal.ts'
import type { Actor } from '../../kernel/state.ts'
import { after } from '../../kernel/time.ts'
import { type Db, inTransaction, type Tx } from '../../platform/db.ts'
import { recordBirth, transition } from '../../platform/transition.ts'
import { findRole, mayManage } from '../shops/index.ts'
import { fundsOf } from './creator-funds.ts'
import { forgetReductions } from './current-reductions.ts'
import {
  assertWindow,
  firstState,
  type PromotionKind,
  promotions,
  promotionTooMuch,
  RED_PACKET_CREDIT,
  RED_PACKET_USE,
} from './promotion.ts'
import {
  countGoods,
  holdPromotion,
  hostedRoom,
  insertPromotion,
  listPromotions,
  type Owner,
  type OwnPromotionRow,
  promisedBy,
} from './promotions.sql.ts'
import { lockPools } from './redemptions.sql.ts'

export type PromotionWish = {
  kind: Exclude<PromotionKind, 'red_packet'>
  title: string
  threshold: number
  amount_off?: number | null
  rate_ppm?: number | null
  most_off?: number | null
  product_ids?: readonly string[]
  per_person?: number
  quantity?: number | null
  budget: number
  starts_at: string
  ends_at: string
  use_until?: string | null
  publish: boolean
}

const CURRENCY = 'CNY'

/** Owner and managers may promise their shop's money. @throws notAllowed */
export async function assertManages(db: Db, shop_id: string, by: string): Promise<void> {
  if (!mayManage(await findRole(db, shop_id, by))) throw notAllowed({ needs: 'manager' })
}

/**
 * What a wish comes to, checked. What is claimed of a coupon may be used until `use_until`, its end when left out.
 * @throws notFound for goods that are not there, or of others; promotionWindow; promotionTooMuch when the budget does not
 *   cover one use
 */
export async function wishedTerms(
  tx: Tx,
  owner: Exclude<Owner, { creator_id: string }>,
  wish: PromotionWish,
  now: Date,
) {
  const shop_id = 'shop_id' in owner ? owner.shop_id : null
  const product_ids = [...new Set(wish.product_ids ?? [])]
  if ((await countGoods(tx, shop_id, product_ids)) < product_ids.length)
    throw notFound({ what: 'product' })
  const is_coupon = wish.kind === 'coupon'
  const window = {
    starts_at: new Date(wish.starts_at),
    ends_at: new Date(wish.ends_at),
    use_until: new Date((is_coupon && wish.use_until) || wish.ends_at),
  }
  assertWindow(window, now)
  const [amount_off, rate_ppm, most_off] = formOf(wish)
  const dearest = amount_off ?? (most_off as bigint)
  if (BigInt(wish.budget) < dearest) throw promotionTooMuch({ least: dearest })
  return {
    kind: wish.kind,
    title: wish.title,
    threshold: BigInt(wish.threshold),
    amount_off,
    rate_ppm,
    most_off,
    product_ids,
    ...window,
    per_person: is_coupon ? (wish.per_person ?? 1) : 1,
    quantity: is_coupon ? BigInt(wish.quantity ?? 1_000) : null,
    budget: BigInt(wish.budget),
  }
}

/**
 * Makes a coupon or a full reduction, a shop's or the platform's own: a draft, or published at once.
 * @throws notAllowed for clerks, and what `wishedTerms` throws
 */
export const makePromotion = (
  db: Db,
  owner: Exclude<Owner, { creator_id: string }>,
  wish: PromotionWish,
  { by, now }: { by: string; now: Date },
): Promise<OwnPromotionRow> =>
  inTransaction(db, async (tx) => {
    const shop_id = 'shop_id' in owner ? owner.shop_id : null
    if (shop_id) await assertManages(tx, shop_id, by)
    const terms = await wishedTerms(tx, owner, wish, now)
    const first = wish.publish
      ? firstState(terms, now)
      : { state: 'draft' as const, deadline_at: terms.ends_at }
    const id = newId()
    await insertPromotion(tx, {
      id,
      funder: shop_id ? 'shop' : 'platform',
      shop_id,
      room_id: null,
      creator_id: null,
      currency: CURRENCY,
      ...terms,
      ...first,
      created_by: by,
      now,
    })
    await recordBirth(tx, promotions, {
      ids: [id],
      ...first,
      actor: { kind: 'account', id: by },
      reason: wish.publish ? 'published' : 'drafted',
      now,
    })
    return findPromotion(tx, owner, id)
  })

/** Exactly one of the two forms. @throws promotionTooMuch when neither or both are given, or a rate without a most */
function formOf(
  wish: Pick<PromotionWish, 'amount_off' | 'rate_ppm' | 'most_off'>,
): [bigint | null, bigint | null, bigint | null] {
  const { amount_off, rate_ppm, most_off } = wish
  if (amount_off && !rate_ppm && !most_off) return [BigInt(amount_off), null, null]
  if (!amount_off && rate_ppm && most_off) return [null, BigInt(rate_ppm), BigInt(most_off)]
  throw promotionTooMuch({ needs: 'amount_off, or rate_ppm with most_off' })
}

/**
 * A creator gives red packets to the viewers of their own room on air: `count` of `amount` each, claimed now, usable a day
 * for goods bought from this room. What viewers use of it is owed by the creator until earned and set off before anything
 * is paid out; so all that is promised and not over may exceed what they have, less what they owe, by a small credit.
 * @throws notFound for a room of others, wrongState when it is not on air, promotionTooMuch `{ most }`
 */
export const giveRedPackets = (
  db: Db,
  {
    room_id,
    creator_id,
    amount,
    count,
    threshold,
    title,
    minutes,
    now,
  }: {
    room_id: string
    creator_id: string
    amount: number
    count: number
    threshold: number
    title: string
    minutes: number
    now: Date
  },
): Promise<OwnPromotionRow> =>
  inTransaction(db, async (tx) => {
    const room = await hostedRoom(tx, room_id, creator_id)
    if (!room) throw notFound()
    if (room.state !== 'live' && room.state !== 'paused') throw wrongState({ state: room.state })
    const budget = BigInt(amount) * BigInt(count)
    const funds = await fundsOf(tx, creator_id, CURRENCY)
    const most = funds + RED_PACKET_CREDIT - (await promisedBy(tx, creator_id, now))
    if (budget > most) throw promotionTooMuch({ most: most > 0n ? most : 0n })
    const id = newId()
    const ends_at = after(now, minutes * 60_000)
    await insertPromotion(tx, {
      id,
      kind: 'red_packet',
      funder: 'creator',
      shop_id: null,
      room_id,
      creator_id,
      title,
      currency: CURRENCY,
      threshold: BigInt(threshold),
      amount_off: BigInt(amount),
      rate_ppm: null,
      most_off: null,
      product_ids: [],
      starts_at: now,
      ends_at,
      use_until: after(now, Math.max(RED_PACKET_USE, minutes * 60_000)),
      per_person: 1,
      quantity: BigInt(count),
      budget,
      state: 'ongoing',
      deadline_at: ends_at,
      created_by: creator_id,
      now,
    })
    await recordBirth(tx, promotions, {
      ids: [id],
      state: 'ongoing',
      actor: { kind: 'account', id: creator_id },
      reason: 'published',
      now,
      deadline_at: ends_at,
    })
    return findPromotion(tx, { creator_id }, id)
  })

export type Act = 'publish' | 'pause' | 'resume' | 'cancel'

const REASON: Record<Act, string> = {
  publish: 'published',
  pause: 'paused',
  resume: 'resumed',
  cancel: 'called_off',
}

/**
 * Publishes a draft, pauses, resumes or calls off. From a pause or an end on nobody claims any more and no full reduction
 * applies; who has claimed keeps what was promised.
 * @throws notFound, notAllowed for clerks, wrongState, promotionWindow for a draft whose end has passed
 */
export async function actOn(
  db: Db,
  owner: Owner,
  { promotion_id, act, by, now }: { promotion_id: string; act: Act; by: string; now: Date },
): Promise<OwnPromotionRow> {
  const changed = await inTransaction(db, async (tx) => {
    if ('shop_id' in owner) await assertManages(tx, owner.shop_id, by)
    const held = await holdPromotion(tx, promotion_id, owner)
    if (!held) throw notFound()
    // Behind the claims that are under way: what ends here is claimed by nobody any more.
    await lockPools(tx, [promotion_id])
    const { state, starts_at, ends_at } = held
    if (act === 'publish' && state !== 'draft') throw wrongState({ state })
    if (act === 'resume' && state !== 'paused') throw wrongState({ state })
    if (act === 'publish') assertWindow({ starts_at, ends_at, use_until: ends_at }, now)
    const first = firstState(held, now)
    const to = {
      publish: first.state,
      pause: 'paused',
      resume: 'ongoing',
      cancel: 'cancelled',
    } as const
    const deadline = { publish: first.deadline_at, pause: ends_at, resume: ends_at, cancel: null }
    const actor: Actor = { kind: 'account', id: by }
    const moved = await transition(tx, promotions, {
      ids: [promotion_id],
      to: to[act],
      actor,
      reason: REASON[act],
      now,
      deadline_at: deadline[act],
    })
    if (moved.length === 0) throw wrongState({ state })
    return findPromotion(tx, owner, promotion_id)
  })
  forgetReductions(db)
  return changed
}

/** One of an owner's promotions. @throws notFound */
export async function findPromotion(db: Tx, owner: Owner, id: string): Promise<OwnPromotionRow> {
  const [found] = await listPromotions(db, owner, { id, limit: 1 })
  if (!found) throw notFound()
  return found
}
