import { newId } from '../../kernel/ids.ts'
import { Refusal } from '../../kernel/refusal.ts'
import type { Context } from '../../platform/context.ts'
import { commitWith, type Db, inTransaction, sql, type Tx, together } from '../../platform/db.ts'
import { type Claim, ClaimTaken, findAnswers, keepAnswers } from '../../platform/idempotency.ts'
import type { Wire } from '../../platform/outbox.ts'
import { findAddresses } from '../accounts/index.ts'
import { reserveMany } from '../inventory/index.ts'
import { draftPayment, insertPayments, type PaymentRow, showPayment } from '../payments/index.ts'
import { findCoupons, type Offered, redeemMany, type Use } from '../promotions/index.ts'
import { assertSellable } from './assert-sellable.ts'
import { addressMissing, basketEmpty, unpaidDeadline } from './order.ts'
import { drawNumbers } from './order-number.ts'
import { tellPlaced } from './orders.events.ts'
import { loadPriceList, priceBy } from './prepare-checkout.ts'
import type { PricedCheckout, PricedLine, PricedShop, Wanted } from './price-checkout.ts'
import { assertAsShown, assertCouponsApply, offeredBy, usesOf } from './use-coupons.ts'
import {
  emptyBaskets,
  insertLines,
  insertOrders,
  type NewLine,
  type NewOrder,
  type Terms,
} from './write-orders.sql.ts'

export type CheckoutWish = {
  buyer_id: string
  lines: readonly Wanted[]
  address_id: string
  note?: string
  from_basket?: boolean
  /** Coupons and red packets to be used, all of them or nothing is bought. */
  coupon_ids?: readonly string[]
  /** Minor units. Another total now is refused, never silently charged. */
  seen_total?: number
}
/** One buyer's tap on "buy": what, and the claim that makes it happen once. */
export type Tap = { claim: Claim; wish: CheckoutWish }

/** The answer to a purchase, in the form in which it is kept under its claim: integers and text. */
export type Placed = {
  id: string
  payment: Wire<ReturnType<typeof showPayment>>
  orders: { id: string; number: string; shop_id: string; paid_amount: number }[]
  amount: number
  currency: string
  deadline_at: string
}
/** What a tap leads to: bought, now or by an earlier try of the same claim, or the reason why not. */
export type Outcome = Placed | Refusal

const TRIES = 5

/**
 * Buys, for many buyers in one transaction: for each that gets everything they ask for, the stock is held, one order a
 * shop is written with everything frozen on its lines, one payment is opened for all, and the answer is kept under the
 * claim. Who does not get it takes nothing from the next one. Outcomes stand in the order of the taps; no claim may be
 * among them twice. The number of statements grows with neither buyers nor shops nor lines.
 *
 * Nearly every claim is new, so the first try does not look for earlier answers: one that was answered before makes
 * the last step fail, nothing is kept, and the second try begins with looking. When `hopeful`, that there is enough for
 * all, the orders are written before the stock is locked, so that other batches wait for it less; if that was wrong they are
 * unwritten and it is done in the careful order.
 */
export async function placeCheckouts(
  db: Db,
  taps: readonly Tap[],
  now: Date,
  { hopeful = false } = {},
): Promise<Outcome[]> {
  for (let tries = 1; ; tries++)
    try {
      return await inTransaction(db, async (tx) => {
        const batch: Batch = { tx, taps, now, outcomes: new Map() }
        await writeCheckouts(batch, { is_repeated: tries > 1, hopeful: hopeful && tries === 1 })
        return taps.map((tap) => batch.outcomes.get(tap) as Outcome)
      })
    } catch (error) {
      if (!(error instanceof ClaimTaken) || tries === TRIES) throw error
    }
}

/** Buys for one buyer alone. @throws the refusal */
export async function placeCheckout(
  { db, wake }: Pick<Context, 'db' | 'wake'>,
  claim: Claim,
  { now, ...wish }: CheckoutWish & { now: Date },
): Promise<Placed> {
  const [outcome] = await placeCheckouts(db, [{ claim, wish }], now)
  if (outcome instanceof Refusal) throw outcome
  wake()
  return outcome as Placed
}

type Batch = { tx: Tx; taps: readonly Tap[]; now: Date; outcomes: Map<Tap, Outcome> }

async function writeCheckouts(
  batch: Batch,
  { is_repeated, hopeful }: { is_repeated: boolean; hopeful: boolean },
): Promise<void> {
  const { tx, taps, outcomes } = batch
  if (is_repeated) await lookUp(batch, taps)
  const fresh = taps.filter((tap) => !outcomes.has(tap))
  const drafts = await draftMany(batch, fresh)
  if (hopeful && drafts.length === fresh.length && (await writeAhead(batch, drafts))) return
  const { granted, taken, redeem } = await takeCarefully(batch, drafts)
  // A twin in another process may have taken the last one, or this buyer's limit, since we looked: before we read the
  // shelf, or while we waited for the stock. Then its answer is ours.
  const bought = new Set(granted.map(({ tap }) => tap))
  await lookUp(
    batch,
    fresh.filter((tap) => !bought.has(tap)),
  )
  if (granted.length > 0)
    await commitWith(tx, [taken, ...write(batch, granted), ...redeem(), ...close(batch, granted)])
}

/**
 * Holds stock, then coupons and budgets. Whoever loses a coupon to somebody else gives their stock up again before the
 * others are served: it is undone and done once more without them. Who uses nothing costs nothing here.
 */
async function takeCarefully({ tx, now, outcomes }: Batch, drafts: readonly Draft[]) {
  const is_discounted = drafts.some(({ uses }) => uses.length > 0)
  let wishing = drafts
  for (;;) {
    if (is_discounted) await sql`savepoint taking`.execute(tx)
    const { answers, taken } = await reserveMany(tx, wishesOf(wishing), now)
    const granted = wishing.filter((_, place) => !answers[place])
    const redeemed = await redeemMany(tx, granted.map(redeeming), now)
    if (!redeemed.answers.some((answer) => answer)) {
      for (const [place, { tap }] of wishing.entries()) {
        const refusal = answers[place]
        if (refusal) outcomes.set(tap, refusal)
      }
      return { granted, taken, redeem: redeemed.write }
    }
    await taken
    await sql`rollback to savepoint taking`.execute(tx)
    for (const [place, { tap }] of granted.entries()) {
      const refusal = redeemed.answers[place]
      if (refusal) outcomes.set(tap, refusal)
    }
    wishing = wishing.filter(({ tap }) => !outcomes.has(tap))
  }
}

const redeeming = ({ checkout_id, tap, uses }: Draft) => ({
  checkout_id,
  buyer_id: tap.wish.buyer_id,
  uses,
})

/** Puts the outcomes of earlier tries in place of those of this one. */
async function lookUp({ tx, outcomes }: Batch, some: readonly Tap[]): Promise<void> {
  const known = await findAnswers<Placed>(
    tx,
    some.map(({ claim }) => claim),
  )
  for (const tap of some) {
    const found = known.get(tap.claim.id)
    if (found) outcomes.set(tap, found instanceof Refusal ? found : found.answer)
  }
}

/** Writes first and locks then. False, with nothing left of it, when there is not enough for all, goods or coupons. */
async function writeAhead(batch: Batch, drafts: readonly Draft[]): Promise<boolean> {
  const { tx, now } = batch
  const [, { answers, taken }] = await together([
    together([sql`savepoint ahead`.execute(tx), ...write(batch, drafts)]),
    reserveMany(tx, wishesOf(drafts), now, { all_or_none: true }),
  ])
  if (!answers.some((answer) => answer)) {
    const redeemed = await redeemMany(tx, drafts.map(redeeming), now)
    if (!redeemed.answers.some((answer) => answer)) {
      await commitWith(tx, [taken, ...redeemed.write(), ...close(batch, drafts)])
      return true
    }
    await taken
  }
  await sql`rollback to savepoint ahead`.execute(tx)
  return false
}

/** A checkout as it will stand when the stock is there. */
type Draft = {
  tap: Tap
  checkout_id: string
  /** JSON. */
  address: string
  amount: bigint
  currency: string
  payment: PaymentRow
  orders: NewOrder[]
  lines: NewLine[]
  uses: Use[]
  deadline_at: Date
}

/** Prices every tap by one price list; what cannot be bought gets its refusal. */
async function draftMany({ tx, now, outcomes }: Batch, taps: readonly Tap[]): Promise<Draft[]> {
  if (taps.length === 0) return []
  const coupon_ids = taps.flatMap(({ wish }) => wish.coupon_ids ?? [])
  const [found, list, held] = await together([
    findAddresses(
      tx,
      taps.map(({ wish }) => wish),
    ),
    loadPriceList(
      tx,
      taps.flatMap(({ wish }) => wish.lines),
      now,
    ),
    coupon_ids.length > 0 ? findCoupons(tx, coupon_ids) : [],
  ])
  const coupons = new Map(held.map((coupon) => [coupon.coupon_id, coupon]))
  const addresses = new Map(
    found.map(({ id, account_id, address }) => [`${id} ${account_id}`, address]),
  )
  // In a rush nearly everybody wants the same, with coupons of the same kind: it is priced once.
  const known = new Map<string, PricedCheckout>()
  const pricedOf = (lines: readonly Wanted[], offered: readonly Offered[]): PricedCheckout => {
    const name = JSON.stringify(offered.length > 0 ? [lines, offered.map(({ id }) => id)] : lines)
    let priced = known.get(name)
    if (!priced) {
      priced = priceBy(list, lines, offered)
      assertSellable(priced, now)
      assertCouponsApply(priced)
      known.set(name, priced)
    }
    return priced
  }
  const drafts: Draft[] = []
  for (const tap of taps)
    try {
      const { buyer_id, address_id, lines } = tap.wish
      if (lines.length === 0) throw basketEmpty()
      const address = addresses.get(`${address_id} ${buyer_id}`)
      if (!address) throw addressMissing()
      const offered = offeredBy(tap.wish, coupons, now)
      const priced = pricedOf(lines, offered)
      assertAsShown(priced, tap.wish.seen_total)
      drafts.push(draft(tap, priced, offered, address, now))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      outcomes.set(tap, error)
    }
  const numbers = await drawNumbers(
    tx,
    drafts.reduce((sum, one) => sum + one.orders.length, 0),
    now,
  )
  let place = 0
  for (const one of drafts)
    for (const order of one.orders) order.number = numbers[place++] as string
  return drafts
}

const wishesOf = (drafts: readonly Draft[]) =>
  drafts.map(({ tap, lines, deadline_at }) => ({
    buyer_id: tap.wish.buyer_id,
    lines: lines.map(({ id, terms: { sku_id, quantity, flash_offer_id } }) => ({
      line_id: id,
      sku_id,
      quantity,
      flash_offer_id,
    })),
    deadline_at,
  }))

/** New rows, for which nobody waits and which wait for nobody. Nothing of it waits for the rest: it travels together. */
function write({ tx, now }: Batch, drafts: readonly Draft[]): Promise<unknown>[] {
  const made = drafts.flatMap((draft) => draft.orders)
  const lines = drafts.flatMap((draft) => draft.lines)
  return [
    insertPayments(
      tx,
      drafts.map(({ payment }) => payment),
    ),
    insertOrders(
      tx,
      drafts.map(({ checkout_id, tap, payment, amount, currency, address }) => ({
        id: checkout_id,
        buyer_id: tap.wish.buyer_id,
        payment_id: payment.id,
        amount,
        currency,
        address,
      })),
      made,
      now,
    ),
    insertLines(tx, lines),
    tellPlaced(tx, made, lines, now),
  ]
}

/** What others may hold, so it comes behind the stock's lock in every order of doing it: baskets, and last the claims. */
function close({ tx, now, outcomes }: Batch, granted: readonly Draft[]): Promise<unknown>[] {
  for (const draft of granted) outcomes.set(draft.tap, answerOf(draft, now))
  const bought = granted.flatMap(({ tap: { wish } }) =>
    wish.from_basket ? wish.lines.map(({ sku_id }) => ({ buyer_id: wish.buyer_id, sku_id })) : [],
  )
  return [
    ...(bought.length > 0 ? [emptyBaskets(tx, bought)] : []),
    keepAnswers(
      tx,
      granted.map(({ tap }) => ({ claim: tap.claim, answer: outcomes.get(tap) })),
      now,
    ),
  ]
}

const answerOf = ({ payment, orders, ...draft }: Draft, now: Date): Placed => {
  const deadline_at = draft.deadline_at.toISOString()
  return {
    id: draft.checkout_id,
    payment: {
      ...showPayment(payment, now),
      amount: Number(payment.amount),
      refunded: 0,
      deadline_at,
      paid_at: null,
    },
    orders: orders.map(({ id, number, shop_id, paid_amount }) => ({
      id,
      number,
      shop_id,
      paid_amount: Number(paid_amount),
    })),
    amount: Number(draft.amount),
    currency: draft.currency,
    deadline_at,
  }
}

function draft(
  tap: Tap,
  priced: PricedCheckout,
  offered: readonly Offered[],
  address: string,
  now: Date,
): Draft {
  const { buyer_id, note = '' } = tap.wish
  const checkout_id = newId()
  const deadline_at = unpaidDeadline(priced.has_flash, now)
  const currency = (priced.shops[0] as PricedShop).currency
  const payment = draftPayment({
    subject_kind: 'checkout',
    subject_id: checkout_id,
    payer_id: buyer_id,
    amount: priced.total,
    currency,
    title: titleOf(priced),
    payee: priced.shops.map((shop) => shop.shop_name).join(', '),
    deadline_at,
    now,
  })
  const made: Draft = {
    tap,
    checkout_id,
    address,
    amount: priced.total,
    currency,
    payment,
    orders: [],
    lines: [],
    uses: [],
    deadline_at,
  }
  const ids = new Map<PricedLine, string>()
  for (const { lines, shop_name: _, ...sums } of priced.shops) {
    const id = newId()
    made.orders.push({
      ...sums,
      id,
      number: '',
      checkout_id,
      buyer_id,
      payment_id: payment.id,
      buyer_note: note,
      deadline_at,
    })
    for (const [position, line] of lines.entries()) {
      const line_id = newId()
      ids.set(line, line_id)
      made.lines.push({ id: line_id, order_id: id, position, terms: termsOf(line) })
    }
  }
  if (priced.choice.applied.length > 0) made.uses = usesOf(priced, offered, ids)
  return made
}

/** Everything by which a line is sold, frozen. Lines that were priced together share it. */
const termsOf = (line: PricedLine): Terms => {
  let terms = frozen.get(line)
  if (!terms) {
    terms = freeze(line)
    frozen.set(line, terms)
  }
  return terms
}
const frozen = new WeakMap<PricedLine, Terms>()

const freeze = (line: PricedLine): Terms => ({
  shop_id: line.offer.shop_id,
  product_id: line.offer.product_id,
  sku_id: line.offer.sku_id,
  quantity: line.quantity,
  title: line.offer.title,
  option_values: line.offer.option_values,
  picture_key: line.offer.picture_key,
  unit_price: line.unit_price,
  price_amount: line.price_amount,
  shop_discount: line.shop_discount,
  platform_discount: line.platform_discount,
  creator_discount: line.creator_discount,
  paid_amount: line.paid_amount,
  fee_ppm: line.offer.fee_ppm,
  commission_ppm: line.terms?.commission_ppm ?? 0n,
  leader_ppm: line.terms?.leader_ppm ?? 0n,
  leader_cut_ppm: line.terms?.leader_cut_ppm ?? 0n,
  premium: 0n,
  plan_id: line.terms?.plan_id ?? null,
  plan_kind: line.terms?.plan_kind ?? null,
  campaign_id: line.terms?.campaign_id ?? null,
  creator_id: line.origin.creator_id,
  leader_id: line.terms?.leader_id ?? null,
  agency_id: line.terms?.agency_id ?? null,
  agency_ppm: line.terms?.agency_ppm ?? 0n,
  placement: line.origin.placement,
  content_id: line.origin.content_id,
  room_id: line.origin.room_id,
  stream_offset_ms: wholeMs(line.origin.stream_offset_ms),
  flash_offer_id: line.flash?.id ?? null,
  return_days: line.offer.return_days,
  return_exception: line.offer.return_exception,
})

const wholeMs = (ms: number | null): bigint | null => (ms === null ? null : BigInt(ms))

/** What the provider's cashier shows. */
function titleOf({ shops }: PricedCheckout): string {
  const first = shops[0]?.lines[0]?.offer.title ?? ''
  const count = shops.reduce((sum, { lines }) => sum + lines.length, 0)
  return count > 1 ? `${first.slice(0, 60)} +${count - 1}` : first.slice(0, 60)
}
