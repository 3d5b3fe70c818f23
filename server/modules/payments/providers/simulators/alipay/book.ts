import { toDecimal } from '../../../../../kernel/currency.ts'

/** What Alipay knows: trades, what went back, and what went out. */
export type Trade = {
  out_trade_no: string
  trade_no: string
  amount: bigint
  status: 'WAIT_BUYER_PAY' | 'TRADE_SUCCESS' | 'TRADE_CLOSED'
  expires_at: Date
  paid_at: Date | undefined
  notify_url: string
}
export type Refund = { out_request_no: string; trade: Trade; amount: bigint; at: Date }
export type Transfer = {
  out_biz_no: string
  order_id: string
  amount: bigint
  at: Date
  terms: string
}

export const yuan = (amount: bigint): string => toDecimal(amount, 'CNY')
