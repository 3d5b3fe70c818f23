import { dictionary } from '../../../shared/i18n/language.tsx'

export const shopWords = dictionary(
  {
    shop: '店铺',
    goods: '{count} 件商品',
    sold: '已售 {count}',
    since: '{at} 开店',
    own: '平台自营',
    individual: '个人店',
    sole_trader: '个体工商户',
    enterprise: '企业店',
    flagship: '旗舰店',
    closed: '店铺暂未营业',
    none: '店铺还没有商品',
    none_hint: '过几天再来看看',
  },
  {
    shop: 'Shop',
    goods: '{count|product|products}',
    sold: '{count} sold',
    since: 'Open since {at}',
    own: 'Platform’s own',
    individual: 'Individual',
    sole_trader: 'Sole trader',
    enterprise: 'Company',
    flagship: 'Flagship',
    closed: 'This shop is not open now',
    none: 'No products yet',
    none_hint: 'Come back in a few days',
  },
)
