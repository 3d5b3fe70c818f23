import type { Answer, Body, Route } from '../shared/api/client.ts'
import { basket, keep, quote } from './mock-basket.ts'
import { aftersales, makePayment, orders, payments, rowOf } from './mock-orders.ts'
import { coupons, offers } from './mock-promotions.ts'
import { flash, rooms } from './mock-rooms.ts'
import {
  addresses,
  cardOf,
  found,
  from,
  id,
  me,
  people,
  products,
  Refused,
  shops,
} from './mock-world.ts'

/** What a mock handler is given. */
export type Ask<K extends Route> = {
  params: Record<string, string>
  query: Record<string, string>
  body: Body<K>
  signed_in: boolean
}
/** Canned answers by route, each of the contract's own type. */
export type MockRoutes = { [K in Route]?: (ask: Ask<K>) => Answer<K> }

const page = <T>(data: T[]) => ({ data, next: null })
const by = <T extends { id: string }>(list: T[], wanted: string | undefined): T =>
  found(list.find((one) => one.id === wanted))
let made = 100

const moveOrder = (order_id: string | undefined, patch: Partial<(typeof orders)[number]>) => {
  const at = orders.findIndex((one) => one.id === order_id)
  const order = { ...found(orders[at]), deadline_at: null, on_deadline: null, ...patch }
  orders[at] = order
  return order
}
const moveAftersale = (wanted: string | undefined, patch: Partial<(typeof aftersales)[number]>) => {
  const at = aftersales.findIndex((one) => one.id === wanted)
  const one = { ...found(aftersales[at]), ...patch }
  aftersales[at] = one
  return one
}

/** The routes the viewer calls; studio and ops add files of their own beside this one. */
export const viewerRoutes: MockRoutes = {
  'GET /v1/time': () => ({ now: from(0), offset_ms: 0 }),
  'GET /v1/installation': () => ({
    name: 'Closedloop',
    version: 'mock',
    demo: true,
    currency: 'CNY',
    media_url: '',
  }),
  'GET /v1/demo/accounts': () => ({
    data: people.map((person, index) => ({
      id: person.id,
      nickname: person.nickname,
      avatar_url: null,
      role: index === 0 ? 'viewer' : 'creator',
      words_zh: '看直播、下单、退货，一路体验到底',
      words_en: 'Watches, buys and returns: the whole way',
    })),
  }),
  'POST /v1/demo/session': () => me,
  'POST /v1/session': ({ body }) => {
    if (body.password !== 'demo-password') throw new Refused(401, 'bad_credentials')
    return me
  },
  'POST /v1/registration': () => me,
  'DELETE /v1/session': () => null,
  'GET /v1/me': () => me,
  'PATCH /v1/me': ({ body }) => Object.assign(me, body),
  'PUT /v1/me/password': () => null,
  'GET /v1/me/addresses': () => ({ data: addresses }),
  'POST /v1/me/addresses': ({ body }) => {
    const address = { ...body, id: id('adr', ++made), is_default: body.is_default ?? false }
    addresses.push(address)
    return address
  },
  'PUT /v1/me/addresses/:address_id': ({ params, body }) =>
    Object.assign(by(addresses, params.address_id), body),
  'DELETE /v1/me/addresses/:address_id': ({ params }) => {
    addresses.splice(addresses.indexOf(by(addresses, params.address_id)), 1)
    return null
  },
  'GET /v1/me/following': () =>
    page(people.slice(1).map(({ is_followed: _, ...person }) => person)),
  'GET /v1/people/:account_id': ({ params }) => by(people, params.account_id),
  'GET /v1/people/:account_id/showcase': () => ({
    data: products
      .slice(0, 4)
      .map((product) => ({ ...cardOf(product), context: 'signed.context' })),
  }),
  'PUT /v1/people/:account_id/follow': () => null,
  'DELETE /v1/people/:account_id/follow': () => null,
  'GET /v1/categories': () => ({
    data: [
      { id: 'home', name_zh: '家居', name_en: 'Home' },
      { id: 'plants', name_zh: '绿植', name_en: 'Plants' },
    ].map((category) => ({
      ...category,
      parent_id: null,
      fee_ppm: 50_000,
      return_days: category.id === 'plants' ? 0 : 7,
      return_exception: category.id === 'plants' ? 'perishable' : null,
      deposit: 0,
    })),
  }),
  'GET /v1/products': ({ query }) =>
    page(
      products
        .filter(
          (product) =>
            (!query.q || product.title.includes(query.q)) &&
            (!query.shop_id || product.shop_id === query.shop_id) &&
            (!query.category_id || product.category_id === query.category_id),
        )
        .map(cardOf),
    ),
  'GET /v1/products/:product_id': ({ params }) => by(products, params.product_id),
  'GET /v1/shops/:shop_id': ({ params }) => by(shops, params.shop_id),
  'GET /v1/feed/rooms': ({ query }) =>
    page(query.following ? rooms.filter(({ is_followed }) => is_followed) : rooms),
  'GET /v1/rooms/:room_id': ({ params }) => ({
    ...by(rooms, params.room_id),
    server_time: from(0),
  }),
  'GET /v1/rooms/:room_id/play': ({ params }) => by(rooms, params.room_id).play,
  'POST /v1/rooms/:room_id/ticket': ({ params }) => ({
    ticket: 'mock',
    socket_path: by(rooms, params.room_id).socket_path,
  }),
  'POST /v1/rooms/:room_id/chat': ({ body }) => ({
    id: String(++made),
    account_id: me.id,
    nickname: me.nickname,
    is_host: false,
    words: body.words,
    at: from(0),
  }),
  'GET /v1/basket': basket,
  'PUT /v1/basket/lines/:sku_id': ({ params, body }) => {
    keep(params.sku_id ?? '', body.quantity)
    return basket()
  },
  'DELETE /v1/basket/lines/:sku_id': ({ params }) => {
    keep(params.sku_id ?? '', 0)
    return basket()
  },
  'GET /v1/promotion-rules': () => ({
    places: [
      {
        place: 'shop_reduction',
        kind: 'full_reduction',
        funder: 'shop',
        per: 'shop',
        with_flash: false,
      },
      { place: 'shop_coupon', kind: 'coupon', funder: 'shop', per: 'shop', with_flash: false },
      {
        place: 'red_packet',
        kind: 'red_packet',
        funder: 'creator',
        per: 'checkout',
        with_flash: true,
      },
    ],
    keeps: 1,
  }),
  'GET /v1/promotions': () => ({ data: offers }),
  'POST /v1/promotions/:promotion_id/claims': ({ params }) => {
    const claimed = by(offers, params.promotion_id)
    claimed.mine += 1
    return found(coupons[0])
  },
  'GET /v1/me/coupons': ({ query }) =>
    page(coupons.filter(({ coupon_state }) => coupon_state === (query.state ?? 'usable'))),
  'POST /v1/quotes': ({ body }) => quote(body.lines, flash.price),
  'POST /v1/checkouts': ({ body }) => {
    // Words that make the mock refuse, so that refusals can be looked at.
    const refusal = /^refuse (\w+)$/.exec(body.note ?? '')?.[1]
    if (refusal) throw new Refused(409, refusal)
    const { total, shops: parts } = quote(body.lines, flash.price)
    const number = ++made
    return {
      id: id('chk', number),
      payment: makePayment(number, total),
      orders: parts.map((part, index) => ({
        id: id('ord', index + 1),
        number: `20261122${number}`,
        shop_id: part.shop_id,
        paid_amount: part.paid_amount,
      })),
      amount: total,
      currency: 'CNY',
      deadline_at: from(900),
    }
  },
  'GET /v1/payments/:payment_id': ({ params }) => found(payments.get(params.payment_id ?? '')),
  'GET /v1/payments/:payment_id/cashier': () => ({
    providers: ['wechat', 'alipay', 'stripe', 'sandbox'],
    ...{ chosen: null, code: null, squares: null },
  }),
  'POST /v1/payments/:payment_id/cashier': ({ params }) =>
    found(payments.get(params.payment_id ?? '')),
  'POST /v1/payments/:payment_id/finish': ({ params }) =>
    found(payments.get(params.payment_id ?? '')),
  'GET /v1/orders': ({ query }) =>
    page(orders.filter(({ state }) => !query.state || state === query.state).map(rowOf)),
  'GET /v1/orders/counts': () => ({
    unpaid: 1,
    to_ship: 1,
    shipped: 1,
    completed: 1,
    cancelled: 1,
    aftersales: 3,
  }),
  'GET /v1/orders/:order_id': ({ params }) => by(orders, params.order_id),
  'POST /v1/orders/:order_id/cancellation': ({ params, body }) =>
    moveOrder(params.order_id, { state: 'cancelled', cancel_reason: body.reason }),
  'POST /v1/orders/:order_id/receipt': ({ params }) =>
    moveOrder(params.order_id, { state: 'completed', received_at: from(0) }),
  'POST /v1/orders/:order_id/receipt-extension': ({ params }) =>
    moveOrder(params.order_id, { deadline_at: from(11 * 86_400), on_deadline: 'confirm_receipt' }),
  'GET /v1/carriers': () => ({
    data: [
      { code: 'sf', name: '顺丰速运' },
      { code: 'zto', name: '中通快递' },
      { code: 'ems', name: '邮政 EMS' },
    ],
  }),
  'GET /v1/aftersales': () => page(aftersales),
  'GET /v1/aftersales/:aftersale_id': ({ params }) => by(aftersales, params.aftersale_id),
  'POST /v1/aftersales': () => found(aftersales[0]),
  'POST /v1/aftersales/:aftersale_id/withdrawal': ({ params }) =>
    moveAftersale(params.aftersale_id, { state: 'closed', turn: null, deadline_at: null }),
  'POST /v1/aftersales/:aftersale_id/return-parcel': ({ params, body }) =>
    moveAftersale(params.aftersale_id, {
      state: 'await_seller_receive',
      turn: 'seller',
      return_carrier: body.carrier,
      return_tracking_number: body.tracking_number ?? null,
    }),
  'POST /v1/aftersales/:aftersale_id/escalation': ({ params }) =>
    moveAftersale(params.aftersale_id, { state: 'platform_intervening', turn: 'platform' }),
}
