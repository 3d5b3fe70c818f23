import type { Answer } from '../shared/api/client.ts'

/** An id of the wire's form: `id('ord', 3)`. */
export const id = (prefix: string, number: number): string =>
  `${prefix}_${String(number).padStart(26, '0')}`
/** An instant some seconds from now. */
export const from = (seconds: number): string =>
  new Date(Date.now() + seconds * 1_000).toISOString()

export class Refused extends Error {
  readonly status: number
  readonly code: string
  constructor(status: number, code: string) {
    super(code)
    this.status = status
    this.code = code
  }
}
export const found = <T>(thing: T | undefined): T => {
  if (thing === undefined) throw new Refused(404, 'not_found')
  return thing
}

type Product = Answer<'GET /v1/products/:product_id'>
type Card = Answer<'GET /v1/products'>['data'][number]

const photo = (name: string): string => `/files/${name}.jpg`
const SHOPS = ['青岚生活馆', '光影器材旗舰店']
const GOODS: [
  title: string,
  photo: string,
  price: number,
  list: number | null,
  options: string[],
][] = [
  [
    '拾光 双反胶片相机 复古中画幅 送两卷胶片',
    'twin-lens-camera',
    129_900,
    159_900,
    ['黑色', '棕色'],
  ],
  [
    '云步 透气跑鞋 轻便回弹 男女同款',
    'running-shoe',
    25_990,
    39_900,
    ['38', '39', '40', '41', '42'],
  ],
  ['蝴蝶兰盆栽 办公桌面绿植 带花苞发货', 'orchid', 5_990, null, ['白色', '紫色']],
  ['北欧实木边几 床头小桌 免安装', 'side-desk', 18_900, 26_900, ['原木色', '胡桃色']],
  ['手工陶凳 客厅换鞋凳', 'stool', 9_900, 12_900, ['单只']],
  ['客制化机械键盘 87 键 热插拔', 'keyboard', 34_900, null, ['青轴', '红轴', '茶轴']],
  ['拍立得相机 新手套装', 'instant-camera', 49_900, 59_900, ['薄荷绿', '珊瑚粉']],
  ['黄麻编织灯罩 手工吊灯', 'light-shade', 8_800, 10_800, ['小号', '大号']],
]

export const shops: Answer<'GET /v1/shops/:shop_id'>[] = SHOPS.map((name, index) => ({
  id: id('shp', index + 1),
  name,
  about: '用心挑选每一件，七天无理由，付款后 48 小时内发货。',
  logo_url: null,
  kind: index === 0 ? 'enterprise' : 'flagship',
  is_self_operated: index === 0,
  is_open: true,
  products_count: 4,
  sold_count: 12_480,
  opened_at: from(-400 * 86_400),
}))

export const products: Product[] = GOODS.map(([title, name, price, list, options], index) => {
  const shop = shops[index % 2] as (typeof shops)[number]
  const external = index === 6
  const fresh = index === 2
  const skus = options.map((value, at) => ({
    id: id('sku', index * 10 + at),
    code: `${index}-${at}`,
    option_values: [value],
    price: price + at * 100,
    list_price: list,
    currency: 'CNY',
    stock: index === 4 ? 0 : at === 1 ? 8 : 90,
    picture_url: null,
  }))
  return {
    id: id('prd', index + 1),
    shop_id: shop.id,
    shop_name: shop.name,
    title,
    picture_url: photo(name),
    price_from: price,
    price_to: price + (options.length - 1) * 100,
    list_price: list,
    currency: 'CNY',
    sold_count: 3_482 * (index + 1),
    stock: skus.reduce((sum, { stock }) => sum + stock, 0),
    source: external ? 'taobao_alliance' : 'own',
    sub_source: null,
    category_id: fresh ? 'plants' : 'home',
    external_url: external ? 'https://example.com/item' : null,
    pictures: [
      { id: id('pic', index), url: photo(name), thumb_url: photo(name), width: 800, height: 800 },
      {
        id: id('pic', index + 50),
        url: photo('chair'),
        thumb_url: photo('chair'),
        width: 800,
        height: 800,
      },
    ],
    blocks: [
      { kind: 'spec', name: '产地', value: '浙江 杭州' },
      { kind: 'spec', name: '材质', value: '见详情' },
      { kind: 'text', text: '每一件都由手艺人亲手完成，细节经得起看。\n收到不满意，七天内可退。' },
      { kind: 'image', picture_id: id('pic', index), url: photo(name) },
    ],
    option_names: ['款式'],
    skus,
    return_days: fresh ? 0 : 7,
    return_exception: fresh ? 'perishable' : null,
    ship_within_hours: 48,
    is_self_operated: shop.is_self_operated,
    commission_ppm: 200_000,
  }
})

export const cardOf = (product: Product): Card => ({
  id: product.id,
  shop_id: product.shop_id,
  shop_name: product.shop_name,
  title: product.title,
  picture_url: product.picture_url,
  price_from: product.price_from,
  price_to: product.price_to,
  list_price: product.list_price,
  currency: product.currency,
  sold_count: product.sold_count,
  stock: product.stock,
  source: product.source,
  sub_source: product.sub_source,
  category_id: product.category_id,
})
export const skuAndProduct = (sku_id: string) =>
  found(
    products.flatMap((product) =>
      product.skus.filter((sku) => sku.id === sku_id).map((sku) => ({ sku, product })),
    )[0],
  )

type Person = Answer<'GET /v1/people/:account_id'>
export const people: Person[] = [
  ['林小满', '爱逛直播间的人', false],
  ['杏子好物研究所', '每晚八点，认真挑好物', true],
  ['阿泽器材铺', '相机与镜头，懂的都懂', true],
].map(([nickname, bio, is_creator], index) => ({
  id: id('acc', index + 1),
  nickname: nickname as string,
  avatar_url: null,
  bio: bio as string,
  is_creator: is_creator as boolean,
  followers: index === 0 ? 12 : 128_600,
  is_followed: index === 2,
}))

export const me: Answer<'GET /v1/me'> = {
  id: id('acc', 1),
  nickname: '林小满',
  avatar_url: null,
  bio: '爱逛直播间的人',
  language: 'zh-CN',
  is_creator: false,
  duties: [],
  shops: [],
  sign_in_names: ['138****0421'],
  following: 2,
  followers: 12,
}

export const addresses: Answer<'GET /v1/me/addresses'>['data'] = [
  {
    id: id('adr', 1),
    recipient: '林小满',
    phone: '13800000421',
    province: '浙江省',
    city: '杭州市',
    district: '余杭区',
    street: '文一西路 969 号 3 幢 1202 室',
    is_default: true,
  },
  {
    id: id('adr', 2),
    recipient: '林妈妈',
    phone: '13900001234',
    province: '上海市',
    city: '上海市',
    district: '徐汇区',
    street: '衡山路 1 号',
    is_default: false,
  },
]
