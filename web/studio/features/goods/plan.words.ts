import { dictionary } from '../../../shared/i18n/language.tsx'

export const planWords = dictionary(
  {
    plan_title: '推广给主播',
    plan_words:
      '开放后，任何主播都能把它加入直播购物车，每成交一件得到实付金额的这一比例。调高立即生效；调低或关闭先公告，到期才生效。',
    plan_open: '开放推广',
    plan_rate: '佣金比例（%）',
    plan_saved: '佣金已更新',
    plan_announced: '已公告，{time} 起生效',
  },
  {
    plan_title: 'Offer to creators',
    plan_words:
      'Any creator may put it in a live cart then, and earns this part of what the buyer pays. More counts at once; less, or closing, is announced first and counts when the notice is over.',
    plan_open: 'Offered to all creators',
    plan_rate: 'Commission (%)',
    plan_saved: 'Commission saved',
    plan_announced: 'Announced; it counts from {time}',
  },
)
