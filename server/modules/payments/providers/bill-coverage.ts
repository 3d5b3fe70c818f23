import type { BillLine } from '../provider.ts'

/** Trade bills of WeChat Pay and Alipay hold payments and refunds; transfers stand in bills of accounts, which we do not fetch. */
const LACKING: Readonly<Record<string, readonly BillLine['about'][]>> = {
  wechat: ['payout', 'payout_return'],
  alipay: ['payout', 'payout_return'],
}

/** Whether the daily file of this provider would hold it: what it never holds cannot be missing there. */
export const isBilled = (provider: string, about: BillLine['about']): boolean =>
  !LACKING[provider]?.includes(about)

/** The providers whose daily files hold none of this kind, for statements over all of them. */
export const providersLacking = (about: BillLine['about']): string[] =>
  Object.keys(LACKING).filter((provider) => !isBilled(provider, about))

/** Providers whose files list a refund once it was taken, whether or not it is through: being listed is a hint to ask. */
const LIST_WHEN_TAKEN: readonly string[] = ['wechat']

/** Whether what stands in this provider's file may still be on its way. */
export const isHint = (provider: string, about: BillLine['about']): boolean =>
  about === 'refund' && LIST_WHEN_TAKEN.includes(provider)
