import {
  contract,
  IdOf,
  Maybe,
  Obj,
  PageOf,
  PageQuery,
  RatePpm,
  Type,
} from '../../kernel/contract.ts'
import { ProductCard, ProductId } from '../catalog/catalog.contract.ts'
import { ShopId } from '../shops/shops.contract.ts'
import { planNeedsOwnGoods } from './plan.ts'

export const allianceContract = contract({
  'PUT /v1/shops/:shop_id/goods/:product_id/plan': {
    summary: 'Offer a product to all creators at a commission, or stop',
    who: 'shop',
    params: Obj({ shop_id: ShopId, product_id: ProductId }),
    body: Obj({
      commission_ppm: Type.Integer({ minimum: 0, maximum: 900_000 }),
      is_open: Type.Boolean(),
    }),
    answers: {
      200: Obj({
        id: IdOf('pln'),
        product_id: ProductId,
        commission_ppm: RatePpm,
        is_open: Type.Boolean(),
      }),
    },
    refusals: [planNeedsOwnGoods],
  },
  'GET /v1/selection': {
    summary: 'Goods a creator may sell, with what each sale earns',
    who: 'account',
    query: Obj({ ...PageQuery, q: Type.Optional(Type.String({ maxLength: 100 })) }),
    answers: { 200: PageOf(Obj({ ...ProductCard.properties, commission_ppm: Maybe(RatePpm) })) },
  },
})
