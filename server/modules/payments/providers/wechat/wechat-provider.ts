import { randomBytes } from 'node:crypto'
import type { WechatSettings } from '../../../../platform/provider-settings.ts'
import type { Answer, Callback, NewTrade, Provider, Report } from '../../provider.ts'
import { fetchWechatBill } from './bill.ts'
import { type WechatClient, wechatClient } from './client.ts'
import { concealName } from './conceal-name.ts'
import {
  bareNumber,
  readRefund,
  readTrade,
  readTransfer,
  type WechatRefund,
  type WechatTrade,
  type WechatTransfer,
} from './readings.ts'
import { open, type Sealed, signText } from './signature.ts'
import { wechatSplits } from './splits.ts'

export const WECHAT = 'wechat'

type Door = {
  settings: WechatSettings
  now: () => Date
  /** Where callbacks reach us: an address of the outside. */
  callback_base: string
  timeout_ms?: number
}

/** WeChat Pay's API v3 behind the door of providers. */
export function wechatProvider({ callback_base, ...door }: Door): Provider {
  const { settings } = door
  const client = wechatClient(door)
  const byNumber = (number: string) =>
    `/v3/pay/transactions/out-trade-no/${encodeURIComponent(number)}`

  const query = async (number: string): Promise<Answer<Report | undefined>> =>
    read(
      await client.call<WechatTrade>('GET', `${byNumber(number)}?mchid=${settings.mchid}`),
      readTrade,
    )

  return {
    name: WECHAT,
    callback_base,
    takes: (currency) => currency === 'CNY',
    prepare: client.prepare,
    splits: wechatSplits(client),
    create: async (trade) => {
      const is_phone = trade.screen === 'phone'
      const answer = await client.call<{ code_url?: string; h5_url?: string }>(
        'POST',
        `/v3/pay/transactions/${is_phone ? 'h5' : 'native'}`,
        {
          ...orderOf(settings, trade),
          ...(is_phone
            ? { scene_info: { payer_client_ip: trade.payer_ip, h5_info: { type: 'Wap' } } }
            : {}),
        },
      )
      if (answer.is !== 'answered') return answer
      const { code_url, h5_url } = answer.value ?? {}
      if (code_url) return { is: 'answered', value: { cashier_url: code_url, is_code: true } }
      if (!h5_url) return { is: 'unknown', why: 'an answer without a cashier' }
      const back = `${h5_url.includes('?') ? '&' : '?'}redirect_url=${encodeURIComponent(trade.return_url)}`
      return { is: 'answered', value: { cashier_url: h5_url + back } }
    },
    query,
    close: async (number) => {
      const closed = await client.call('POST', `${byNumber(number)}/close`, {
        mchid: settings.mchid,
      })
      // A no may mean that it is paid, or closed already: how it stands now is what counts.
      return closed.is === 'unknown' ? closed : query(number)
    },
    refund: async ({ number, trade_number, amount, paid, currency, notify_url }) =>
      made(
        read(
          await client.call<WechatRefund>('POST', '/v3/refund/domestic/refunds', {
            transaction_id: trade_number,
            out_refund_no: number,
            notify_url,
            amount: { refund: Number(amount), total: Number(paid), currency },
          }),
          readRefund,
        ),
      ),
    queryRefund: async (number) =>
      read(
        await client.call<WechatRefund>(
          'GET',
          `/v3/refund/domestic/refunds/${encodeURIComponent(number)}`,
        ),
        readRefund,
      ),
    payout: async ({ number, amount, bank_account, notify_url }) => {
      const [openid, name] = bank_account.startsWith('openid:')
        ? bank_account.slice(7).split('|')
        : []
      if (!openid) return { is: 'refused', why: 'PAYEE_NOT_OF_WECHAT' }
      const concealed = await concealName(client, name)
      if (concealed.is !== 'answered') return concealed
      const { words: user_name, concealed_for } = concealed.value
      const { id, reports } = settings.transfer_scene
      const answer = await client.call<WechatTransfer>(
        'POST',
        '/v3/fund-app/mch-transfer/transfer-bills',
        {
          appid: settings.appid,
          out_bill_no: bareNumber(number),
          transfer_scene_id: id,
          transfer_scene_report_infos: reports,
          openid,
          ...(user_name ? { user_name } : {}),
          transfer_amount: Number(amount),
          transfer_remark: '货款',
          notify_url,
        },
        { concealed_for },
      )
      // Too little in the operating account ends nothing: once it is filled, the same number has to be sent again, and no other.
      if (answer.is === 'refused' && answer.why === 'NOT_ENOUGH')
        return { is: 'unknown', why: answer.why }
      // The answer to the order itself says no amount.
      return made(read(answer, (told) => readTransfer(told, amount)))
    },
    queryPayout: async (number) =>
      read(
        await client.call<WechatTransfer>(
          'GET',
          `/v3/fund-app/mch-transfer/transfer-bills/out-bill-no/${bareNumber(number)}`,
        ),
        readTransfer,
      ),
    verifyCallback: (raw, headers, now) => {
      if (!client.isTheirs(headers, raw, now)) return undefined
      const { is_foreign, ...callback } = readCallback(settings, raw)
      return is_foreign ? undefined : callback
    },
    readCallback: (raw) => {
      const { is_foreign: _, ...callback } = readCallback(settings, raw)
      return callback
    },
    fetchBill: (day) => fetchWechatBill(client, day),
  }
}

/** What a page inside WeChat hands to its bridge; `prepay_id` came from `prepayInside`. */
export type JsapiCall = {
  appId: string
  timeStamp: string
  nonceStr: string
  package: string
  signType: 'RSA'
  paySign: string
}

/** A trade for a buyer who is inside WeChat and known by openid: no cashier address but signed words for its bridge. */
export async function prepayInside(
  client: WechatClient,
  trade: NewTrade,
  openid: string,
): Promise<Answer<JsapiCall>> {
  const { settings, now } = client
  const answer = await client.call<{ prepay_id?: string }>('POST', '/v3/pay/transactions/jsapi', {
    ...orderOf(settings, trade),
    payer: { openid },
  })
  if (answer.is !== 'answered') return answer
  if (!answer.value?.prepay_id) return { is: 'unknown', why: 'an answer without a prepay_id' }
  const timeStamp = String(Math.floor(now().getTime() / 1_000))
  const nonceStr = randomBytes(16).toString('hex')
  const words = `prepay_id=${answer.value.prepay_id}`
  const paySign = signText(settings.private_key, [settings.appid, timeStamp, nonceStr, words])
  return {
    is: 'answered',
    value: {
      appId: settings.appid,
      timeStamp,
      nonceStr,
      package: words,
      signType: 'RSA',
      paySign,
    },
  }
}

const orderOf = (
  { appid, mchid, profit_sharing }: WechatSettings,
  { number, amount, currency, title, expires_at, notify_url }: NewTrade,
) => ({
  appid,
  mchid,
  description: [...title].slice(0, 127).join('') || number,
  out_trade_no: number,
  time_expire: expires_at.toISOString(),
  notify_url,
  amount: { total: Number(amount), currency },
  ...(profit_sharing ? { settle_info: { profit_sharing } } : {}),
})

/** An answer whose contents are not as published tells nothing about what was done. */
function read<T>(
  answer: Answer<T | undefined>,
  reader: (told: T) => Report | undefined,
): Answer<Report | undefined> {
  if (answer.is !== 'answered' || answer.value === undefined)
    return answer as Answer<Report | undefined>
  const report = reader(answer.value)
  return report
    ? { is: 'answered', value: report }
    : { is: 'unknown', why: 'an answer that cannot be read' }
}

/** For calls that make something, "there is none" is a no. */
const made = (answer: Answer<Report | undefined>): Answer<Report> =>
  answer.is !== 'answered' || answer.value
    ? (answer as Answer<Report>)
    : { is: 'refused', why: 'RESOURCE_NOT_EXISTS' }

/** Callbacks about refunds do not say the day that these were taken on. */
const hintOf = (report: Report | undefined): Report | undefined =>
  report && { ...report, is_hint: true }

type Envelope = { id?: unknown; event_type?: unknown; resource?: Sealed }

function readCallback(
  { api_v3_key, mchid }: WechatSettings,
  raw: Buffer,
): Callback & { is_foreign: boolean } {
  let event_id = ''
  try {
    const { id, event_type, resource } = JSON.parse(raw.toString('utf8')) as Envelope
    event_id = String(id).slice(0, 64)
    const type = String(event_type).slice(0, 60)
    const told = JSON.parse(open(api_v3_key, resource as Sealed)) as WechatTrade &
      WechatRefund &
      WechatTransfer & { combine_mchid?: string }
    const report = type.startsWith('TRANSACTION.')
      ? readTrade(told)
      : type.startsWith('REFUND.')
        ? hintOf(readRefund(told))
        : type.startsWith('MCHTRANSFER.')
          ? readTransfer(told)
          : undefined
    // A combined trade tells of several payments at once: it is no report, the payments are asked about.
    const is_foreign = (told.combine_mchid ?? told.mchid ?? told.mch_id) !== mchid
    return { event_id, type, report: is_foreign ? undefined : report, is_foreign }
  } catch {
    return { event_id, type: 'unreadable', report: undefined, is_foreign: event_id === '' }
  }
}
