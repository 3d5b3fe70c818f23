import type { Answer, SplitReport, Splits } from '../../provider.ts'
import type { WechatClient } from './client.ts'
import { concealName } from './conceal-name.ts'
import { lastOf, RESULTS, type Result, receiverOf } from './receivers.ts'
import { RECEIVERS_AT_MOST } from './splits.ts'

type Order = {
  out_order_no: string
  order_id: string
  /** Not told by every answer: then it was only taken. */
  status?: 'PROCESSING' | 'FINISHED' | 'CLOSED'
  /** Not told of a release. */
  receivers?: readonly {
    receiver_account: string
    amount: number
    result: Result
    finish_time?: string
  }[]
  finish_amount?: number
}

/**
 * Profit sharing of an e-commerce partner out of the trades of one of its shops (`sub_mchid`): the same door as for the partner's
 * own trades, in other words. The rest of a trade is released to the shop.
 */
export function wechatPartnerSplits(client: WechatClient, sub_mchid: string): Splits {
  const { appid, mchid } = client.settings
  const path = '/v3/ecommerce/profitsharing'

  async function nameReceiver(line: string): Promise<Answer<unknown>> {
    const { type, account, name } = receiverOf(line)
    const is_person = type === 'PERSONAL_OPENID'
    if (!is_person && !name) return { is: 'answered', value: undefined }
    const concealed = await concealName(client, is_person ? name : undefined)
    if (concealed.is !== 'answered') return concealed
    const { words, concealed_for } = concealed.value
    const relation_type = is_person ? 'DISTRIBUTOR' : account === mchid ? 'PLATFORM' : 'OTHERS'
    return client.call(
      'POST',
      `${path}/receivers/add`,
      {
        ...{ appid, type, account, relation_type },
        ...(is_person ? {} : { name }),
        ...(words ? { encrypted_name: words } : {}),
      },
      { concealed_for },
    )
  }

  async function tell(call: Promise<Answer<Order | undefined>>): Promise<Answer<SplitReport>> {
    const answer = await call
    if (answer.is !== 'answered') return answer
    return answer.value
      ? { is: 'answered', value: readOrder(answer.value) }
      : { is: 'refused', why: 'RESOURCE_NOT_EXISTS' }
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
        client.call<Order>('POST', `${path}/orders`, {
          ...{ appid, sub_mchid, transaction_id: trade_number, out_order_no: number },
          finish: false,
          receivers: receivers.map(({ account: line, amount, words }) => {
            const { type, account } = receiverOf(line)
            return {
              ...{ type, receiver_account: account, amount: Number(amount) },
              description: words.slice(0, 80) || 'share',
            }
          }),
        }),
      )
    },
    querySplit: async (number, trade_number) => {
      const asked = new URLSearchParams({
        ...{ sub_mchid, transaction_id: trade_number, out_order_no: number },
      })
      const answer = await client.call<Order>('GET', `${path}/orders?${asked}`)
      if (answer.is !== 'answered') return answer
      return { is: 'answered', value: answer.value && readOrder(answer.value) }
    },
    release: (number, trade_number) =>
      tell(
        client.call<Order>('POST', `${path}/finish-order`, {
          ...{ sub_mchid, transaction_id: trade_number, out_order_no: number },
          description: '解冻剩余资金',
        }),
      ),
    giveBack: async ({ number, split_number, account: line, amount }) => {
      const { type, account } = receiverOf(line)
      // What a person received is theirs: only merchants can be asked to return.
      if (type !== 'MERCHANT_ID') return { is: 'refused', why: 'RECEIVER_IS_A_PERSON' }
      const answer = await client.call<{ result: string }>('POST', `${path}/returnorders`, {
        ...{ sub_mchid, out_order_no: split_number, out_return_no: number },
        ...{ return_mchid: account, amount: Number(amount), description: '退款回退' },
      })
      if (answer.is !== 'answered') return answer
      const result = answer.value?.result
      if (!result) return { is: 'refused', why: 'RESOURCE_NOT_EXISTS' }
      const state =
        result === 'SUCCESS' ? 'succeeded' : result === 'FAILED' ? 'failed' : ('waiting' as const)
      return { is: 'answered', value: { state } }
    },
  }
}

function readOrder({ out_order_no, order_id, status, receivers = [] }: Order): SplitReport {
  const read = receivers.map(({ receiver_account, amount, result }) => ({
    account: receiver_account,
    amount: BigInt(amount),
    state: RESULTS[result],
  }))
  const failed = status === 'CLOSED' || read.some((one) => one.state === 'failed')
  return {
    number: out_order_no,
    provider_number: order_id,
    state: (status ?? 'PROCESSING') === 'PROCESSING' ? 'waiting' : failed ? 'failed' : 'succeeded',
    receivers: read,
    finished_at: lastOf(receivers.map(({ finish_time }) => finish_time)),
  }
}
