import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import type { Answer, BillLine } from '../../provider.ts'
import { minorOf } from '../exact-amount.ts'
import type { WechatClient } from './client.ts'

type Place = { hash_type: string; hash_value: string; download_url: string }

/** A file beyond this is none of ours. */
const LARGEST = 512 * 1024 * 1024

/** The trade bill of one day (`ALL`, gzip), held against the digest that the signed answer named. */
export async function fetchWechatBill(
  client: WechatClient,
  day: string,
): Promise<Answer<BillLine[]>> {
  const place = await client.call<Place>(
    'GET',
    `/v3/bill/tradebill?bill_date=${day}&bill_type=ALL&tar_type=GZIP`,
  )
  // Without a single trade there is no file.
  if (place.is === 'refused' && place.why === 'NO_STATEMENT_EXIST')
    return { is: 'answered', value: [] }
  if (place.is === 'refused' && place.why === 'STATEMENT_CREATING')
    return { is: 'unknown', why: place.why }
  if (place.is !== 'answered') return place
  if (!place.value?.download_url) return { is: 'unknown', why: 'there is no such bill yet' }
  const file = await client.fetchFile(place.value.download_url)
  if (!file.known || file.status !== 200) return { is: 'unknown', why: 'the bill did not come' }
  try {
    const text = gunzipSync(file.bytes, { maxOutputLength: LARGEST })
    const digest = createHash('sha1').update(text).digest('hex')
    if (place.value.hash_type !== 'SHA1' || digest !== place.value.hash_value.toLowerCase())
      return { is: 'unknown', why: 'the bill is not the one that was announced' }
    return { is: 'answered', value: readWechatBill(text.toString('utf8')) }
  } catch (error) {
    return { is: 'unknown', why: error instanceof Error ? error.message : 'an unreadable bill' }
  }
}

/** Of a refund that did not go through the money is with the merchant again. `PROCESSING` has left them for good. */
const CAME_BACK = ['FAIL', 'CHANGE']

/**
 * Reads the trade bill as published: each value behind a backtick, columns by their names, the totals below left out. A refund
 * stands in the bill of the day it was taken on.
 * @throws when a line is not as published
 */
export function readWechatBill(text: string): BillLine[] {
  const end = text.indexOf('\n总交易单数')
  const lines = parse(end < 0 ? text : text.slice(0, end), {
    columns: (names: string[]) => names.map((name) => name.trim()),
    bom: true,
    skip_empty_lines: true,
    relax_quotes: true,
  }) as Record<string, string>[]
  return lines.flatMap((line) => {
    const value = (name: string): string => {
      const found = line[name]
      // A renamed column must not read as nothing.
      if (found === undefined) throw new Error(`the bill has no column ${name}`)
      return found.replace(/^`/, '').trim()
    }
    const currency = value('货币种类') || 'CNY'
    const is_refund = value('交易状态') === 'REFUND'
    if (is_refund && CAME_BACK.includes(value('退款状态'))) return []
    const amount = minorOf(
      is_refund ? value('申请退款金额') || value('退款金额') : value('订单金额'),
      currency,
    )
    const fee = minorOf(value('手续费') || '0', currency, { rounded: true })
    // Told in Beijing's time.
    const finished_at = new Date(`${value('交易时间').replace(' ', 'T')}+08:00`)
    if (amount === undefined || fee === undefined || Number.isNaN(finished_at.getTime()))
      throw new Error('a line of the bill cannot be read')
    return {
      about: is_refund ? 'refund' : 'payment',
      number: is_refund ? value('商户退款单号') : value('商户订单号'),
      provider_number: is_refund ? value('微信退款单号') : value('微信订单号'),
      amount,
      currency,
      fee,
      finished_at,
    } as const
  })
}
