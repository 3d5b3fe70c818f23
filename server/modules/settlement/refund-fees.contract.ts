import { contract, Day, Obj, Text, Type } from '../../kernel/contract.ts'
import { ruleNotAhead, ruleTaken } from './tier-rules.ts'

const Rule = {
  ppm: Type.Integer({
    minimum: 0,
    maximum: 500_000,
    description: 'parts per million of the fee that a return would give back: 200000 keeps 20 %',
  }),
  valid_from: Day,
}

export const refundFeesContract = contract({
  'GET /v1/refund-fee-rules': {
    summary:
      'What part of a fee the platform keeps when sent goods come back, by day, latest first',
    who: 'account',
    answers: { 200: Obj({ data: Type.Array(Obj({ ...Rule, reason: Type.String() })) }) },
  },
  'POST /v1/refund-fee-rules': {
    summary: 'Announce a refund-administration fee for orders paid from a coming day on',
    who: 'operator:finance',
    body: Obj({ ...Rule, reason: Text(300) }),
    answers: { 201: Obj({ ...Rule, reason: Type.String() }) },
    refusals: [ruleNotAhead, ruleTaken],
  },
})
