import { randomBytes } from 'node:crypto'
import {
  credit,
  type Floor,
  No,
  paidTrade,
  type Route,
  type SplitOrder,
  type Trade,
  thaw,
} from './book.ts'

const RECEIVERS_AT_MOST = 50
const ORDERS_AT_MOST = 50
/** Of what a trade brought, so much may be shared out. */
const SHARED_AT_MOST_PERCENT = 30

const sum = (all: readonly { amount: number }[]) =>
  all.reduce((total, one) => total + one.amount, 0)

/** Profit sharing: orders out of a frozen trade, its release, and what receivers give back; of a shop's trades in a partner's words. */
export function openSplits({ book, merchant, opened }: Floor) {
  const { splits, returns } = book

  const view = (one: SplitOrder) => ({
    out_order_no: one.out_order_no,
    order_id: one.order_id,
    transaction_id: one.transaction_id,
    state: one.receivers.some(({ result }) => result === 'PENDING') ? 'PROCESSING' : 'FINISHED',
    receivers: one.receivers,
  })

  /** As a partner is told: without its end when it was only taken, and of a release the sum alone. */
  const viewPartner = (one: SplitOrder, sub_mchid: string, is_taken = false) => {
    const { out_order_no, order_id, transaction_id, receivers, state: status } = view(one)
    const taken = { sub_mchid, transaction_id, out_order_no, order_id }
    if (is_taken) return taken
    const told = receivers.map(({ account, ...rest }) => ({ ...rest, receiver_account: account }))
    return one.is_release
      ? { ...taken, status, finish_amount: sum(receivers) }
      : { ...taken, status, receivers: told }
  }

  function make(call: any, is_release = false): SplitOrder {
    const trade = paidTrade(book, call.transaction_id)
    // Of a shop's trade only with the shop's own number, and the other way round.
    if (trade.sub_mchid !== call.sub_mchid) throw new No(400, 'PARAM_ERROR')
    const receivers = ((is_release ? [] : call.receivers) ?? []).map((one: any) => ({
      ...{ type: one.type, account: one.receiver_account ?? one.account, amount: one.amount },
    }))
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
    if (receivers.some(({ type, account }: any) => !isNamed(type, account, trade)))
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
        ...receivers,
        // A release is told as an order to whoever the trade was paid to.
        ...(is_release
          ? [
              {
                type: 'MERCHANT_ID',
                account: trade.sub_mchid ?? merchant.mchid,
                amount: thaw(book, trade),
              },
            ]
          : []),
      ].map((one) => ({ ...one, result: 'PENDING' })),
    }
    for (const { account, amount } of receivers) {
      trade.frozen -= amount
      if (account === merchant.mchid) book.balance += amount
    }
    splits.set(made.out_order_no, made)
    return made
  }

  /** Merchants may have been named in our own pages, but a partner names its own receivers. */
  const isNamed = (type: string, account: string, trade: Trade): boolean =>
    book.receivers.has(account) || (type === 'MERCHANT_ID' && !trade.sub_mchid)

  function nameReceiver(call: any, serial: string) {
    const { appid, type, account, relation_type } = call
    if (appid !== merchant.appid || !account || !relation_type) throw new No(400, 'PARAM_ERROR')
    const is_person = type === 'PERSONAL_OPENID'
    if (!is_person && (type !== 'MERCHANT_ID' || !call.name)) throw new No(400, 'PARAM_ERROR')
    const concealed = call.encrypted_name ?? (is_person ? call.name : undefined)
    const name = concealed === undefined ? call.name : opened(concealed, serial)
    book.receivers.set(account, name)
    return { type, account, relation_type }
  }

  function giveBack(call: any) {
    const order = splits.get(call.out_order_no)
    if (!order) throw new No(404, 'RESOURCE_NOT_EXISTS')
    const trade = paidTrade(book, order.transaction_id)
    if (trade.sub_mchid !== call.sub_mchid) throw new No(400, 'PARAM_ERROR')
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
    if (!known) {
      // It is free then, also where the trade is still frozen.
      credit(book, trade, call.amount)
      if (call.return_mchid === merchant.mchid) book.balance -= call.amount
    }
    returns.set(call.out_return_no, {
      out_order_no: call.out_order_no,
      account: call.return_mchid,
      amount: call.amount,
    })
    return { ...call, return_no: `4008${randomBytes(11).toString('hex')}`, result: 'SUCCESS' }
  }

  /** The order of this number, through by now. */
  function finished(number: string, transaction_id: string | null): SplitOrder {
    const found = splits.get(number)
    if (found?.transaction_id !== transaction_id || !found) throw new No(404, 'RESOURCE_NOT_EXISTS')
    for (const one of found.receivers) one.result = 'SUCCESS'
    return found
  }
  const needShop = (call: any): string => {
    if (!call.sub_mchid) throw new No(400, 'PARAM_ERROR')
    return call.sub_mchid
  }

  const routes: Route[] = [
    [
      /^POST \/v3\/(?:ecommerce\/)?profitsharing\/receivers\/add$/,
      ({ call, serial }) => nameReceiver(call, serial),
    ],
    [/^POST \/v3\/profitsharing\/orders$/, ({ call }) => view(make(call))],
    [/^POST \/v3\/profitsharing\/orders\/unfreeze$/, ({ call }) => view(make(call, true))],
    [/^POST \/v3\/profitsharing\/return-orders$/, ({ call }) => giveBack(call)],
    [
      /^GET \/v3\/profitsharing\/orders\/([^/]+)$/,
      ({ name, url }) => view(finished(name, url.searchParams.get('transaction_id'))),
    ],
    [
      /^POST \/v3\/ecommerce\/profitsharing\/orders$/,
      ({ call }) => viewPartner(make(call), needShop(call), true),
    ],
    [
      /^POST \/v3\/ecommerce\/profitsharing\/finish-order$/,
      ({ call }) => viewPartner(make(call, true), needShop(call), true),
    ],
    [
      /^GET \/v3\/ecommerce\/profitsharing\/orders$/,
      ({ url: { searchParams: asked } }) =>
        viewPartner(
          finished(asked.get('out_order_no') ?? '', asked.get('transaction_id')),
          asked.get('sub_mchid') ?? '',
        ),
    ],
    [
      /^POST \/v3\/ecommerce\/profitsharing\/returnorders$/,
      ({ call }) => {
        needShop(call)
        return giveBack(call)
      },
    ],
  ]
  return { routes }
}
