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
const TierRuleBody = Obj({
  role: OneOf('shop', 'creator'),
  tier: OneOf('new', 'good', 'ordinary', 'to_improve'),
  /** Null for `new`, which is for those without a score; every other tier begins at one. */
  score_from: Maybe(Score),
  hold_days: Type.Integer({ minimum: 0, maximum: 60 }),
  reserve_ppm: Type.Integer({ minimum: 0, maximum: 500_000 }),
  reserve_days: Type.Integer({ minimum: 0, maximum: 180 }),
  valid_from: Day,
})
const TierView = Obj({
  tier: Type.String(),
  hold_days: Count,
  reserve_ppm: RatePpm,
  reserve_days: Count,
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
    body: TierRuleBody,
    answers: { 201: TierRuleView },
    refusals: [ruleNotAhead, ruleTaken],
  },
  'POST /v1/tier-rule-previews': {
    summary:
      'Whose settlement a rule of a tier would change that is not announced yet, by the scores of today; changes nothing',
    who: 'operator:finance',
    body: TierRuleBody,
    answers: {
      200: Obj({
        /** Open shops, or creators, that were reckoned; of them those who would wait longer, shorter, or leave another reserve only. */
        parties_count: Count,
        longer_count: Count,
        shorter_count: Count,
        reserve_count: Count,
        /** Those whose days change most, at most fifty. */
        parties: Type.Array(
          Obj({
            shop_id: Maybe(ShopId),
            creator_id: Maybe(IdOf('acc')),
            name: Type.String(),
            score: Maybe(Score),
            before: TierView,
            after: TierView,
          }),
        ),
      }),
    },
    refusals: [ruleNotAhead],
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
