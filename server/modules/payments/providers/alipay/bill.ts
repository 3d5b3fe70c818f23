import { parse } from 'csv-parse/sync'
import { unzipSync } from 'fflate'
import { reachPartner } from '../../../../platform/outgoing.ts'
import type { Answer, BillLine } from '../../provider.ts'
import { minorOf } from '../exact-amount.ts'
import { timeOf } from './times.ts'

type Call = (
  method: string,
  content: Record<string, unknown>,
) => Promise<Answer<Record<string, any> | undefined>>

/** A file beyond this is none of ours. */
const LARGEST = 512 * 1024 * 1024

/** The trade bill of one day: an address that is good for thirty seconds, behind it a zip of CSV in GBK. */
export async function fetchAlipayBill(
  call: Call,
  day: string,
  timeout_ms: number,
): Promise<Answer<BillLine[]>> {
  const place = await call('alipay.data.dataservice.bill.downloadurl.query', {
    bill_type: 'trade',
    bill_date: day,
  })
  if (place.is === 'refused')
    return place.why.toLowerCase().includes('bill_not_exist') ||
      place.why.toLowerCase().includes('bill-not-exist')
      ? { is: 'unknown', why: 'there is no such bill yet' }
      : place
  if (place.is === 'unknown') return place
  const url = place.value?.bill_download_url
  if (!url) return { is: 'unknown', why: 'there is no such bill yet' }
  const file = await reachPartner(url, { method: 'GET', timeout_ms: timeout_ms * 6 })
  if (!file.known || file.status !== 200) return { is: 'unknown', why: 'the bill did not come' }
  try {
    const entries = Object.values(
      unzipSync(file.bytes, { filter: ({ originalSize }) => originalSize <= LARGEST }),
    ).map((bytes) => new TextDecoder('gbk').decode(bytes))
    const details = entries.find((text) => text.includes('业务明细列表'))
    return details === undefined
      ? { is: 'unknown', why: 'the bill has no list of trades' }
      : { is: 'answered', value: readAlipayBill(details) }
  } catch (error) {
    return { is: 'unknown', why: error instanceof Error ? error.message : 'an unreadable bill' }
  }
}

/**
 * Reads the list of trades as published: lines of `#` around it, values with tabs behind them, what went back negative.
 * @throws when a line is not as published
 */
export function readAlipayBill(text: string): BillLine[] {
  const lines = parse(
    text
      .split(/\r?\n/)
      .filter((line) => line.trim() !== '' && !line.startsWith('#'))
      .join('\n'),
    {
      columns: (names: string[]) => names.map((name) => name.trim()),
      trim: true,
      relax_quotes: true,
      relax_column_count: true,
    },
  ) as Record<string, string>[]
  return lines.map((line) => {
    const value = (name: string): string => {
      const found = line[name]
      // A renamed column must not read as nothing.
      if (found === undefined) throw new Error(`the bill has no column ${name}`)
      return found.trim()
    }
    const is_refund = value('业务类型') === '退款'
    const amount = minorOf(value('订单金额（元）'), 'CNY')
    const fee = minorOf(value('服务费（元）') || '0', 'CNY', { rounded: true })
    const finished_at = timeOf(value('完成时间'))
    if (amount === undefined || fee === undefined || !finished_at)
      throw new Error('a line of the bill cannot be read')
    const size = amount < 0n ? -amount : amount
    const cost = fee < 0n ? -fee : fee
    const trade_number = value('支付宝交易号')
    const number = is_refund ? value('退款批次号/请求号') : value('商户订单号')
    return {
      about: is_refund ? 'refund' : 'payment',
      number,
      provider_number: is_refund ? `${trade_number}_${number}` : trade_number,
      amount: size,
      currency: 'CNY',
      // What they keep of a payment; of a refund, what they give back of it.
      fee: is_refund ? -cost : cost,
      finished_at,
    } as const
  })
}
