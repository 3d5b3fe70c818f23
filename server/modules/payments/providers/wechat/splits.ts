import type { Answer, SplitReport, Splits } from '../../provider.ts'
import type { WechatClient } from './client.ts'
import { concealName } from './conceal-name.ts'
import { lastOf, RESULTS, type Result, receiverOf } from './receivers.ts'

/** At most so many receivers in one order, and so many orders of one trade. */
export const RECEIVERS_AT_MOST = 50

type Order = {
  out_order_no: string
  order_id: string
  state: 'PROCESSING' | 'FINISHED'
  receivers?: readonly {
    account: string
    amount: number
    result: Result
    finish_time?: string
  }[]
}

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

  /**
   * Names a receiver of ours: nothing goes to whoever was not named before. Naming twice is naming once. A merchant without
   * its registered name was named in WeChat Pay's own pages.
   */
  async function nameReceiver(line: string): Promise<Answer<unknown>> {
    const { type, account, name } = receiverOf(line)
    const is_person = type === 'PERSONAL_OPENID'
    if (!is_person && !name) return { is: 'answered', value: undefined }
    const concealed = await concealName(client, name)
    if (concealed.is !== 'answered') return concealed
    const { words, concealed_for } = concealed.value
    return client.call(
      'POST',
      '/v3/profitsharing/receivers/add',
      {
        ...{ appid, type, account, relation_type: is_person ? 'DISTRIBUTOR' : 'PARTNER' },
        ...(words ? { name: words } : {}),
      },
      { concealed_for },
    )
  }

  return {
    split: async ({ number, trade_number, receivers }) => {
      if (receivers.length === 0 || receivers.length > RECEIVERS_AT_MOST)
        return { is: 'refused', why: 'TOO_MANY_RECEIVERS' }
      for (const { account } of receivers) {
        const named = await nameReceiver(account)
        if (named.is !== 'answered') return named
      }
      return tell(
        client.call<Order>('POST', path, {
          appid,
          transaction_id: trade_number,
          out_order_no: number,
          unfreeze_unsplit: false,
          receivers: receivers.map(({ account, amount, words }) => {
            const { type, account: to } = receiverOf(account)
            return {
              ...{ type, account: to, amount: Number(amount) },
              description: words.slice(0, 80) || 'share',
            }
          }),
        }),
      )
    },
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
      // What a person received is theirs: only merchants can be asked to return.
      if (receiverOf(account).type !== 'MERCHANT_ID')
        return { is: 'refused', why: 'RECEIVER_IS_A_PERSON' }
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
    finished_at: lastOf(receivers.map(({ finish_time }) => finish_time)),
  }
}
