import {
  Amount,
  Count,
  contract,
  Instant,
  Maybe,
  Obj,
  OneOf,
  PageOf,
  PageQuery,
  RatePpm,
  Type,
} from '../../kernel/contract.ts'
import { ProductCard } from '../catalog/catalog.contract.ts'

export const selectionContract = contract({
  'GET /v1/selection': {
    summary:
      'Goods a creator may sell: what each sale earns them, how the goods sell and come back, what is announced',
    who: 'account',
    query: Obj({
      ...PageQuery,
      q: Type.Optional(Type.String({ maxLength: 100 })),
      sort: Type.Optional(OneOf('newest', 'commission', 'sales')),
      category_id: Type.Optional(Type.String({ maxLength: 60 })),
      kind: Type.Optional(OneOf('open', 'targeted', 'exclusive', 'campaign')),
      min_commission_ppm: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
      max_price: Type.Optional(Amount),
    }),
    answers: {
      200: PageOf(
        Obj({
          ...ProductCard.properties,
          commission_ppm: Maybe(RatePpm),
          /** Of several plans the one that counts for this creator; null for goods of an own shop without one. */
          plan_kind: Maybe(OneOf('open', 'targeted', 'exclusive', 'campaign')),
          /** Pieces paid in the last 30 days that stayed sold. */
          sold_30d: Count,
          /** Of those, what was shipped and came back; null while none was sold. */
          return_ppm: Maybe(RatePpm),
          /** What was announced for the worse: the rate from then on, null when it ends. */
          notice: Maybe(Obj({ to_ppm: Maybe(RatePpm), due_at: Instant })),
          /** The shop's latest score in hundredths (440 is 4.40); null while it has none. */
          shop_score: Maybe(Type.Integer()),
          in_showcase: Type.Boolean(),
        }),
      ),
    },
  },
})
