import { useFormat } from './format.ts'
import { dictionary, useWords } from './language.tsx'

const words = dictionary(
  {
    off: '减 {off}',
    over_off: '满 {threshold} 减 {off}',
    rate: '减 {percent}，最多减 {most}',
    over_rate: '满 {threshold} 减 {percent}，最多减 {most}',
    coupon_shop: '店铺券',
    coupon_platform: '平台券',
    full_reduction_shop: '店铺满减',
    full_reduction_platform: '平台满减',
    red_packet_creator: '主播红包',
  },
  {
    off: '{off} off',
    over_off: '{off} off from {threshold}',
    rate: '{percent} off, at most {most}',
    over_rate: '{percent} off from {threshold}, at most {most}',
    coupon_shop: 'Shop coupon',
    coupon_platform: 'Platform coupon',
    full_reduction_shop: 'Shop full reduction',
    full_reduction_platform: 'Platform full reduction',
    red_packet_creator: 'Host’s red packet',
  },
)

type Kind = 'coupon' | 'full_reduction' | 'red_packet'
type Funder = 'shop' | 'platform' | 'creator'
export type OffTerms = {
  threshold: number
  amount_off: number | null
  rate_ppm: number | null
  most_off: number | null
}

/** What a promotion is and gives, in words: "Shop coupon", "¥20.00 off from ¥100.00". */
export function usePromotionWords() {
  const t = useWords(words)
  const format = useFormat()
  return {
    kind: ({ kind, funder }: { kind: Kind; funder: Funder }): string => {
      if (kind === 'red_packet') return t('red_packet_creator')
      const who = funder === 'platform' ? 'platform' : 'shop'
      return t(`${kind}_${who}`)
    },
    off: ({ threshold, amount_off, rate_ppm, most_off }: OffTerms): string => {
      const fill = {
        threshold: format.money(threshold),
        off: format.money(amount_off ?? 0),
        percent: format.percent(rate_ppm ?? 0),
        most: format.money(most_off ?? 0),
      }
      if (amount_off !== null) return t(threshold > 0 ? 'over_off' : 'off', fill)
      return t(threshold > 0 ? 'over_rate' : 'rate', fill)
    },
  }
}
