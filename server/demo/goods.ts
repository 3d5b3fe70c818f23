/** What the demo's shops sell. Prices in fen; commission in parts per million. */
export type DemoProduct = {
  photo: string
  title: string
  category: string
  text: string
  specs: [string, string][]
  option?: {
    name: string
    values: [value: string, price: number, list_price: number | null, stock: number][]
  }
  price?: [price: number, list_price: number | null, stock: number]
  commission_ppm?: number
  external?: { source: string; sub_source: string; url: string }
}
export type DemoShop = {
  name: string
  about: string
  owner: 'merchant' | 'merchant2'
  products: DemoProduct[]
}

export const DEMO_SHOPS: readonly DemoShop[] = [
  {
    name: '青植园艺',
    about: '自家大棚，七天死苗包赔。Greenhouse-grown plants, shipped with soil and care card.',
    owner: 'merchant',
    products: [
      {
        photo: 'orchid',
        title: '蝴蝶兰带花苞 室内开花绿植 大苗带盆',
        category: 'home_garden',
        commission_ppm: 200_000,
        text: '大棚直发，带花带苞，花期约三个月。收到后先放阴凉处缓苗三天，见干见湿浇水即可。',
        specs: [
          ['株高', '50–60 cm'],
          ['盆径', '12 cm'],
          ['产地', '浙江杭州'],
        ],
        option: {
          name: '规格',
          values: [
            ['单株·白', 5_990, 8_900, 86],
            ['单株·紫', 5_990, 8_900, 64],
            ['双株组合', 9_990, 15_900, 40],
          ],
        },
      },
      {
        photo: 'bonsai',
        title: '小叶赤楠盆景 造型老桩 办公桌摆件',
        category: 'home_garden',
        commission_ppm: 150_000,
        text: '六年老桩，造型师手工修剪，附养护手册。喜光耐修剪，新手也养得活。',
        specs: [
          ['树龄', '约 6 年'],
          ['盆器', '紫砂'],
        ],
        price: [25_800, 36_800, 23],
      },
      {
        photo: 'cactus',
        title: '仙人掌组合盆栽 耐旱好养 一周一次水',
        category: 'flowers',
        commission_ppm: 200_000,
        text: '三株不同品种拼盆，耐旱好养，出差半个月也不怕。',
        specs: [
          ['盆径', '9 cm'],
          ['光照', '充足'],
        ],
        price: [2_990, 4_500, 180],
      },
      {
        photo: 'aloe',
        title: '库拉索芦荟 大株 可食用品种 阳台绿植',
        category: 'home_garden',
        commission_ppm: 200_000,
        text: '库拉索品种，叶片肥厚，阳台可养。',
        specs: [['株高', '30–35 cm']],
        price: [1_990, null, 240],
      },
      {
        photo: 'trowel',
        title: '榉木柄园艺铲 加厚不锈钢 移栽松土',
        category: 'home_garden',
        commission_ppm: 100_000,
        text: '2.5 mm 加厚不锈钢铲头，榉木柄打磨上蜡。',
        specs: [
          ['全长', '31 cm'],
          ['重量', '210 g'],
        ],
        option: {
          name: '款式',
          values: [
            ['宽铲', 3_900, 4_900, 120],
            ['窄铲', 3_500, 4_500, 98],
          ],
        },
      },
    ],
  },
  {
    name: '旧时光相机铺',
    about: '老相机检修十二年，支持七天无理由。Serviced vintage cameras with a year of warranty.',
    owner: 'merchant2',
    products: [
      {
        photo: 'twin-lens-camera',
        title: '双反胶片相机 120 画幅 全机检修 功能正常',
        category: 'phones_digital',
        commission_ppm: 80_000,
        text: '全机清洁检修，快门速度校准，附样片与检修单，保修一年。',
        specs: [
          ['画幅', '6×6'],
          ['成色', '九成新'],
        ],
        price: [168_000, 188_000, 4],
      },
      {
        photo: 'instant-camera',
        title: '拍立得相机 复古配色 送相纸十张',
        category: 'phones_digital',
        commission_ppm: 100_000,
        text: '自动曝光，按下就有。',
        specs: [['相纸', '方形']],
        option: {
          name: '颜色',
          values: [
            ['薄荷', 49_900, 59_900, 35],
            ['奶白', 49_900, 59_900, 28],
          ],
        },
      },
      {
        photo: 'camera-lens',
        title: '50 mm F1.8 定焦镜头 人像大光圈',
        category: 'phones_digital',
        commission_ppm: 80_000,
        text: '镜片通透无霉，对焦顺滑。',
        specs: [['卡口', 'M42']],
        price: [39_900, null, 12],
      },
    ],
  },
  {
    name: '木与布家居',
    about: '实木家具与软装。Solid wood and linen for small homes.',
    owner: 'merchant2',
    products: [
      {
        photo: 'stool',
        title: '白橡木矮凳 榫卯结构 换鞋凳',
        category: 'home_garden',
        commission_ppm: 120_000,
        text: '整木榫卯，无钉无胶，擦木蜡油。',
        specs: [
          ['尺寸', '38×28×42 cm'],
          ['承重', '150 kg'],
        ],
        price: [19_900, 26_900, 60],
      },
      {
        photo: 'light-shade',
        title: '编织吊灯罩 手工竹编 餐厅氛围灯',
        category: 'home_garden',
        commission_ppm: 120_000,
        text: '手工竹编，光线柔和。',
        specs: [['直径', '35 cm']],
        price: [12_900, 16_900, 44],
      },
      {
        photo: 'chair',
        title: '北欧咖啡椅 弯曲木靠背 可叠放',
        category: 'home_garden',
        commission_ppm: 100_000,
        text: '弯曲木一体靠背，可叠放六把。',
        specs: [['坐高', '45 cm']],
        option: {
          name: '颜色',
          values: [
            ['原木', 32_900, 39_900, 18],
            ['黑色', 32_900, 39_900, 0],
          ],
        },
      },
      {
        photo: 'running-shoe',
        title: '轻量缓震跑鞋 男女同款（天猫）',
        category: 'shoes_bags',
        text: '在天猫下单、发货与售后。',
        specs: [],
        external: {
          source: 'taobao_alliance',
          sub_source: 'tmall',
          url: 'https://detail.tmall.com/item.htm?id=100000000001',
        },
      },
      {
        photo: 'keyboard',
        title: '机械键盘 87 键 茶轴（京东自营）',
        category: 'phones_digital',
        text: '在京东下单、发货与售后。',
        specs: [],
        external: {
          source: 'jd_alliance',
          sub_source: 'jd_self',
          url: 'https://item.jd.com/100000000002.html',
        },
      },
    ],
  },
]
