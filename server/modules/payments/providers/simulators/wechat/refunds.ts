import { randomBytes } from 'node:crypto'
import { DAY, MINUTE } from '../../../../../kernel/time.ts'
import { credit, type Floor, freeOf, No, paidTrade, type Refund, type Route } from './book.ts'

const REFUNDS_AT_MOST = 50

/** Refunds: taken within the published limits, and through some time later. */
export function openRefunds({ book, now, merchant, tell }: Floor) {
  const { refunds } = book

  const view = ({ out_refund_no, refund_id, trade, amount, status, asked_at, at }: Refund) => ({
    refund_id,
    out_refund_no,
    transaction_id: trade.transaction_id,
    out_trade_no: trade.out_trade_no,
    status,
    create_time: asked_at.toISOString(),
    ...(status === 'SUCCESS' ? { success_time: at.toISOString() } : {}),
    amount: { total: trade.total, refund: amount, currency: 'CNY' },
  })

  function make(call: any): Refund {
    const known = refunds.get(call.out_refund_no)
    const trade = paidTrade(book, call.transaction_id)
    // Of a shop's trade only with the shop's own number, and the other way round.
    if (trade.sub_mchid !== call.sub_mchid) throw new No(400, 'PARAM_ERROR')
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
    if (amount > trade.frozen + freeOf(book, trade)) throw new No(403, 'NOT_ENOUGH')
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
    const of_frozen = Math.min(amount, trade.frozen)
    trade.frozen -= of_frozen
    credit(book, trade, of_frozen - amount)
    trade.state = 'REFUND'
    refunds.set(made.out_refund_no, made)
    return made
  }

  const routes: Route[] = [
    [/^POST \/v3\/refund\/domestic\/refunds$/, ({ call }) => view(make(call))],
    [
      /^\w+ \/v3\/refund\/domestic\/refunds\/([^/]+)$/,
      ({ name }) => {
        const found = refunds.get(name)
        if (!found) throw new No(404, 'RESOURCE_NOT_EXISTS')
        return view(found)
      },
    ],
    [
      /^POST \/v3\/ecommerce\/refunds\/apply$/,
      ({ call }) => {
        if (!call.sub_mchid || call.sp_appid !== merchant.appid) throw new No(400, 'PARAM_ERROR')
        const { status: _, ...taken } = view(make(call))
        return taken
      },
    ],
    [
      /^GET \/v3\/ecommerce\/refunds\/out-refund-no\/([^/]+)$/,
      ({ name, url }) => {
        const found = refunds.get(decodeURIComponent(name))
        if (!found || found.trade.sub_mchid !== url.searchParams.get('sub_mchid'))
          throw new No(404, 'RESOURCE_NOT_EXISTS')
        return view(found)
      },
    ],
  ]

  return {
    routes,
    /** What was taken arrives at its payers. */
    finish: (): void => {
      for (const one of refunds.values())
        if (one.status === 'PROCESSING') {
          one.status = 'SUCCESS'
          one.at = now()
          tell(one.notify_url, 'REFUND.SUCCESS', () => {
            const { status, create_time: _, ...told } = view(one)
            return { ...told, mchid: merchant.mchid, refund_status: status }
          })
        }
    },
  }
}
