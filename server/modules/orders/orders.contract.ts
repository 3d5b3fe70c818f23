import {
  Amount,
  Count,
  Currency,
  contract,
  Day,
  IdOf,
  Instant,
  Maybe,
  Obj,
  OneOf,
  PageOf,
  PageQuery,
  RatePpm,
  Text,
  Type,
} from '../../kernel/contract.ts'
import { AddressFields } from '../accounts/accounts.contract.ts'
import { ProductId, SkuId } from '../catalog/catalog.contract.ts'
import { notForSale } from '../catalog/product.ts'
import { flashLimit, flashNotOpen, flashSoldOut, outOfStock } from '../inventory/stock.ts'
import { RoomId } from '../live/live.contract.ts'
import { PaymentView } from '../payments/payments.contract.ts'
import { blockedByPolicy } from '../policies/link-rule.ts'
import {
  couponExpired,
  couponMissing,
  couponNotApplicable,
  couponSoldOut,
  couponsDoNotStack,
  couponUsed,
  totalChanged,
} from '../promotions/promotion.ts'
import { CouponId, Funder, PromotionId, PromotionKind } from '../promotions/promotions.contract.ts'
import { ShopId } from '../shops/shops.contract.ts'
import {
  addressMissing,
  amountTooLarge,
  basketEmpty,
  basketFull,
  extendedBefore,
  itemTwice,
  mixedCurrencies,
  nothingToPay,
  priceChanged,
  queueFull,
} from './order.ts'

export const OrderId = IdOf('ord')
export const OrderState = OneOf(
  'unpaid',
  'to_ship',
  'part_shipped',
  'shipped',
  'completed',
  'cancelled',
)

const BasketLine = Obj({
  sku_id: SkuId,
  product_id: ProductId,
  room_id: Maybe(RoomId),
  /** The signed context it was put in with, to be sent along at checkout. */
  context: Maybe(Type.String()),
  title: Type.String(),
  option_values: Type.Array(Type.String()),
  picture_url: Maybe(Type.String()),
  quantity: Type.Integer(),
  unit_price: Amount,
  price_when_added: Amount,
  stock: Count,
  /** Why it cannot be bought now, if so: `out_of_stock`, `not_for_sale`. */
  problem: Maybe(Type.String()),
})
export const BasketView = Obj({
  shops: Type.Array(
    Obj({
      shop_id: ShopId,
      shop_name: Type.String(),
      lines: Type.Array(BasketLine),
      subtotal: Amount,
    }),
  ),
  count: Count,
  total: Amount,
  currency: Currency,
})

export const OrderLineView = Obj({
  id: IdOf('lin'),
  product_id: ProductId,
  sku_id: SkuId,
  title: Type.String(),
  option_values: Type.Array(Type.String()),
  picture_url: Maybe(Type.String()),
  quantity: Type.Integer(),
  unit_price: Amount,
  price_amount: Amount,
  discount_amount: Amount,
  /** Who bears the discount, and what of each part was given back as units were refunded. */
  borne: Type.Array(Obj({ by: Funder, amount: Amount, given_back: Amount })),
  paid_amount: Amount,
  room_id: Maybe(RoomId),
  is_flash: Type.Boolean(),
  shipped_quantity: Type.Integer(),
  refunded_quantity: Type.Integer(),
  refunded_amount: Amount,
  return_days: Type.Integer(),
  return_exception: Maybe(Type.String()),
  /** Open after-sale of this line, if any. */
  aftersale: Maybe(Obj({ id: IdOf('afs'), state: Type.String(), kind: Type.String() })),
  /** May a return or refund be asked for now, and if not, why not. */
  aftersale_kinds: Type.Array(OneOf('refund_before_ship', 'refund_only', 'return_refund')),
  aftersale_why_not: Maybe(Type.String()),
  aftersale_until: Maybe(Instant),
})
const AddressShown = Obj({ ...AddressFields })
const ParcelShown = Obj({
  id: IdOf('prc'),
  carrier: Type.String(),
  tracking_number: Type.String(),
  state: Type.String(),
  state_at: Instant,
  signed_at: Maybe(Instant),
  events: Type.Array(
    Obj({ state: Type.String(), place: Type.String(), words: Type.String(), happened_at: Instant }),
  ),
  lines: Type.Array(Obj({ order_line_id: IdOf('lin'), quantity: Type.Integer() })),
})
export const OrderView = Obj({
  id: OrderId,
  number: Type.String(),
  checkout_id: IdOf('chk'),
  payment_id: Maybe(IdOf('pay')),
  shop_id: ShopId,
  shop_name: Type.String(),
  buyer_nickname: Type.String(),
  state: OrderState,
  state_at: Instant,
  /** When the present state ends by itself, and how: `cancel`, `ship_late`, `confirm_receipt`. */
  deadline_at: Maybe(Instant),
  on_deadline: Maybe(Type.String()),
  goods_amount: Amount,
  discount_amount: Amount,
  /** What was taken off, in the order in which it was taken. */
  discounts: Type.Array(
    Obj({
      promotion_id: PromotionId,
      kind: PromotionKind,
      funder: Funder,
      title: Type.String(),
      amount: Amount,
    }),
  ),
  freight_amount: Amount,
  paid_amount: Amount,
  refunded_amount: Amount,
  currency: Currency,
  address: AddressShown,
  buyer_note: Type.String(),
  cancel_reason: Maybe(Type.String()),
  lines: Type.Array(OrderLineView),
  parcels: Type.Array(ParcelShown),
  created_at: Instant,
  paid_at: Maybe(Instant),
  ship_by: Maybe(Instant),
  shipped_at: Maybe(Instant),
  received_at: Maybe(Instant),
  completed_at: Maybe(Instant),
  history: Type.Array(
    Obj({ to_state: Type.String(), reason: Type.String(), actor_kind: Type.String(), at: Instant }),
  ),
})
export const OrderRow = Obj({
  id: OrderId,
  number: Type.String(),
  payment_id: Maybe(IdOf('pay')),
  shop_id: ShopId,
  shop_name: Type.String(),
  buyer_nickname: Type.String(),
  state: OrderState,
  deadline_at: Maybe(Instant),
  paid_amount: Amount,
  refunded_amount: Amount,
  currency: Currency,
  lines: Type.Array(
    Obj({
      id: IdOf('lin'),
      title: Type.String(),
      option_values: Type.Array(Type.String()),
      picture_url: Maybe(Type.String()),
      quantity: Type.Integer(),
      unit_price: Amount,
    }),
  ),
  recipient: Type.String({ description: 'masked' }),
  ship_by: Maybe(Instant),
  open_aftersales: Count,
  created_at: Instant,
})
/** Whoever sends more than any context of ours is sold to all the same. */
const SaleContextText = Type.String({ maxLength: 2_000 })
/** Lines of a checkout: what, how many, and from where (the room decides the creator). Never a price. */
const Wanted = Obj({
  sku_id: SkuId,
  quantity: Type.Integer({ minimum: 1, maximum: 999 }),
  room_id: Type.Optional(Maybe(RoomId)),
  flash_offer_id: Type.Optional(Maybe(IdOf('fla'))),
  /** The signed context with which the buyer came to the goods, from a room, a video or a showcase; one that does not hold counts as none. */
  context: Type.Optional(Maybe(SaleContextText)),
  /** What the buyer saw; another price now is refused with `price_changed`, never silently charged. */
  seen_price: Type.Optional(Amount),
})
const QuoteView = Obj({
  shops: Type.Array(
    Obj({
      shop_id: ShopId,
      shop_name: Type.String(),
      goods_amount: Amount,
      discount_amount: Amount,
      freight_amount: Amount,
      paid_amount: Amount,
      lines: Type.Array(
        Obj({
          sku_id: SkuId,
          title: Type.String(),
          option_values: Type.Array(Type.String()),
          picture_url: Maybe(Type.String()),
          quantity: Type.Integer(),
          unit_price: Amount,
          list_price: Maybe(Amount),
          price_amount: Amount,
          /** Less its part of every discount. */
          paid_amount: Amount,
          is_flash: Type.Boolean(),
          limit_per_buyer: Maybe(Type.Integer()),
          stock: Count,
          return_days: Type.Integer(),
          return_exception: Maybe(Type.String()),
          problem: Maybe(Type.String()),
        }),
      ),
    }),
  ),
  /** What is taken off, in the order in which it is taken. */
  discounts: Type.Array(
    Obj({
      promotion_id: PromotionId,
      coupon_id: Maybe(CouponId),
      kind: PromotionKind,
      funder: Funder,
      shop_id: Maybe(ShopId),
      title: Type.String(),
      amount: Amount,
      lines: Type.Array(Obj({ sku_id: SkuId, amount: Amount })),
    }),
  ),
  /** My coupons that cover something here: used, usable instead, or why not. */
  coupons: Type.Array(
    Obj({
      coupon_id: CouponId,
      promotion_id: PromotionId,
      title: Type.String(),
      kind: PromotionKind,
      funder: Funder,
      shop_id: Maybe(ShopId),
      shop_name: Maybe(Type.String()),
      threshold: Amount,
      amount_off: Maybe(Amount),
      rate_ppm: Maybe(RatePpm),
      most_off: Maybe(Amount),
      use_until: Instant,
      is_used: Type.Boolean(),
      amount: Amount,
      why_not: Maybe(OneOf('flash_only', 'below_threshold', 'used_up', 'nothing_left')),
      /** Of `below_threshold`: what the goods lack. */
      missing: Amount,
    }),
  ),
  total: Amount,
  currency: Currency,
  address: Maybe(Obj({ id: IdOf('adr'), ...AddressFields })),
})
const CheckoutView = Obj({
  id: IdOf('chk'),
  payment: PaymentView,
  orders: Type.Array(
    Obj({ id: OrderId, number: Type.String(), shop_id: ShopId, paid_amount: Amount }),
  ),
  amount: Amount,
  currency: Currency,
  deadline_at: Instant,
})
const OrderParam = Obj({ order_id: OrderId })
const Lines = Type.Array(Wanted, { minItems: 1, maxItems: 50 })
const Coupons = Type.Array(CouponId, { maxItems: 60 })

export const ordersContract = contract({
  'GET /v1/basket': {
    summary: 'My basket, by shop, at today’s prices',
    who: 'account',
    answers: { 200: BasketView },
  },
  'PUT /v1/basket/lines/:sku_id': {
    summary: 'Put a SKU in the basket or change its quantity',
    who: 'account',
    params: Obj({ sku_id: SkuId }),
    body: Obj({
      quantity: Type.Integer({ minimum: 1, maximum: 999 }),
      room_id: Type.Optional(Maybe(RoomId)),
      context: Type.Optional(Maybe(SaleContextText)),
    }),
    answers: { 200: BasketView },
    refusals: [notForSale, outOfStock, basketFull, blockedByPolicy, amountTooLarge],
  },
  'DELETE /v1/basket/lines/:sku_id': {
    summary: 'Take a SKU out of the basket',
    who: 'account',
    params: Obj({ sku_id: SkuId }),
    answers: { 200: BasketView },
  },
  'POST /v1/quotes': {
    summary: 'What a checkout would cost, line by line, changing nothing',
    who: 'account',
    body: Obj({
      lines: Lines,
      address_id: Type.Optional(Maybe(IdOf('adr'))),
      /** Left out: those that take most off. */
      coupon_ids: Type.Optional(Maybe(Coupons)),
    }),
    answers: { 200: QuoteView },
    refusals: [notForSale, itemTwice, mixedCurrencies, amountTooLarge],
  },
  'POST /v1/checkouts': {
    summary: 'Buy: reserves stock, writes one order a shop and one payment for all',
    who: 'account',
    idempotent: true,
    body: Obj({
      lines: Lines,
      address_id: IdOf('adr'),
      note: Type.Optional(Text(200, 0)),
      from_basket: Type.Optional(Type.Boolean()),
      /** Used all, or nothing is bought. */
      coupon_ids: Type.Optional(Coupons),
      /** What the quote said; another total now is refused with `total_changed`, never silently charged. */
      seen_total: Type.Optional(Amount),
    }),
    answers: { 201: CheckoutView },
    refusals: [
      outOfStock,
      notForSale,
      itemTwice,
      priceChanged,
      flashSoldOut,
      flashLimit,
      flashNotOpen,
      addressMissing,
      blockedByPolicy,
      basketEmpty,
      mixedCurrencies,
      nothingToPay,
      amountTooLarge,
      queueFull,
      couponMissing,
      couponUsed,
      couponExpired,
      couponSoldOut,
      couponNotApplicable,
      couponsDoNotStack,
      totalChanged,
    ],
  },
  'GET /v1/orders': {
    summary: 'My orders, newest first',
    who: 'account',
    query: Obj({ ...PageQuery, state: Type.Optional(OrderState) }),
    answers: { 200: PageOf(OrderRow) },
  },
  'GET /v1/orders/counts': {
    summary: 'How many of my orders stand in each state',
    who: 'account',
    answers: {
      200: Obj({
        unpaid: Count,
        to_ship: Count,
        shipped: Count,
        completed: Count,
        cancelled: Count,
        aftersales: Count,
      }),
    },
  },
  'GET /v1/orders/:order_id': {
    summary: 'One of my orders',
    who: 'account',
    params: OrderParam,
    answers: { 200: OrderView },
  },
  'POST /v1/orders/:order_id/cancellation': {
    summary:
      'Cancel: unpaid cancels every order of the checkout (one payment stands for all); paid but unshipped is refunded',
    who: 'account',
    params: OrderParam,
    idempotent: true,
    body: Obj({
      reason: OneOf('changed_mind', 'wrong_address', 'found_cheaper', 'too_slow', 'other'),
    }),
    answers: { 201: OrderView },
  },
  'POST /v1/orders/:order_id/receipt': {
    summary: 'I have received it',
    who: 'account',
    params: OrderParam,
    answers: { 201: OrderView },
  },
  'POST /v1/orders/:order_id/receipt-extension': {
    summary: 'Wait three more days before receipt is assumed (once)',
    who: 'account',
    params: OrderParam,
    answers: { 201: OrderView },
    refusals: [extendedBefore],
  },
  'GET /v1/shops/:shop_id/orders': {
    summary: 'The shop’s orders',
    who: 'shop',
    params: Obj({ shop_id: ShopId }),
    query: Obj({
      ...PageQuery,
      state: Type.Optional(OrderState),
      q: Type.Optional(Type.String({ maxLength: 60, description: 'order number or recipient' })),
    }),
    answers: { 200: PageOf(OrderRow) },
  },
  'GET /v1/shops/:shop_id/orders/:order_id': {
    summary: 'One order of the shop; the address is shown in full only while it has to be shipped',
    who: 'shop',
    params: Obj({ shop_id: ShopId, order_id: OrderId }),
    answers: { 200: OrderView },
  },
  'GET /v1/all-orders': {
    summary: 'Orders of all shops',
    who: 'operator',
    query: Obj({
      ...PageQuery,
      state: Type.Optional(OrderState),
      q: Type.Optional(Type.String({ maxLength: 60 })),
      /** Those behind a figure of the platform: all that are paid, given back in part or whole, or of its own shops. */
      of: Type.Optional(OneOf('paid', 'refunded', 'own')),
      /** Paid on this business day. */
      paid_on: Type.Optional(Day),
    }),
    answers: { 200: PageOf(OrderRow) },
  },
  'GET /v1/all-orders/:order_id': {
    summary: 'One order with what it was sold by and where its money went',
    who: 'operator',
    params: OrderParam,
    answers: {
      200: Obj({
        order: OrderView,
        lines: Type.Array(
          Obj({
            id: IdOf('lin'),
            fee_ppm: RatePpm,
            commission_ppm: RatePpm,
            leader_ppm: RatePpm,
            /** The platform's part of the leader's fee. */
            leader_cut_ppm: RatePpm,
            /** The agency's part of the creator's commission. */
            agency_ppm: RatePpm,
            /** Where the buyer came to the goods from; `content_id` is the video. */
            placement: OneOf('room', 'video', 'showcase', 'shop'),
            content_id: Maybe(Type.String()),
            creator_id: Maybe(IdOf('acc')),
            creator_nickname: Maybe(Type.String()),
            room_id: Maybe(RoomId),
            room_title: Maybe(Type.String()),
            /** Is the stream kept, so that the second of the sale can be watched? */
            has_replay: Type.Boolean(),
            stream_offset_ms: Maybe(Type.Integer()),
            plan_id: Maybe(IdOf('pln')),
            plan_kind: Maybe(Type.String()),
            campaign_id: Maybe(IdOf('cmp')),
            campaign_title: Maybe(Type.String()),
            leader_name: Maybe(Type.String()),
            agency_name: Maybe(Type.String()),
            /** What was taken off, by who bears it. */
            shop_discount: Amount,
            platform_discount: Amount,
            creator_discount: Amount,
          }),
        ),
      }),
    },
  },
})
