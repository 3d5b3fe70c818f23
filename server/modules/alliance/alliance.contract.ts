import {
  contract,
  IdOf,
  Instant,
  Maybe,
  Obj,
  PageOf,
  PageQuery,
  RatePpm,
  Type,
} from '../../kernel/contract.ts'
import { ProductCard, ProductId } from '../catalog/catalog.contract.ts'
import { ShopId } from '../shops/shops.contract.ts'
import { COMMISSION_MAX, noNoticeNow, planExclusive, planNeedsOwnGoods } from './plan.ts'

/** A change for the worse that was announced: the plan pays `to_ppm` from `due_at`, or nothing any more. */
export const NoticeView = Obj({
  from_ppm: RatePpm,
  to_ppm: Maybe(RatePpm),
  announced_at: Instant,
  due_at: Instant,
})

export const allianceContract = contract({
  'PUT /v1/shops/:shop_id/goods/:product_id/plan': {
    summary:
      'Offer a product to all creators at a commission, or stop: better terms at once, worse ones after notice',
    who: 'shop',
    params: Obj({ shop_id: ShopId, product_id: ProductId }),
    body: Obj({
      commission_ppm: Type.Integer({ minimum: 0, maximum: COMMISSION_MAX }),
      is_open: Type.Boolean(),
    }),
    answers: {
      200: Obj({
        id: IdOf('pln'),
        product_id: ProductId,
        commission_ppm: RatePpm,
        is_open: Type.Boolean(),
        notice: Maybe(NoticeView),
      }),
    },
    refusals: [planNeedsOwnGoods, planExclusive, noNoticeNow],
  },
  'GET /v1/selection': {
    summary: 'Goods a creator may sell, with what each sale earns',
    who: 'account',
    query: Obj({ ...PageQuery, q: Type.Optional(Type.String({ maxLength: 100 })) }),
    answers: { 200: PageOf(Obj({ ...ProductCard.properties, commission_ppm: Maybe(RatePpm) })) },
  },
})
