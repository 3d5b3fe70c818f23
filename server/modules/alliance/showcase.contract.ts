import {
  contract,
  Instant,
  Maybe,
  Nothing,
  Obj,
  OneOf,
  RatePpm,
  Type,
} from '../../kernel/contract.ts'
import { AccountId } from '../accounts/accounts.contract.ts'
import { ProductCard, ProductId } from '../catalog/catalog.contract.ts'
import { onlyCreators } from './plan.ts'
import { notOnOffer, SHOWCASE_MAX, showcaseFull } from './showcase.ts'

const MyShowcase = Obj({
  data: Type.Array(
    Obj({
      ...ProductCard.properties,
      /** What a sale earns now; null when nothing is paid any more. */
      commission_ppm: Maybe(RatePpm),
      plan_kind: Maybe(OneOf('open', 'targeted', 'exclusive', 'campaign')),
      /** False while it cannot be bought: viewers do not see it then. */
      is_shown: Type.Boolean(),
      added_at: Instant,
    }),
  ),
})

export const showcaseContract = contract({
  'GET /v1/people/:account_id/showcase': {
    summary:
      'What a creator shows on their page, in their order; whoever buys with the context given beside it buys by them',
    who: 'anyone',
    params: Obj({ account_id: AccountId }),
    answers: {
      200: Obj({
        data: Type.Array(Obj({ ...ProductCard.properties, context: Type.String() })),
      }),
    },
  },
  'GET /v1/me/showcase': {
    summary: 'My showcase, with what each sale earns',
    who: 'account',
    answers: { 200: MyShowcase },
  },
  'PUT /v1/me/showcase/order': {
    summary: 'Put my showcase in this order; what is not named comes behind',
    who: 'account',
    body: Obj({
      product_ids: Type.Array(ProductId, { maxItems: SHOWCASE_MAX, uniqueItems: true }),
    }),
    answers: { 200: MyShowcase },
  },
  'PUT /v1/me/showcase/:product_id': {
    summary: 'Put goods at the top of my showcase',
    who: 'account',
    params: Obj({ product_id: ProductId }),
    answers: { 204: Nothing },
    refusals: [onlyCreators, notOnOffer, showcaseFull],
  },
  'DELETE /v1/me/showcase/:product_id': {
    summary: 'Take goods out of my showcase',
    who: 'account',
    params: Obj({ product_id: ProductId }),
    answers: { 204: Nothing },
  },
})
