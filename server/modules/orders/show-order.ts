import { portion } from '../../kernel/money.ts'
import { notFound } from '../../kernel/refusal.ts'
import type { Db } from '../../platform/db.ts'
import { cursorOf, pageOf, pageSize, readCursor, UUID } from '../../platform/paging.ts'
import { fileUrl } from '../../platform/storage.ts'
import { historyOf, type StateChange } from '../../platform/transition.ts'
import { maskName, maskPhone } from '../accounts/index.ts'
import { discountsOf } from '../promotions/index.ts'
import {
  type AddressWords,
  type OrderRow,
  type OrderState,
  unpaidDeadline,
  whatHappensNext,
} from './order.ts'
import { aftersaleChoices, type OrderLine } from './order-line.ts'
import { linesOf } from './orders.sql.ts'
import { parcelsOf } from './parcels-shown.ts'
import {
  aftersalesOf,
  findShownOrder,
  type LineAftersale,
  type ListedOrder,
  listLines,
  listOrders,
  soldBy,
} from './show-orders.sql.ts'

/** Who looks: decides whose orders exist for them and how much of the address they see. */
export type Viewer = { buyer_id: string } | { shop_id: string } | { operator: true }

const OVER = new Set(['succeeded', 'closed'])
/** States in which the shop needs the address: it has to bring the goods there. */
const ADDRESSED: ReadonlySet<OrderState> = new Set(['to_ship', 'part_shipped', 'shipped'])

/** Province and city stay readable; who and where exactly does not. */
export const maskAddress = (address: AddressWords): AddressWords => ({
  recipient: maskName(address.recipient),
  phone: maskPhone(address.phone),
  province: address.province,
  city: address.city,
  district: address.district,
  street: '***',
})

const addressFor = (order: OrderRow, viewer: Viewer): AddressWords =>
  'buyer_id' in viewer || ('shop_id' in viewer && ADDRESSED.has(order.state))
    ? order.address
    : maskAddress(order.address)

/** One order whole, as this viewer may see it. @throws notFound also for orders of others */
export async function showOrder(db: Db, order_id: string, viewer: Viewer, now: Date) {
  const order = await findShownOrder(db, order_id, 'operator' in viewer ? {} : viewer)
  if (!order) throw notFound()
  const lines = await linesOf(db, [order_id])
  const [aftersales, parcels, history, discounts] = await Promise.all([
    aftersalesOf(
      db,
      lines.map((line) => line.id),
    ),
    parcelsOf(db, order_id),
    historyOf(db, 'orders', order_id),
    order.discount_amount > 0n
      ? discountsOf(
          db,
          lines.map((line) => line.id),
        )
      : [],
  ])
  const aftersale_of = new Map(aftersales.map((one) => [one.order_line_id, one]))
  return {
    ...order,
    ...whatHappensNext(order, now),
    payment_id: 'shop_id' in viewer ? null : order.payment_id,
    address: addressFor(order, viewer),
    lines: lines.map((line) => showLine(line, order, aftersale_of.get(line.id), now)),
    discounts,
    parcels,
    history: bornOnItsRow(order, lines, history),
  }
}

/** How an order came to be stands on its own row; its history begins with what happened to it next. */
function bornOnItsRow(order: OrderRow, lines: readonly OrderLine[], history: StateChange[]) {
  if (history[0]?.from_state === null) return history
  const has_flash = lines.some((line) => line.flash_offer_id !== null)
  const birth: StateChange = {
    from_state: null,
    to_state: 'unpaid',
    actor_kind: 'account',
    actor_id: order.buyer_id,
    reason: 'checkout',
    at: order.created_at,
    deadline_at: unpaidDeadline(has_flash, order.created_at),
  }
  return [birth, ...history]
}

function showLine(
  line: OrderLine,
  order: OrderRow,
  aftersale: LineAftersale | undefined,
  now: Date,
) {
  const has_open = aftersale !== undefined && !OVER.has(aftersale.state)
  return {
    ...line,
    picture_url: fileUrl(line.picture_key),
    discount_amount: line.price_amount - line.paid_amount,
    borne: borneBy(line),
    is_flash: line.flash_offer_id !== null,
    aftersale: has_open
      ? { id: aftersale.aftersale_id, state: aftersale.state, kind: aftersale.kind }
      : null,
    ...aftersaleChoices(line, order, has_open, now),
  }
}

/** The parts of a line's discount by who bears them; of refunded units they go back by the cumulative method. */
const borneBy = (line: OrderLine) =>
  (['shop', 'platform', 'creator'] as const)
    .map((by) => ({ by, amount: line[`${by}_discount`] }))
    .filter(({ amount }) => amount > 0n)
    .map(({ by, amount }) => ({
      by,
      amount,
      given_back: portion(amount, BigInt(line.refunded_quantity), BigInt(line.quantity)),
    }))

type ListWish = {
  state?: OrderState
  q?: string
  of?: 'paid' | 'refunded' | 'own'
  paid_on?: string
  after?: string
  limit?: number
}

/** A page of orders, newest first. A buyer's `shipped` holds partly shipped ones too, as the counts do. */
export async function showOrders(db: Db, viewer: Viewer, wish: ListWish, now: Date) {
  const limit = pageSize(wish.limit)
  const [before] = readCursor(wish.after, UUID) ?? []
  const states: OrderState[] | undefined =
    wish.state === 'shipped' && 'buyer_id' in viewer
      ? ['part_shipped', 'shipped']
      : wish.state && [wish.state]
  const found = await listOrders(db, {
    ...('operator' in viewer ? {} : viewer),
    ...(states ? { states } : {}),
    ...(wish.q ? { q: wish.q } : {}),
    ...(wish.of ? { of: wish.of } : {}),
    ...(wish.paid_on ? { paid_on: wish.paid_on } : {}),
    ...(before ? { before } : {}),
    limit,
  })
  const page = pageOf(found, limit, (last) => cursorOf(last.id))
  const lines = await listLines(
    db,
    page.data.map((order) => order.id),
  )
  const lines_of = Map.groupBy(lines, (line) => line.order_id)
  return {
    data: page.data.map((order: ListedOrder) => ({
      ...order,
      deadline_at: whatHappensNext(order, now).deadline_at,
      payment_id: 'shop_id' in viewer ? null : order.payment_id,
      recipient: maskName(order.address.recipient),
      lines: (lines_of.get(order.id) ?? []).map((line) => ({
        ...line,
        picture_url: fileUrl(line.picture_key),
      })),
    })),
    next: page.next,
  }
}

/** An order for the platform's staff: with what it was sold by. */
export const showToOperator = async (db: Db, order_id: string, now: Date) => ({
  order: await showOrder(db, order_id, { operator: true }, now),
  lines: await soldBy(db, order_id),
})
