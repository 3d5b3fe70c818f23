import {
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
  RatePpm,
  Text,
  Type,
} from '../../kernel/contract.ts'
import { ProductCard, ProductId } from '../catalog/catalog.contract.ts'
import { notForSale } from '../catalog/index.ts'
import { ShopId } from '../shops/shops.contract.ts'
import {
  alreadyInCampaign,
  badPeriod,
  campaignOver,
  changeWaiting,
  commissionTooLow,
  PROMOTION_DAYS,
  productProtected,
  promotionTooShort,
  ratesTooHigh,
} from './campaign.ts'
import { leaderNameTaken, notALeader } from './leader.ts'
import { planExclusive, planNeedsOwnGoods } from './plan.ts'

export const CampaignId = IdOf('cmp')
export const CampaignItemId = IdOf('cmi')
const CampaignItemState = OneOf('pending', 'promoting', 'rejected', 'terminated', 'expired')

const LeaderView = Obj({
  name: Type.String(),
  words: Type.String(),
  since: Instant,
  /** What the platform keeps of every leader fee. */
  leader_cut_ppm: RatePpm,
})

const CampaignView = Obj({
  id: CampaignId,
  leader_name: Type.String(),
  title: Type.String(),
  words: Type.String(),
  leader_ppm: RatePpm,
  min_commission_ppm: RatePpm,
  min_promotion_days: Type.Integer(),
  protection_months: Type.Integer(),
  is_open_to_all: Type.Boolean(),
  applies_until: Instant,
  ends_at: Instant,
  state: OneOf('open', 'closed'),
  created_at: Instant,
  /** Goods that wait for the leader; goods that are promoted. */
  pending: Count,
  promoting: Count,
})

const CampaignItemView = Obj({
  id: CampaignItemId,
  campaign_id: CampaignId,
  campaign_title: Type.String(),
  leader_name: Type.String(),
  product: Obj(ProductCard.properties),
  leader_ppm: RatePpm,
  commission_ppm: RatePpm,
  /** A cut that was agreed, and from when it counts. */
  next_commission_ppm: Maybe(RatePpm),
  next_from: Maybe(Instant),
  is_open_to_all: Type.Boolean(),
  state: CampaignItemState,
  /** Pending: the leader answers until then, or the goods lapse. Promoting: the end. */
  deadline_at: Maybe(Instant),
  is_ending: Type.Boolean(),
  min_until: Maybe(Instant),
  protected_until: Maybe(Instant),
  answer_words: Maybe(Type.String()),
  applied_at: Instant,
  /** Creators who joined. */
  joined: Count,
  /** What the shop asks of the leader; silence until the deadline agrees. */
  change: Maybe(
    Obj({
      kind: OneOf('rate', 'end'),
      commission_ppm: Maybe(RatePpm),
      deadline_at: Instant,
    }),
  ),
})

const OneOfMine = Obj({ campaign_id: CampaignId })
const OneItem = Obj({ item_id: CampaignItemId })
const OfShop = Obj({ shop_id: ShopId, item_id: CampaignItemId })
const Listing = {
  ...PageQuery,
  campaign_id: Type.Optional(CampaignId),
  state: Type.Optional(CampaignItemState),
}
const Commission = Type.Integer({ minimum: 0, maximum: 900_000 })

export const campaignsContract = contract({
  'GET /v1/me/leader': {
    summary: 'How I am known as a leader',
    who: 'account',
    answers: { 200: Maybe(LeaderView) },
  },
  'PUT /v1/me/leader': {
    summary: 'Become a leader, or change how I am known',
    who: 'account',
    body: Obj({ name: Text(40, 2), words: Type.Optional(Text(500, 0)) }),
    answers: { 200: LeaderView },
    refusals: [leaderNameTaken],
  },
  'POST /v1/me/campaigns': {
    summary: 'Open a campaign into which shops put goods',
    who: 'account',
    body: Obj({
      title: Text(60),
      words: Type.Optional(Text(1000, 0)),
      leader_ppm: Type.Integer({ minimum: 0, maximum: 400_000 }),
      min_commission_ppm: Commission,
      min_promotion_days: Type.Enum([...PROMOTION_DAYS], { type: 'integer' }),
      protection_months: Type.Integer({ minimum: 0, maximum: 6 }),
      is_open_to_all: Type.Boolean(),
      applies_until: Instant,
      ends_at: Instant,
    }),
    answers: { 201: CampaignView },
    refusals: [notALeader, ratesTooHigh, badPeriod],
  },
  'GET /v1/me/campaigns': {
    summary: 'My campaigns, newest first',
    who: 'account',
    query: Obj(PageQuery),
    answers: { 200: PageOf(CampaignView) },
  },
  'POST /v1/me/campaigns/:campaign_id/closing': {
    summary: 'Take no more goods; those that wait lapse, those promoted go on',
    who: 'account',
    params: OneOfMine,
    answers: { 204: Nothing },
  },
  'GET /v1/me/campaign-items': {
    summary: 'Goods in my campaigns, newest first; `waiting` asks for those that I have to answer',
    who: 'account',
    query: Obj({ ...Listing, waiting: Type.Optional(Type.Boolean()) }),
    answers: { 200: PageOf(CampaignItemView) },
  },
  'POST /v1/me/campaign-items/:item_id/approval': {
    summary: 'Take goods into the campaign',
    who: 'account',
    params: OneItem,
    body: Obj({ words: Type.Optional(Text(300, 0)) }),
    answers: { 201: CampaignItemView },
    refusals: [notForSale, productProtected],
  },
  'POST /v1/me/campaign-items/:item_id/rejection': {
    summary: 'Do not take them, and say why',
    who: 'account',
    params: OneItem,
    body: Obj({ words: Text(300) }),
    answers: { 201: CampaignItemView },
  },
  'POST /v1/me/campaign-items/:item_id/end': {
    summary: 'Let promoted goods go, two days from now',
    who: 'account',
    params: OneItem,
    body: Obj({ words: Type.Optional(Text(300, 0)) }),
    answers: { 201: CampaignItemView },
  },
  'POST /v1/me/campaign-items/:item_id/change-answer': {
    summary: 'Agree to what the shop asks for these goods, or refuse it',
    who: 'account',
    params: OneItem,
    body: Obj({ is_agreed: Type.Boolean() }),
    answers: { 201: CampaignItemView },
  },
  'GET /v1/shops/:shop_id/campaigns': {
    summary: 'Campaigns that take goods now, newest first',
    who: 'shop',
    params: Obj({ shop_id: ShopId }),
    query: Obj(PageQuery),
    answers: { 200: PageOf(CampaignView) },
  },
  'GET /v1/shops/:shop_id/campaign-items': {
    summary: 'The shop’s goods in campaigns, newest first',
    who: 'shop',
    params: Obj({ shop_id: ShopId }),
    query: Obj(Listing),
    answers: { 200: PageOf(CampaignItemView) },
  },
  'POST /v1/shops/:shop_id/campaign-items': {
    summary: 'Put goods into a campaign at a commission',
    who: 'shop',
    params: Obj({ shop_id: ShopId }),
    body: Obj({ campaign_id: CampaignId, product_id: ProductId, commission_ppm: Commission }),
    answers: { 201: CampaignItemView },
    refusals: [
      campaignOver,
      commissionTooLow,
      ratesTooHigh,
      planNeedsOwnGoods,
      planExclusive,
      notForSale,
      productProtected,
      alreadyInCampaign,
    ],
  },
  'POST /v1/shops/:shop_id/campaign-items/:item_id/withdrawal': {
    summary: 'Take goods back before the leader answered',
    who: 'shop',
    params: OfShop,
    answers: { 201: CampaignItemView },
  },
  'POST /v1/shops/:shop_id/campaign-items/:item_id/changes': {
    summary: 'Ask the leader for another commission, or (without one) for an early end',
    who: 'shop',
    params: OfShop,
    body: Obj({ commission_ppm: Type.Optional(Commission) }),
    answers: { 201: CampaignItemView },
    refusals: [ratesTooHigh, commissionTooLow, promotionTooShort, changeWaiting],
  },
  'GET /v1/campaign-goods': {
    summary: 'Goods that creators may sell by a leader’s campaign, newest first',
    who: 'account',
    query: Obj({
      ...PageQuery,
      q: Type.Optional(Type.String({ maxLength: 100 })),
      joined: Type.Optional(Type.Boolean()),
    }),
    answers: {
      200: PageOf(
        Obj({
          item_id: CampaignItemId,
          product: Obj(ProductCard.properties),
          commission_ppm: RatePpm,
          campaign_title: Type.String(),
          leader_name: Type.String(),
          ends_at: Instant,
          is_open_to_all: Type.Boolean(),
          is_joined: Type.Boolean(),
        }),
      ),
    },
  },
  'POST /v1/me/campaign-joins': {
    summary: 'Sell a product by this campaign from now on, and by no other',
    who: 'account',
    body: Obj({ item_id: CampaignItemId }),
    answers: { 204: Nothing },
  },
  'DELETE /v1/me/campaign-joins/:item_id': {
    summary: 'Sell it by this campaign no longer',
    who: 'account',
    params: OneItem,
    answers: { 204: Nothing },
  },
})
