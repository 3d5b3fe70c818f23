import {
  Count,
  contract,
  Day,
  IdOf,
  Maybe,
  Nothing,
  Obj,
  OneOf,
  RatePpm,
  Type,
} from '../../kernel/contract.ts'
import { ShopId } from '../shops/shops.contract.ts'
import { ruleNotAhead, ruleTaken } from './tier-rules.ts'

const Score = Type.Integer({ minimum: 0, maximum: 500, description: 'hundredths: 460 is 4.60' })
const TierRuleView = Obj({
  role: OneOf('shop', 'creator'),
  tier: Type.String(),
  score_from: Maybe(Score),
  hold_days: Count,
  reserve_ppm: RatePpm,
  reserve_days: Count,
  valid_from: Day,
})
const ScoreBody = Obj({ day: Day, score: Score })

export const tiersContract = contract({
  'GET /v1/tier-rules': {
    summary: 'How long each tier waits for its money and what stays in reserve, newest first',
    who: 'account',
    answers: { 200: Obj({ data: Type.Array(TierRuleView) }) },
  },
  'POST /v1/tier-rules': {
    summary: 'Announce a rule of a tier for orders paid from a coming day on',
    who: 'operator:finance',
    body: Obj({
      role: OneOf('shop', 'creator'),
      tier: OneOf('new', 'good', 'ordinary', 'to_improve'),
      score_from: Maybe(Score),
      hold_days: Type.Integer({ minimum: 0, maximum: 60 }),
      reserve_ppm: Type.Integer({ minimum: 0, maximum: 500_000 }),
      reserve_days: Type.Integer({ minimum: 0, maximum: 180 }),
      valid_from: Day,
    }),
    answers: { 201: TierRuleView },
    refusals: [ruleNotAhead, ruleTaken],
  },
  'PUT /v1/shop-scores/:shop_id': {
    summary: 'Note a shop’s score of one day; it counts for what is paid two days later',
    who: 'operator:finance',
    params: Obj({ shop_id: ShopId }),
    body: ScoreBody,
    answers: { 204: Nothing },
  },
  'PUT /v1/creator-scores/:account_id': {
    summary: 'Note a creator’s score of one day; it counts for what is paid two days later',
    who: 'operator:finance',
    params: Obj({ account_id: IdOf('acc') }),
    body: ScoreBody,
    answers: { 204: Nothing },
  },
})
