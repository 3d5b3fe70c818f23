import { createSign, createVerify, generateKeyPairSync, randomBytes } from 'node:crypto'
import { BUSINESS_ZONE, DAY, dayIn, HOUR, MINUTE } from '../../../../kernel/time.ts'
import type { AlipaySettings } from '../../../../platform/provider-settings.ts'
import { beijing, timeOf } from '../alipay/times.ts'
import { minorOf } from '../exact-amount.ts'
import { billOf } from './alipay/bill.ts'
import { type Refund, type Trade, type Transfer, yuan } from './alipay/book.ts'
import type { Faults } from './faults.ts'
import { makePost } from './post.ts'
import { type Asked, type Said, serve } from './serve.ts'

/** As published: seven more tries over 25 hours, until the answer is the word `success`. */
const SCHEDULE = [...[4 * MINUTE, 10 * MINUTE, 10 * MINUTE, HOUR, 2 * HOUR, 6 * HOUR, 15 * HOUR]]

class No extends Error {
  readonly sub_code: string
  readonly code: string
  constructor(sub_code: string, code = '40004') {
    super(sub_code)
    this.sub_code = sub_code
    this.code = code
  }
}

type Words = Record<string, string>

/**
 * Alipay's gateway as published, for one app: checks the RSA2 signature of every call and of every cashier address, signs every
 * answer, keeps its own book, and calls back by its schedule. Refuses what Alipay refuses.
 */
export async function simulateAlipay({ faults, now }: { faults: Faults; now: () => Date }) {
  const pair = () =>
    generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    })
  const merchant = pair()
  const alipay = pair()
  const stranger = pair()

  const trades = new Map<string, Trade>()
  const refunds: Refund[] = []
  const transfers = new Map<string, Transfer>()
  const files = new Map<string, Buffer>()
  let balance = 0n

  const post = makePost({
    schedule: SCHEDULE,
    isHeard: ({ body }) => body.trim() === 'success',
    faults,
    now,
  })

  const sign = (words: string, key = alipay.privateKey): string =>
    createSign('RSA-SHA256').update(words, 'utf8').sign(key, 'base64')
  /** The words in the order of their names, without the signature and what is empty. */
  const joined = (words: Words, leave_out: readonly string[]): string =>
    Object.keys(words)
      .filter((name) => !leave_out.includes(name) && words[name] !== '')
      .sort()
      .map((name) => `${name}=${words[name]}`)
      .join('&')

  function assertSigned(words: Words): void {
    if (words.app_id !== settings.app_id) throw new No('isv.invalid-app-id', '40002')
    const genuine =
      words.sign_type === 'RSA2' &&
      createVerify('RSA-SHA256')
        .update(joined(words, ['sign']), 'utf8')
        .verify(merchant.publicKey, words.sign ?? '', 'base64')
    if (!genuine) throw new No('isv.invalid-signature', '40002')
  }

  function openTrade(call: Words, notify_url: string): Trade {
    const { out_trade_no = '', total_amount, subject } = call
    const amount = minorOf(total_amount, 'CNY')
    if (!/^\w{1,64}$/.test(out_trade_no) || !subject) throw new No('ACQ.INVALID_PARAMETER')
    if (amount === undefined || amount < 1n || amount > 10_000_000_000n)
      throw new No('ACQ.INVALID_PARAMETER')
    const known = trades.get(out_trade_no)
    if (known) {
      if (known.paid_at) throw new No('ACQ.TRADE_HAS_SUCCESS')
      if (known.status === 'TRADE_CLOSED') throw new No('ACQ.TRADE_HAS_CLOSE')
      if (known.amount !== amount) throw new No('ACQ.CONTEXT_INCONSISTENT')
      return known
    }
    const trade: Trade = {
      out_trade_no,
      trade_no: `20${randomBytes(13).toString('hex')}`,
      amount,
      status: 'WAIT_BUYER_PAY',
      expires_at: timeOf(call.time_expire) ?? new Date(now().getTime() + 15 * DAY),
      paid_at: undefined,
      notify_url,
    }
    trades.set(out_trade_no, trade)
    return trade
  }

  const find = (call: Words): Trade => {
    const trade = call.trade_no
      ? [...trades.values()].find(({ trade_no }) => trade_no === call.trade_no)
      : trades.get(call.out_trade_no ?? '')
    if (!trade) throw new No('ACQ.TRADE_NOT_EXIST')
    return trade
  }
  const refundedOf = (trade: Trade) =>
    refunds.reduce((sum, one) => sum + (one.trade === trade ? one.amount : 0n), 0n)

  function refund(call: Words): Words {
    const trade = find(call)
    const amount = minorOf(call.refund_amount, 'CNY') ?? 0n
    const out_request_no = call.out_request_no ?? ''
    const known = refunds.find(
      (one) => one.trade === trade && one.out_request_no === out_request_no,
    )
    if (known && known.amount !== amount) throw new No('ACQ.DISCORDANT_REPEAT_REQUEST')
    if (!known) {
      if (!trade.paid_at) throw new No('ACQ.TRADE_STATUS_ERROR')
      if (amount < 1n || refundedOf(trade) + amount > trade.amount)
        throw new No('ACQ.REFUND_AMT_NOT_EQUAL_TOTAL')
      if (amount > balance) throw new No('ACQ.SELLER_BALANCE_NOT_ENOUGH')
      balance -= amount
      refunds.push({ out_request_no, trade, amount, at: now() })
      if (refundedOf(trade) === trade.amount) trade.status = 'TRADE_CLOSED'
      const refund_fee = yuan(refundedOf(trade))
      tell(trade, { refund_fee, gmt_refund: beijing(now()), out_biz_no: out_request_no })
    }
    return {
      trade_no: trade.trade_no,
      out_trade_no: trade.out_trade_no,
      // The sum over all refunds of the trade, not this one.
      refund_fee: yuan(refundedOf(trade)),
      fund_change: known ? 'N' : 'Y',
      gmt_refund_pay: beijing(now()),
    }
  }

  function transfer(call: any): Words {
    const amount = minorOf(call.trans_amount, 'CNY') ?? 0n
    const terms = JSON.stringify([call.trans_amount, call.payee_info])
    const known = transfers.get(call.out_biz_no)
    if (known && known.terms !== terms) throw new No('REQUEST_PROCESSED_INCONSISTENT')
    if (!known) {
      const { identity, identity_type, name } = call.payee_info ?? {}
      if (!identity || (identity_type === 'ALIPAY_LOGON_ID' && !name))
        throw new No('PAYEE_NOT_EXIST')
      if (amount < 10n) throw new No('EXCEED_LIMIT_SM_MIN_AMOUNT')
      if (amount > balance) throw new No('PAYER_BALANCE_NOT_ENOUGH')
      balance -= amount
      const order_id = `2024${randomBytes(14).toString('hex')}`
      transfers.set(call.out_biz_no, {
        ...{ out_biz_no: call.out_biz_no, order_id, amount, at: now(), terms },
      })
    }
    const { order_id, at } = transfers.get(call.out_biz_no) as Transfer
    return { out_biz_no: call.out_biz_no, order_id, status: 'SUCCESS', trans_date: beijing(at) }
  }

  function answer(method: string, call: any, words: Words): Words {
    switch (method) {
      case 'alipay.trade.precreate': {
        const trade = openTrade(call, words.notify_url ?? '')
        return {
          out_trade_no: trade.out_trade_no,
          qr_code: `https://qr.alipay.com/${trade.trade_no}`,
        }
      }
      case 'alipay.trade.query': {
        const trade = find(call)
        return {
          trade_no: trade.trade_no,
          out_trade_no: trade.out_trade_no,
          trade_status: trade.status,
          total_amount: yuan(trade.amount),
          ...(trade.paid_at ? { send_pay_date: beijing(trade.paid_at) } : {}),
        }
      }
      case 'alipay.trade.close': {
        const trade = find(call)
        if (trade.status !== 'WAIT_BUYER_PAY') throw new No('ACQ.TRADE_STATUS_ERROR')
        trade.status = 'TRADE_CLOSED'
        return { trade_no: trade.trade_no, out_trade_no: trade.out_trade_no }
      }
      case 'alipay.trade.refund':
        return refund(call)
      case 'alipay.trade.fastpay.refund.query': {
        const trade = find(call)
        const found = refunds.find(
          (one) => one.trade === trade && one.out_request_no === call.out_request_no,
        )
        return found
          ? {
              trade_no: trade.trade_no,
              out_request_no: found.out_request_no,
              refund_amount: yuan(found.amount),
              refund_status: 'REFUND_SUCCESS',
              gmt_refund_pay: beijing(found.at),
            }
          : {}
      }
      case 'alipay.fund.trans.uni.transfer':
        return transfer(call)
      case 'alipay.fund.trans.common.query': {
        const found = transfers.get(call.out_biz_no)
        if (!found) throw new No('ORDER_NOT_EXIST')
        return {
          order_id: found.order_id,
          out_biz_no: found.out_biz_no,
          status: 'SUCCESS',
          trans_amount: yuan(found.amount),
          pay_date: beijing(found.at),
        }
      }
      case 'alipay.data.dataservice.bill.downloadurl.query': {
        if (call.bill_date >= dayIn(now(), BUSINESS_ZONE)) throw new No('isp.bill_not_exist')
        files.set(call.bill_date, billOf({ trades, refunds }, call.bill_date, settings.seller_id))
        return { bill_download_url: `${server.url}/bill?day=${call.bill_date}` }
      }
      default:
        throw new No('isv.invalid-method', '40001')
    }
  }

  const server = await serve(faults, ({ url, body }: Asked, wrong_key): Said => {
    if (url.pathname === '/bill')
      return { status: 200, body: files.get(url.searchParams.get('day') ?? '') ?? '' }
    const words: Words = Object.fromEntries([
      ...url.searchParams,
      ...new URLSearchParams(body.toString('utf8')),
    ])
    const method = words.method ?? ''
    let said: Words
    try {
      assertSigned(words)
      const given = answer(method, JSON.parse(words.biz_content ?? '{}'), words)
      said = { code: '10000', msg: 'Success', ...given }
    } catch (error) {
      if (!(error instanceof No)) throw error
      said = { code: error.code, msg: 'Business Failed', sub_code: error.sub_code, sub_msg: 'no' }
    }
    const text = JSON.stringify(said)
    const key = wrong_key ? stranger.privateKey : alipay.privateKey
    return {
      status: 200,
      headers: { 'content-type': 'application/json;charset=utf-8' },
      body: `{"${method.replaceAll('.', '_')}_response":${text},"sign":"${sign(text, key)}"}`,
    }
  })

  const settings: AlipaySettings = {
    gateway: `${server.url}/gateway.do`,
    app_id: '2021000122671080',
    seller_id: '2088102146225135',
    private_key: merchant.privateKey,
    key_type: 'PKCS8',
    public_key: alipay.publicKey,
    certificates: undefined,
    cashier: 'page',
  }

  /** A callback as it would be written now. */
  const letterOf = (url: string, told: Words) => {
    const words: Words = {
      notify_time: beijing(now()),
      notify_type: 'trade_status_sync',
      charset: 'utf-8',
      version: '1.0',
      app_id: settings.app_id,
      seller_id: settings.seller_id,
      sign_type: 'RSA2',
      ...told,
    }
    const sent = { ...words, sign: sign(joined(words, ['sign', 'sign_type'])) }
    return {
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
      body: new URLSearchParams(sent).toString(),
    }
  }
  const tell = (trade: Trade, more: Words = {}): void => {
    const notify_id = randomBytes(17).toString('hex')
    const { trade_no, out_trade_no, status } = trade
    post.put(() =>
      letterOf(trade.notify_url, {
        ...{ notify_id, trade_no, out_trade_no, trade_status: status },
        total_amount: yuan(trade.amount),
        gmt_payment: beijing(trade.paid_at as Date),
        ...more,
      }),
    )
  }

  return {
    settings,
    post,
    letterOf,
    /** The buyer comes with the address that the merchant signed, or scans a code, and pays. */
    pay: (number: string, cashier_url: string): void => {
      if (!cashier_url.startsWith('https://qr.alipay.com/')) {
        const words: Words = Object.fromEntries(new URL(cashier_url).searchParams)
        assertSigned(words)
        openTrade(JSON.parse(words.biz_content ?? '{}'), words.notify_url ?? '')
      }
      const trade = trades.get(number)
      if (trade?.status !== 'WAIT_BUYER_PAY' || trade.expires_at <= now())
        throw new Error(`nobody can pay ${number}`)
      trade.status = 'TRADE_SUCCESS'
      trade.paid_at = now()
      balance += trade.amount
      tell(trade)
    },
    /** The merchant pays in: it has so much more there. */
    fund: (amount: bigint): void => {
      balance += amount
    },
    book: () => ({
      refunded: refunds.reduce((sum, one) => sum + one.amount, 0n),
      sent: [...transfers.values()].reduce((sum, one) => sum + one.amount, 0n),
    }),
    close: server.close,
  }
}
