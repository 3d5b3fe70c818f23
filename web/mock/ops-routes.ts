import type { Answer, Body, Route } from '../shared/api/client.ts'
import { depositRoutes } from './deposit-routes.ts'
import { orders, rowOf } from './mock-orders.ts'
import { platformPromotions } from './mock-promotions.ts'
import { rooms } from './mock-rooms.ts'
import { found, from, id, Refused } from './mock-world.ts'
import { health } from './ops-health-data.ts'
import { pastExceptions, pastSellers, pastStatement, pasts } from './ops-history-data.ts'
import {
  accounts,
  bill_lines,
  bills,
  differences,
  finance_desk,
  journals,
  payouts,
  refunds,
  trades,
} from './ops-money-data.ts'
import { matrixOf, rules, rulesOf } from './ops-policy-data.ts'
import { applications, claims, disputes, drafts } from './ops-queue-data.ts'

type Ask<K extends Route> = {
  params: Record<string, string>
  query: Record<string, string>
  body: Body<K>
  duties: Answer<'GET /v1/me'>['duties']
}
type MockRoutes = { [K in Route]?: (ask: Ask<K>) => Answer<K> }

const page = <T>(data: T[]) => ({ data, next: null })
const by = <T extends { id: string }>(list: T[], wanted: string | undefined): T =>
  found(list.find((one) => one.id === wanted))
const must = (ask: { duties: readonly string[] }, duty: string) => {
  if (!ask.duties.includes(duty) && !ask.duties.includes('admin'))
    throw new Refused(403, 'not_allowed')
}
let offset_ms = 0
const now = () => new Date(Date.now() + offset_ms).toISOString()
export const meWith = (duties: Answer<'GET /v1/me'>['duties']): Answer<'GET /v1/me'> => ({
  id: id('acc', 1),
  nickname: '平台管理员',
  avatar_url: null,
  bio: '',
  language: 'zh-CN',
  is_creator: false,
  duties,
  shops: [],
  sign_in_names: ['a***@demo.example'],
  following: 0,
  followers: 0,
})
const staff: Answer<'GET /v1/operators'>['data'] = [
  { id: id('acc', 1), nickname: '平台管理员', duties: ['admin'] },
  { id: id('acc', 2), nickname: '审核小二', duties: ['reviewer'] },
  { id: id('acc', 3), nickname: '仲裁员', duties: ['judge', 'finance'] },
]

/** Everything the ops desk asks. */
export const opsRoutes: MockRoutes = {
  'GET /v1/time': () => ({ now: now(), offset_ms }),
  'GET /v1/installation': () => ({
    name: 'Closedloop',
    version: 'mock',
    demo: true,
    currency: 'CNY',
    media_url: '',
  }),
  'POST /v1/demo/clock': ({ body }) => {
    offset_ms += body.advance_s * 1_000
    return { now: now(), offset_ms }
  },
  'GET /v1/me': ({ duties }) => meWith(duties),
  'POST /v1/session': ({ duties }) => meWith(duties),
  'POST /v1/demo/session': ({ duties }) => meWith(duties),
  'DELETE /v1/session': () => null,
  'GET /v1/demo/accounts': () => ({
    data: [
      {
        id: id('acc', 1),
        nickname: '平台管理员',
        avatar_url: null,
        role: 'operator',
        words_zh: '平台管理员：什么都能看，能推时钟',
        words_en: 'Platform admin: sees all, moves the clock',
      },
    ],
  }),
  'GET /v1/platform-figures': () => ({
    currency: 'CNY',
    gmv: 148_290_430,
    orders: 12_481,
    refunded: 4_211_000,
    fees: 6_912_040,
    commissions: 21_540_900,
    merchants_pending: 32_110_400,
    merchants_available: 18_820_300,
    creators_available: 4_480_000,
    deposits: 1_400_000,
    own_share_ppm: 972_000,
    today: { gmv: 2_481_990, orders: 214 },
  }),
  'GET /v1/shop-applications': (ask) => {
    must(ask, 'reviewer')
    return page(
      applications
        .filter(({ state }) => state === (ask.query.state ?? 'in_review'))
        .map(({ id, name, kind, state, state_at, deadline_at, owner_nickname }, index) => ({
          id,
          name,
          kind,
          state,
          state_at,
          deadline_at,
          owner_nickname,
          escalations: index === 0 ? 1 : 0,
          submitted_at: state_at,
        })),
    )
  },
  'GET /v1/shop-applications/:shop_id': ({ params }) => by(applications, params.shop_id),
  'POST /v1/shop-applications/:shop_id/decision': ({ params, body }) => {
    const file = by(applications, params.shop_id)
    if (body.version !== file.version) throw new Refused(409, 'changed_meanwhile')
    file.state = body.decision === 'approve' ? 'deposit_due' : 'rejected'
    file.version++
    return file
  },
  'GET /v1/listing-queue': (ask) => {
    must(ask, 'reviewer')
    return page(
      drafts
        .filter(({ draft }) => draft.state === 'in_review')
        .map(({ draft, goods, shop_name }, index) => ({
          id: draft.id,
          product_id: goods.id,
          shop_id: goods.shop_id,
          shop_name,
          title: goods.title,
          picture_url: goods.picture_url,
          category_id: goods.category_id,
          state_at: draft.state_at,
          deadline_at: draft.deadline_at,
          findings_count: draft.findings.length,
          is_edit: goods.state !== 'draft',
          claimed_by_nickname: claims.get(draft.id) ?? null,
          is_escalated: index === 0,
        })),
    )
  },
  'GET /v1/listing-queue/:draft_id': ({ params }) =>
    found(drafts.find(({ draft }) => draft.id === params.draft_id)),
  'POST /v1/listing-queue/:draft_id/claim': ({ params }) => {
    if (claims.get(params.draft_id!) === '审核小二') throw new Refused(409, 'listing_claimed')
    claims.set(params.draft_id!, '平台管理员')
    return null
  },
  'POST /v1/listing-queue/:draft_id/decision': ({ params, body }) => {
    found(drafts.find(({ draft }) => draft.id === params.draft_id)).draft.state =
      body.decision === 'pass' ? 'passed' : 'rejected'
    return null
  },
  'POST /v1/products/:product_id/take-down': () => null,
  'GET /v1/categories': () => ({
    data: [
      ['home', '家居', 'Home'],
      ['plants', '绿植', 'Plants'],
      ['beauty', '美妆', 'Beauty'],
    ].map(([word, zh, en]) => ({
      id: word ?? '',
      parent_id: null,
      name_zh: zh ?? '',
      name_en: en ?? '',
      fee_ppm: 50_000,
      return_days: 7,
      return_exception: null,
      deposit: 200_000,
    })),
  }),
  'GET /v1/all-orders': ({ query }) =>
    page(
      orders
        .filter(
          (one) =>
            (!query.state || one.state === query.state) &&
            (!query.q || one.number.includes(query.q)),
        )
        .map(rowOf),
    ),
  'GET /v1/all-orders/:order_id': ({ params }) => {
    const order = by(orders, params.order_id)
    return {
      order,
      lines: order.lines.map((line, index) => ({
        id: line.id,
        fee_ppm: 50_000,
        commission_ppm: 200_000,
        leader_ppm: index === 0 ? 50_000 : 0,
        leader_cut_ppm: 100_000,
        agency_ppm: index === 0 ? 300_000 : 0,
        placement: index === 0 ? ('room' as const) : ('showcase' as const),
        content_id: null,
        creator_id: id('acc', 3),
        creator_nickname: '花间阿青',
        room_id: index === 0 ? id('room', 1) : null,
        room_title: index === 0 ? '今晚八点，阳台种满' : null,
        has_replay: true,
        stream_offset_ms: 1_834_000,
        plan_id: id('pln', 1),
        plan_kind: index === 0 ? 'campaign' : 'exclusive',
        campaign_id: index === 0 ? id('cmp', 1) : null,
        campaign_title: index === 0 ? '秋季阳台计划' : null,
        leader_name: index === 0 ? '绿手指团' : null,
        agency_name: index === 0 ? '青木机构' : null,
        shop_discount: line.discount_amount,
        platform_discount: 0,
        creator_discount: 0,
      })),
    }
  },
  'GET /v1/order-shares/:order_id': ({ params }) => ({
    data: by(orders, params.order_id).lines.map((line) => {
      const [fee, commission] = [
        Math.round(line.paid_amount / 20),
        Math.round(line.paid_amount / 5),
      ]
      return {
        id: line.id,
        currency: 'CNY',
        state: 'counting' as const,
        tier: 'good',
        hold_days: 3,
        settle_at: from(3 * 86_400),
        settled_at: null,
        creator_settle_at: from(7 * 86_400),
        creator_settled_at: null,
        paid: line.paid_amount,
        income: line.paid_amount,
        freight: 0,
        fee,
        estimated_commission: commission,
        commission,
        agency_fee: Math.floor(commission * 0.3),
        leader_fee: 0,
        leader_cut: 0,
        premium: 0,
        merchant_net: line.paid_amount - fee - commission,
        clawed_back: 0,
        creator_clawed: 0,
      }
    }),
  }),
  'GET /v1/disputes': (ask) => {
    must(ask, 'judge')
    return page(
      disputes
        .filter(({ state }) => state === 'platform_intervening')
        .map((one, index) => ({ ...one, overdue_count: index === 0 ? 1 : 0 })),
    )
  },
  'GET /v1/disputes/:aftersale_id': ({ params }) => by(disputes, params.aftersale_id),
  'POST /v1/disputes/:aftersale_id/verdict': ({ params, body }) => {
    const one = by(disputes, params.aftersale_id)
    one.state = body.verdict === 'buyer' ? 'refunding' : 'closed'
    one.verdict = body.verdict
    one.verdict_words = body.words
    return one
  },
  'GET /v1/link-policy/matrix': ({ query }) =>
    matrixOf(query.platform ?? 'self', query.at ?? now()),
  ...depositRoutes,
  'GET /v1/link-policy/rules': ({ query }) => ({ data: rulesOf(query.platform ?? 'self') }),
  'POST /v1/link-policy/rules': ({ body }) => {
    const made = {
      ...body,
      id: body.id ?? `R-${rules.length}`,
      platform: 'self',
      among: body.among ?? null,
      fee_ppm: body.fee_ppm ?? 0,
      effective_to: body.effective_to ?? null,
      announced_at: now(),
      supersedes: body.supersedes ?? null,
    }
    rules.push(made)
    return made
  },
  'GET /v1/ledger/accounts': (ask) => {
    must(ask, 'finance')
    return page(
      accounts.filter(({ kind }) => !ask.query.kind || ask.query.kind.split(',').includes(kind)),
    )
  },
  'GET /v1/ledger/accounts/:account_id/entries': ({ params }) =>
    page(
      journals(id('ord', 1))
        .flatMap(({ entries }) => entries)
        .filter(({ account_id }) => account_id === params.account_id),
    ),
  'GET /v1/ledger/journals': ({ query }) => page(journals(query.order_id ?? id('ord', 1))),
  'GET /v1/pasts': (ask) => {
    must(ask, 'finance')
    return { data: pasts }
  },
  'GET /v1/pasts/:past_id/exceptions': ({ query }) =>
    page(pastExceptions.filter(({ kind }) => !query.kind || kind === query.kind)),
  'GET /v1/pasts/:past_id/sellers': () => page(pastSellers),
  'GET /v1/pasts/:past_id/sellers/:seller_id/statement': () => page(pastStatement),
  'GET /v1/ledger/days': () => ({
    data: ['2026-11-21', '2026-11-20'].map((day, index) => ({
      day,
      journals_count: 412 - index,
      entries_count: 1_310 - index,
      hash: '9f2c4b1d77aa03e58c6610f4b2d9e7c5a1f08b3e6d4c2a907f5e3b1c8d6a4f20',
      sealed_at: from(-86_400 * (index + 1)),
    })),
  }),
  'GET /v1/platform-promotions': () => page(platformPromotions),
  'GET /v1/payment-differences': ({ query }) =>
    page(
      differences.filter(
        ({ state, kind }) =>
          (!query.state ||
            state === query.state ||
            (query.state === 'waiting' && !['resolved', 'written_off'].includes(state))) &&
          (!query.kind || kind === query.kind),
      ),
    ),
  'POST /v1/payment-differences/:difference_id/resolution': ({ params, body }) => {
    const one = by(differences, params.difference_id)
    one.state = 'resolved'
    one.resolution = body.resolution
    return null
  },
  'POST /v1/payment-differences/:difference_id/taking': ({ params }) => {
    by(differences, params.difference_id).state = 'taken'
    return null
  },
  'GET /v1/payment-differences/:difference_id/history': () => ({
    data: [
      {
        from_state: null,
        to_state: 'open',
        actor: 'payments.differences',
        reason: 'found',
        at: from(-40_000),
      },
    ],
  }),
  'GET /v1/finance-desk': () => finance_desk,
  'GET /v1/provider-bills': () => page(bills),
  'GET /v1/provider-trades': () => page(trades),
  'GET /v1/bill-files/:file_id/lines': () => page(bill_lines),
  'GET /v1/refunds': ({ query }) =>
    page(refunds.filter(({ state }) => !query.state || state === query.state)),
  'POST /v1/refunds/:refund_id/attempts': () => null,
  'GET /v1/waiting-payouts': ({ query }) =>
    page(
      payouts
        .filter(({ state }) => state === 'requested')
        .map(({ attempts: _, ...payout }) => ({
          ...payout,
          bank_account: '青岚生活馆 招商银行 ************7890',
          state: query.held ? ('held' as const) : ('requested' as const),
          hold_reason: query.held ? ('account_changed' as const) : null,
          state_at: payout.created_at,
          owner_kind: 'shop' as const,
          owner_name: '青岚生活馆',
          deadline_at: from(5 * 86_400),
        })),
    ),
  'GET /v1/provider-accounts': () =>
    page([
      {
        id: id('pva', 1),
        provider: 'stripe',
        external_id: 'acct_1Nv0FGQ9RKHgCVdK',
        holder: '青岚生活馆',
        state: 'pending' as const,
        state_at: from(-90_000),
        deadline_at: from(9 * 86_400),
        why: 'named',
        created_at: from(-90_000),
        owner_kind: 'shop' as const,
        owner_id: id('shp', 1),
        owner_name: '青岚生活馆',
        named_by_name: '林小满',
      },
    ]),
  'GET /v1/payout-runs': () =>
    page(
      (['prepared', 'released'] as const).map((state, index) => ({
        id: id('prn', index + 1),
        currency: 'CNY',
        payouts_count: 12,
        amount: 1_280_000,
        state,
        state_at: from(-3_600),
        deadline_at: state === 'prepared' ? from(86_400) : null,
        prepared_by: id('acc', 40 + index),
        prepared_by_name: '财务小林',
        released_by: state === 'released' ? id('acc', 50) : null,
        released_by_name: state === 'released' ? '财务老周' : null,
        created_at: from(-7_200),
      })),
    ),
  'GET /v1/payouts': ({ query }) =>
    page(payouts.filter(({ state }) => !query.state || state === query.state)),
  'GET /v1/live-rooms': () => page(rooms.filter(({ state }) => state === 'live')),
  'POST /v1/rooms/:room_id/ban': () => null,
  'GET /v1/operators': (ask) => {
    must(ask, 'admin')
    return { data: staff }
  },
  'PUT /v1/operators/:account_id/duties': ({ params, body }) => {
    const one = staff.find(({ id }) => id === params.account_id)
    if (one) one.duties = body.duties
    return null
  },
  'GET /v1/health': () => ({ ...health, now: now() }),
}
