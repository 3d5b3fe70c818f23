import { newId } from '../../kernel/ids.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { type Tx, together } from '../../platform/db.ts'
import type { Claim } from '../../platform/idempotency.ts'
import type { Wire } from '../../platform/outbox.ts'
import { findAddresses } from '../accounts/index.ts'
import { draftPayment, type PaymentRow, type showPayment } from '../payments/index.ts'
import { findCoupons, type Offered, type Use } from '../promotions/index.ts'
import { assertSellable } from './assert-sellable.ts'
import { addressMissing, basketEmpty, unpaidDeadline } from './order.ts'
import { drawNumbers } from './order-number.ts'
import { loadPriceList, priceBy } from './prepare-checkout.ts'
import type { PricedCheckout, PricedLine, PricedShop, Wanted } from './price-checkout.ts'
import { assertAsShown, assertCouponsApply, offeredBy, usesOf } from './use-coupons.ts'
import type { NewLine, NewOrder, Terms } from './write-orders.sql.ts'

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

/** What is done together: taps, and what each of them leads to. */
export type Batch = { tx: Tx; taps: readonly Tap[]; now: Date; outcomes: Map<Tap, Outcome> }

/** A checkout as it will stand when the stock is there. */
export type Draft = {
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
export async function draftMany(
  { tx, now, outcomes }: Batch,
  taps: readonly Tap[],
): Promise<Draft[]> {
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
