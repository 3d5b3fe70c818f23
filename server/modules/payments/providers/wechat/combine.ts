import type { Answer, NewTrade, Report } from '../../provider.ts'
import type { WechatClient } from './client.ts'
import { readTrade, type WechatTrade } from './readings.ts'

/** One confirmation of the buyer pays at most so many orders. */
export const SUB_ORDERS_AT_MOST = 50

export type SubOrder = {
  number: string
  /** The merchant it goes to, under our own merchant number. */
  sub_mchid: string
  amount: bigint
  title: string
}
type Combined = {
  combine_out_trade_no: string
  sub_orders?: readonly (Omit<WechatTrade, 'amount'> & {
    amount?: { total_amount?: number; currency?: string }
  })[]
}

export type CombinedTrade = Pick<
  NewTrade,
  'number' | 'expires_at' | 'notify_url' | 'screen' | 'payer_ip'
> & { parts: readonly SubOrder[] }

/** Combined payment: one cashier, one confirmation, and each shop's part goes to the shop's own merchant number. */
export function wechatCombine(client: WechatClient) {
  const { appid, mchid } = client.settings
  const path = '/v3/combine-transactions'

  const query = async (number: string): Promise<Answer<Report[] | undefined>> => {
    const answer = await client.call<Combined>('GET', `${path}/out-trade-no/${number}`)
    if (answer.is !== 'answered') return answer
    return { is: 'answered', value: answer.value && readCombined(answer.value) }
  }

  return {
    create: async (trade: CombinedTrade): Promise<Answer<{ cashier_url: string }>> => {
      const { number, parts, expires_at, notify_url, screen, payer_ip } = trade
      if (parts.length === 0 || parts.length > SUB_ORDERS_AT_MOST)
        return { is: 'refused', why: 'TOO_MANY_SUB_ORDERS' }
      const is_phone = screen === 'phone'
      const answer = await client.call<{ code_url?: string; h5_url?: string }>(
        'POST',
        `${path}/${is_phone ? 'h5' : 'native'}`,
        {
          combine_appid: appid,
          combine_mchid: mchid,
          combine_out_trade_no: number,
          time_expire: expires_at.toISOString(),
          notify_url,
          ...(is_phone
            ? { scene_info: { payer_client_ip: payer_ip, h5_info: { type: 'Wap' } } }
            : {}),
          sub_orders: parts.map((part) => ({
            mchid,
            sub_mchid: part.sub_mchid,
            out_trade_no: part.number,
            attach: number,
            description: [...part.title].slice(0, 127).join(''),
            amount: { total_amount: Number(part.amount), currency: 'CNY' },
            // Frozen in the shop's account until it was shared out: that is how long the platform holds it.
            settle_info: { profit_sharing: true },
          })),
        },
      )
      if (answer.is !== 'answered') return answer
      const cashier_url = answer.value?.code_url ?? answer.value?.h5_url
      return cashier_url
        ? { is: 'answered', value: { cashier_url } }
        : { is: 'unknown', why: 'an answer without a cashier' }
    },
    /** One report for each part. */
    query,
    /** Ends all parts; says how each stands then. */
    close: async (
      number: string,
      parts: readonly Pick<SubOrder, 'number' | 'sub_mchid'>[],
    ): Promise<Answer<Report[] | undefined>> => {
      const answer = await client.call('POST', `${path}/out-trade-no/${number}/close`, {
        combine_appid: appid,
        sub_orders: parts.map((part) => ({
          mchid,
          sub_mchid: part.sub_mchid,
          out_trade_no: part.number,
        })),
      })
      return answer.is === 'unknown' ? answer : query(number)
    },
  }
}

/** The parts of a combined trade as reports; a part that cannot be read is left out, and so never counts as paid. */
export const readCombined = ({ sub_orders = [] }: Combined): Report[] =>
  sub_orders.flatMap((one) => {
    const { total_amount, currency } = one.amount ?? {}
    const amount = {
      ...(total_amount === undefined ? {} : { total: total_amount }),
      ...(currency === undefined ? {} : { currency }),
    }
    return readTrade({ ...one, amount }) ?? []
  })
