import {
  Count,
  contract,
  IdOf,
  Instant,
  Maybe,
  Obj,
  OneOf,
  PageOf,
  PageQuery,
  Text,
  Type,
} from '../../kernel/contract.ts'
import { AddressFields } from '../accounts/accounts.contract.ts'
import { ProductCard, ProductId, SkuId } from '../catalog/catalog.contract.ts'
import { outOfStock } from '../inventory/stock.ts'
import { ShopId } from '../shops/shops.contract.ts'
import { onlyCreators, planNeedsOwnGoods } from './plan.ts'
import {
  appealOver,
  sampleConditions,
  sampleHad,
  sampleNotOffered,
  sampleQuotaTooSmall,
  samplesGone,
  samplesOwed,
  tooManySamples,
} from './sample.ts'

export const SampleId = IdOf('smp')
const SampleState = OneOf(
  'pending',
  'awaiting_shipment',
  'shipped',
  'content_pending',
  'appealed',
  'completed',
  'rejected',
  'overdue',
  'seller_not_shipped',
  'unfulfilled',
  'withdrawn',
)

const OfferView = Obj({
  product: Obj(ProductCard.properties),
  sku_id: SkuId,
  is_open: Type.Boolean(),
  quota: Count,
  taken: Count,
  per_creator: Count,
  min_followers: Count,
  min_sales: Count,
})

const SampleView = Obj({
  id: SampleId,
  product: Obj(ProductCard.properties),
  /** Who asks, and what they have to show. */
  creator_id: IdOf('acc'),
  nickname: Type.String(),
  followers: Count,
  sales: Count,
  words: Type.String(),
  state: SampleState,
  state_at: Instant,
  /** Whose turn it is, until when, and what happens then. */
  turn: Maybe(OneOf('shop', 'creator')),
  deadline_at: Maybe(Instant),
  on_deadline: Maybe(SampleState),
  /** Where it goes: for the creator always, for the shop while it sends it. */
  address: Maybe(Obj(AddressFields)),
  carrier: Maybe(Type.String()),
  tracking_number: Maybe(Type.String()),
  is_extended: Type.Boolean(),
  /** Unfulfilled and not appealed yet: until when that can be done. */
  appeal_until: Maybe(Instant),
  appeal_words: Maybe(Type.String()),
  answer_words: Maybe(Type.String()),
  /** The room that fulfilled it. */
  room_id: Maybe(IdOf('room')),
  created_at: Instant,
})
const WithHistory = Obj({
  ...SampleView.properties,
  history: Type.Array(
    Obj({
      from_state: Maybe(Type.String()),
      to_state: Type.String(),
      reason: Type.String(),
      actor_kind: Type.String(),
      at: Instant,
      deadline_at: Maybe(Instant),
    }),
  ),
})

const Mine = Obj({ sample_id: SampleId })
const OfShop = Obj({ shop_id: ShopId, sample_id: SampleId })
const Listing = Obj({
  ...PageQuery,
  state: Type.Optional(SampleState),
  open: Type.Optional(Type.Boolean()),
})
const Search = Type.Optional(Type.String({ maxLength: 100 }))
const Whole = (maximum: number, minimum = 0) => Type.Integer({ minimum, maximum })

export const samplesContract = contract({
  'PUT /v1/shops/:shop_id/goods/:product_id/sample-offer': {
    summary: 'Give samples of a product to creators, or stop',
    who: 'shop',
    params: Obj({ shop_id: ShopId, product_id: ProductId }),
    body: Obj({
      sku_id: SkuId,
      is_open: Type.Boolean(),
      quota: Whole(10_000, 1),
      per_creator: Whole(10, 1),
      min_followers: Whole(1_000_000_000),
      min_sales: Whole(1_000_000_000),
    }),
    answers: { 200: OfferView },
    refusals: [planNeedsOwnGoods, sampleQuotaTooSmall],
  },
  'GET /v1/shops/:shop_id/sample-offers': {
    summary: 'Of which goods the shop gives samples',
    who: 'shop',
    params: Obj({ shop_id: ShopId }),
    query: Obj({ ...PageQuery, q: Search }),
    answers: { 200: PageOf(OfferView) },
  },
  'GET /v1/shops/:shop_id/samples': {
    summary: 'Samples that creators ask of the shop, newest first',
    who: 'shop',
    params: Obj({ shop_id: ShopId }),
    query: Listing,
    answers: { 200: PageOf(SampleView) },
  },
  'GET /v1/shops/:shop_id/samples/:sample_id': {
    summary: 'One sample with its history',
    who: 'shop',
    params: OfShop,
    answers: { 200: WithHistory },
  },
  'POST /v1/shops/:shop_id/samples/:sample_id/approval': {
    summary: 'Give the sample: one piece leaves what can be sold',
    who: 'shop',
    params: OfShop,
    answers: { 201: SampleView },
    refusals: [outOfStock],
  },
  'POST /v1/shops/:shop_id/samples/:sample_id/rejection': {
    summary: 'Give none, and say why',
    who: 'shop',
    params: OfShop,
    body: Obj({ words: Text(300) }),
    answers: { 201: SampleView },
  },
  'POST /v1/shops/:shop_id/samples/:sample_id/shipment': {
    summary: 'It is sent',
    who: 'shop',
    params: OfShop,
    body: Obj({
      carrier: Text(40),
      tracking_number: Type.String({ pattern: '^[A-Za-z0-9-]{5,40}$' }),
    }),
    answers: { 201: SampleView },
  },
  'POST /v1/shops/:shop_id/samples/:sample_id/confirmation': {
    summary: 'The creator has shown it',
    who: 'shop',
    params: OfShop,
    answers: { 201: SampleView },
  },
  'POST /v1/shops/:shop_id/samples/:sample_id/appeal-answer': {
    summary: 'Answer the creator’s appeal, for good',
    who: 'shop',
    params: OfShop,
    body: Obj({ is_granted: Type.Boolean(), words: Text(300) }),
    answers: { 201: SampleView },
  },
  'GET /v1/sample-goods': {
    summary: 'Goods of which creators get samples, with the conditions and what I have to show',
    who: 'account',
    query: Obj({ ...PageQuery, q: Search }),
    answers: {
      200: Obj({
        data: Type.Array(OfferView),
        next: Maybe(Type.String()),
        me: Obj({ followers: Count, sales: Count }),
      }),
    },
  },
  'POST /v1/me/samples': {
    summary: 'Ask for a sample',
    who: 'account',
    idempotent: true,
    body: Obj({
      product_id: ProductId,
      address_id: IdOf('adr'),
      words: Type.Optional(Text(300, 0)),
    }),
    answers: { 201: SampleView },
    refusals: [
      onlyCreators,
      sampleNotOffered,
      sampleConditions,
      samplesGone,
      tooManySamples,
      sampleHad,
      samplesOwed,
    ],
  },
  'GET /v1/me/samples': {
    summary: 'My samples, newest first',
    who: 'account',
    query: Listing,
    answers: { 200: PageOf(SampleView) },
  },
  'GET /v1/me/samples/:sample_id': {
    summary: 'One of my samples with its history',
    who: 'account',
    params: Mine,
    answers: { 200: WithHistory },
  },
  'POST /v1/me/samples/:sample_id/withdrawal': {
    summary: 'I do not want it any more',
    who: 'account',
    params: Mine,
    answers: { 201: SampleView },
  },
  'POST /v1/me/samples/:sample_id/receipt': {
    summary: 'I have it',
    who: 'account',
    params: Mine,
    answers: { 201: SampleView },
  },
  'POST /v1/me/samples/:sample_id/extension': {
    summary: 'Seven days more, once',
    who: 'account',
    params: Mine,
    answers: { 201: SampleView },
  },
  'POST /v1/me/samples/:sample_id/appeal': {
    summary: 'I have shown it all the same',
    who: 'account',
    params: Mine,
    body: Obj({ words: Text(500) }),
    answers: { 201: SampleView },
    refusals: [appealOver],
  },
})
