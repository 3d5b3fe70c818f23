import type { Answer } from '../shared/api/client.ts'
import { from, id } from './mock-world.ts'

type Offer = Answer<'GET /v1/promotions'>['data'][number]
type Coupon = Answer<'GET /v1/me/coupons'>['data'][number]
type Promotion = Answer<'GET /v1/platform-promotions'>['data'][number]

const terms = (number: number, more: Partial<Promotion> = {}): Promotion => ({
  id: id('prm', number),
  kind: 'coupon',
  funder: 'shop',
  shop_id: id('shp', 1),
  shop_name: '青岚生活馆',
  room_id: null,
  title: '秋日满减券',
  currency: 'CNY',
  threshold: 20_000,
  amount_off: 2_000,
  rate_ppm: null,
  most_off: null,
  product_ids: [],
  starts_at: from(-3_600),
  ends_at: from(86_400),
  use_until: from(3 * 86_400),
  state: 'ongoing',
  per_person: 1,
  quantity: 1_000,
  claimed: 940,
  deadline_at: from(86_400),
  budget: 2_000_000,
  used: 310,
  spent: 620_000,
  created_at: from(-7_200),
  goods: [],
  ...more,
})

/** What was made: by a shop, by the platform, by a host. */
export const promotions: Promotion[] = [
  terms(1),
  terms(2, {
    kind: 'full_reduction',
    title: '全店满减',
    threshold: 30_000,
    amount_off: 3_000,
    quantity: null,
    claimed: 0,
  }),
  terms(3, {
    title: '新客九折券',
    threshold: 0,
    amount_off: null,
    rate_ppm: 100_000,
    most_off: 5_000,
    state: 'paused',
  }),
  terms(4, { title: '下周开始的券', state: 'scheduled', claimed: 0, used: 0, spent: 0 }),
  terms(5, {
    title: '还没写完的券',
    state: 'draft',
    claimed: 0,
    used: 0,
    spent: 0,
    product_ids: [id('prd', 1)],
    goods: [{ id: id('prd', 1), title: '拾光 双反胶片相机' }],
  }),
]
export const platformPromotions: Promotion[] = [
  terms(11, { funder: 'platform', shop_id: null, shop_name: null, title: '平台消费券' }),
]
export const redPackets: Promotion[] = [
  terms(21, {
    kind: 'red_packet',
    funder: 'creator',
    shop_id: null,
    shop_name: null,
    room_id: id('room', 1),
    title: '开播红包',
    threshold: 0,
    amount_off: 500,
    quantity: 100,
    claimed: 37,
    budget: 50_000,
    used: 12,
    spent: 6_000,
  }),
]

const offer = (
  { deadline_at: _, budget: __, used: ___, spent: ____, created_at: _____, ...open }: Promotion,
  mine = 0,
): Offer => ({ ...open, mine })
export const offers: Offer[] = [
  offer(redPackets[0] as Promotion),
  offer(promotions[0] as Promotion, 1),
  offer(promotions[1] as Promotion),
]

const coupon = (number: number, of: Promotion, state: Coupon['coupon_state']): Coupon => {
  const { state: _, per_person: __, quantity: ___, claimed: ____, ...kept } = of
  const { deadline_at: _____, budget: ______, used: _______, spent: ________, ...plain } = kept
  const { created_at: _________, ...own } = plain
  return {
    ...own,
    coupon_id: id('cpn', number),
    coupon_state: state,
    coupon_state_at: from(-600),
    claimed_at: from(-1_200),
  }
}
export const coupons: Coupon[] = [
  coupon(1, promotions[0] as Promotion, 'usable'),
  coupon(2, platformPromotions[0] as Promotion, 'usable'),
  coupon(3, promotions[2] as Promotion, 'used'),
  coupon(4, redPackets[0] as Promotion, 'expired'),
]
