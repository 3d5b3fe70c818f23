import type { Answer } from '../../../shared/api/client.ts'

export type SettlementLine = Answer<'GET /v1/shops/:shop_id/settlement-lines'>['data'][number]
export type Step = {
  word:
    | 'paid'
    | 'refunded'
    | 'platform_discount'
    | 'creator_discount'
    | 'income'
    | 'fee'
    | 'commission'
    | 'leader'
    | 'premium'
    | 'net'
    | 'clawed'
  amount: number
  rate_ppm?: number
  is_sum?: boolean
}

/** How a line's net comes about, step by step; `adds_up` when the steps make exactly what the platform says. */
export function explainLine(line: SettlementLine): { steps: Step[]; adds_up: boolean } {
  const steps: Step[] = [
    { word: 'paid', amount: line.paid_amount },
    { word: 'platform_discount', amount: line.platform_discount },
    { word: 'creator_discount', amount: line.creator_discount },
    { word: 'income', amount: line.income, is_sum: true },
    { word: 'fee', amount: -line.fee, rate_ppm: line.fee_ppm },
    { word: 'commission', amount: -line.commission, rate_ppm: line.commission_ppm },
    { word: 'leader', amount: -line.leader_fee },
    { word: 'premium', amount: -line.premium },
    { word: 'net', amount: line.merchant_net, is_sum: true },
  ]
  const net = line.income - line.fee - line.commission - line.leader_fee - line.premium
  const untouched = line.refunded_amount === 0
  const income = line.paid_amount + line.platform_discount + line.creator_discount
  if (line.refunded_amount > 0)
    steps.splice(1, 0, { word: 'refunded', amount: -line.refunded_amount })
  if (line.clawed_back > 0) steps.push({ word: 'clawed', amount: -line.clawed_back })
  return {
    steps: steps.filter(({ amount, is_sum, word }) => amount !== 0 || is_sum || word === 'paid'),
    adds_up: net === line.merchant_net && (!untouched || income === line.income),
  }
}
