import type { BillEntry } from './bill.ts'
import { type BillRow, decodeBill, readAmount, readTime, splitBill } from './bill-text.ts'

/** A row that moved no money of ours, or that cannot be read; `problem` is what a person has to look at. */
type Left = { line: number; why: string; problem: boolean }

export type ReadBill = {
  format: string
  encoding: string
  entries: BillEntry[]
  left: Left[]
  /**
   * How many rows the text above the header speaks of, and how many there are. It is shown and never counted with: the
   * texts above real files do not agree with their rows.
   */
  said_rows: number | null
  read_rows: number
}

type Format = {
  name: string
  /** The columns by which its header is known. */
  columns: readonly string[]
  read: (row: BillRow) => BillEntry | Left
}

const CNY = 'CNY'
/** A placeholder for "nothing" in exports of WeChat Pay. */
const numberOf = (cell = ''): string => (cell === '/' ? '' : cell)
const passedOver = ({ line }: BillRow, why: string): Left => ({ line, why, problem: false })
const unreadable = ({ line }: BillRow, why: string): Left => ({ line, why, problem: true })

const jd: Format = {
  name: 'jd',
  columns: ['交易时间', '商户名称', '交易说明', '金额', '交易状态', '交易订单号', '商家订单号'],
  read: (row) => {
    const { cells } = row
    const finished_at = readTime(cells.交易时间 ?? '')
    const written = readAmount(cells.金额 ?? '', CNY)
    if (!finished_at) return unreadable(row, '交易时间')
    if (!written) return unreadable(row, '金额')
    if (written.amount === 0n) return passedOver(row, 'no money moved')
    const is_refund = cells.交易说明?.startsWith('退款-') || cells.交易状态 === '退款成功'
    if (!is_refund && cells.交易状态 !== '交易成功') return passedOver(row, cells.交易状态 ?? '')
    return {
      about: is_refund ? 'refund' : 'payment',
      number: numberOf(cells.商家订单号),
      provider_number: numberOf(cells.交易订单号),
      amount: written.amount,
      currency: CNY,
      fee: 0n,
      state: 'succeeded',
      finished_at,
    }
  },
}

/** Money that only changed its pocket within the wallet is none of a shop's. */
const WITHIN_WALLET = /零钱通|理财通|零钱充值|信用卡还款/

/** What was paid out and came back (`退票`) says both, so it is looked for first. */
const aboutOf = (kind: string): BillEntry['about'] =>
  /退票|(提现|转账|付款).*退[回还]/.test(kind)
    ? 'payout_return'
    : /退款/.test(kind)
      ? 'refund'
      : /提现/.test(kind)
        ? 'payout'
        : 'payment'

const wechat: Format = {
  name: 'wechat',
  columns: [
    '交易时间',
    '交易类型',
    '交易对方',
    '收/支',
    '金额(元)',
    '当前状态',
    '交易单号',
    '商户单号',
  ],
  read: (row) => {
    const { cells } = row
    const kind = cells.交易类型 ?? ''
    const finished_at = readTime(cells.交易时间 ?? '')
    const written = readAmount(cells['金额(元)'] ?? '', CNY)
    if (!finished_at) return unreadable(row, '交易时间')
    if (!written) return unreadable(row, '金额(元)')
    if (WITHIN_WALLET.test(kind)) return passedOver(row, kind)
    if (written.amount === 0n) return passedOver(row, 'no money moved')
    // The charge for paying out to a bank stands in words behind the row, and is part of its amount.
    const said = /服务费\s*([¥￥]?[\d,.]+)/.exec(cells.备注 ?? '')?.[1]
    const fee = said === undefined ? { amount: 0n } : readAmount(said, CNY)
    if (!fee || fee.amount > written.amount) return unreadable(row, '备注')
    return {
      about: aboutOf(kind),
      number: numberOf(cells.商户单号),
      provider_number: numberOf(cells.交易单号),
      amount: written.amount - fee.amount,
      currency: CNY,
      fee: fee.amount,
      state: 'succeeded',
      finished_at,
    }
  },
}

/** The sandbox provider's own file, and the form in which any other can be brought: amounts are minor units. */
const plain: Format = {
  name: 'plain',
  columns: ['kind', 'merchant_number', 'number', 'amount', 'currency', 'fee', 'finished_at'],
  read: (row) => {
    const { kind, merchant_number = '', number = '', currency = '', ...cells } = row.cells
    const finished_at = new Date(cells.finished_at ?? '')
    if (!isAbout(kind)) return unreadable(row, 'kind')
    if (!/^\d{1,16}$/.test(cells.amount ?? '') || BigInt(cells.amount as string) === 0n)
      return unreadable(row, 'amount')
    if (!/^\d{1,16}$/.test(cells.fee ?? '')) return unreadable(row, 'fee')
    if (!/^[A-Z]{3}$/.test(currency)) return unreadable(row, 'currency')
    if (Number.isNaN(finished_at.getTime())) return unreadable(row, 'finished_at')
    const state = cells.state ?? 'succeeded'
    if (state !== 'succeeded' && state !== 'failed') return passedOver(row, state)
    return {
      about: kind,
      number: merchant_number,
      provider_number: number,
      amount: BigInt(cells.amount as string),
      currency,
      fee: BigInt(cells.fee as string),
      state,
      finished_at,
    }
  },
}

const ABOUTS: readonly string[] = ['payment', 'refund', 'payout', 'payout_return']
const isAbout = (kind = ''): kind is BillEntry['about'] => ABOUTS.includes(kind)

const FORMATS: readonly Format[] = [jd, wechat, plain]

/** Reads a provider's file by the header it has; undefined when it is none of the known ones. */
export function readBill(bytes: Uint8Array): ReadBill | undefined {
  const { text, encoding } = decodeBill(bytes)
  for (const { name, columns, read } of FORMATS) {
    const parts = splitBill(text, columns)
    if (!parts) continue
    const entries: BillEntry[] = []
    const left: Left[] = []
    for (const row of parts.rows) {
      const one = read(row)
      if ('why' in one) left.push(one)
      else if (one.number === '' && one.provider_number === '')
        left.push(unreadable(row, 'no number'))
      else entries.push(one)
    }
    const said = /共[:：]?\s*(\d{1,9})\s*笔/.exec(parts.preamble.join('\n'))?.[1]
    return {
      format: name,
      encoding,
      entries,
      left,
      said_rows: said === undefined ? null : Number(said),
      read_rows: parts.rows.length,
    }
  }
  return undefined
}
