/** What WeChat Pay knows: trades, what went back, what went out, and what was shared. */
export type Trade = {
  out_trade_no: string
  transaction_id: string
  terms: string
  total: number
  state: 'NOTPAY' | 'SUCCESS' | 'REFUND' | 'CLOSED'
  paid_at: Date | undefined
  notify_url: string
  shared: boolean
  combined: string | undefined
  sub_mchid: string | undefined
}
export type Refund = {
  out_refund_no: string
  refund_id: string
  trade: Trade
  amount: number
  status: 'PROCESSING' | 'SUCCESS'
  asked_at: Date
  at: Date
  notify_url: string
}
export type Transfer = {
  out_bill_no: string
  transfer_bill_no: string
  openid: string
  amount: number
  state: 'WAIT_USER_CONFIRM' | 'SUCCESS' | 'CANCELLED'
  at: Date
  notify_url: string
}
export type SplitOrder = {
  out_order_no: string
  order_id: string
  transaction_id: string
  terms: string
  receivers: { type: string; account: string; amount: number; result: string }[]
}
export type Book = ReturnType<typeof openBook>

/** An empty book; `balance` is what the merchant has there. */
export const openBook = () => ({
  trades: new Map<string, Trade>(),
  refunds: new Map<string, Refund>(),
  transfers: new Map<string, Transfer>(),
  splits: new Map<string, SplitOrder>(),
  returns: new Map<string, { out_order_no: string; account: string; amount: number }>(),
  balance: 0,
})

/** @throws No where nothing was paid by this trade */
export function paidTrade({ trades }: Book, transaction_id: string): Trade {
  const trade = [...trades.values()].find(
    (one) => one.transaction_id === transaction_id && one.paid_at,
  )
  if (!trade) throw new No(404, 'RESOURCE_NOT_EXISTS')
  return trade
}

/** A refusal with its published code. */
export class No extends Error {
  readonly status: number
  readonly code: string
  constructor(status: number, code: string) {
    super(code)
    this.status = status
    this.code = code
  }
}

/** One call that is answered: by `METHOD /path`, with its body and what the pattern caught. */
export type Route = [
  pattern: RegExp,
  answer: (asked: { call: any; url: URL; name: string; rest: string | undefined }) => unknown,
]

/** What every story of the simulator stands on. */
export type Floor = {
  book: Book
  now: () => Date
  merchant: { appid: string; mchid: string }
  /** Calls the merchant back, by its schedule. */
  tell: (url: string, event_type: string, resource: () => Record<string, unknown>) => void
}
