import { dictionary } from '../../../shared/i18n/language.tsx'

export const redPacketWords = dictionary(
  {
    give: '发红包',
    title: '给直播间观众发红包',
    name: '名称',
    name_default: '直播间红包',
    amount: '每个',
    count: '个数',
    threshold: '满多少可用（0 为无门槛）',
    minutes: '可领时长',
    of_minutes: '{count} 分钟',
    words:
      '费用由你承担：观众用掉的部分先记为欠款，从以后的佣金里扣。只能用于在本直播间购买的商品，领到后 24 小时内有效。',
    total: '最多花 {amount}',
    go: '发出',
    cancel: '取消',
    done: '红包已发出',
    needed: '请填写',
  },
  {
    give: 'Red packets',
    title: 'Red packets for the viewers of this room',
    name: 'Name',
    name_default: 'Red packet of the room',
    amount: 'Each',
    count: 'How many',
    threshold: 'Usable from (0: no threshold)',
    minutes: 'May be claimed for',
    of_minutes: '{count} min',
    words:
      'At your own cost: what viewers use of it is owed by you and set off against commissions to come. Good for goods bought in this room, within 24 hours of now.',
    total: 'Costs at most {amount}',
    go: 'Give',
    cancel: 'Cancel',
    done: 'Red packets are out',
    needed: 'Fill this in',
  },
)
