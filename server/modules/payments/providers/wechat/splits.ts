import type { Answer, SplitReport, Splits } from '../../provider.ts'
import type { WechatClient } from './client.ts'

/** At most so many receivers in one order, and so many orders of one trade. */
export const RECEIVERS_AT_MOST = 50

type Order = {
  out_order_no: string
  order_id: string
  state: 'PROCESSING' | 'FINISHED'
  receivers?: readonly {
    account: string
    amount: number
    result: 'PENDING' | 'SUCCESS' | 'CLOSED'
    finish_time?: string
  }[]
}

const RESULTS = { PENDING: 'waiting', SUCCESS: 'succeeded', CLOSED: 'failed' } as const

/** Profit sharing: the frozen money of a trade goes to receivers by orders, and what is left is released to the merchant. */
export function wechatSplits(client: WechatClient): Splits {
  const { appid } = client.settings
  const path = '/v3/profitsharing/orders'

  async function tell(call: Promise<Answer<Order | undefined>>): Promise<Answer<SplitReport>> {
    const answer = await call
    if (answer.is !== 'answered') return answer
    return answer.value
      ? { is: 'answered', value: readOrder(answer.value) }
      : { is: 'refused', why: 'RESOURCE_NOT_EXISTS' }
  }

  return {
    split: async ({ number, trade_number, receivers }) =>
      receivers.length === 0 || receivers.length > RECEIVERS_AT_MOST
        ? { is: 'refused', why: 'TOO_MANY_RECEIVERS' }
        : tell(
            client.call<Order>('POST', path, {
              appid,
              transaction_id: trade_number,
              out_order_no: number,
              unfreeze_unsplit: false,
              receivers: receivers.map(({ account, amount, words }) => ({
                ...receiverOf(account),
                amount: Number(amount),
                description: words.slice(0, 80) || 'share',
              })),
            }),
          ),
    querySplit: async (number, trade_number) => {
      const answer = await client.call<Order>(
        'GET',
        `${path}/${number}?transaction_id=${encodeURIComponent(trade_number)}`,
      )
      if (answer.is !== 'answered') return answer
      return { is: 'answered', value: answer.value && readOrder(answer.value) }
    },
    release: (number, trade_number) =>
      tell(
        client.call<Order>('POST', `${path}/unfreeze`, {
          transaction_id: trade_number,
          out_order_no: number,
          description: '解冻剩余资金',
        }),
      ),
    giveBack: async ({ number, split_number, account, amount }) => {
      const answer = await client.call<{ result: string }>(
        'POST',
        '/v3/profitsharing/return-orders',
        {
          out_order_no: split_number,
          out_return_no: number,
          return_mchid: account,
          amount: Number(amount),
          description: '退款回退',
        },
      )
      if (answer.is !== 'answered') return answer
      const result = answer.value?.result
      if (!result) return { is: 'refused', why: 'RESOURCE_NOT_EXISTS' }
      const state =
        result === 'SUCCESS' ? 'succeeded' : result === 'FAILED' ? 'failed' : ('waiting' as const)
      return { is: 'answered', value: { state } }
    },
  }
}

const receiverOf = (account: string) =>
  account.startsWith('openid:')
    ? { type: 'PERSONAL_OPENID', account: account.slice(7) }
    : { type: 'MERCHANT_ID', account }

const lastOf = (times: readonly number[]): Date | null =>
  times.length > 0 ? new Date(Math.max(...times)) : null

function readOrder({ out_order_no, order_id, state, receivers = [] }: Order): SplitReport {
  const read = receivers.map(({ account, amount, result }) => ({
    account,
    amount: BigInt(amount),
    state: RESULTS[result],
  }))
  const failed = read.some((one) => one.state === 'failed')
  return {
    number: out_order_no,
    provider_number: order_id,
    state: state === 'PROCESSING' ? 'waiting' : failed ? 'failed' : 'succeeded',
    receivers: read,
    finished_at: lastOf(receivers.flatMap(({ finish_time = '' }) => Date.parse(finish_time) || [])),
  }
}
