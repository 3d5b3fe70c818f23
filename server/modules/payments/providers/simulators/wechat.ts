import {
  createCipheriv,
  createHash,
  createVerify,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  randomUUID,
} from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { toDecimal } from '../../../../kernel/currency.ts'
import { after, BUSINESS_ZONE, DAY, dayIn, HOUR, MINUTE, SECOND } from '../../../../kernel/time.ts'
import type { WechatSettings } from '../../../../platform/provider-settings.ts'
import { signText } from '../wechat/signature.ts'
import { certificateOf } from './certificate.ts'
import type { Faults } from './faults.ts'
import { makePost } from './post.ts'
import { type Asked, type Said, serve } from './serve.ts'

/** As published for callbacks of payments and refunds: fifteen over 24 hours. */
const SCHEDULE = [
  ...[15 * SECOND, 15 * SECOND, 30 * SECOND, 3 * MINUTE, 10 * MINUTE, 20 * MINUTE],
  ...[
    30 * MINUTE,
    30 * MINUTE,
    30 * MINUTE,
    HOUR,
    3 * HOUR,
    3 * HOUR,
    3 * HOUR,
    6 * HOUR,
    6 * HOUR,
  ],
]
const REFUNDS_AT_MOST = 50
const PARTS_AT_MOST = 50
/** Of what a trade brought, so much may be shared out. */
const SHARED_AT_MOST_PERCENT = 30

type Trade = {
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
type Refund = {
  out_refund_no: string
  refund_id: string
  trade: Trade
  amount: number
  status: 'PROCESSING' | 'SUCCESS'
  asked_at: Date
  at: Date
  notify_url: string
}
type Transfer = {
  out_bill_no: string
  transfer_bill_no: string
  openid: string
  amount: number
  state: 'WAIT_USER_CONFIRM' | 'SUCCESS' | 'CANCELLED'
  at: Date
  notify_url: string
}
type SplitOrder = {
  out_order_no: string
  order_id: string
  transaction_id: string
  terms: string
  receivers: { type: string; account: string; amount: number; result: string }[]
}
type Keys = { publicKey: KeyObject; privateKey: KeyObject }

class No extends Error {
  readonly status: number
  readonly code: string
  constructor(status: number, code: string) {
    super(code)
    this.status = status
    this.code = code
  }
}

const newKeys = (): Keys => generateKeyPairSync('rsa', { modulusLength: 2048 })

/**
 * WeChat Pay's API v3 as published, for one merchant: checks the signature of every call, signs every answer, keeps its own
 * book, and calls back by its schedule. Refuses what WeChat Pay refuses.
 */
export async function simulateWechat({
  faults,
  now,
  mode = 'certificates',
}: {
  faults: Faults
  now: () => Date
  /** By what it signs: a platform certificate or its public key. */
  mode?: 'certificates' | 'public_key'
}) {
  const merchant = newKeys()
  const stranger = newKeys()
  const api_v3_key = randomBytes(16).toString('hex')
  const public_key = { id: 'PUB_KEY_ID_0112345678902024112200389400000000', ...newKeys() }
  const certificates: (Keys & { serial: string; pem: string })[] = []
  let signs_with: 'certificates' | 'public_key' = mode

  const addCertificate = (): string => {
    const keys = newKeys()
    const serial = `5A${randomBytes(19).toString('hex')}`.toUpperCase()
    const { pem } = certificateOf(keys, {
      serial,
      from: after(now(), -DAY),
      until: after(now(), 5 * 365 * DAY),
    })
    certificates.unshift({ ...keys, serial, pem })
    return serial
  }
  if (mode === 'certificates') addCertificate()

  const trades = new Map<string, Trade>()
  const refunds = new Map<string, Refund>()
  const transfers = new Map<string, Transfer>()
  const splits = new Map<string, SplitOrder>()
  const returns = new Map<string, { out_order_no: string; account: string; amount: number }>()
  const files = new Map<string, Buffer>()
  let balance = 0

  const post = makePost({
    schedule: SCHEDULE,
    isHeard: ({ status }) => status === 200 || status === 204,
    faults,
    now,
  })

  /** The key of this moment, by its name. */
  const signer = (): { serial: string; key: KeyObject } => {
    const certificate = certificates[0]
    return signs_with === 'public_key' || !certificate
      ? { serial: public_key.id, key: public_key.privateKey }
      : { serial: certificate.serial, key: certificate.privateKey }
  }
  const seal = (body: string, wrong_key = false, at = now()): Record<string, string> => {
    const { serial, key } = signer()
    const timestamp = String(Math.floor(at.getTime() / 1_000))
    const nonce = randomBytes(16).toString('hex')
    return {
      'content-type': 'application/json',
      'wechatpay-serial': serial,
      'wechatpay-timestamp': timestamp,
      'wechatpay-nonce': nonce,
      'wechatpay-signature': signText(wrong_key ? stranger.privateKey : key, [
        timestamp,
        nonce,
        body,
      ]),
    }
  }
  const close = (words: string, associated_data: string) => {
    const nonce = randomBytes(6).toString('hex')
    const cipher = createCipheriv('aes-256-gcm', Buffer.from(api_v3_key), nonce)
    cipher.setAAD(Buffer.from(associated_data))
    const bytes = Buffer.concat([cipher.update(words, 'utf8'), cipher.final(), cipher.getAuthTag()])
    return {
      algorithm: 'AEAD_AES_256_GCM',
      nonce,
      associated_data,
      ciphertext: bytes.toString('base64'),
    }
  }

  /** A callback as it would be written now. */
  const letterOf = (
    url: string,
    event_type: string,
    resource: Record<string, unknown>,
    id = randomUUID(),
  ) => {
    const body = JSON.stringify({
      id,
      create_time: now().toISOString(),
      event_type,
      resource_type: 'encrypt-resource',
      summary: event_type,
      resource: close(JSON.stringify(resource), 'transaction'),
    })
    return { url, headers: seal(body), body }
  }
  const tell = (url: string, event_type: string, resource: () => Record<string, unknown>): void => {
    const id = randomUUID()
    post.put(() => letterOf(url, event_type, resource(), id))
  }

  const viewTrade = (trade: Trade) => ({
    appid: settings.appid,
    mchid: settings.mchid,
    out_trade_no: trade.out_trade_no,
    trade_state: trade.state,
    trade_type: 'NATIVE',
    attach: trade.combined ?? '',
    amount: { total: trade.total, currency: 'CNY' },
    ...(trade.paid_at
      ? {
          transaction_id: trade.transaction_id,
          success_time: trade.paid_at.toISOString(),
          payer: { openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' },
        }
      : {}),
  })
  const viewPart = (trade: Trade) => ({
    ...viewTrade(trade),
    sub_mchid: trade.sub_mchid,
    amount: { total_amount: trade.total, currency: 'CNY' },
  })
  const partsOf = (number: string) =>
    [...trades.values()].filter(({ combined }) => combined === number)
  const viewCombined = (number: string) => ({
    combine_appid: settings.appid,
    combine_mchid: settings.mchid,
    combine_out_trade_no: number,
    sub_orders: partsOf(number).map(viewPart),
  })
  const viewRefund = ({ out_refund_no, refund_id, trade, amount, status, at }: Refund) => ({
    refund_id,
    out_refund_no,
    transaction_id: trade.transaction_id,
    out_trade_no: trade.out_trade_no,
    status,
    ...(status === 'SUCCESS' ? { success_time: at.toISOString() } : {}),
    amount: { total: trade.total, refund: amount, currency: 'CNY' },
  })
  const viewTransfer = (one: Transfer) => ({
    mch_id: settings.mchid,
    out_bill_no: one.out_bill_no,
    transfer_bill_no: one.transfer_bill_no,
    appid: settings.appid,
    state: one.state,
    transfer_amount: one.amount,
    update_time: one.at.toISOString(),
    ...(one.state === 'CANCELLED' ? { fail_reason: 'PAYEE_DID_NOT_CONFIRM' } : {}),
  })

  function openTrade(call: any, part?: { number: string; one: any }): Trade {
    const number = part ? part.one.out_trade_no : call.out_trade_no
    if (!/^[0-9A-Za-z_\-|*]{6,32}$/.test(number ?? '')) throw new No(400, 'PARAM_ERROR')
    const total = part ? part.one.amount?.total_amount : call.amount?.total
    if (!Number.isInteger(total) || total < 1 || total > 1_000_000_000)
      throw new No(400, 'PARAM_ERROR')
    const description = part ? part.one.description : call.description
    if (!description || [...description].length > 127) throw new No(400, 'PARAM_ERROR')
    if (!/^https?:/.test(call.notify_url ?? '')) throw new No(400, 'PARAM_ERROR')
    if (call.time_expire && Date.parse(call.time_expire) < now().getTime() + MINUTE)
      throw new No(400, 'PARAM_ERROR')
    const terms = JSON.stringify([total, description, part?.number ?? null])
    const known = trades.get(number)
    if (known) {
      if (known.state === 'SUCCESS' || known.state === 'REFUND') throw new No(400, 'ORDERPAID')
      if (known.state === 'CLOSED') throw new No(400, 'ORDER_CLOSED')
      if (known.terms !== terms) throw new No(403, 'OUT_TRADE_NO_USED')
      return known
    }
    const trade: Trade = {
      out_trade_no: number,
      transaction_id: `42000${randomBytes(11).toString('hex')}`,
      terms,
      total,
      state: 'NOTPAY',
      paid_at: undefined,
      notify_url: call.notify_url,
      shared: Boolean((part ? part.one : call).settle_info?.profit_sharing),
      combined: part?.number,
      sub_mchid: part?.one.sub_mchid,
    }
    trades.set(number, trade)
    return trade
  }

  const paidTrade = (transaction_id: string): Trade => {
    const trade = [...trades.values()].find(
      (one) => one.transaction_id === transaction_id && one.paid_at,
    )
    if (!trade) throw new No(404, 'RESOURCE_NOT_EXISTS')
    return trade
  }

  function refund(call: any): Refund {
    const known = refunds.get(call.out_refund_no)
    const trade = paidTrade(call.transaction_id)
    const { refund: amount, total, currency } = call.amount ?? {}
    if (known) {
      if (known.amount !== amount || known.trade !== trade) throw new No(400, 'PARAM_ERROR')
      return known
    }
    if (currency !== 'CNY' || total !== trade.total || !Number.isInteger(amount) || amount < 1)
      throw new No(400, 'PARAM_ERROR')
    if (now().getTime() - (trade.paid_at as Date).getTime() > 365 * DAY)
      throw new No(400, 'INVALID_REQUEST')
    const before = [...refunds.values()].filter((one) => one.trade === trade)
    if (before.length >= REFUNDS_AT_MOST) throw new No(400, 'INVALID_REQUEST')
    // Partial refunds of one trade have to be a minute apart.
    if (before.some(({ asked_at }) => now().getTime() - asked_at.getTime() < MINUTE))
      throw new No(429, 'FREQUENCY_LIMITED')
    if (before.reduce((sum, one) => sum + one.amount, amount) > trade.total)
      throw new No(400, 'INVALID_REQUEST')
    if (amount > balance) throw new No(403, 'NOT_ENOUGH')
    const made: Refund = {
      out_refund_no: call.out_refund_no,
      refund_id: `50300${randomBytes(11).toString('hex')}`,
      trade,
      amount,
      status: 'PROCESSING',
      asked_at: now(),
      at: now(),
      notify_url: call.notify_url,
    }
    balance -= amount
    trade.state = 'REFUND'
    refunds.set(made.out_refund_no, made)
    return made
  }

  function transfer(call: any): Transfer {
    if (!/^[0-9A-Za-z]{5,32}$/.test(call.out_bill_no ?? '')) throw new No(400, 'PARAM_ERROR')
    const known = transfers.get(call.out_bill_no)
    const { transfer_amount: amount, openid } = call
    if (known) {
      if (known.amount !== amount || known.openid !== openid) throw new No(400, 'ALREADY_EXISTS')
      return known
    }
    if (!openid || !call.transfer_scene_id || !call.transfer_scene_report_infos?.length)
      throw new No(400, 'PARAM_ERROR')
    if (!Number.isInteger(amount) || amount < 10) throw new No(400, 'INVALID_REQUEST')
    // From 2,000 yuan on, the name has to be told.
    if (amount >= 200_000 && !call.user_name) throw new No(400, 'INVALID_REQUEST')
    if (amount > balance) throw new No(403, 'NOT_ENOUGH')
    balance -= amount
    const made: Transfer = {
      out_bill_no: call.out_bill_no,
      transfer_bill_no: `1330${randomBytes(11).toString('hex')}`,
      openid,
      amount,
      state: 'WAIT_USER_CONFIRM',
      at: now(),
      notify_url: call.notify_url,
    }
    transfers.set(made.out_bill_no, made)
    return made
  }

  function split(call: any, is_release = false): SplitOrder {
    const trade = paidTrade(call.transaction_id)
    const receivers = (is_release ? [] : call.receivers) ?? []
    const terms = JSON.stringify([call.transaction_id, receivers])
    const known = splits.get(call.out_order_no)
    if (known) {
      if (known.terms !== terms) throw new No(400, 'PARAM_ERROR')
      return known
    }
    if (!trade.shared) throw new No(400, 'INVALID_REQUEST')
    if (receivers.length > 50 || (!is_release && receivers.length === 0))
      throw new No(400, 'PARAM_ERROR')
    const sum = (all: { amount: number }[]) => all.reduce((total, one) => total + one.amount, 0)
    const before = [...splits.values()].filter((one) => one.transaction_id === trade.transaction_id)
    if (before.some((one) => one.receivers.length === 0)) throw new No(403, 'RULE_LIMIT')
    const shared = before.reduce((total, one) => total + sum(one.receivers), 0)
    if (shared + sum(receivers) > Math.floor((trade.total * SHARED_AT_MOST_PERCENT) / 100))
      throw new No(403, 'RULE_LIMIT')
    const made: SplitOrder = {
      out_order_no: call.out_order_no,
      order_id: `3008${randomBytes(11).toString('hex')}`,
      transaction_id: trade.transaction_id,
      terms,
      receivers: receivers.map(({ type, account, amount }: any) => ({
        type,
        account,
        amount,
        result: 'PENDING',
      })),
    }
    splits.set(made.out_order_no, made)
    return made
  }
  const viewSplit = (one: SplitOrder) => ({
    out_order_no: one.out_order_no,
    order_id: one.order_id,
    transaction_id: one.transaction_id,
    state: one.receivers.some(({ result }) => result === 'PENDING') ? 'PROCESSING' : 'FINISHED',
    receivers: one.receivers,
  })
  function giveBack(call: any) {
    const order = splits.get(call.out_order_no)
    if (!order) throw new No(404, 'RESOURCE_NOT_EXISTS')
    const known = returns.get(call.out_return_no)
    const to = order.receivers.find(({ account }) => account === call.return_mchid)
    const back = [...returns.values()]
      .filter((one) => one.out_order_no === call.out_order_no && one.account === to?.account)
      .reduce((total, one) => total + one.amount, 0)
    if (!known && (!to || back + call.amount > to.amount)) throw new No(403, 'INVALID_REQUEST')
    returns.set(call.out_return_no, {
      out_order_no: call.out_order_no,
      account: call.return_mchid,
      amount: call.amount,
    })
    return { ...call, return_no: `4008${randomBytes(11).toString('hex')}`, result: 'SUCCESS' }
  }

  function billOf(day: string): Buffer {
    const of = (at: Date) => dayIn(at, BUSINESS_ZONE) === day
    const time = (at: Date) =>
      new Intl.DateTimeFormat('sv-SE', {
        timeZone: BUSINESS_ZONE,
        dateStyle: 'short',
        timeStyle: 'medium',
      }).format(at)
    const yuan = (amount: number) => toDecimal(BigInt(amount), 'CNY')
    const fee = (amount: number) => `${yuan(Math.round(amount * 0.006))}000`
    const line = (trade: Trade, at: Date, back?: Refund) =>
      [
        ...[time(at), settings.appid, settings.mchid, '0', '', trade.transaction_id],
        ...[trade.out_trade_no, 'oUpF8uMuAJO', 'NATIVE', back ? 'REFUND' : 'SUCCESS', 'OTHERS'],
        ...['CNY', back ? '0.00' : yuan(trade.total), '0.00'],
        ...[back?.refund_id ?? '0', back?.out_refund_no ?? '0', back ? yuan(back.amount) : '0.00'],
        ...['0.00', back ? 'ORIGINAL' : '', back?.status ?? '', 'tea, "early"', ''],
        ...[back ? `-${fee(back.amount)}` : fee(trade.total), '0.60%'],
        ...[back ? '0.00' : yuan(trade.total), back ? yuan(back.amount) : '0.00', ''],
      ]
        .map((value) => `\`${value.replaceAll('"', '').replaceAll(',', ' ')}`)
        .join(',')
    const lines = [
      ...[...trades.values()]
        .filter(({ paid_at }) => paid_at && of(paid_at))
        .map((one) => line(one, one.paid_at as Date)),
      ...[...refunds.values()]
        .filter(({ at }) => of(at))
        .map((one) => line(one.trade, one.at, one)),
    ]
    if (lines.length === 0) throw new No(400, 'NO_STATEMENT_EXIST')
    return Buffer.from(
      `\uFEFF交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注\r\n${lines.join('\r\n')}\r\n总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额\r\n\`${lines.length},\`0.00,\`0.00,\`0.00,\`0.00,\`0.00,\`0.00\r\n`,
    )
  }

  function assertSigned({ method, path, headers, body }: Asked): void {
    const found =
      /^WECHATPAY2-SHA256-RSA2048 mchid="(\w+)",nonce_str="(\w{16,32})",signature="([^"]+)",timestamp="(\d+)",serial_no="(\w+)"$/.exec(
        String(headers.authorization ?? ''),
      )
    const [, mchid, nonce, signature = '', timestamp, serial] = found ?? []
    const genuine =
      found &&
      mchid === settings.mchid &&
      serial === settings.serial &&
      Math.abs(now().getTime() - Number(timestamp) * 1_000) <= 300_000 &&
      createVerify('RSA-SHA256')
        .update(`${method}\n${path}\n${timestamp}\n${nonce}\n${body.toString('utf8')}\n`)
        .verify(merchant.publicKey, signature, 'base64')
    if (!genuine) throw new No(401, 'SIGN_ERROR')
  }

  function answer(asked: Asked): unknown {
    const { method, url } = asked
    const path = url.pathname
    const call = method === 'POST' ? JSON.parse(asked.body.toString('utf8') || '{}') : {}
    const route = `${method} ${path}`
    const foreign = [call.mchid, call.combine_mchid, url.searchParams.get('mchid')].some(
      (one) => one && one !== settings.mchid,
    )
    if (foreign) throw new No(400, 'MCH_NOT_EXISTS')
    if (route === 'GET /v3/certificates')
      return {
        data: certificates.map(({ serial, pem }) => ({
          serial_no: serial,
          effective_time: now().toISOString(),
          expire_time: after(now(), 5 * 365 * DAY).toISOString(),
          encrypt_certificate: close(pem, 'certificate'),
        })),
      }
    if (route === 'POST /v3/pay/transactions/native')
      return { code_url: `weixin://wxpay/bizpayurl?pr=${openTrade(call).transaction_id}` }
    if (route === 'POST /v3/pay/transactions/h5') {
      if (!call.scene_info?.payer_client_ip) throw new No(400, 'PARAM_ERROR')
      return {
        h5_url: `https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=${openTrade(call).transaction_id}`,
      }
    }
    if (route === 'POST /v3/pay/transactions/jsapi') {
      if (!call.payer?.openid) throw new No(400, 'PARAM_ERROR')
      return { prepay_id: `wx${openTrade(call).transaction_id}` }
    }
    const of_trade = /^\/v3\/pay\/transactions\/out-trade-no\/([^/]+)(\/close)?$/.exec(path)
    if (of_trade) {
      const trade = trades.get(decodeURIComponent(of_trade[1] ?? ''))
      if (!trade) throw new No(404, 'ORDER_NOT_EXIST')
      if (!of_trade[2]) return viewTrade(trade)
      if (trade.paid_at) throw new No(400, 'ORDERPAID')
      trade.state = 'CLOSED'
      return undefined
    }
    if (route === 'POST /v3/combine-transactions/native') {
      const number = call.combine_out_trade_no
      const parts = call.sub_orders ?? []
      if (parts.length === 0 || parts.length > PARTS_AT_MOST) throw new No(400, 'PARAM_ERROR')
      for (const one of parts) openTrade(call, { number, one })
      return { code_url: `weixin://wxpay/bizpayurl?pr=${number}` }
    }
    const of_combined = /^\/v3\/combine-transactions\/out-trade-no\/([^/]+)(\/close)?$/.exec(path)
    if (of_combined) {
      const number = of_combined[1] ?? ''
      if (partsOf(number).length === 0) throw new No(404, 'ORDER_NOT_EXIST')
      if (!of_combined[2]) return viewCombined(number)
      if (partsOf(number).some(({ paid_at }) => paid_at)) throw new No(400, 'ORDERPAID')
      for (const part of partsOf(number)) part.state = 'CLOSED'
      return undefined
    }
    if (route === 'POST /v3/refund/domestic/refunds') return viewRefund(refund(call))
    const of_refund = /^\/v3\/refund\/domestic\/refunds\/([^/]+)$/.exec(path)
    if (of_refund) {
      const found = refunds.get(of_refund[1] ?? '')
      if (!found) throw new No(404, 'RESOURCE_NOT_EXISTS')
      return viewRefund(found)
    }
    if (route === 'POST /v3/fund-app/mch-transfer/transfer-bills') {
      const { transfer_amount: _, ...view } = viewTransfer(transfer(call))
      return view
    }
    const of_transfer = /transfer-bills\/out-bill-no\/([^/]+)$/.exec(path)
    if (of_transfer) {
      const found = transfers.get(of_transfer[1] ?? '')
      if (!found) throw new No(404, 'NOT_FOUND')
      return viewTransfer(found)
    }
    if (route === 'POST /v3/profitsharing/orders') return viewSplit(split(call))
    if (route === 'POST /v3/profitsharing/orders/unfreeze') return viewSplit(split(call, true))
    if (route === 'POST /v3/profitsharing/return-orders') return giveBack(call)
    const of_split = /^\/v3\/profitsharing\/orders\/([^/]+)$/.exec(path)
    if (of_split) {
      const found = splits.get(of_split[1] ?? '')
      if (!found) throw new No(404, 'RESOURCE_NOT_EXISTS')
      for (const one of found.receivers) one.result = 'SUCCESS'
      return viewSplit(found)
    }
    if (route === 'GET /v3/bill/tradebill') {
      const day = url.searchParams.get('bill_date') ?? ''
      if (day >= dayIn(now(), BUSINESS_ZONE)) throw new No(400, 'STATEMENT_CREATING')
      const text = billOf(day)
      files.set(day, gzipSync(text))
      return {
        hash_type: 'SHA1',
        hash_value: createHash('sha1').update(text).digest('hex'),
        download_url: `${server.url}/v3/billdownload/file?token=${day}`,
      }
    }
    throw new No(404, 'NO_SUCH_ROUTE')
  }

  const server = await serve(faults, (asked, wrong_key): Said => {
    try {
      assertSigned(asked)
      const file = asked.url.pathname === '/v3/billdownload/file'
      if (file)
        return { status: 200, body: files.get(asked.url.searchParams.get('token') ?? '') ?? '' }
      const said = answer(asked)
      const body = said === undefined ? '' : JSON.stringify(said)
      return { status: body ? 200 : 204, headers: seal(body, wrong_key), body }
    } catch (error) {
      if (!(error instanceof No)) throw error
      const body = JSON.stringify({ code: error.code, message: error.code })
      return { status: error.status, headers: seal(body, wrong_key), body }
    }
  })

  const settings: WechatSettings = {
    url: server.url,
    appid: 'wxd678efh567hg6787',
    mchid: '1900007291',
    serial: randomBytes(20).toString('hex').toUpperCase(),
    private_key: merchant.privateKey,
    api_v3_key,
    public_key:
      mode === 'public_key' ? { id: public_key.id, key: public_key.publicKey } : undefined,
    profit_sharing: true,
    transfer_scene: {
      id: '1005',
      reports: [{ info_type: '岗位类型', info_content: '带货主播' }],
    },
  }

  return {
    settings,
    post,
    letterOf,
    seal,
    /** The buyer confirms in WeChat: one trade, or all parts of a combined one. */
    pay: (number: string): void => {
      const all = partsOf(number)
      for (const trade of all.length > 0 ? all : [trades.get(number)]) {
        if (trade?.state !== 'NOTPAY') throw new Error(`nobody can pay ${number}`)
        trade.state = 'SUCCESS'
        trade.paid_at = now()
        balance += trade.total
      }
      const first = (all[0] ?? trades.get(number)) as Trade
      tell(first.notify_url, 'TRANSACTION.SUCCESS', () =>
        all.length > 0 ? viewCombined(number) : viewTrade(first),
      )
    },
    /** What was taken goes through: refunds arrive, payees confirm. */
    finish: (): void => {
      for (const one of refunds.values())
        if (one.status === 'PROCESSING') {
          one.status = 'SUCCESS'
          one.at = now()
          tell(one.notify_url, 'REFUND.SUCCESS', () => {
            const { status, ...view } = viewRefund(one)
            return { ...view, mchid: settings.mchid, refund_status: status }
          })
        }
      for (const one of transfers.values())
        if (one.state === 'WAIT_USER_CONFIRM') {
          one.state = 'SUCCESS'
          one.at = now()
          tell(one.notify_url, 'MCHTRANSFER.BILL.FINISHED', () => viewTransfer(one))
        }
    },
    /** A new platform certificate signs from now on; `retire` ends the old ones. */
    rotate: ({ retire = false } = {}): void => {
      addCertificate()
      if (retire) certificates.splice(1)
    },
    /** Moves to the public key, as merchants do. */
    moveToPublicKey: (): void => {
      signs_with = 'public_key'
    },
    public_key: { id: public_key.id, key: public_key.publicKey },
    book: () => ({
      paid: [...trades.values()].filter(({ paid_at }) => paid_at).length,
      refunded: [...refunds.values()].reduce((sum, one) => sum + BigInt(one.amount), 0n),
      sent: [...transfers.values()].reduce((sum, one) => sum + BigInt(one.amount), 0n),
    }),
    close: server.close,
  }
}
