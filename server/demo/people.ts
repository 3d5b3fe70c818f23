import type { Duty } from '../modules/accounts/index.ts'

export const DEMO_PASSWORD = 'closedloop-demo'

export type DemoPerson = {
  key: string
  sign_in_name: string
  nickname: string
  bio: string
  role: 'viewer' | 'creator' | 'merchant' | 'operator'
  words_zh: string
  words_en: string
  is_creator?: boolean
  duties?: Duty[]
}

export const DEMO_PEOPLE: readonly DemoPerson[] = [
  {
    key: 'viewer',
    sign_in_name: 'viewer@demo.example',
    nickname: '林小满',
    bio: '',
    role: 'viewer',
    words_zh: '买家：看直播、下单、退货',
    words_en: 'A buyer: watches, buys, returns',
  },
  {
    key: 'viewer2',
    sign_in_name: 'viewer2@demo.example',
    nickname: '橘子汽水',
    bio: '',
    role: 'viewer',
    words_zh: '另一位买家，来抢最后一件',
    words_en: 'Another buyer, after the last one',
  },
  {
    key: 'creator',
    sign_in_name: 'creator@demo.example',
    nickname: '花间阿青',
    bio: '每晚八点，带你把阳台种满。Plants for small balconies, every evening.',
    role: 'creator',
    is_creator: true,
    words_zh: '主播：正在直播带货，拿佣金',
    words_en: 'A host on air, earning commission',
  },
  {
    key: 'merchant',
    sign_in_name: 'merchant@demo.example',
    nickname: '青植主理人',
    bio: '',
    role: 'merchant',
    words_zh: '商家：青植园艺',
    words_en: 'A merchant: the plant shop',
  },
  {
    key: 'merchant2',
    sign_in_name: 'merchant2@demo.example',
    nickname: '老周',
    bio: '',
    role: 'merchant',
    words_zh: '商家：相机铺与家居店',
    words_en: 'A merchant: cameras and furniture',
  },
  {
    key: 'partner',
    sign_in_name: 'partner@demo.example',
    nickname: '阿远',
    bio: '选品、组货、带新人。Picks goods, leads campaigns, signs creators.',
    role: 'creator',
    is_creator: true,
    words_zh: '团长与机构：组货招商，与主播分佣',
    words_en: 'Leader and agency: campaigns, shared commission',
  },
  {
    key: 'admin',
    sign_in_name: 'admin@demo.example',
    nickname: '平台管理员',
    bio: '',
    role: 'operator',
    duties: ['admin'],
    words_zh: '平台管理员：什么都能看，能推时钟',
    words_en: 'Platform admin: sees all, moves the clock',
  },
  {
    key: 'reviewer',
    sign_in_name: 'reviewer@demo.example',
    nickname: '审核小二',
    bio: '',
    role: 'operator',
    duties: ['reviewer'],
    words_zh: '审核：店铺与商品',
    words_en: 'Reviewer: shops and listings',
  },
  {
    key: 'judge',
    sign_in_name: 'judge@demo.example',
    nickname: '仲裁小二',
    bio: '',
    role: 'operator',
    duties: ['judge'],
    words_zh: '仲裁：售后纠纷',
    words_en: 'Judge: disputes',
  },
  {
    key: 'finance',
    sign_in_name: 'finance@demo.example',
    nickname: '财务小二',
    bio: '',
    role: 'operator',
    duties: ['finance'],
    words_zh: '财务：账本与差异',
    words_en: 'Finance: ledger and differences',
  },
]
