import type { Answer } from '../shared/api/client.ts'
import { campaignsRoutes } from './campaigns-routes.ts'
import { depositRoutes } from './deposit-routes.ts'
import { aftersales, orders, rowOf } from './mock-orders.ts'
import { promotions, redPackets } from './mock-promotions.ts'
import { flash, rooms } from './mock-rooms.ts'
import { cardOf, found, from, id, products, Refused } from './mock-world.ts'
import { goods, goodsRow, imports, me, settlementLines, shopFiles } from './studio-data.ts'
import type { MockRoutes } from './viewer-routes.ts'

const page = <T>(data: T[]) => ({ data, next: null })
const by = <T extends { id: string }>(list: readonly T[], wanted: string | undefined): T =>
  found(list.find((one) => one.id === wanted))

function desk(room_id: string | undefined): Answer<'GET /v1/rooms/:room_id/desk'> {
  const room = by(rooms, room_id)
  const on = room.state === 'live'
  return {
    room: {
      ...room,
      items: room.items.map((item) =>
        item.state === 'hidden_by_policy'
          ? {
              ...item,
              verdict: {
                effect: 'block',
                rule_id: 'DY-2020-10-09',
                reason: '直播间不再支持第三方来源',
                fee_ppm: 0,
                next_change_at: null,
                next_effect: null,
              },
            }
          : item,
      ),
    },
    health: on
      ? {
          kbps: 4_200,
          fps: 30,
          width: 1_080,
          height: 1_920,
          gop_ms: 2_000,
          viewers: 13_204,
          since: from(-3_600),
          advice: ['gop_too_long'],
        }
      : null,
    figures: {
      viewers: room.viewers,
      viewers_peak: 14_891,
      orders_count: 3_540,
      orders_paid: 3_144,
      gmv: 25_604_280,
      likes: 128_400,
      item_clicks: 14_280,
    },
    trend: on
      ? Array.from({ length: 60 }, (_, minute) => ({
          at: from((minute - 60) * 60),
          gmv: Math.round(300_000 + 900_000 * Math.exp(-(((minute - 42) / 6) ** 2))),
          viewers: 9_000 + minute * 70,
        }))
      : [],
    recent_orders: ['林**', '王**', 'A**n', '周**'].map((buyer, index) => ({
      buyer,
      title: products[index]?.title ?? '',
      quantity: 1 + (index % 2),
      amount: products[index]?.price_from ?? 0,
      state: index === 1 ? 'placed' : 'paid',
      at: from(-5 * index - 2),
    })),
    warnings: on
      ? [
          {
            item_id: id('itm', 7),
            rule_id: 'DY-2020-10-09',
            effect: 'block',
            at: from(2_400),
          },
        ]
      : [],
  }
}
const explain = (room_id: string | undefined, item_id: string | null) => {
  const room = by(rooms, room_id)
  room.items = room.items.map((item) => ({ ...item, is_explaining: item.id === item_id }))
  return null
}
const balance = {
  currency: 'CNY',
  pending: 231_720,
  available: 1_010_700,
  debt: 0,
  in_transit: 50_000,
  paid_out: 3_200_000,
  deposit: 200_000,
  reserved: 12_800,
  given: 0,
}
const payout = {
  id: id('pot', 1),
  number: 'PO2026112200001',
  amount: 50_000,
  currency: 'CNY',
  state: 'sent' as const,
  state_at: from(-600),
  deadline_at: null,
  failure_reason: null,
  hold_reason: null,
  bank_account: '招商银行 ****8888',
  created_at: from(-900),
}
const providerAccounts: Answer<'GET /v1/me/provider-accounts'> = {
  providers: ['wechat', 'alipay', 'stripe'],
  data: (['verified', 'pending', 'disabled'] as const).map((state, index) => ({
    id: id('pva', index + 1),
    provider: ['stripe', 'alipay', 'wechat'][index] as string,
    external_id: '*****************CVdK',
    holder: '青岚生活馆',
    state,
    state_at: from(-90_000),
    deadline_at: state === 'pending' ? from(9 * 86_400) : null,
    why: state === 'disabled' ? '户名与实名不符' : state,
    is_automatic: state === 'verified',
    created_at: from(-100_000),
  })),
}
const account = {
  holder: '青岚（演示）有限公司',
  bank: '招商银行杭州分行',
  account_number: '**** 8888',
  changed_at: from(-86_400),
}

/** What the studio asks beyond what the viewer's mock answers. */
export const studioRoutes: MockRoutes = {
  ...campaignsRoutes,
  'GET /v1/me': () => me,
  'GET /v1/categories': () => ({
    data: [
      {
        id: 'home',
        parent_id: null,
        name_zh: '家居园艺',
        name_en: 'Home and garden',
        fee_ppm: 50_000,
        return_days: 7,
        return_exception: null,
        deposit: 200_000,
      },
      {
        id: 'plants',
        parent_id: null,
        name_zh: '鲜花绿植',
        name_en: 'Cut flowers and plants',
        fee_ppm: 50_000,
        return_days: 0,
        return_exception: 'perishable',
        deposit: 200_000,
      },
    ],
  }),
  'GET /v1/me/rooms': () => page(rooms),
  'GET /v1/rooms/:room_id/desk': ({ params }) => desk(params.room_id),
  'POST /v1/rooms': () => desk(id('room', 5)),
  'POST /v1/rooms/:room_id/start': ({ params }) => desk(params.room_id),
  'POST /v1/rooms/:room_id/push-key': () => ({
    server: 'rtmp://localhost/live',
    stream_key: 'sk_mock_0123456789',
    url: 'rtmp://localhost/live/sk_mock_0123456789',
    expires_at: from(43_200),
  }),
  'PUT /v1/rooms/:room_id/explaining': ({ params, body }) => explain(params.room_id, body.item_id),
  'PUT /v1/rooms/:room_id/items/order': ({ params, body }) => {
    const room = by(rooms, params.room_id)
    room.items = body.item_ids.flatMap((wanted) => room.items.filter((item) => item.id === wanted))
    return null
  },
  'POST /v1/rooms/:room_id/flash-offers': ({ body }) => ({
    ...flash,
    sku_id: body.sku_id,
    price: body.price,
    quota: body.quota,
    taken: 0,
  }),
  'GET /v1/selection': () =>
    page(
      products.map((product, place) => ({
        ...cardOf(product),
        commission_ppm: 200_000 + place * 10_000,
        plan_kind: place === 1 ? ('targeted' as const) : ('open' as const),
        sold_30d: 1_200 - place * 90,
        return_ppm: place === 2 ? null : 42_000,
        notice: place === 0 ? { to_ppm: 150_000, due_at: '2026-12-01T04:00:00.000Z' } : null,
        shop_score: place === 3 ? null : 462,
        in_showcase: place === 1,
      })),
    ),
  'GET /v1/shops/:shop_id/file': ({ params }) => by(shopFiles, params.shop_id),
  'GET /v1/shops/:shop_id/staff': () => ({
    data: [
      { account_id: id('acc', 2), nickname: '杏子好物研究所', role: 'owner' },
      { account_id: id('acc', 3), nickname: '阿泽', role: 'clerk' },
    ],
  }),
  'POST /v1/shops/:shop_id/deposit-payments': () => payment('pending'),
  ...depositRoutes,
  'GET /v1/payments/:payment_id': ({ params }) =>
    payment(params.payment_id === id('pay', 91) ? 'succeeded' : 'pending'),
  'GET /v1/shops/:shop_id/goods': ({ query }) =>
    page(
      goods
        .map(goodsRow)
        .filter(
          ({ state, draft_state, title }) =>
            (!query.state || state === query.state || draft_state === query.state) &&
            (!query.q || title.includes(query.q)),
        ),
    ),
  'GET /v1/shops/:shop_id/goods/:product_id': ({ params }) => by(goods, params.product_id),
  'PUT /v1/shops/:shop_id/goods/:product_id/draft': ({ params, body }) => {
    const one = by(goods, params.product_id)
    if (one.draft && body.version !== undefined && body.version !== one.draft.version)
      throw new Refused(409, 'changed_meanwhile')
    one.draft = {
      id: id('drf', 90),
      deadline_at: null,
      findings: one.draft?.findings ?? [],
      pictures: one.pictures,
      state: 'editing',
      state_at: from(0),
      content: body.content,
      version: (one.draft?.version ?? 0) + 1,
    }
    return one
  },
  'GET /v1/shops/:shop_id/stock': ({ query }) => ({
    data: by(goods, query.product_id).skus.map(({ id, stock }) => ({
      sku_id: id,
      available: stock,
      reserved: 2,
      sold: 40,
      received: stock + 42,
      written_off: 0,
    })),
  }),
  'GET /v1/shops/:shop_id/imports': () => page(imports),
  'GET /v1/shops/:shop_id/imports/:import_id': ({ params }) => by(imports, params.import_id),
  'GET /v1/shops/:shop_id/imports/:import_id/errors': () =>
    page([
      {
        line: 12,
        handle: 'oak-stool',
        field: 'Variant Price',
        code: 'not_money',
        words: '“9.9.0” 不是价格',
      },
      { line: 40, handle: 'lamp', field: 'Title', code: 'missing', words: '缺少标题' },
    ]),
  'GET /v1/shops/:shop_id/promotions': () => page(promotions),
  'GET /v1/me/red-packets': () => page(redPackets),
  'GET /v1/shops/:shop_id/orders': ({ query }) =>
    page(orders.filter(({ state }) => !query.state || state === query.state).map(rowOf)),
  'GET /v1/shops/:shop_id/orders/:order_id': ({ params }) => by(orders, params.order_id),
  'POST /v1/shops/:shop_id/orders/:order_id/parcels': ({ params, body }) => {
    const order = by(orders, params.order_id)
    if (order.state !== 'to_ship') throw new Refused(409, 'nothing_to_ship')
    order.state = 'shipped'
    return {
      id: id('prc', 80),
      order_id: order.id,
      carrier: body.carrier,
      tracking_number: body.tracking_number ?? 'SF1400000000001',
      state: 'created',
      state_at: from(0),
      signed_at: null,
      events: [],
      lines: [],
    }
  },
  'GET /v1/shops/:shop_id/aftersales': ({ query }) =>
    page(aftersales.filter(({ state }) => !query.state || state === query.state)),
  'GET /v1/shops/:shop_id/aftersales/:aftersale_id': ({ params }) =>
    by(aftersales, params.aftersale_id),
  'POST /v1/shops/:shop_id/aftersales/:aftersale_id/approval': () => {
    throw new Refused(409, 'changed_meanwhile')
  },
  'GET /v1/shops/:shop_id/balance': () => balance,
  'GET /v1/me/balance': () => balance,
  'GET /v1/shops/:shop_id/payout-account': () => account,
  'GET /v1/me/payout-account': () => null,
  'GET /v1/shops/:shop_id/provider-accounts': () => providerAccounts,
  'GET /v1/me/provider-accounts': () => ({ ...providerAccounts, data: [] }),
  'GET /v1/shops/:shop_id/settlement-lines': ({ query }) =>
    page(settlementLines.filter(({ state }) => !query.state || state === query.state)),
  'GET /v1/shops/:shop_id/ledger-entries': () =>
    page(
      [6_299, -54, 3_808].map((amount, index) => ({
        id: String(index + 1),
        kind: 'settle',
        memo: '结算 订单行',
        amount,
        balance_after: 1_010_700 - index * 100,
        currency: 'CNY',
        account_kind: 'merchant_available',
        order_number: `202611220800000${index}`,
        at: from(-86_400),
      })),
    ),
  'GET /v1/shops/:shop_id/statements': () =>
    page([
      {
        id: id('stm', 1),
        day: '2026-11-21',
        currency: 'CNY',
        lines_count: 2,
        income: 13_980,
        fees: 699,
        commissions: 2_496,
        clawed_back: 0,
        reserved: 0,
        given: 0,
        net: 10_107,
        paid_out: -6_000,
        paid_back: 6_000,
        balance_after: 1_010_700,
      },
    ]),
  'GET /v1/shops/:shop_id/statements/:day/entries': () =>
    page([
      ...settlementLines.slice(0, 2).map((line, index) => ({
        id: String(index + 1),
        journal_id: String(index + 1),
        at: from(-86_400),
        kind: 'settle',
        memo: '',
        account: 'available' as const,
        order_line_id: line.id,
        order_number: line.order_number,
        title: line.title,
        quantity: line.quantity,
        income: line.income,
        fee: line.fee,
        commission: line.commission + line.leader_fee,
        premium: line.premium,
        amount: line.merchant_net,
        balance_after: 1_010_700 - index * 100,
        currency: line.currency,
      })),
      {
        id: '9',
        journal_id: '9',
        at: from(-80_000),
        kind: 'payout_return',
        memo: 'PO2026112100001 户名与账号不符',
        account: 'available' as const,
        order_line_id: null,
        order_number: null,
        title: null,
        quantity: null,
        income: null,
        fee: null,
        commission: null,
        premium: null,
        amount: 6_000,
        balance_after: 1_016_700,
        currency: 'CNY',
      },
    ]),
  'GET /v1/shops/:shop_id/settlement-lines/:line_id': ({ params }) => {
    const line = by(settlementLines, params.line_id)
    return {
      ...line,
      creator_tier: 'ordinary',
      creator_hold_days: 15,
      reserve_ppm: 0,
      reserve_days: 0,
      journals: [
        {
          id: '7',
          kind: 'settle',
          at: from(-86_400),
          booked_on: '2026-11-21',
          entries: [
            { id: '1', account_kind: 'escrow', amount: -line.income, is_mine: false },
            { id: '2', account_kind: 'platform_fee', amount: line.fee, is_mine: false },
            { id: '3', account_kind: 'commission_held', amount: line.commission, is_mine: false },
            { id: '4', account_kind: 'shop_available', amount: line.merchant_net, is_mine: true },
          ],
        },
      ],
    }
  },
  'GET /v1/me/statements': () => page([]),
  'GET /v1/shops/:shop_id/payouts': () => page([payout]),
  'GET /v1/me/payouts': () =>
    page([{ ...payout, state: 'failed' as const, failure_reason: '户名与账号不符' }]),
  'GET /v1/me/earnings': () =>
    page(
      settlementLines.map((line) => ({
        id: line.id,
        order_number: line.order_number,
        title: line.title,
        shop_name: '青岚生活馆',
        room_title: rooms[0]?.title ?? null,
        quantity: line.quantity,
        state: line.state,
        role: 'creator' as const,
        rate_ppm: line.commission_ppm,
        currency: line.currency,
        estimated: line.commission,
        effective: line.commission,
        agency_fee: line.agency_fee,
        clawed_back: 0,
        settle_at: line.settle_at,
        settled_at: line.settled_at,
      })),
    ),
}

function payment(state: 'pending' | 'succeeded'): Answer<'GET /v1/payments/:payment_id'> {
  return {
    id: id('pay', state === 'pending' ? 90 : 91),
    subject_kind: 'deposit',
    subject_id: id('shp', 4),
    number: 'PAY0001',
    amount: 200_000,
    refunded: 0,
    currency: 'CNY',
    state,
    cashier_url: state === 'pending' ? '/mock/cashier' : null,
    deadline_at: state === 'pending' ? from(1_500) : null,
    paid_at: state === 'succeeded' ? from(0) : null,
    title: '店铺保证金',
  }
}
