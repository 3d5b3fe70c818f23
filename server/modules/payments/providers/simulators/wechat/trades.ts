import { randomBytes } from 'node:crypto'
import { MINUTE } from '../../../../../kernel/time.ts'
import { credit, type Floor, No, type Route, type Trade } from './book.ts'

const PARTS_AT_MOST = 50

/** Trades and combined trades: made, asked about, closed, paid. */
export function openTrades({ book, now, merchant, tell }: Floor) {
  const { trades } = book

  const view = (trade: Trade) => ({
    ...merchant,
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
    ...view(trade),
    sub_mchid: trade.sub_mchid,
    amount: { total_amount: trade.total, currency: 'CNY' },
  })
  const nameOf = (one: { out_trade_no: string; sub_mchid: string | undefined }) =>
    `${one.sub_mchid} ${one.out_trade_no}`
  const partsOf = (number: string) =>
    [...trades.values()].filter(({ combined }) => combined === number)
  const viewCombined = (number: string) => ({
    combine_appid: merchant.appid,
    combine_mchid: merchant.mchid,
    combine_out_trade_no: number,
    sub_orders: partsOf(number).map(viewPart),
  })

  function make(call: any, part?: { number: string; one: any }): Trade {
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
      frozen: 0,
      shared: Boolean((part ? part.one : call).settle_info?.profit_sharing),
      combined: part?.number,
      sub_mchid: part?.one.sub_mchid,
    }
    trades.set(number, trade)
    return trade
  }

  const routes: Route[] = [
    [
      /^POST \/v3\/pay\/transactions\/native$/,
      ({ call }) => ({ code_url: `weixin://wxpay/bizpayurl?pr=${make(call).transaction_id}` }),
    ],
    [
      /^POST \/v3\/pay\/transactions\/h5$/,
      ({ call }) => {
        if (!call.scene_info?.payer_client_ip) throw new No(400, 'PARAM_ERROR')
        return {
          h5_url: `https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=${make(call).transaction_id}`,
        }
      },
    ],
    [
      /^POST \/v3\/pay\/transactions\/jsapi$/,
      ({ call }) => {
        if (!call.payer?.openid) throw new No(400, 'PARAM_ERROR')
        return { prepay_id: `wx${make(call).transaction_id}` }
      },
    ],
    [
      /^\w+ \/v3\/pay\/transactions\/out-trade-no\/([^/]+)(\/close)?$/,
      ({ name, rest }) => {
        const trade = trades.get(decodeURIComponent(name))
        if (!trade) throw new No(404, 'ORDER_NOT_EXIST')
        if (!rest) return view(trade)
        if (trade.paid_at) throw new No(400, 'ORDERPAID')
        trade.state = 'CLOSED'
        return undefined
      },
    ],
    [
      /^POST \/v3\/combine-transactions\/(native|h5)$/,
      ({ call, name }) => {
        const number = call.combine_out_trade_no
        const parts = call.sub_orders ?? []
        if (parts.length === 0 || parts.length > PARTS_AT_MOST) throw new No(400, 'PARAM_ERROR')
        if (parts.some((one: any) => !one.attach || one.attach.length > 128))
          throw new No(400, 'PARAM_ERROR')
        for (const one of parts) make(call, { number, one })
        if (name === 'native') return { code_url: `weixin://wxpay/bizpayurl?pr=${number}` }
        if (!call.scene_info?.payer_client_ip) throw new No(400, 'PARAM_ERROR')
        return { h5_url: `https://wx.tenpay.com/checkmweb?prepay_id=${number}` }
      },
    ],
    [
      /^\w+ \/v3\/combine-transactions\/out-trade-no\/([^/]+)(\/close)?$/,
      ({ call, name: number, rest }) => {
        if (partsOf(number).length === 0) throw new No(404, 'ORDER_NOT_EXIST')
        if (!rest) return viewCombined(number)
        const told = (call.sub_orders ?? []).map(nameOf)
        if (String(told.sort()) !== String(partsOf(number).map(nameOf).sort()))
          throw new No(400, 'INVALID_REQUEST')
        if (partsOf(number).some(({ paid_at }) => paid_at)) throw new No(400, 'ORDERPAID')
        for (const part of partsOf(number)) part.state = 'CLOSED'
        return undefined
      },
    ],
  ]

  return {
    routes,
    /** The buyer confirms in WeChat: one trade, or all parts of a combined one. */
    pay: (number: string): void => {
      const all = partsOf(number)
      for (const trade of all.length > 0 ? all : [trades.get(number)]) {
        if (trade?.state !== 'NOTPAY') throw new Error(`nobody can pay ${number}`)
        trade.state = 'SUCCESS'
        trade.paid_at = now()
        if (trade.shared) trade.frozen = trade.total
        else credit(book, trade, trade.total)
      }
      const first = (all[0] ?? trades.get(number)) as Trade
      tell(first.notify_url, 'TRANSACTION.SUCCESS', () =>
        all.length > 0 ? viewCombined(number) : view(first),
      )
    },
  }
}
