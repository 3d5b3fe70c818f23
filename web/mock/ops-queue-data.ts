import type { Answer } from '../shared/api/client.ts'
import { aftersales } from './mock-orders.ts'
import { found, from, id, products, shops } from './mock-world.ts'

type File = Answer<'GET /v1/shop-applications/:shop_id'>
type Draft = Answer<'GET /v1/listing-queue/:draft_id'>
type Dispute = Answer<'GET /v1/disputes/:aftersale_id'>

const address = {
  recipient: '沈青',
  phone: '13800001111',
  province: '浙江省',
  city: '杭州市',
  district: '余杭区',
  street: '良睦路 1399 号 3 幢 2 单元',
}
const NAMES = ['山野茶事', '小鹿童装', '深夜食堂预制菜', '光影胶片铺']

export const applications: File[] = NAMES.map((name, index) => ({
  id: id('shp', 40 + index),
  name,
  about: '自家茶园，清明前后手采。',
  logo_url: null,
  kind: (['enterprise', 'sole_trader', 'individual', 'flagship'] as const)[index] ?? 'individual',
  state: 'in_review',
  state_at: from(-90_000 + index * 20_000),
  deadline_at: from(-1_800 + index * 25_000),
  owner_id: id('acc', 40 + index),
  owner_nickname: ['沈青', '鹿妈', '老魏', '周影'][index] ?? '',
  legal_name: '杭州山野茶业有限公司',
  licence_number: '91330110MA2XXXXX1Q',
  contact_phone: '13800001111',
  return_address: address,
  documents: [
    {
      id: id('doc', index * 2),
      kind: 'business_licence',
      file_name: '营业执照.jpg',
      media_type: 'image/jpeg',
      size_bytes: 482_113,
      uploaded_at: from(-91_000),
    },
    {
      id: id('doc', index * 2 + 1),
      kind: 'identity',
      file_name: '法人身份证.pdf',
      media_type: 'application/pdf',
      size_bytes: 1_204_883,
      uploaded_at: from(-91_000),
    },
  ],
  findings: [],
  review_note: '',
  deposit_required: 200_000,
  deposit_paid: 0,
  currency: 'CNY',
  history: [
    {
      from_state: 'draft',
      to_state: 'in_review',
      reason: 'submitted',
      actor_kind: 'account',
      at: from(-90_000),
    },
    {
      from_state: null,
      to_state: 'draft',
      reason: 'opened',
      actor_kind: 'account',
      at: from(-95_000),
    },
  ],
  version: 3,
}))

const live = (index: number) => {
  const product = found(products[index])
  return {
    ...product,
    state: 'on_shelf' as const,
    state_at: from(-400_000),
    handle: null,
    draft: null,
    version: 4,
  }
}

export const drafts: Draft[] = [0, 1, 2].map((index) => {
  const goods = live(index)
  const isEdit = index < 2
  const pictures = goods.pictures
  return {
    draft: {
      id: id('drf', index + 1),
      state: 'in_review',
      state_at: from(-7_000 + index * 900),
      deadline_at: from(index === 0 ? -1_200 : 4_000 + index * 30_000),
      content: {
        title: isEdit ? `${goods.title}【全网最低】` : goods.title,
        category_id: goods.category_id,
        picture_ids: pictures.slice(0, isEdit ? 1 : 2).map((picture) => picture.id),
        blocks: [
          { kind: 'text', text: '第一次用就爱上。加微信领券。' },
          { kind: 'spec', name: '产地', value: '浙江 杭州' },
          ...(pictures[0] ? [{ kind: 'image', picture_id: pictures[0].id }] : []),
        ],
        option_names: goods.option_names,
        skus: goods.skus.map((sku, at) => ({
          id: sku.id,
          code: sku.code,
          option_values: sku.option_values,
          price: sku.price - (at === 0 ? 3_000 : 0),
          list_price: sku.list_price,
          stock: sku.stock,
        })),
        ship_within_hours: 48,
        source: 'own',
        sub_source: null,
        external_url: null,
      },
      findings: [
        {
          field: 'title',
          code: 'absolute_word',
          words: '“全网最低”是绝对化用语（广告法第九条）',
          by: 'rule',
          blocks: true,
        },
        {
          field: 'blocks/0',
          code: 'contact_info',
          words: '“加微信”引导到站外',
          by: 'rule',
          blocks: false,
        },
      ],
      version: 2,
      pictures,
    },
    goods: isEdit ? goods : { ...goods, state: 'draft' as const, skus: [], pictures: [] },
    shop_name: goods.shop_name,
    pictures,
    history: [
      { to_state: 'in_review', reason: 'submitted', at: from(-7_000) },
      { to_state: 'editing', reason: 'saved', at: from(-9_000) },
    ],
  }
})
export const claims = new Map<string, string>([[id('drf', 2), '审核小二']])

export const disputes: Dispute[] = [0, 1].map((index) => ({
  ...found(aftersales[1]),
  id: id('afs', 20 + index),
  shop_name: found(shops[index]).name,
  state: 'platform_intervening',
  turn: 'platform',
  deadline_at: from(index === 0 ? 3_000 : 150_000),
  on_deadline: 'escalate',
  words: '收到就有划痕，直播里说是全新的，图里能看到。',
  evidence_urls: ['/files/side-desk.jpg', '/files/chair.jpg'],
  rejection_reason: 'used_or_damaged_by_buyer',
  rejection_words: '出库前有质检照片，划痕是使用造成。',
  seller_evidence_urls: ['/files/stool.jpg'],
  escalation_words: '我有开箱视频，请平台看一下。',
  version: 5,
  history: [
    {
      from_state: 'seller_rejected',
      to_state: 'platform_intervening',
      reason: 'escalated',
      actor_kind: 'account',
      at: from(-5_000),
      deadline_at: from(3_000),
    },
    {
      from_state: 'await_seller',
      to_state: 'seller_rejected',
      reason: 'rejected',
      actor_kind: 'account',
      at: from(-50_000),
      deadline_at: null,
    },
    {
      from_state: null,
      to_state: 'await_seller',
      reason: 'opened',
      actor_kind: 'account',
      at: from(-90_000),
      deadline_at: from(-40_000),
    },
  ],
}))
