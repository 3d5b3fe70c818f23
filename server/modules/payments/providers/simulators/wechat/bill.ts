import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { toDecimal } from '../../../../../kernel/currency.ts'
import { after, BUSINESS_ZONE, DAY, dayIn } from '../../../../../kernel/time.ts'
import { type Floor, No, type Refund, type Route, type Trade } from './book.ts'

const FEE_RATE = 0.006
const COLUMNS =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注'
const SUM_COLUMNS =
  '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额'

/** The file of a day that is over, refunds by when they were taken: asked for, then fetched zipped from the address that the answer names. */
export function openBills({ book, now, merchant }: Floor, addressOf: (day: string) => string) {
  const files = new Map<string, Buffer>()

  function billOf(day: string): Buffer {
    const of = (at: Date) => dayIn(at, BUSINESS_ZONE) === day
    const lines = [
      ...[...book.trades.values()]
        .filter(({ paid_at }) => paid_at && of(paid_at))
        .map((one) => line(merchant, one, one.paid_at as Date)),
      ...[...book.refunds.values()]
        .filter(({ asked_at }) => of(asked_at))
        .map((one) => line(merchant, one.trade, one.asked_at, one)),
    ]
    if (lines.length === 0) throw new No(400, 'NO_STATEMENT_EXIST')
    const sums = `\`${lines.length},\`0.00,\`0.00,\`0.00,\`0.00,\`0.00,\`0.00`
    return Buffer.from(`\uFEFF${[COLUMNS, lines.join('\r\n'), SUM_COLUMNS, sums].join('\r\n')}\r\n`)
  }

  const routes: Route[] = [
    [
      /^GET \/v3\/bill\/tradebill$/,
      ({ url }) => {
        const day = url.searchParams.get('bill_date') ?? ''
        if (now() < readyAt(day)) throw new No(400, 'STATEMENT_CREATING')
        const text = billOf(day)
        files.set(day, gzipSync(text))
        return {
          hash_type: 'SHA1',
          hash_value: createHash('sha1').update(text).digest('hex'),
          download_url: addressOf(day),
        }
      },
    ],
  ]
  return { routes, fileOf: (day: string): Buffer | undefined => files.get(day) }
}

/** As published: ten in the morning after, in Beijing. */
const readyAt = (day: string): Date => after(new Date(`${day}T10:00:00+08:00`), DAY)

const timeOf = (at: Date) =>
  new Intl.DateTimeFormat('sv-SE', {
    timeZone: BUSINESS_ZONE,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(at)
const yuan = (amount: number) => toDecimal(BigInt(amount), 'CNY')
const fee = (amount: number) => `${yuan(Math.round(amount * FEE_RATE))}000`

const line = ({ appid, mchid }: Floor['merchant'], trade: Trade, at: Date, back?: Refund): string =>
  [
    ...[timeOf(at), appid, mchid, trade.sub_mchid ?? '0', '', trade.transaction_id],
    ...[trade.out_trade_no, 'oUpF8uMuAJO', 'NATIVE', back ? 'REFUND' : 'SUCCESS', 'OTHERS'],
    ...['CNY', back ? '0.00' : yuan(trade.total), '0.00'],
    ...[back?.refund_id ?? '0', back?.out_refund_no ?? '0', back ? yuan(back.amount) : '0.00'],
    ...['0.00', back ? 'ORIGINAL' : '', back?.status ?? '', 'tea, "early"', ''],
    ...[back ? `-${fee(back.amount)}` : fee(trade.total), '0.60%'],
    ...[back ? '0.00' : yuan(trade.total), back ? yuan(back.amount) : '0.00', ''],
  ]
    .map((value) => `\`${value.replaceAll('"', '').replaceAll(',', ' ')}`)
    .join(',')
