import type { Report } from '../../provider.ts'

/** A trade as `/v3/pay/transactions` and callbacks show it. */
export type WechatTrade = {
  mchid?: string
  appid?: string
  out_trade_no?: string
  transaction_id?: string
  trade_state?: string
  success_time?: string
  amount?: { total?: number; currency?: string }
}
export type WechatRefund = {
  mchid?: string
  out_refund_no?: string
  refund_id?: string
  /** Answers say `status`, callbacks `refund_status`. */
  status?: string
  refund_status?: string
  /** When it was taken: the day it counts for. Only answers say it. */
  create_time?: string
  success_time?: string
  amount?: { refund?: number; currency?: string }
}
export type WechatTransfer = {
  mch_id?: string
  out_bill_no?: string
  transfer_bill_no?: string
  state?: string
  transfer_amount?: number
  fail_reason?: string
  update_time?: string
}

const TRADE_STATES: Record<string, Report['state']> = {
  SUCCESS: 'succeeded',
  // Paid, and something of it was given back.
  REFUND: 'succeeded',
  NOTPAY: 'waiting',
  USERPAYING: 'waiting',
  ACCEPT: 'waiting',
  PAYERROR: 'waiting',
  CLOSED: 'closed',
  REVOKED: 'closed',
}
const REFUND_STATES: Record<string, Report['state']> = {
  SUCCESS: 'succeeded',
  PROCESSING: 'waiting',
  CLOSED: 'failed',
  // The payer's card takes nothing any more: people settle it in WeChat Pay's own pages.
  ABNORMAL: 'failed',
}
const TRANSFER_STATES: Record<string, Report['state']> = {
  ACCEPTED: 'waiting',
  PROCESSING: 'waiting',
  WAIT_USER_CONFIRM: 'waiting',
  TRANSFERING: 'waiting',
  CANCELING: 'waiting',
  SUCCESS: 'succeeded',
  FAIL: 'failed',
  CANCELLED: 'failed',
}

/** Takes nothing for granted: what is not as published is no report. */
export const readTrade = (trade: WechatTrade): Report | undefined =>
  reportOf('payment', {
    number: trade.out_trade_no,
    provider_number: trade.transaction_id ?? '',
    state: TRADE_STATES[trade.trade_state ?? ''],
    amount: trade.amount?.total,
    currency: trade.amount?.currency ?? 'CNY',
    finished_at: trade.success_time,
    reason: null,
  })

/** A refund counts for the day it was taken on, as in their bill, not for the day it reached its payer. */
export const readRefund = (refund: WechatRefund): Report | undefined => {
  const status = refund.status ?? refund.refund_status ?? ''
  const state = REFUND_STATES[status]
  return reportOf('refund', {
    number: refund.out_refund_no,
    provider_number: refund.refund_id,
    state,
    amount: refund.amount?.refund,
    currency: refund.amount?.currency ?? 'CNY',
    finished_at: refund.create_time ?? refund.success_time,
    reason: state === 'failed' ? status : null,
  })
}

export const readTransfer = (transfer: WechatTransfer, amount?: bigint): Report | undefined => {
  const state = TRANSFER_STATES[transfer.state ?? '']
  return reportOf('payout', {
    number: transfer.out_bill_no && shownNumber(transfer.out_bill_no),
    provider_number: transfer.transfer_bill_no,
    state,
    amount: transfer.transfer_amount ?? (amount === undefined ? undefined : Number(amount)),
    currency: 'CNY',
    finished_at: state === 'succeeded' ? transfer.update_time : undefined,
    reason:
      state === 'failed'
        ? (transfer.fail_reason ?? transfer.state ?? 'failed').slice(0, 200)
        : null,
  })
}

/** Numbers of transfers are letters and digits only: ours lose their one underscore on the way out. */
export const bareNumber = (number: string): string => number.replace('_', '')
const shownNumber = (number: string): string =>
  number.replace(/^([a-z]{3})(?=[0-9a-z]{26}$)/, '$1_')

function reportOf(
  about: Report['about'],
  told: {
    number: string | undefined
    provider_number: string | undefined
    state: Report['state'] | undefined
    amount: number | undefined
    currency: string
    finished_at: string | undefined
    reason: string | null
  },
): Report | undefined {
  const { number, provider_number, state, amount, currency, reason } = told
  if (!number || provider_number === undefined || !state) return undefined
  if (state === 'succeeded' && !provider_number) return undefined
  // A trade that nobody has paid is told without its amount by some of their calls.
  if (amount === undefined ? state === 'succeeded' : !Number.isSafeInteger(amount) || amount < 0)
    return undefined
  if (!/^[A-Z]{3}$/.test(currency)) return undefined
  const finished_at = told.finished_at ? new Date(told.finished_at) : null
  if (finished_at && Number.isNaN(finished_at.getTime())) return undefined
  return {
    about,
    number,
    provider_number,
    state,
    amount: BigInt(amount ?? 0),
    currency,
    finished_at,
    reason,
  }
}
