import { AlipaySdk, type AlipaySdkCommonResult } from 'alipay-sdk'
import { toDecimal } from '../../../../kernel/currency.ts'
import { after, HOUR, MINUTE } from '../../../../kernel/time.ts'
import { assertOutsideTransaction } from '../../../../platform/outgoing.ts'
import type { AlipaySettings } from '../../../../platform/provider-settings.ts'
import type { Answer, Callback, NewTrade, Provider, Report } from '../../provider.ts'
import { minorOf } from '../exact-amount.ts'
import { fetchAlipayBill } from './bill.ts'
import { beijing, timeOf } from './times.ts'

export const ALIPAY = 'alipay'

type Door = {
  settings: AlipaySettings
  now: () => Date
  /** Where callbacks reach us: an address of the outside. */
  callback_base: string
  timeout_ms?: number
}
type Result = AlipaySdkCommonResult & Record<string, string | undefined>
type Told = Answer<Result | undefined>

/** "There is none" by their sub code. */
const MISSING = ['ACQ.TRADE_NOT_EXIST', 'ORDER_NOT_EXIST']
/** It does not say whether it was done: ask. */
const UNSURE = ['ACQ.SYSTEM_ERROR', 'SYSTEM_ERROR', 'aop.ACQ.SYSTEM_ERROR', 'isp.unknow-error']
/** Their last try comes 25 hours after the first, each with a fresh time; what says an older one is a replay. */
const OLDEST_MS = 48 * HOUR
const AHEAD_MS = 5 * MINUTE
const CURRENCY = 'CNY'
const TRANSFER = { product_code: 'TRANS_ACCOUNT_NO_PWD', biz_scene: 'DIRECT_TRANSFER' }

const TRADE_STATES: Record<string, Report['state']> = {
  WAIT_BUYER_PAY: 'waiting',
  TRADE_SUCCESS: 'succeeded',
  TRADE_FINISHED: 'succeeded',
  TRADE_CLOSED: 'closed',
}
const TRANSFER_STATES: Record<string, Report['state']> = {
  SUCCESS: 'succeeded',
  DEALING: 'waiting',
  WAIT_PAY: 'waiting',
  FAIL: 'failed',
  CLOSED: 'failed',
  // The bank sent it back.
  REFUND: 'failed',
}

/** Alipay's open platform behind the door of providers, by its own library. */
export function alipayProvider({
  settings,
  now,
  callback_base,
  timeout_ms = 5_000,
}: Door): Provider {
  const sdk = sdkOf(settings, timeout_ms)

  async function call(method: string, bizContent: Record<string, unknown>): Promise<Told> {
    assertOutsideTransaction()
    let result: Result
    try {
      result = (await sdk.exec(
        method,
        { bizContent, timestamp: beijing(now()) },
        { validateSign: true },
      )) as Result
    } catch {
      // No answer, none that can be read, or one that Alipay did not sign; their words may hold the whole call.
      return { is: 'unknown', why: `${method} had no answer that counts` }
    }
    const { code, sub_code = '' } = result
    if (code === '10000') return { is: 'answered', value: result }
    if (MISSING.includes(sub_code)) return { is: 'answered', value: undefined }
    const why = /^[\w.-]{2,80}$/.test(sub_code) ? sub_code : `code ${code}`
    return code === '20000' || code === '10003' || UNSURE.includes(sub_code)
      ? { is: 'unknown', why }
      : { is: 'refused', why }
  }

  const query = async (number: string): Promise<Answer<Report | undefined>> =>
    read(await call('alipay.trade.query', { out_trade_no: number }), (told) =>
      readTrade(told, told.send_pay_date),
    )

  async function queryRefund(
    number: string,
    trade_number: string,
  ): Promise<Answer<Report | undefined>> {
    const answer = await call('alipay.trade.fastpay.refund.query', {
      trade_no: trade_number,
      out_request_no: number,
      query_options: ['gmt_refund_pay'],
    })
    // "Answered" only says that they looked; without a status there is no such refund.
    if (answer.is === 'answered' && !answer.value?.refund_status)
      return { is: 'answered', value: undefined }
    return read(answer, (told) => {
      const amount = minorOf(told.refund_amount, CURRENCY)
      if (amount === undefined) return undefined
      const done = told.refund_status === 'REFUND_SUCCESS'
      return refundReport(number, trade_number, amount, done, told.gmt_refund_pay)
    })
  }

  return {
    name: ALIPAY,
    callback_base,
    thanks: 'success',
    takes: (currency) => currency === CURRENCY,
    create: async (trade) => {
      if (settings.cashier === 'code') {
        const answer = await call('alipay.trade.precreate', orderOf(trade, 'QR_CODE_OFFLINE'))
        if (answer.is !== 'answered') return answer
        return answer.value?.qr_code
          ? { is: 'answered', value: { cashier_url: answer.value.qr_code, is_code: true } }
          : { is: 'unknown', why: 'an answer without a cashier' }
      }
      // Signed words that the buyer's browser carries there: nobody has to be called, and they are the same each time.
      const on_phone = trade.screen === 'phone'
      const cashier_url = sdk.pageExecute(
        on_phone ? 'alipay.trade.wap.pay' : 'alipay.trade.page.pay',
        'GET',
        {
          bizContent: orderOf(trade, on_phone ? 'QUICK_WAP_WAY' : 'FAST_INSTANT_TRADE_PAY'),
          notifyUrl: trade.notify_url,
          returnUrl: trade.return_url,
          timestamp: beijing(now()),
        },
      )
      return { is: 'answered', value: { cashier_url } }
    },
    query,
    close: async (number) => {
      const closed = await call('alipay.trade.close', { out_trade_no: number })
      if (closed.is === 'unknown') return closed
      if (closed.is === 'answered' && !closed.value) return { is: 'answered', value: undefined }
      // A no may mean that it is paid, or closed already: how it stands now is what counts.
      return query(number)
    },
    refund: async ({ number, trade_number, amount }) => {
      const answer = await call('alipay.trade.refund', {
        trade_no: trade_number,
        refund_amount: toDecimal(amount, CURRENCY),
        out_request_no: number,
      })
      if (answer.is !== 'answered') return answer
      if (!answer.value) return { is: 'refused', why: 'ACQ.TRADE_NOT_EXIST' }
      if (answer.value.fund_change === 'Y') {
        const { gmt_refund_pay } = answer.value
        const report = refundReport(number, trade_number, amount, true, gmt_refund_pay)
        return report ? { is: 'answered', value: report } : unreadable
      }
      // No money moved by this call: it may have moved by the one before.
      const known = await queryRefund(number, trade_number)
      return known.is === 'answered'
        ? known.value
          ? { is: 'answered', value: known.value }
          : { is: 'unknown', why: 'taken, and not found yet' }
        : known
    },
    queryRefund,
    payout: async ({ number, amount, currency, bank_account }) => {
      const payee = payeeOf(bank_account)
      if (!payee || currency !== CURRENCY) return { is: 'refused', why: 'PAYEE_NOT_OF_ALIPAY' }
      const answer = await call('alipay.fund.trans.uni.transfer', {
        ...TRANSFER,
        out_biz_no: number,
        trans_amount: toDecimal(amount, CURRENCY),
        order_title: '货款',
        payee_info: payee,
      })
      const report = read(answer, (told) => readTransfer({ ...told, out_biz_no: number }, amount))
      return report.is !== 'answered' || report.value
        ? (report as Answer<Report>)
        : { is: 'refused', why: 'ORDER_NOT_EXIST' }
    },
    queryPayout: async (number) =>
      read(
        await call('alipay.fund.trans.common.query', { ...TRANSFER, out_biz_no: number }),
        (told) => readTransfer({ ...told, out_biz_no: number }),
      ),
    verifyCallback: (raw, _headers, at) => {
      const told = wordsOf(raw)
      if (told?.sign_type !== 'RSA2' || !isGenuine(sdk, told)) return undefined
      const said_at = timeOf(told.notify_time)
      if (!said_at || said_at < after(at, -OLDEST_MS) || said_at > after(at, AHEAD_MS))
        return undefined
      // Signed by Alipay, and meant for another app or another seller.
      if (told.app_id !== settings.app_id) return undefined
      if (told.seller_id !== undefined && told.seller_id !== settings.seller_id) return undefined
      return readCallback(told)
    },
    readCallback: (raw) => readCallback(wordsOf(raw)),
    fetchBill: (day) => fetchAlipayBill(call, day, timeout_ms),
  }
}

function sdkOf(settings: AlipaySettings, timeout: number): AlipaySdk {
  const { app_id, private_key, key_type, gateway, certificates, public_key } = settings
  return new AlipaySdk({
    appId: app_id,
    privateKey: private_key.replaceAll('\\n', '\n'),
    keyType: key_type,
    gateway,
    timeout,
    signType: 'RSA2',
    camelcase: false,
    ...(certificates
      ? {
          appCertContent: certificates.app,
          alipayPublicCertContent: certificates.alipay,
          alipayRootCertContent: certificates.root,
        }
      : { alipayPublicKey: (public_key ?? '').replaceAll('\\n', '\n') }),
  })
}

const orderOf = (
  { number, amount, title, expires_at }: NewTrade,
  product_code: string,
): Record<string, unknown> => ({
  out_trade_no: number,
  total_amount: toDecimal(amount, CURRENCY),
  subject: [...title.replace(/[/=&]/g, ' ')].slice(0, 120).join('') || number,
  product_code,
  time_expire: beijing(expires_at),
})

/** `alipay:2088…` is a member id, `alipay:<phone or e-mail>|<name>` a login with the name they compare. */
function payeeOf(account: string): Record<string, string> | undefined {
  if (!account.startsWith('alipay:')) return undefined
  const [identity = '', name] = account.slice(7).split('|')
  if (/^2088\d{12}$/.test(identity)) return { identity, identity_type: 'ALIPAY_USER_ID' }
  return identity && name ? { identity, identity_type: 'ALIPAY_LOGON_ID', name } : undefined
}

const unreadable = { is: 'unknown', why: 'an answer that cannot be read' } as const

function read(
  answer: Told,
  reader: (told: Result) => Report | undefined,
): Answer<Report | undefined> {
  if (answer.is !== 'answered') return answer
  if (!answer.value) return { is: 'answered', value: undefined }
  const report = reader(answer.value)
  return report ? { is: 'answered', value: report } : unreadable
}

function readTrade(
  told: Record<string, string | undefined>,
  paid_at: string | undefined,
): Report | undefined {
  const state = TRADE_STATES[told.trade_status ?? '']
  const amount = minorOf(told.total_amount, CURRENCY)
  if (!state || amount === undefined || !told.out_trade_no) return undefined
  if (state === 'succeeded' && !told.trade_no) return undefined
  return {
    about: 'payment',
    number: told.out_trade_no,
    provider_number: told.trade_no ?? '',
    state,
    amount,
    currency: CURRENCY,
    finished_at: state === 'succeeded' ? timeOf(paid_at) : null,
    reason: null,
  }
}

function refundReport(
  number: string,
  trade_number: string,
  amount: bigint,
  done: boolean,
  finished_at: string | undefined,
): Report | undefined {
  return {
    about: 'refund',
    number,
    // Refunds have no number of their own at Alipay: the trade's and ours name one.
    provider_number: `${trade_number}_${number}`,
    state: done ? 'succeeded' : 'waiting',
    amount,
    currency: CURRENCY,
    finished_at: done ? timeOf(finished_at) : null,
    reason: null,
  }
}

function readTransfer(
  told: Record<string, string | undefined>,
  asked?: bigint,
): Report | undefined {
  const state = TRANSFER_STATES[told.status ?? '']
  const amount = minorOf(told.trans_amount, CURRENCY) ?? asked
  if (!state || amount === undefined || !told.out_biz_no) return undefined
  if (state === 'succeeded' && !told.order_id) return undefined
  return {
    about: 'payout',
    number: told.out_biz_no,
    provider_number: told.order_id ?? '',
    state,
    amount,
    currency: CURRENCY,
    finished_at: state === 'succeeded' ? timeOf(told.pay_date ?? told.trans_date) : null,
    reason: state === 'failed' ? (told.error_code ?? told.status ?? 'failed').slice(0, 200) : null,
  }
}

/** The form's words; a name told twice could be judged by one and read by the other. */
function wordsOf(raw: Buffer): Record<string, string> | undefined {
  const words: Record<string, string> = {}
  for (const [name, value] of new URLSearchParams(raw.toString('utf8'))) {
    if (Object.hasOwn(words, name)) return undefined
    words[name] = value
  }
  return words
}

function isGenuine(sdk: AlipaySdk, words: Record<string, string>): boolean {
  try {
    return sdk.checkNotifySignV2(words)
  } catch {
    return false
  }
}

function readCallback(words: Record<string, string> | undefined): Callback {
  if (!words?.notify_id) return { event_id: '', type: 'unreadable', report: undefined }
  // Told again after a refund, with a sum over all refunds: refunds are asked about by their own numbers.
  const is_refund = words.gmt_refund !== undefined || words.refund_fee !== undefined
  const type = is_refund ? 'trade_refund' : String(words.notify_type ?? '').slice(0, 60)
  return {
    event_id: words.notify_id.slice(0, 128),
    type,
    report: type === 'trade_status_sync' ? readTrade(words, words.gmt_payment) : undefined,
  }
}
