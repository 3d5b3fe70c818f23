import { zipSync } from 'fflate'
import { BUSINESS_ZONE, dayIn } from '../../../../../kernel/time.ts'
import { beijing } from '../../alipay/times.ts'
import { type Refund, type Trade, yuan } from './book.ts'
import { toGbk } from './gbk.ts'

type Book = { trades: ReadonlyMap<string, Trade>; refunds: readonly Refund[] }

const COLUMNS =
  '支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注'
const BEGIN =
  '#-----------------------------------------业务明细列表----------------------------------------'
const END =
  '#-----------------------------------------业务明细列表结束------------------------------------'

/** The file of a day: a sheet of sums and one of details, in GBK, zipped. */
export function billOf({ trades, refunds }: Book, day: string, seller_id: string): Buffer {
  const of = (at: Date) => dayIn(at, BUSINESS_ZONE) === day
  const paid = [...trades.values()].filter(({ paid_at }) => paid_at && of(paid_at))
  const lines = [
    ...paid.map((one) => line(one, one.paid_at as Date)),
    ...refunds.filter(({ at }) => of(at)).map((one) => line(one.trade, one.at, one)),
  ]
  const title = `#支付宝业务明细查询\r\n#账号：[${seller_id}0156]\r\n`
  const details = [BEGIN, COLUMNS, lines.join('\r\n'), END, `#交易合计：${paid.length}笔`]
  return Buffer.from(
    zipSync({
      'summary.csv': toGbk(`${title}#业务汇总\r\n`),
      'details.csv': toGbk(`${title}${details.join('\r\n')}\r\n`),
    }),
  )
}

function line(trade: Trade, at: Date, back?: Refund): string {
  const amount = back ? -back.amount : trade.amount
  const fee = (trade.amount * 6n + 500n) / 1_000n
  return [
    ...[trade.trade_no, trade.out_trade_no, back ? '退款' : '交易', '明前龙井'],
    ...[beijing(at), beijing(at), '', '', '', '', '张*(138****0000)'],
    ...[yuan(amount), yuan(amount), '0.00', '0.00', '0.00', '0.00', '0.00', '', '0.00', '0.00'],
    ...[back?.out_request_no ?? '', back ? '0.00' : yuan(-fee), '0.00', ''],
  ]
    .map((value) => `${value}\t`)
    .join(',')
}
