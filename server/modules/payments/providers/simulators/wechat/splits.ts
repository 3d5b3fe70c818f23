import { randomBytes } from 'node:crypto'
import { type Floor, No, paidTrade, type Route, type SplitOrder, thaw } from './book.ts'

const RECEIVERS_AT_MOST = 50
const ORDERS_AT_MOST = 50
/** Of what a trade brought, so much may be shared out. */
const SHARED_AT_MOST_PERCENT = 30

const sum = (all: readonly { amount: number }[]) =>
  all.reduce((total, one) => total + one.amount, 0)

/** Profit sharing: orders out of a frozen trade, its release, and what receivers give back. */
export function openSplits({ book, merchant, opened }: Floor) {
  const { splits, returns } = book

  const view = (one: SplitOrder) => ({
    out_order_no: one.out_order_no,
    order_id: one.order_id,
    transaction_id: one.transaction_id,
    state: one.receivers.some(({ result }) => result === 'PENDING') ? 'PROCESSING' : 'FINISHED',
    receivers: one.receivers,
  })

  function make(call: any, is_release = false): SplitOrder {
    const trade = paidTrade(book, call.transaction_id)
    const receivers = (is_release ? [] : call.receivers) ?? []
    const terms = JSON.stringify([call.transaction_id, receivers])
    const known = splits.get(call.out_order_no)
    if (known) {
      if (known.terms !== terms) throw new No(400, 'PARAM_ERROR')
      return known
    }
    if (!trade.shared) throw new No(400, 'INVALID_REQUEST')
    if (receivers.length > RECEIVERS_AT_MOST || (!is_release && receivers.length === 0))
      throw new No(400, 'PARAM_ERROR')
    const before = [...splits.values()].filter((one) => one.transaction_id === trade.transaction_id)
    if (before.length >= ORDERS_AT_MOST) throw new No(403, 'RULE_LIMIT')
    if (before.some(({ is_release }) => is_release)) throw new No(403, 'RULE_LIMIT')
    if (receivers.some(({ type, account }: any) => !isNamed(type, account)))
      throw new No(400, 'INVALID_REQUEST')
    if (sum(receivers) > trade.frozen) throw new No(403, 'NOT_ENOUGH')
    const shared = before.reduce((total, one) => total + sum(one.receivers), 0)
    if (shared + sum(receivers) > Math.floor((trade.total * SHARED_AT_MOST_PERCENT) / 100))
      throw new No(403, 'RULE_LIMIT')
    const made: SplitOrder = {
      out_order_no: call.out_order_no,
      order_id: `3008${randomBytes(11).toString('hex')}`,
      transaction_id: trade.transaction_id,
      terms,
      is_release,
      receivers: [
        ...receivers.map(({ type, account, amount }: any) => ({ type, account, amount })),
        // A release is told as an order to the merchant itself.
        ...(is_release
          ? [{ type: 'MERCHANT_ID', account: merchant.mchid, amount: thaw(book, trade) }]
          : []),
      ].map((one) => ({ ...one, result: 'PENDING' })),
    }
    if (!is_release) trade.frozen -= sum(receivers)
    splits.set(made.out_order_no, made)
    return made
  }

  const isNamed = (type: string, account: string): boolean =>
    type === 'MERCHANT_ID' || book.receivers.has(account)

  function nameReceiver(call: any, serial: string) {
    const { appid, type, account, relation_type, name } = call
    if (appid !== merchant.appid || !account || !relation_type) throw new No(400, 'PARAM_ERROR')
    if (type !== 'PERSONAL_OPENID') throw new No(400, 'PARAM_ERROR')
    book.receivers.set(account, name === undefined ? undefined : opened(name, serial))
    return { type, account, relation_type }
  }

  function giveBack(call: any) {
    const order = splits.get(call.out_order_no)
    if (!order) throw new No(404, 'RESOURCE_NOT_EXISTS')
    const known = returns.get(call.out_return_no)
    const to = order.receivers.find(
      ({ type, account }) => type === 'MERCHANT_ID' && account === call.return_mchid,
    )
    const back = sum(
      [...returns.values()].filter(
        (one) => one.out_order_no === call.out_order_no && one.account === to?.account,
      ),
    )
    if (!known && (!to || back + call.amount > to.amount)) throw new No(403, 'INVALID_REQUEST')
    returns.set(call.out_return_no, {
      out_order_no: call.out_order_no,
      account: call.return_mchid,
      amount: call.amount,
    })
    return { ...call, return_no: `4008${randomBytes(11).toString('hex')}`, result: 'SUCCESS' }
  }

  const routes: Route[] = [
    [
      /^POST \/v3\/profitsharing\/receivers\/add$/,
      ({ call, serial }) => nameReceiver(call, serial),
    ],
    [/^POST \/v3\/profitsharing\/orders$/, ({ call }) => view(make(call))],
    [/^POST \/v3\/profitsharing\/orders\/unfreeze$/, ({ call }) => view(make(call, true))],
    [/^POST \/v3\/profitsharing\/return-orders$/, ({ call }) => giveBack(call)],
    [
      /^\w+ \/v3\/profitsharing\/orders\/([^/]+)$/,
      ({ name }) => {
        const found = splits.get(name)
        if (!found) throw new No(404, 'RESOURCE_NOT_EXISTS')
        for (const one of found.receivers) one.result = 'SUCCESS'
        return view(found)
      },
    ],
  ]
  return { routes }
}
