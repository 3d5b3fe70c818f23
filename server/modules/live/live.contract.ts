import {
  Amount,
  Count,
  contract,
  IdOf,
  Instant,
  Maybe,
  Nothing,
  Obj,
  OneOf,
  PageOf,
  PageQuery,
  Text,
  Type,
} from '../../kernel/contract.ts'
import { AccountId, PersonView } from '../accounts/accounts.contract.ts'
import { ProductCard, ProductId, SkuId, SkuView } from '../catalog/catalog.contract.ts'
import { FlashOfferView } from '../inventory/inventory.contract.ts'
import { flashOverlaps, outOfStock } from '../inventory/stock.ts'
import { blockedByPolicy } from '../policies/link-rule.ts'
import { VerdictView } from '../policies/policies.contract.ts'
import { ShopId } from '../shops/shops.contract.ts'
import {
  alreadyInCart,
  alreadyOnAir,
  cartFull,
  muted,
  notCreator,
  notInCart,
  notYourGoods,
  roomOver,
} from './room.ts'

export const RoomId = IdOf('room')
export const RoomState = OneOf('preview', 'live', 'paused', 'ended', 'banned')

/** One thing in the room's cart, in the host's order. */
export const RoomItemView = Obj({
  id: IdOf('itm'),
  position: Type.Integer(),
  state: OneOf('listed', 'hidden_by_policy'),
  is_explaining: Type.Boolean(),
  explain_count: Type.Integer(),
  sold_count: Count,
  product: ProductCard,
  skus: Type.Array(SkuView),
  /** Own goods are bought here; others are labelled links. */
  external_url: Maybe(Type.String()),
  flash: Maybe(FlashOfferView),
  explained_from_ms: Maybe(Type.Integer()),
  explained_to_ms: Maybe(Type.Integer()),
  /** Only for the host: what the link policy says now and next. */
  verdict: Maybe(VerdictView),
})
export const ChatView = Obj({
  id: Type.String(),
  account_id: AccountId,
  nickname: Type.String(),
  is_host: Type.Boolean(),
  words: Type.String(),
  at: Instant,
})

/** Where to play: try in this order. Addresses hold a token that ends; ask again then. */
export const PlayView = Obj({
  flv: Maybe(Type.String()),
  hls: Maybe(Type.String()),
  replay: Maybe(Type.String()),
  /** Where the replay begins on the clock of `explained_from_ms`: of a long room only the end is kept. */
  replay_from_ms: Maybe(Type.Integer()),
  expires_at: Instant,
})

export const RoomCard = Obj({
  id: RoomId,
  title: Type.String(),
  state: RoomState,
  cover_url: Maybe(Type.String()),
  host: PersonView,
  viewers: Count,
  likes: Count,
  items_count: Count,
  explaining: Maybe(
    Obj({ title: Type.String(), picture_url: Maybe(Type.String()), price: Amount }),
  ),
  started_at: Maybe(Instant),
  scheduled_at: Maybe(Instant),
  ended_at: Maybe(Instant),
  has_replay: Type.Boolean(),
})

/** All a viewer needs to draw the room; then the socket goes on from `event_seq`. */
export const RoomView = Obj({
  ...RoomCard.properties,
  is_followed: Type.Boolean(),
  play: PlayView,
  /** Is the picture arriving? */
  stream: OneOf('none', 'on_air', 'interrupted', 'ended'),
  items: Type.Array(RoomItemView),
  chat: Type.Array(ChatView),
  event_seq: Count,
  server_time: Instant,
  /** Address of the room socket; a ticket is asked for at POST …/ticket. */
  socket_path: Type.String(),
})

/** The control desk: the room, its figures, the push address. */
export const DeskView = Obj({
  room: RoomView,
  health: Maybe(
    Obj({
      kbps: Type.Number(),
      fps: Type.Number(),
      width: Type.Integer(),
      height: Type.Integer(),
      gop_ms: Type.Number(),
      viewers: Count,
      since: Instant,
      advice: Type.Array(Type.String()),
    }),
  ),
  figures: Obj({
    viewers: Count,
    viewers_peak: Count,
    orders_count: Count,
    orders_paid: Count,
    gmv: Amount,
    likes: Count,
    item_clicks: Count,
  }),
  /** Per minute, newest last, at most 60. */
  trend: Type.Array(Obj({ at: Instant, gmv: Amount, viewers: Count })),
  recent_orders: Type.Array(
    Obj({
      buyer: Type.String({ description: 'masked' }),
      title: Type.String(),
      quantity: Type.Integer(),
      amount: Amount,
      state: Type.String(),
      at: Instant,
    }),
  ),
  warnings: Type.Array(
    Obj({ item_id: IdOf('itm'), rule_id: Type.String(), effect: Type.String(), at: Instant }),
  ),
})

const RoomParam = Obj({ room_id: RoomId })
const ItemParam = Obj({ room_id: RoomId, item_id: IdOf('itm') })

export const liveContract = contract({
  'GET /v1/feed/rooms': {
    summary: 'Rooms on air first, then replays; the viewer’s home',
    who: 'anyone',
    query: Obj({ ...PageQuery, following: Type.Optional(Type.Boolean()) }),
    answers: { 200: PageOf(RoomCard) },
  },
  'POST /v1/rooms': {
    summary: 'Prepare a room',
    who: 'account',
    body: Obj({
      title: Text(60),
      cover_id: Type.Optional(Maybe(IdOf('pic'))),
      shop_id: Type.Optional(Maybe(ShopId)),
      scheduled_at: Type.Optional(Maybe(Instant)),
    }),
    answers: { 201: DeskView },
    refusals: [notCreator],
  },
  'GET /v1/me/rooms': {
    summary: 'My rooms, newest first',
    who: 'account',
    query: Obj(PageQuery),
    answers: { 200: PageOf(RoomCard) },
  },
  'GET /v1/rooms/:room_id': {
    summary: 'Everything to enter a room',
    who: 'anyone',
    params: RoomParam,
    answers: { 200: RoomView },
  },
  'GET /v1/rooms/:room_id/goods/:product_id/context': {
    summary:
      'What a viewer of this room sees of these goods now, signed: a checkout that carries it belongs to the room and this second, for a day',
    who: 'anyone',
    params: Obj({ room_id: RoomId, product_id: ProductId }),
    answers: { 200: Obj({ context: Type.String() }) },
  },
  'GET /v1/rooms/:room_id/play': {
    summary: 'Fresh play addresses',
    who: 'anyone',
    params: RoomParam,
    answers: { 200: PlayView },
  },
  'GET /v1/rooms/:room_id/desk': {
    summary: 'The host’s control desk',
    who: 'account',
    params: RoomParam,
    answers: { 200: DeskView },
  },
  'PATCH /v1/rooms/:room_id': {
    summary: 'Change title or cover (host)',
    who: 'account',
    params: RoomParam,
    body: Obj({ title: Type.Optional(Text(60)), cover_id: Type.Optional(Maybe(IdOf('pic'))) }),
    answers: { 200: DeskView },
  },
  'POST /v1/rooms/:room_id/push-key': {
    summary: 'A fresh push key for OBS or ffmpeg; older keys of this room die',
    who: 'account',
    params: RoomParam,
    answers: {
      201: Obj({
        server: Type.String(),
        stream_key: Type.String(),
        url: Type.String({ description: 'server and key in one, for ffmpeg' }),
        expires_at: Instant,
      }),
    },
    refusals: [roomOver],
  },
  'POST /v1/rooms/:room_id/start': {
    summary: 'Go on air',
    who: 'account',
    params: RoomParam,
    answers: { 201: DeskView },
    refusals: [alreadyOnAir, roomOver, blockedByPolicy],
  },
  'POST /v1/rooms/:room_id/pause': {
    summary: 'Pause; orders go on',
    who: 'account',
    params: RoomParam,
    answers: { 201: DeskView },
    refusals: [roomOver],
  },
  'POST /v1/rooms/:room_id/resume': {
    summary: 'Go on after a pause',
    who: 'account',
    params: RoomParam,
    answers: { 201: DeskView },
    refusals: [roomOver],
  },
  'POST /v1/rooms/:room_id/end': {
    summary: 'End the room; the last minutes stay as replay',
    who: 'account',
    params: RoomParam,
    answers: { 201: DeskView },
    refusals: [roomOver],
  },
  'POST /v1/rooms/:room_id/ban': {
    summary: 'Cut a room off, with a reason the host sees',
    who: 'operator:reviewer',
    params: RoomParam,
    body: Obj({ reason: Text(300) }),
    answers: { 204: Nothing },
  },
  'POST /v1/rooms/:room_id/items': {
    summary: 'Put a product into the cart (the link policy is asked)',
    who: 'account',
    params: RoomParam,
    body: Obj({ product_id: ProductId }),
    answers: { 201: RoomItemView },
    refusals: [alreadyInCart, cartFull, blockedByPolicy, roomOver],
  },
  'PUT /v1/rooms/:room_id/items/order': {
    summary: 'The cart’s order',
    who: 'account',
    params: RoomParam,
    body: Obj({ item_ids: Type.Array(IdOf('itm'), { maxItems: 200, uniqueItems: true }) }),
    answers: { 204: Nothing },
  },
  'DELETE /v1/rooms/:room_id/items/:item_id': {
    summary: 'Take a product out of the cart',
    who: 'account',
    params: ItemParam,
    answers: { 204: Nothing },
  },
  'PUT /v1/rooms/:room_id/explaining': {
    summary: 'Pin the item being explained, or unpin',
    who: 'account',
    params: RoomParam,
    body: Obj({ item_id: Maybe(IdOf('itm')) }),
    answers: { 204: Nothing },
    refusals: [blockedByPolicy, roomOver],
  },
  'POST /v1/rooms/:room_id/flash-offers': {
    summary: '“3, 2, 1, link!”: a flash price with its own quota and limit per buyer',
    who: 'account',
    params: RoomParam,
    idempotent: true,
    body: Obj({
      sku_id: SkuId,
      price: Type.Integer({ minimum: 1, maximum: 9_007_199_254_740_991 }),
      quota: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
      limit_per_buyer: Type.Integer({ minimum: 1, maximum: 999 }),
      countdown_s: Type.Integer({ minimum: 0, maximum: 300 }),
      duration_s: Type.Integer({ minimum: 10, maximum: 7_200 }),
    }),
    answers: { 201: FlashOfferView },
    refusals: [flashOverlaps, outOfStock, roomOver, notInCart, notYourGoods],
  },
  'POST /v1/rooms/:room_id/flash-offers/:flash_offer_id/close': {
    summary: 'End a flash offer early',
    who: 'account',
    params: Obj({ room_id: RoomId, flash_offer_id: IdOf('fla') }),
    answers: { 200: FlashOfferView },
  },
  'POST /v1/rooms/:room_id/ticket': {
    summary: 'A single-use ticket for the room socket, good for 30 seconds',
    who: 'anyone',
    params: RoomParam,
    answers: { 201: Obj({ ticket: Type.String(), socket_path: Type.String() }) },
  },
  'POST /v1/rooms/:room_id/chat': {
    summary: 'Say something (also possible on the socket)',
    who: 'account',
    per_minute: 40,
    params: RoomParam,
    body: Obj({ words: Text(200) }),
    answers: { 201: ChatView },
    refusals: [muted, roomOver],
  },
  'POST /v1/rooms/:room_id/mutes': {
    summary: 'Mute someone in this room (host)',
    who: 'account',
    params: RoomParam,
    body: Obj({
      account_id: AccountId,
      minutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_080 })),
    }),
    answers: { 204: Nothing },
  },
  'DELETE /v1/rooms/:room_id/chat/:message_id': {
    summary: 'Hide a message (host)',
    who: 'account',
    params: Obj({ room_id: RoomId, message_id: Type.String({ pattern: '^[0-9]{1,18}$' }) }),
    answers: { 204: Nothing },
  },
  'GET /v1/live-rooms': {
    summary: 'All rooms on air, for the platform’s patrol',
    who: 'operator',
    query: Obj(PageQuery),
    answers: { 200: PageOf(RoomCard) },
  },
})
