import { DAY } from '../../../../../kernel/time.ts'

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
  /** Of what it brought: waits to be shared out or released. */
  frozen: number
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
  state: 'WAIT_USER_CONFIRM' | 'SUCCESS' | 'FAIL'
  at: Date
  notify_url: string
}
export type SplitOrder = {
  out_order_no: string
  order_id: string
  transaction_id: string
  terms: string
  /** The last of its trade: what was left went to the merchant. */
  is_release: boolean
  receivers: { type: string; account: string; amount: number; result: string }[]
}
export type Book = ReturnType<typeof openBook>

/** What lies free with whoever the trade was paid to: a shop of the partner, or the merchant itself. */
export const freeOf = ({ shops, balance }: Book, { sub_mchid }: Trade): number =>
  sub_mchid ? (shops.get(sub_mchid) ?? 0) : balance

/** Puts money to it; less than nothing takes it from there. */
export function credit(book: Book, trade: Trade, amount: number): void {
  if (trade.sub_mchid) book.shops.set(trade.sub_mchid, freeOf(book, trade) + amount)
  else book.balance += amount
}

/** Not shared out by then, the rest of a trade is its merchant's by itself. */
const FROZEN_AT_MOST = 180 * DAY

/** What is left frozen of a trade becomes its merchant's. Returns how much that was. */
export function thaw(book: Book, trade: Trade): number {
  const { frozen } = trade
  credit(book, trade, frozen)
  trade.frozen = 0
  return frozen
}

/** Whatever was frozen for too long is thawed, whoever asks next. */
export function thawOld(book: Book, now: Date): void {
  for (const trade of book.trades.values())
    if (trade.paid_at && now.getTime() - trade.paid_at.getTime() > FROZEN_AT_MOST) thaw(book, trade)
}

/** An empty book; `balance` is what the merchant has there, `shops` what its shops have. */
export const openBook = () => ({
  trades: new Map<string, Trade>(),
  refunds: new Map<string, Refund>(),
  transfers: new Map<string, Transfer>(),
  splits: new Map<string, SplitOrder>(),
  /** Persons who were named as receivers, with the names that were told. */
  receivers: new Map<string, string | undefined>(),
  returns: new Map<string, { out_order_no: string; account: string; amount: number }>(),
  balance: 0,
  shops: new Map<string, number>(),
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
  answer: (asked: {
    call: any
    url: URL
    name: string
    rest: string | undefined
    /** The key of ours that the call says its names are concealed with. */
    serial: string
  }) => unknown,
]

/** What every story of the simulator stands on. */
export type Floor = {
  book: Book
  now: () => Date
  merchant: { appid: string; mchid: string }
  /**
   * The words that were concealed with the key of this name.
   * @throws No where the call names no key of ours, or another
   */
  opened: (words: string, serial: string) => string
  /** Calls the merchant back, by its schedule. */
  tell: (url: string, event_type: string, resource: () => Record<string, unknown>) => void
}
