import {
  Amount,
  Count,
  contract,
  IdOf,
  Instant,
  Nothing,
  Obj,
  OneOf,
  Text,
  Type,
} from '../../kernel/contract.ts'
import { SkuId } from '../catalog/catalog.contract.ts'
import { ShopId } from '../shops/shops.contract.ts'
import { stockInUse } from './stock.ts'

export const FlashOfferView = Obj({
  id: IdOf('fla'),
  room_id: IdOf('room'),
  sku_id: SkuId,
  price: Amount,
  quota: Count,
  taken: Count,
  limit_per_buyer: Type.Integer(),
  opens_at: Instant,
  closes_at: Instant,
  state: OneOf('scheduled', 'open', 'closed'),
})

export const inventoryContract = contract({
  'GET /v1/shops/:shop_id/stock': {
    summary: 'Stock of the shop’s SKUs',
    who: 'shop',
    params: Obj({ shop_id: ShopId }),
    query: Obj({ product_id: Type.Optional(IdOf('prd')) }),
    answers: {
      200: Obj({
        data: Type.Array(
          Obj({
            sku_id: SkuId,
            available: Count,
            reserved: Count,
            sold: Count,
            received: Count,
            written_off: Count,
          }),
        ),
      }),
    },
  },
  'POST /v1/shops/:shop_id/stock-changes': {
    summary: 'Receive goods or write them off',
    who: 'shop',
    params: Obj({ shop_id: ShopId }),
    idempotent: true,
    body: Obj({
      changes: Type.Array(
        Obj({ sku_id: SkuId, change: Type.Integer({ minimum: -10_000_000, maximum: 10_000_000 }) }),
        { minItems: 1, maxItems: 200 },
      ),
      reason: Text(100),
    }),
    answers: { 204: Nothing },
    refusals: [stockInUse],
  },
})
