import type { Answer } from '../shared/api/client.ts'
import { addresses, cardOf, from, id, people, products } from './mock-world.ts'
import type { MockRoutes } from './viewer-routes.ts'

type Item = Answer<'GET /v1/me/campaign-items'>['data'][number]
type Sample = Answer<'GET /v1/me/samples'>['data'][number]

const page = <T>(data: T[]) => ({ data, next: null })
const DAY = 86_400
const cards = products.map(cardOf)
const card = (index: number) => cards[index % cards.length] as (typeof cards)[number]
const { id: _, is_default: __, ...address } = addresses[0] as (typeof addresses)[number]

const campaign = {
  id: id('cmp', 1),
  leader_name: '青云团长',
  title: '秋季家居专场',
  words: '要求 48 小时内发货，提供样品。',
  leader_ppm: 50_000,
  min_commission_ppm: 200_000,
  min_promotion_days: 15,
  protection_months: 1,
  is_open_to_all: false,
  applies_until: from(5 * DAY),
  ends_at: from(28 * DAY),
  state: 'open' as const,
  created_at: from(-2 * DAY),
  pending: 1,
  promoting: 2,
}

const item = (number: number, wish: Partial<Item>): Item => ({
  id: id('cmi', number),
  campaign_id: campaign.id,
  campaign_title: campaign.title,
  leader_name: campaign.leader_name,
  product: card(number),
  leader_ppm: 50_000,
  commission_ppm: 250_000,
  next_commission_ppm: null,
  next_from: null,
  is_open_to_all: false,
  state: 'pending',
  deadline_at: from(6 * DAY),
  is_ending: false,
  min_until: null,
  protected_until: null,
  answer_words: null,
  applied_at: from(-DAY),
  joined: 0,
  change: null,
  ...wish,
})
const promoted = {
  state: 'promoting' as const,
  deadline_at: campaign.ends_at,
  min_until: from(10 * DAY),
  protected_until: from(29 * DAY),
}
const items: Item[] = [
  item(1, {}),
  item(2, {
    ...promoted,
    joined: 12,
    change: { kind: 'rate', commission_ppm: 220_000, deadline_at: from(3 * DAY) },
  }),
  item(3, { ...promoted, joined: 3, next_commission_ppm: 210_000, next_from: from(1.5 * DAY) }),
  item(4, { state: 'rejected', deadline_at: null, answer_words: '与活动主题不符' }),
]

const sample = (number: number, wish: Partial<Sample>): Sample => ({
  id: id('smp', number),
  product: card(number),
  creator_id: id('acc', 2),
  nickname: people[1]?.nickname ?? '',
  followers: 128_600,
  sales: 3_144,
  words: '周五晚家居专场，计划讲解 10 分钟',
  state: 'pending',
  state_at: from(-DAY),
  turn: 'shop',
  deadline_at: from(6 * DAY),
  on_deadline: 'overdue',
  address: null,
  carrier: null,
  tracking_number: null,
  is_extended: false,
  appeal_until: null,
  appeal_words: null,
  answer_words: null,
  room_id: null,
  created_at: from(-DAY),
  ...wish,
})
const sent = { carrier: 'shunfeng', tracking_number: 'SF1382200421' }
const samples: Sample[] = [
  sample(1, {}),
  sample(2, {
    state: 'awaiting_shipment',
    address,
    deadline_at: from(4 * DAY),
    on_deadline: 'seller_not_shipped',
  }),
  sample(3, {
    ...sent,
    state: 'content_pending',
    turn: 'creator',
    deadline_at: from(9 * DAY),
    on_deadline: 'unfulfilled',
    is_extended: true,
  }),
  sample(4, {
    ...sent,
    state: 'unfulfilled',
    turn: null,
    deadline_at: null,
    on_deadline: null,
    appeal_until: from(5 * DAY),
  }),
]
const whole = () => ({
  ...(samples[2] as Sample),
  history: (['pending', 'awaiting_shipment', 'shipped', 'content_pending'] as const).map(
    (to_state, index, all) => ({
      from_state: all[index - 1] ?? null,
      to_state,
      reason: ['asked_for', 'given_by_shop', 'sent_by_shop', 'received'][index] ?? '',
      actor_kind: 'account',
      at: from((index - 6) * DAY),
      deadline_at: null,
    }),
  ),
})
const offer = {
  product: card(1),
  sku_id: products[1]?.skus[0]?.id ?? id('sku', 1),
  is_open: true,
  quota: 20,
  taken: 4,
  per_creator: 1,
  min_followers: 1_000,
  min_sales: 10,
}

/** Campaigns and samples, from every side. */
export const campaignsRoutes: MockRoutes = {
  'GET /v1/me/leader': () => ({
    name: campaign.leader_name,
    words: '',
    since: from(-90 * DAY),
    leader_cut_ppm: 100_000,
  }),
  'GET /v1/me/campaigns': () => page([campaign]),
  'GET /v1/me/campaign-items': () => page(items),
  'GET /v1/shops/:shop_id/campaigns': () => page([campaign]),
  'GET /v1/shops/:shop_id/campaign-items': () => page(items),
  'GET /v1/campaign-goods': () =>
    page(
      items
        .filter(({ state }) => state === 'promoting')
        .map(({ id: item_id, product, commission_ppm, is_open_to_all }, index) => ({
          item_id,
          product,
          commission_ppm,
          campaign_title: campaign.title,
          leader_name: campaign.leader_name,
          ends_at: campaign.ends_at,
          is_open_to_all,
          is_joined: index === 0,
        })),
    ),
  'GET /v1/sample-goods': () => ({ ...page([offer]), me: { followers: 128_600, sales: 3_144 } }),
  'GET /v1/me/samples': () => page(samples),
  'GET /v1/me/samples/:sample_id': whole,
  'GET /v1/shops/:shop_id/samples': () => page(samples),
  'GET /v1/shops/:shop_id/samples/:sample_id': whole,
  'GET /v1/shops/:shop_id/sample-offers': () => page([offer]),
}
