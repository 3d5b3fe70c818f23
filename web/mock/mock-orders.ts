import type { Answer } from '../shared/api/client.ts'
import { addresses, found, from, id, products } from './mock-world.ts'

type Order = Answer<'GET /v1/orders/:order_id'>
type Row = Answer<'GET /v1/orders'>['data'][number]
type Aftersale = Answer<'GET /v1/aftersales/:aftersale_id'>
type Payment = Answer<'GET /v1/payments/:payment_id'>

const { id: _, is_default: __, ...address } = addresses[0] as (typeof addresses)[number]
const STATES = ['unpaid', 'to_ship', 'shipped', 'completed', 'cancelled'] as const

function makeOrder(number: number, state: Order['state'], at: number): Order {
  const product = found(products[at])
  const sku = found(product.skus[0])
  const paid = state !== 'unpaid' && state !== 'cancelled'
  const shipped = state === 'shipped' || state === 'completed'
  const off = number === 2 ? 900 : 0
  return {
    id: id('ord', number),
    number: `2026112208${String(number).padStart(8, '0')}`,
    checkout_id: id('chk', number),
    payment_id: id('pay', number),
    shop_id: product.shop_id,
    shop_name: product.shop_name,
    buyer_nickname: '林小满',
    state,
    state_at: from(-3_600),
    deadline_at:
      state === 'unpaid'
        ? from(1_500)
        : state === 'to_ship'
          ? from(150_000)
          : state === 'shipped'
            ? from(8 * 86_400)
            : null,
    on_deadline:
      state === 'unpaid'
        ? 'cancel'
        : state === 'to_ship'
          ? 'ship_late'
          : state === 'shipped'
            ? 'confirm_receipt'
            : null,
    goods_amount: sku.price,
    discount_amount: off,
    discounts:
      off > 0
        ? [
            {
              promotion_id: id('prm', 1),
              kind: 'coupon',
              funder: 'shop',
              title: '满 100 减 6',
              amount: 600,
            },
            {
              promotion_id: id('prm', 2),
              kind: 'coupon',
              funder: 'platform',
              title: '平台消费券',
              amount: 300,
            },
          ]
        : [],
    freight_amount: 0,
    paid_amount: sku.price - off,
    refunded_amount: 0,
    currency: 'CNY',
    address,
    buyer_note: '请用加固包装',
    cancel_reason: state === 'cancelled' ? 'changed_mind' : null,
    lines: [
      {
        id: id('lin', number),
        product_id: product.id,
        sku_id: sku.id,
        title: product.title,
        option_values: sku.option_values,
        picture_url: product.picture_url,
        quantity: 2,
        unit_price: sku.price / 2,
        price_amount: sku.price,
        discount_amount: off,
        borne:
          off > 0
            ? [
                { by: 'shop', amount: 600, given_back: 0 },
                { by: 'platform', amount: 300, given_back: 0 },
              ]
            : [],
        paid_amount: sku.price - off,
        room_id: id('room', 1),
        is_flash: number === 1,
        shipped_quantity: shipped ? 2 : 0,
        refunded_quantity: 0,
        refunded_amount: 0,
        return_days: product.return_days,
        return_exception: product.return_exception,
        aftersale:
          number === 4 ? { id: id('afs', 1), state: 'await_seller', kind: 'return_refund' } : null,
        aftersale_kinds:
          number === 4 || !paid
            ? []
            : shipped
              ? ['refund_only', 'return_refund']
              : ['refund_before_ship'],
        aftersale_why_not: paid ? null : state === 'unpaid' ? 'unpaid' : 'cancelled',
        aftersale_until: shipped ? from(7 * 86_400) : null,
      },
    ],
    parcels: shipped
      ? [
          {
            id: id('prc', number),
            carrier: '顺丰速运',
            tracking_number: 'SF1029384756001',
            state: state === 'completed' ? 'signed' : 'in_transit',
            state_at: from(-3_600),
            signed_at: state === 'completed' ? from(-3_600) : null,
            events: [
              {
                state: 'picked_up',
                place: '杭州',
                words: '快件已揽收',
                happened_at: from(-40_000),
              },
              {
                state: 'in_transit',
                place: '嘉兴',
                words: '快件到达【嘉兴转运中心】',
                happened_at: from(-20_000),
              },
              {
                state: 'in_transit',
                place: '上海',
                words: '快件正在派送，请保持电话畅通',
                happened_at: from(-3_600),
              },
            ],
            lines: [{ order_line_id: id('lin', number), quantity: 2 }],
          },
        ]
      : [],
    created_at: from(-90_000),
    paid_at: paid ? from(-89_000) : null,
    ship_by: paid ? from(80_000) : null,
    shipped_at: shipped ? from(-40_000) : null,
    received_at: state === 'completed' ? from(-3_600) : null,
    completed_at: state === 'completed' ? from(-3_600) : null,
    history: [],
  }
}

export const orders: Order[] = STATES.map((state, index) => makeOrder(index + 1, state, index))

export const rowOf = (order: Order): Row => ({
  id: order.id,
  number: order.number,
  payment_id: order.payment_id,
  shop_id: order.shop_id,
  shop_name: order.shop_name,
  buyer_nickname: order.buyer_nickname,
  state: order.state,
  deadline_at: order.deadline_at,
  paid_amount: order.paid_amount,
  refunded_amount: order.refunded_amount,
  currency: order.currency,
  lines: order.lines.map(({ id, title, option_values, picture_url, quantity, unit_price }) => ({
    id,
    title,
    option_values,
    picture_url,
    quantity,
    unit_price,
  })),
  recipient: '林**',
  ship_by: order.ship_by,
  open_aftersales: order.lines.filter(({ aftersale }) => aftersale).length,
  created_at: order.created_at,
})

const AFTERSALE_STATES = [
  'await_seller',
  'seller_rejected',
  'await_buyer_ship',
  'succeeded',
] as const
export const aftersales: Aftersale[] = AFTERSALE_STATES.map((state, index) => {
  const order = found(orders[3])
  const line = found(order.lines[0])
  return {
    id: id('afs', index + 1),
    order_id: order.id,
    order_number: order.number,
    order_line_id: line.id,
    shop_id: order.shop_id,
    shop_name: order.shop_name,
    buyer_nickname: '林小满',
    title: line.title,
    option_values: line.option_values,
    picture_url: line.picture_url,
    kind: 'return_refund',
    quantity: 1,
    amount: line.unit_price,
    currency: 'CNY',
    reason: 'not_as_described',
    words: '颜色和直播间里看到的不一样',
    evidence_urls: ['/files/side-desk.jpg'],
    state,
    state_at: from(-600),
    turn: state === 'await_seller' ? 'seller' : state === 'succeeded' ? null : 'buyer',
    deadline_at: state === 'succeeded' ? null : from(160_000),
    on_deadline: state === 'await_seller' ? 'approve' : state === 'succeeded' ? null : 'close',
    rejection_reason: state === 'seller_rejected' ? 'used_or_damaged_by_buyer' : null,
    rejection_words: state === 'seller_rejected' ? '桌脚有明显划痕，发货前已检查' : null,
    seller_evidence_urls: [],
    return_address:
      state === 'await_buyer_ship' ? { ...address, recipient: '青岚生活馆售后' } : null,
    return_carrier: null,
    return_tracking_number: null,
    verdict: null,
    verdict_words: null,
    created_at: from(-7_200),
    version: 1,
    history: [
      {
        from_state: null,
        to_state: 'await_seller',
        reason: 'not_as_described',
        actor_kind: 'buyer',
        at: from(-7_200),
        deadline_at: null,
      },
      ...(state === 'await_seller'
        ? []
        : [
            {
              from_state: 'await_seller',
              to_state: state,
              reason: '',
              actor_kind: 'seller',
              at: from(-600),
              deadline_at: null,
            },
          ]),
    ],
  }
})

export const payments = new Map<string, Payment>()
export function makePayment(number: number, amount: number): Payment {
  const payment: Payment = {
    id: id('pay', number),
    subject_kind: 'checkout',
    subject_id: id('chk', number),
    number: `P20261122${String(number).padStart(10, '0')}`,
    amount,
    refunded: 0,
    currency: 'CNY',
    state: 'pending',
    cashier_url: `/mock/cashier/${id('pay', number)}`,
    deadline_at: from(900),
    paid_at: null,
    title: 'Closedloop',
  }
  payments.set(payment.id, payment)
  return payment
}
for (const order of orders) makePayment(Number(order.id.slice(-2)), order.paid_amount)
const closed = found(payments.get(id('pay', 5)))
payments.set(closed.id, { ...closed, state: 'closed', cashier_url: null })
