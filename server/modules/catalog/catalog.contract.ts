import {
  Amount,
  Count,
  Currency,
  contract,
  IdOf,
  Instant,
  Maybe,
  Nothing,
  Obj,
  OneOf,
  PageOf,
  PageQuery,
  RatePpm,
  Text,
  Type,
} from '../../kernel/contract.ts'
import { blockedByPolicy } from '../policies/link-rule.ts'
import { Placement, VerdictView } from '../policies/policies.contract.ts'
import { listingsStopped, shopNotOpen } from '../shops/shop.ts'
import { ShopId } from '../shops/shops.contract.ts'
import {
  badExternalUrl,
  draftIncomplete,
  importRunning,
  listingClaimed,
  notAPicture,
  notATable,
  ownListing,
  priceMissing,
  sameOptions,
  tooManySkus,
  unknownCategory,
} from './product.ts'

export const ProductId = IdOf('prd')
export const SkuId = IdOf('sku')
export const PictureId = IdOf('pic')

export const CategoryView = Obj({
  id: Type.String(),
  parent_id: Maybe(Type.String()),
  name_zh: Type.String(),
  name_en: Type.String(),
  fee_ppm: RatePpm,
  return_days: Type.Integer(),
  return_exception: Maybe(Type.String()),
  deposit: Amount,
})
export const PictureView = Obj({
  id: PictureId,
  url: Type.String(),
  thumb_url: Type.String(),
  width: Type.Integer(),
  height: Type.Integer(),
})

/** A description is blocks, never HTML. */
export const Block = Type.Union([
  Obj({ kind: Type.Literal('text'), text: Text(2_000) }),
  Obj({ kind: Type.Literal('image'), picture_id: PictureId }),
  Obj({ kind: Type.Literal('spec'), name: Text(40), value: Text(200) }),
])
export const BlockView = Type.Union([
  Obj({ kind: Type.Literal('text'), text: Type.String() }),
  Obj({ kind: Type.Literal('image'), picture_id: PictureId, url: Type.String() }),
  Obj({ kind: Type.Literal('spec'), name: Type.String(), value: Type.String() }),
])

/** Where goods are sold: 'own' here, anything else on another platform. */
const Source = Type.String({ pattern: '^[a-z][a-z0-9_]{1,30}$' })

export const SkuView = Obj({
  id: SkuId,
  code: Type.String(),
  option_values: Type.Array(Type.String()),
  price: Amount,
  list_price: Maybe(Amount),
  currency: Currency,
  stock: Count,
  picture_url: Maybe(Type.String()),
})
export const ProductCard = Obj({
  id: ProductId,
  shop_id: ShopId,
  shop_name: Type.String(),
  title: Type.String(),
  picture_url: Maybe(Type.String()),
  price_from: Amount,
  price_to: Amount,
  list_price: Maybe(Amount),
  currency: Currency,
  sold_count: Count,
  stock: Count,
  source: Source,
  sub_source: Maybe(Type.String()),
  category_id: Type.String(),
})
export const ProductView = Obj({
  ...ProductCard.properties,
  external_url: Maybe(Type.String()),
  pictures: Type.Array(PictureView),
  blocks: Type.Array(BlockView),
  option_names: Type.Array(Type.String()),
  skus: Type.Array(SkuView),
  return_days: Type.Integer(),
  return_exception: Maybe(Type.String()),
  ship_within_hours: Type.Integer(),
  is_self_operated: Type.Boolean(),
  commission_ppm: Maybe(RatePpm),
})

const Finding = Obj({
  field: Type.String(),
  code: Type.String(),
  words: Type.String(),
  by: OneOf('rule', 'person'),
  blocks: Type.Boolean(),
})
const SkuDraft = Obj({
  id: Type.Optional(SkuId),
  code: Type.Optional(Text(60, 0)),
  option_values: Type.Array(Text(40), { maxItems: 3 }),
  price: Amount,
  list_price: Type.Optional(Maybe(Amount)),
  stock: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000_000 })),
  picture_id: Type.Optional(Maybe(PictureId)),
  weight_g: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
})
/** The whole content of a product as it shall be. */
export const ProductContent = Obj({
  title: Text(120, 0),
  category_id: Type.String({ maxLength: 40 }),
  picture_ids: Type.Array(PictureId, { maxItems: 9 }),
  blocks: Type.Array(Block, { maxItems: 60 }),
  option_names: Type.Array(Text(20), { maxItems: 3 }),
  skus: Type.Array(SkuDraft, { maxItems: 200 }),
  ship_within_hours: Type.Optional(Type.Integer({ minimum: 1, maximum: 360 })),
  source: Type.Optional(Source),
  sub_source: Type.Optional(Maybe(Source)),
  external_url: Type.Optional(Maybe(Type.String({ maxLength: 1_000 }))),
})
export const DraftView = Obj({
  id: IdOf('drf'),
  state: OneOf('editing', 'in_review', 'rejected', 'passed', 'dropped'),
  state_at: Instant,
  deadline_at: Maybe(Instant),
  content: Type.Unknown({ description: 'as handed in' }),
  findings: Type.Array(Finding),
  version: Type.Integer(),
  /** The pictures that the content names. */
  pictures: Type.Optional(Type.Array(PictureView)),
})
/** A product as its shop sees it: the copy on sale, and the draft beside it. */
export const GoodsView = Obj({
  ...ProductView.properties,
  state: OneOf('draft', 'approved', 'on_shelf', 'off_shelf', 'taken_down', 'deleted'),
  state_at: Instant,
  handle: Maybe(Type.String()),
  draft: Maybe(DraftView),
  /** What the platform said when it took the goods off sale. */
  take_down_reason: Type.Optional(Maybe(Type.String())),
  version: Type.Integer(),
})
export const ImportView = Obj({
  id: IdOf('imp'),
  file_name: Type.String(),
  dialect: Type.String(),
  dry_run: Type.Boolean(),
  category_id: Type.String(),
  state: OneOf('waiting', 'running', 'done', 'failed'),
  state_at: Instant,
  products_total: Count,
  products_done: Count,
  created_count: Count,
  updated_count: Count,
  unchanged_count: Count,
  error_count: Count,
  created_at: Instant,
})
const ShopParam = Obj({ shop_id: ShopId })
const GoodsParam = Obj({ shop_id: ShopId, product_id: ProductId })
const ImportParam = Obj({ shop_id: ShopId, import_id: IdOf('imp') })

export const catalogContract = contract({
  'GET /v1/categories': {
    summary: 'All categories with fee and return rule',
    who: 'anyone',
    answers: { 200: Obj({ data: Type.Array(CategoryView) }) },
  },
  'GET /v1/products': {
    summary: 'Goods on sale: by words, shop or category',
    who: 'anyone',
    query: Obj({
      ...PageQuery,
      q: Type.Optional(Type.String({ maxLength: 100 })),
      shop_id: Type.Optional(ShopId),
      category_id: Type.Optional(Type.String({ maxLength: 40 })),
    }),
    answers: { 200: PageOf(ProductCard) },
  },
  'GET /v1/products/:product_id': {
    summary: 'One product as buyers see it',
    who: 'anyone',
    params: Obj({ product_id: ProductId }),
    answers: { 200: ProductView },
  },
  'POST /v1/shops/:shop_id/pictures': {
    summary: 'Upload a picture (multipart, file `file`): decoded, resized, stripped of metadata',
    who: 'shop',
    params: ShopParam,
    raw_body: true,
    body_limit: 12 * 1024 * 1024,
    answers: { 201: PictureView },
    refusals: [notAPicture],
  },
  'GET /v1/shops/:shop_id/goods': {
    summary: 'The shop’s goods with their review state',
    who: 'shop',
    params: ShopParam,
    query: Obj({
      ...PageQuery,
      q: Type.Optional(Type.String({ maxLength: 100 })),
      state: Type.Optional(
        OneOf('draft', 'approved', 'on_shelf', 'off_shelf', 'taken_down', 'in_review', 'rejected'),
      ),
    }),
    answers: {
      200: PageOf(
        Obj({
          ...ProductCard.properties,
          state: Type.String(),
          draft_state: Maybe(Type.String()),
          findings_count: Type.Integer(),
          commission_ppm: Maybe(RatePpm),
          updated_at: Instant,
        }),
      ),
    },
  },
  'POST /v1/shops/:shop_id/goods': {
    summary: 'Start a new product as a draft',
    who: 'shop',
    params: ShopParam,
    body: ProductContent,
    answers: { 201: GoodsView },
    refusals: [unknownCategory, sameOptions, tooManySkus, badExternalUrl],
  },
  'GET /v1/shops/:shop_id/goods/:product_id': {
    summary: 'One product with its draft',
    who: 'shop',
    params: GoodsParam,
    answers: { 200: GoodsView },
  },
  'PUT /v1/shops/:shop_id/goods/:product_id/draft': {
    summary: 'Save the draft; the copy on sale stays as it is',
    who: 'shop',
    params: GoodsParam,
    body: Obj({
      content: ProductContent,
      version: Type.Optional(Type.Integer({ description: 'of the draft being replaced' })),
    }),
    answers: { 200: GoodsView },
    refusals: [unknownCategory, sameOptions, tooManySkus, badExternalUrl],
  },
  'DELETE /v1/shops/:shop_id/goods/:product_id/draft': {
    summary: 'Drop the draft',
    who: 'shop',
    params: GoodsParam,
    answers: { 200: GoodsView },
  },
  'POST /v1/shops/:shop_id/goods/:product_id/submission': {
    summary: 'Hand the draft in: automatic findings at once, then a person',
    who: 'shop',
    params: GoodsParam,
    answers: { 201: GoodsView },
    refusals: [draftIncomplete, priceMissing, blockedByPolicy],
  },
  'PUT /v1/shops/:shop_id/goods/:product_id/shelf': {
    summary: 'Put an approved product on sale or take it off',
    who: 'shop',
    params: GoodsParam,
    body: Obj({ on_shelf: Type.Boolean() }),
    answers: { 200: GoodsView },
    refusals: [shopNotOpen, listingsStopped, blockedByPolicy],
  },
  'DELETE /v1/shops/:shop_id/goods/:product_id': {
    summary: 'Delete a product that is not on sale',
    who: 'shop',
    params: GoodsParam,
    answers: { 204: Nothing },
  },
  'POST /v1/shops/:shop_id/imports': {
    summary:
      'Import a Shopify product CSV (multipart: `category_id`, `dry_run`, file `file`); both header dialects',
    who: 'shop',
    params: ShopParam,
    raw_body: true,
    body_limit: 32 * 1024 * 1024,
    answers: { 201: ImportView },
    refusals: [notATable, importRunning, unknownCategory],
  },
  'GET /v1/shops/:shop_id/imports': {
    summary: 'Imports, newest first',
    who: 'shop',
    params: ShopParam,
    query: Obj(PageQuery),
    answers: { 200: PageOf(ImportView) },
  },
  'GET /v1/shops/:shop_id/imports/:import_id': {
    summary: 'Progress of an import',
    who: 'shop',
    params: ImportParam,
    answers: { 200: ImportView },
  },
  'GET /v1/shops/:shop_id/imports/:import_id/errors': {
    summary: 'What was wrong, by row',
    who: 'shop',
    params: ImportParam,
    query: Obj(PageQuery),
    answers: {
      200: PageOf(
        Obj({
          line: Type.Integer(),
          handle: Type.String(),
          field: Type.String(),
          code: Type.String(),
          words: Type.String(),
          /** The product was taken all the same. */
          is_warning: Type.Optional(Type.Boolean()),
        }),
      ),
    },
  },
  'GET /v1/shops/:shop_id/imports/:import_id/errors.csv': {
    summary: 'The same as a CSV file',
    who: 'shop',
    params: ImportParam,
    answers: { 200: Type.Unknown() },
  },
  'GET /v1/listing-queue': {
    summary: 'Drafts waiting for a reviewer, longest waiting first',
    who: 'operator:reviewer',
    query: Obj(PageQuery),
    answers: {
      200: PageOf(
        Obj({
          id: IdOf('drf'),
          product_id: ProductId,
          shop_id: ShopId,
          shop_name: Type.String(),
          title: Type.String(),
          picture_url: Maybe(Type.String()),
          category_id: Type.String(),
          state_at: Instant,
          deadline_at: Maybe(Instant),
          findings_count: Type.Integer(),
          is_edit: Type.Boolean(),
          claimed_by_nickname: Maybe(Type.String()),
          /** The review ran past its deadline. */
          is_escalated: Type.Optional(Type.Boolean()),
        }),
      ),
    },
  },
  'GET /v1/listing-queue/:draft_id': {
    summary: 'One draft whole, beside the copy on sale',
    who: 'operator:reviewer',
    params: Obj({ draft_id: IdOf('drf') }),
    answers: {
      200: Obj({
        draft: DraftView,
        goods: GoodsView,
        shop_name: Type.String(),
        pictures: Type.Array(PictureView),
        history: Type.Array(Obj({ to_state: Type.String(), reason: Type.String(), at: Instant })),
      }),
    },
  },
  'POST /v1/listing-queue/:draft_id/claim': {
    summary: 'Claim for ten minutes so that two reviewers do not collide',
    who: 'operator:reviewer',
    params: Obj({ draft_id: IdOf('drf') }),
    answers: { 204: Nothing },
    refusals: [listingClaimed, ownListing],
  },
  'POST /v1/listing-queue/:draft_id/decision': {
    summary: 'Pass (replaces the copy on sale) or reject with a reason per field',
    who: 'operator:reviewer',
    params: Obj({ draft_id: IdOf('drf') }),
    body: Obj({
      decision: OneOf('pass', 'reject'),
      version: Type.Integer(),
      findings: Type.Optional(
        Type.Array(Obj({ field: Text(40), code: Text(40), words: Text(300) }), { maxItems: 30 }),
      ),
    }),
    answers: { 204: Nothing },
    refusals: [listingClaimed, ownListing],
  },
  'POST /v1/products/:product_id/take-down': {
    summary: 'Take goods off sale at once, with a reason the shop sees',
    who: 'operator:reviewer',
    params: Obj({ product_id: ProductId }),
    body: Obj({ reason: Text(300) }),
    answers: { 204: Nothing },
    refusals: [ownListing],
  },
  'GET /v1/products/:product_id/verdict': {
    summary: 'What the link policy says of a product at a placement, now and next',
    who: 'anyone',
    params: Obj({ product_id: ProductId }),
    query: Obj({ placement: Placement }),
    answers: { 200: VerdictView },
  },
})
