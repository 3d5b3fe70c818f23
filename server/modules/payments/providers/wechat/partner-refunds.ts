import type { Answer, NewRefund, Report } from '../../provider.ts'
import type { WechatClient } from './client.ts'
import { readRefund, type WechatRefund } from './readings.ts'

/** Refunds out of the trades of one of an e-commerce partner's shops (`sub_mchid`), whose money they are. */
export function wechatPartnerRefunds(client: WechatClient, sub_mchid: string) {
  const path = '/v3/ecommerce/refunds'
  const read = (answer: Answer<WechatRefund | undefined>): Answer<Report | undefined> => {
    if (answer.is !== 'answered' || !answer.value) return answer as Answer<Report | undefined>
    // The answer to the order itself says no status: it was taken.
    const report = readRefund({ status: 'PROCESSING', ...answer.value })
    return report
      ? { is: 'answered', value: report }
      : { is: 'unknown', why: 'an answer that cannot be read' }
  }

  return {
    refund: async (refund: NewRefund): Promise<Answer<Report>> => {
      const { number, trade_number, amount, paid, currency, notify_url } = refund
      const answer = read(
        await client.call<WechatRefund>('POST', `${path}/apply`, {
          ...{ sub_mchid, sp_appid: client.settings.appid, transaction_id: trade_number },
          ...{ out_refund_no: number, notify_url },
          amount: { refund: Number(amount), total: Number(paid), currency },
        }),
      )
      return answer.is !== 'answered' || answer.value
        ? (answer as Answer<Report>)
        : { is: 'refused', why: 'RESOURCE_NOT_EXISTS' }
    },
    /** Undefined: WeChat Pay never heard of this number. */
    queryRefund: async (number: string): Promise<Answer<Report | undefined>> =>
      read(
        await client.call<WechatRefund>(
          'GET',
          `${path}/out-refund-no/${encodeURIComponent(number)}?sub_mchid=${encodeURIComponent(sub_mchid)}`,
        ),
      ),
  }
}
