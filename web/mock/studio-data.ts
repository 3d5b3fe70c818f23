import type { Answer } from '../shared/api/client.ts'
import { addresses, from, id, people, products } from './mock-world.ts'

type ShopFile = Answer<'GET /v1/shops/:shop_id/file'>
type Goods = Answer<'GET /v1/shops/:shop_id/goods/:product_id'>
type GoodsRow = Answer<'GET /v1/shops/:shop_id/goods'>['data'][number]
type Import = Answer<'GET /v1/shops/:shop_id/imports/:import_id'>
type Line = Answer<'GET /v1/shops/:shop_id/settlement-lines'>['data'][number]

const { id: _, is_default: __, ...return_address } = addresses[0] as (typeof addresses)[number]
const STATES = ['open', 'rejected', 'in_review', 'deposit_due'] as const

/** One shop in each state that a merchant may find it in. */
export const shopFiles: ShopFile[] = STATES.map((state, index) => ({
  id: id('shp', index + 1),
  name: ['青岚生活馆', '晚风手作', '有光家居', '一木一器'][index] as string,
  about: '用心挑选每一件，七天无理由。',
  logo_url: null,
  kind: 'enterprise',
  state,
  state_at: from(-86_400),
  deadline_at: state === 'in_review' ? from(40 * 3_600) : null,
  owner_id: id('acc', 1),
  owner_nickname: '林小满',
  legal_name: '青岚（演示）有限公司',
  licence_number: '91330110DEMO000001',
  contact_phone: '13800000421',
  return_address,
  documents: [
    {
      id: id('doc', index + 1),
      kind: 'business_licence',
      file_name: '营业执照.jpg',
      media_type: 'image/jpeg',
      size_bytes: 245_760,
      uploaded_at: from(-90_000),
    },
  ],
  findings:
    state === 'rejected'
      ? [
          { field: 'licence_number', code: 'unreadable', words: '证照号码与执照照片不一致' },
          { field: 'documents', code: 'blurred', words: '执照照片模糊，请重新拍摄' },
        ]
      : [],
  review_note: state === 'rejected' ? '补清楚执照后可再次提交。' : '',
  deposit_required: 200_000,
  deposit_paid: state === 'open' ? 200_000 : 0,
  currency: 'CNY',
  history: [
    { from_state: null, to_state: 'draft', reason: '', actor_kind: 'account', at: from(-95_000) },
    { from_state: 'draft', to_state: state, reason: '', actor_kind: 'operator', at: from(-86_400) },
  ],
  version: 3,
}))

export const me: Answer<'GET /v1/me'> = {
  id: id('acc', 2),
  nickname: people[1]?.nickname ?? '',
  avatar_url: null,
  bio: '每晚八点',
  language: 'zh-CN',
  is_creator: true,
  duties: [],
  shops: shopFiles.map(({ id, name, state }) => ({ id, name, state, role: 'owner' })),
  sign_in_names: ['138****0421'],
  following: 2,
  followers: 128_600,
}

const GOODS_STATES = [
  'on_shelf',
  'on_shelf',
  'draft',
  'off_shelf',
  'approved',
  'taken_down',
] as const
const DRAFT_STATES = [null, 'in_review', 'rejected', null, 'editing', null] as const

export const goods: Goods[] = products.map((product, index) => {
  const state = GOODS_STATES[index] ?? 'on_shelf'
  const draft_state = DRAFT_STATES[index] ?? null
  const { title, category_id, option_names, ship_within_hours, source, sub_source, external_url } =
    product
  return {
    ...product,
    shop_id: id('shp', 1),
    state,
    state_at: from(-7_200),
    handle: null,
    version: 2,
    draft: draft_state
      ? {
          id: id('drf', index + 1),
          state: draft_state,
          state_at: from(-3_600),
          deadline_at: draft_state === 'in_review' ? from(80_000) : null,
          content: {
            title,
            category_id,
            picture_ids: product.pictures.map((picture) => picture.id),
            blocks: product.blocks,
            option_names,
            skus: product.skus,
            ship_within_hours,
            source,
            sub_source,
            external_url,
          },
          findings:
            draft_state === 'rejected'
              ? [
                  {
                    field: 'title',
                    code: 'claims',
                    words: '标题含有不能证明的说法',
                    by: 'person',
                    blocks: true,
                  },
                  {
                    field: 'skus/1/price',
                    code: 'far_off',
                    words: '这个规格的价格与其他规格相差很大',
                    by: 'rule',
                    blocks: false,
                  },
                ]
              : [],
          version: 4,
          pictures: product.pictures,
        }
      : null,
  }
})

export const goodsRow = (one: Goods): GoodsRow => ({
  id: one.id,
  shop_id: one.shop_id,
  shop_name: one.shop_name,
  title: one.title,
  picture_url: one.picture_url,
  price_from: one.price_from,
  price_to: one.price_to,
  list_price: one.list_price,
  currency: one.currency,
  sold_count: one.sold_count,
  stock: one.stock,
  source: one.source,
  sub_source: one.sub_source,
  category_id: one.category_id,
  state: one.state,
  draft_state: one.draft?.state ?? null,
  findings_count: one.draft?.findings.length ?? 0,
  commission_ppm: one.commission_ppm,
  updated_at: from(-600),
})

export const imports: Import[] = (['done', 'running', 'failed'] as const).map((state, index) => ({
  id: id('imp', index + 1),
  file_name: ['autumn.csv', 'plants-2026.csv', 'broken.csv'][index] as string,
  dialect: 'shopify',
  dry_run: index === 0,
  category_id: 'home',
  state,
  state_at: from(-600),
  products_total: 120,
  products_done: state === 'done' ? 120 : 64,
  created_count: 58,
  updated_count: 40,
  unchanged_count: 19,
  error_count: state === 'done' ? 3 : 0,
  created_at: from(-900 * (index + 1)),
}))

/** Section 6 of the design, line A and line B, to the fen. */
const MONEY = [
  {
    paid_amount: 7_802,
    platform_discount: 625,
    creator_discount: 313,
    income: 8_740,
    fee: 437,
    commission: 1_560,
    leader_fee: 390,
    premium: 54,
    merchant_net: 6_299,
  },
  {
    paid_amount: 4_678,
    platform_discount: 375,
    creator_discount: 187,
    income: 5_240,
    fee: 262,
    commission: 936,
    leader_fee: 234,
    premium: 0,
    merchant_net: 3_808,
  },
] as const

export const settlementLines: Line[] = (['settled', 'counting', 'pending', 'held'] as const).map(
  (state, index) => ({
    id: id('lin', index + 1),
    order_id: id('ord', index + 1),
    order_number: `202611220800000${index}`,
    title: products[index]?.title ?? '',
    quantity: 1,
    currency: 'CNY',
    state,
    settle_at: state === 'counting' ? from(4 * 86_400) : null,
    settled_at: state === 'settled' ? from(-86_400) : null,
    refunded_amount: 0,
    fee_ppm: 50_000,
    commission_ppm: 200_000,
    clawed_back: 0,
    tier: 'good',
    hold_days: 4,
    estimated_commission: (MONEY[index % 2] as (typeof MONEY)[number]).commission,
    agency_fee: 0,
    creator_settle_at: state === 'counting' ? from(7 * 86_400) : null,
    creator_settled_at: null,
    ...(MONEY[index % 2] as (typeof MONEY)[number]),
  }),
)
