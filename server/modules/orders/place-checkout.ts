import { newId, showId } from '../../kernel/ids.ts'
import type { Actor } from '../../kernel/state.ts'
import type { Context } from '../../platform/context.ts'
import type { Tx } from '../../platform/db.ts'
import { type Claim, once } from '../../platform/idempotency.ts'
import { recordBirth } from '../../platform/transition.ts'
import { findAddress } from '../accounts/index.ts'
import { notForSale } from '../catalog/index.ts'
import { flashNotOpen, outOfStock, reserveStock } from '../inventory/index.ts'
import { openPayment, showPayment } from '../payments/index.ts'
import { blockedByPolicy } from '../policies/index.ts'
import { removeLines } from './basket.sql.ts'
import {
  type AddressWords,
  addressMissing,
  amountTooLarge,
  basketEmpty,
  mixedCurrencies,
  nothingToPay,
  orders,
  priceChanged,
  unpaidDeadline,
} from './order.ts'
import type { OrderLine } from './order-line.ts'
import { orderPlaced, tell } from './orders.events.ts'
import { prepareCheckout } from './prepare-checkout.ts'
import {
  isOneCurrency,
  isPayable,
  type PricedCheckout,
  type PricedLine,
  type PricedShop,
  type Problem,
  type Wanted,
} from './price-checkout.ts'
import {
  insertCheckouts,
  insertLines,
  insertOrders,
  type NewLine,
  type NewOrder,
} from './write-orders.sql.ts'

export type CheckoutWish = {
  buyer_id: string
  lines: readonly Wanted[]
  address_id: string
  note?: string
  from_basket?: boolean
  now: Date
}

/**
 * Buys: holds the stock, writes one order a shop with everything frozen on its lines, opens one payment for all; in one
 * transaction with the caller's claim, so a double tap gets the first answer. The number of statements does
 * not grow with shops or lines.
 */
export async function placeCheckout(context: Context, claim: Claim, wish: CheckoutWish) {
  const placed = await once(context.db, claim, wish.now, (tx) => writeCheckout(tx, wish))
  context.wake()
  return placed
}

async function writeCheckout(tx: Tx, wish: CheckoutWish) {
  const { buyer_id, now } = wish
  if (wish.lines.length === 0) throw basketEmpty()
  const found = await findAddress(tx, buyer_id, wish.address_id)
  if (!found) throw addressMissing()
  const { id: _, is_default: __, ...address } = found
  const priced = await prepareCheckout(tx, wish.lines, now)
  assertSellable(priced)

  const checkout_id = newId()
  const deadline_at = unpaidDeadline(priced.has_flash, now)
  const currency = priced.shops[0]?.currency as string
  const drafts = priced.shops.map((shop) =>
    draftOrder(shop, { checkout_id, address, deadline_at, wish }),
  )
  const lines = drafts.flatMap((draft) => draft.lines)
  await reserveStock(tx, {
    buyer_id,
    lines: lines.map(({ id, sku_id, quantity, flash_offer_id }) => ({
      line_id: id,
      sku_id,
      quantity,
      flash_offer_id,
    })),
    now,
    deadline_at,
  })
  const payment = await openPayment(tx, {
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
  const payment_id = payment.id
  await insertCheckouts(
    tx,
    [{ id: checkout_id, buyer_id, payment_id, amount: priced.total, currency, address }],
    now,
  )
  const made = drafts.map(({ order }) => ({ ...order, payment_id }))
  const numbers = new Map((await insertOrders(tx, made, now)).map(({ id, number }) => [id, number]))
  await insertLines(tx, lines)
  const buyer: Actor = { kind: 'account', id: buyer_id }
  const ids = made.map((order) => order.id)
  await recordBirth(tx, orders, {
    ids,
    state: 'unpaid',
    actor: buyer,
    reason: 'checkout',
    now,
    deadline_at,
  })
  if (wish.from_basket)
    await removeLines(
      tx,
      buyer_id,
      lines.map((line) => line.sku_id),
    )
  const placed = made.map((order) => ({ ...order, number: numbers.get(order.id) as string }))
  await tell(tx, orderPlaced, placed, lines as OrderLine[], now)
  return {
    id: checkout_id,
    payment: showPayment(payment, now),
    orders: placed.map(({ id, number, shop_id, paid_amount }) => ({
      id,
      number,
      shop_id,
      paid_amount,
    })),
    amount: priced.total,
    currency,
    deadline_at,
  }
}

/** Refuses by the first kind of problem, naming every line that has it. */
function assertSellable(priced: PricedCheckout): void {
  const lines = priced.shops.flatMap((shop) => shop.lines)
  const having = (problem: Problem) => lines.filter((line) => line.problem === problem)
  const skus = (some: readonly PricedLine[]) => ({
    sku_ids: some.map((line) => showId('sku', line.offer.sku_id)),
  })
  const blocked = having('blocked_by_link_policy')
  if (blocked.length > 0) throw blockedByPolicy(skus(blocked))
  const gone = having('not_for_sale')
  if (gone.length > 0) throw notForSale(skus(gone))
  const over = having('flash_not_open')
  if (over.length > 0) throw flashNotOpen(skus(over))
  const short = having('out_of_stock')
  if (short.length > 0) throw outOfStock(skus(short))
  const changed = having('price_changed')
  if (changed.length > 0)
    throw priceChanged({
      lines: changed.map((line) => ({
        sku_id: showId('sku', line.offer.sku_id),
        seen_price: line.seen_price,
        price: line.unit_price,
      })),
    })
  if (!isOneCurrency(priced)) throw mixedCurrencies()
  if (priced.total < 1n) throw nothingToPay()
  if (!isPayable(priced.total)) throw amountTooLarge()
}

function draftOrder(
  shop: PricedShop,
  about: { checkout_id: string; address: AddressWords; deadline_at: Date; wish: CheckoutWish },
): { order: Omit<NewOrder, 'payment_id'>; lines: NewLine[] } {
  const order_id = newId()
  const { lines, shop_name: _, ...sums } = shop
  return {
    order: {
      ...sums,
      id: order_id,
      checkout_id: about.checkout_id,
      buyer_id: about.wish.buyer_id,
      address: about.address,
      buyer_note: about.wish.note ?? '',
      deadline_at: about.deadline_at,
    },
    lines: lines.map((line, position) => freeze(line, order_id, position)),
  }
}

const freeze = (line: PricedLine, order_id: string, position: number): NewLine => ({
  id: newId(),
  order_id,
  shop_id: line.offer.shop_id,
  position,
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
  commission_ppm: line.commission_ppm,
  leader_ppm: 0n,
  leader_cut_ppm: 0n,
  premium: 0n,
  plan_id: line.plan_id,
  creator_id: line.creator_id,
  leader_id: null,
  room_id: line.room_id,
  stream_offset_ms: line.stream_offset_ms === null ? null : BigInt(line.stream_offset_ms),
  flash_offer_id: line.flash?.id ?? null,
  return_days: line.offer.return_days,
  return_exception: line.offer.return_exception,
})

/** What the provider's cashier shows. */
function titleOf({ shops }: PricedCheckout): string {
  const lines = shops.flatMap((shop) => shop.lines)
  const first = lines[0]?.offer.title ?? ''
  return lines.length > 1 ? `${first.slice(0, 60)} +${lines.length - 1}` : first.slice(0, 60)
}
